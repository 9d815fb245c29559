import type { InterfaceState } from '../../show/interface-state.ts';
import { DARK, type OpticalQuantity, type OpticalReading } from '../../show/optics/optical-module.ts';
import type { Verdict } from '../probe.ts';
import { verdict } from '../verdict.ts';

/** Degrees Celsius, of modules that do not say what they bear: commercial ones are made for 0 to 70. */
export const HOT = { warning: 60, error: 70 } as const;
/** dBm: no receiver of Ethernet hears less; what is below is noise of the meter. */
export const NO_LIGHT = -35;

/** What its module measures beyond the limits that it is made for; alarms are errors. */
export function judgeOptics(one: InterfaceState, asked: boolean): readonly Verdict[] {
  const all = one.optics ?? [];
  return all.flatMap((reading) => {
    if (BEAM.has(reading.quantity) && !lit(one, reading, all, asked)) return [];
    return beyond(one, reading) ?? [];
  });
}

const BEAM: ReadonlySet<OpticalQuantity> = new Set(['transmit', 'receive', 'bias']);

/** Whether somebody wants light there: a laser that is switched off and a lane that nobody uses send none. */
function lit(one: InterfaceState, { lane }: OpticalReading, all: readonly OpticalReading[], asked: boolean): boolean {
  if (one.admin === 'down' || one.link === 'error-disabled') return false;
  const dark = (way: OpticalQuantity, beam?: string): boolean =>
    all.every(
      ({ quantity, lane: on, value }) => quantity !== way || (beam !== undefined && on !== beam) || value <= NO_LIGHT,
    );
  if (lane !== undefined && dark('receive', lane) && dark('transmit', lane)) return false;
  // A free port with a module in it is no fault.
  const wanted = asked || one.link === 'up' || (one.description !== undefined && one.link === 'down');
  return wanted || !dark('receive');
}

type Side = 'high' | 'low';

function beyond(one: InterfaceState, reading: OpticalReading): Verdict | undefined {
  const passed = passedLimit(one, reading);
  if (!passed) return undefined;
  const { side, grave, limit } = passed;
  const { quantity, lane, value } = reading;
  const { en, zh } = WORDS[quantity][side];
  const [unitEn, unitZh] = UNITS[quantity];
  const dark = value <= NO_LIGHT && quantity === 'receive';
  const told =
    dark && value <= DARK ? { en: 'none', zh: '无光' } : { en: `${value} ${unitEn}`, zh: `${value} ${unitZh}` };
  const mark = {
    en:
      limit === undefined
        ? ''
        : `, ${grave ? 'alarm' : 'warning'} ${side === 'high' ? 'from' : 'below'} ${limit} ${unitEn}`,
    zh:
      limit === undefined
        ? ''
        : `,${side === 'high' ? '高于' : '低于'} ${limit} ${unitZh} 即${grave ? '告警' : '预警'}`,
  };
  const where = lane === undefined ? { en: '', zh: '' } : { en: `, lane ${lane}`, zh: `通道 ${lane} ` };
  return verdict(
    grave ? 'error' : 'warning',
    quantity === 'temperature' && side === 'low' ? 'module-limits' : CODES[quantity],
    `${one.name}${where.en}: ${en[0]} (${told.en}${mark.en}). ${en[1]}`,
    `${one.name} ${where.zh}${zh[0]}(${told.zh}${mark.zh})。${zh[1]}`,
  );
}

interface Passed {
  readonly side: Side;
  readonly grave: boolean;
  readonly limit?: number;
}

function passedLimit({ link }: InterfaceState, { quantity, value, limits, flag }: OpticalReading): Passed | undefined {
  const { highAlarm, highWarning, lowWarning, lowAlarm } = limits;
  const past = (limit: number | undefined, side: Side, grave: boolean): Passed | undefined =>
    limit !== undefined && (side === 'high' ? value > limit : value < limit) ? { side, grave, limit } : undefined;
  const measured =
    past(highAlarm, 'high', true) ??
    past(lowAlarm, 'low', true) ??
    past(highWarning, 'high', false) ??
    past(lowWarning, 'low', false);
  if (measured) return measured;
  // A flag stays until it is read (SFF-8472): the number beside its limit knows better.
  if (flag && limits[flag] === undefined)
    return { side: flag.startsWith('high') ? 'high' : 'low', grave: flag.endsWith('Alarm') };
  const told = [highAlarm, highWarning, lowWarning, lowAlarm].some((limit) => limit !== undefined);
  if (told) return undefined;
  if (quantity === 'temperature' && value >= HOT.warning) {
    const grave = value >= HOT.error;
    return { side: 'high', grave, limit: grave ? HOT.error : HOT.warning };
  }
  return quantity === 'receive' && value <= NO_LIGHT && link === 'down' ? { side: 'low', grave: true } : undefined;
}

const CODES: Readonly<Record<OpticalQuantity, string>> = {
  temperature: 'hot',
  receive: 'receive-power',
  transmit: 'transmit-power',
  voltage: 'module-limits',
  bias: 'module-limits',
};

const UNITS: Readonly<Record<OpticalQuantity, readonly [en: string, zh: string]>> = {
  temperature: ['degrees C', '℃'],
  voltage: ['V', 'V'],
  bias: ['mA', 'mA'],
  transmit: ['dBm', 'dBm'],
  receive: ['dBm', 'dBm'],
};

type Words = {
  readonly en: readonly [what: string, next: string];
  readonly zh: readonly [what: string, next: string];
};

const SUPPLY: Words = {
  en: [
    'the supply of its optical module is out of range',
    'Another module in this slot tells whether slot or module is at fault.',
  ],
  zh: ['光模块供电超出范围', '在该槽位换一个模块,可判断故障在槽位还是模块。'],
};
const WORN: Words = {
  en: ['the current of its laser is out of range', 'The laser is worn out: replace the module before it fails.'],
  zh: ['激光器偏置电流超出范围', '激光器已老化:请在其失效前更换模块。'],
};

const WORDS: Readonly<Record<OpticalQuantity, Readonly<Record<Side, Words>>>> = {
  temperature: {
    high: {
      en: ['its optical module is too hot', 'Look at fans, filters and what stands before the inlets.'],
      zh: ['光模块温度过高', '请检查风扇、滤网和进风口是否被遮挡。'],
    },
    low: {
      en: [
        'its optical module is colder than it is made for',
        'Its laser may not start; use one for this temperature.',
      ],
      zh: ['光模块温度低于其适用范围', '激光器可能无法启动;请使用适合该温度的模块。'],
    },
  },
  voltage: { high: SUPPLY, low: SUPPLY },
  bias: { high: WORN, low: WORN },
  transmit: {
    high: {
      en: ['it sends more light than it is made for', 'Replace the module; the other end may be blinded.'],
      zh: ['发送光功率高于其适用范围', '请更换模块;对端可能饱和。'],
    },
    low: {
      en: [
        'it sends too little light',
        'The laser is off or worn out: look whether it is shut, then replace the module.',
      ],
      zh: ['发送光功率过低', '激光器关闭或老化:请确认接口是否被关闭,然后更换模块。'],
    },
  },
  receive: {
    high: {
      en: [
        'too much light comes in',
        'The receiver is blinded and may break: put an attenuator in, or modules for a shorter distance.',
      ],
      zh: ['接收光功率过高', '接收器饱和并可能损坏:请加衰减器,或使用更短距离的模块。'],
    },
    low: {
      en: [
        'too little light comes in',
        'Look what the other end sends, then clean the connectors, look for sharp bends and the right kind of fibre.',
      ],
      zh: ['接收光功率过低', '请查看对端的发送光功率,然后清洁接头,检查光纤弯折和类型是否正确。'],
    },
  },
};
