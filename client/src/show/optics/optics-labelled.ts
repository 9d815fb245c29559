import {
  type OpticalLimits,
  type OpticalModule,
  type OpticalQuantity,
  type OpticalReading,
  opticalLimits,
  opticalNumber,
} from './optical-module.ts';

/**
 * Lists of `label : value`: `show interfaces diagnostics optics` of Junos, `ethtool -m` of Linux, which does not say of which
 * interface, and `display transceiver verbose` of VRP.
 */
export function readOpticsLabelled(text: string): OpticalModule[] {
  const modules: OpticalModule[] = [];
  let open: Open | undefined;
  const close = (): void => {
    const readings = open ? readingsOf(open) : [];
    if (readings.length > 0) modules.push({ ...(open?.name !== undefined && { name: open.name }), readings });
  };
  for (const line of text.split(/\r?\n/)) {
    if (line.length > LONGEST) continue;
    const head = HEAD.exec(line);
    if (head) {
      close();
      open = { ...((head[1] ?? head[2]) ? { name: (head[1] ?? head[2])! } : {}), told: new Map() };
      continue;
    }
    const lane = /^ +Lane (\d{1,3})\s*$/.exec(line);
    if (lane && open) open.lane = lane[1]!;
    // Laser bias current high alarm   (Chan 1)  : Off
    const row = /^\s*([A-Za-z][^:(]{2,60}?) *(?:\(([^)]{1,24})\))? *: *(\S.{0,160})$/.exec(line);
    if (row) take(row, open);
  }
  close();
  return modules;
}

const LONGEST = 300;
// Physical interface: xe-0/0/0
// XGigabitEthernet0/0/1 transceiver information:
//         Identifier                                : 0x03 (SFP)
const HEAD =
  /^(?:Physical interface: ([\w./:-]{1,64})\s*$|([A-Za-z][\w./:-]{1,63}) transceiver information:\s*$|\s*Identifier +: 0x)/;

interface Open {
  readonly name?: string;
  lane?: string;
  /** By quantity and lane; no lane: limits of all. */
  readonly told: Map<string, Told>;
}

interface Told {
  readonly quantity: OpticalQuantity;
  readonly lane?: string;
  value?: number | undefined;
  flag?: keyof OpticalLimits;
  readonly limits: { -readonly [K in keyof OpticalLimits]: number };
}

const LABELS: readonly (readonly [RegExp, OpticalQuantity])[] = [
  [/^(?:module )?temp(?:erature)?$/i, 'temperature'],
  [/^(?:module )?volt(?:age)?$/i, 'voltage'],
  [/^(?:laser )?(?:tx )?bias(?: current)?$/i, 'bias'],
  [/^(?:laser output power|laser tx power|transmit avg optical power|tx power)$/i, 'transmit'],
  [
    /^(?:receiver signal average optical power|rcvr signal avg optical power|laser receiver power|laser rx (?:optical )?power|rx power)$/i,
    'receive',
  ],
];

function take([, words, brackets, value]: RegExpExecArray, open: Open | undefined): void {
  if (!open) return;
  // RX Power High Threshold(dBM): an alarm of VRP; its warnings are called so.
  const label = words!.trim().replace(/ +/g, ' ');
  const limit = /^(.+?) (high|low) (alarm threshold|warning threshold|alarm|warning|threshold)$/i.exec(label);
  const quantity = LABELS.find(([pattern]) => pattern.test(limit?.[1] ?? label))?.[1];
  if (!quantity) return;
  const lane = /^Chan(?:nel)? (\d{1,3})$/.exec(brackets ?? '')?.[1] ?? open.lane;
  const key = limit && `${limit[2]!.toLowerCase()}${/warning/i.test(limit[3]!) ? 'Warning' : 'Alarm'}`;
  const flagged = key !== null && /^(?:On|Off)\b/.test(value!);
  // Limits are the module's, of all its lanes; what is passed is of one.
  const one = toldOf(open, quantity, key !== null && !flagged ? undefined : lane);
  if (key === null) one.value ??= inUnit(value!, quantity);
  else if (!flagged) setLimit(one, key as keyof OpticalLimits, inUnit(value!, quantity));
  else if (value!.startsWith('On') && !one.flag?.endsWith('Alarm')) one.flag = key as keyof OpticalLimits;
}

function toldOf({ told }: Open, quantity: OpticalQuantity, lane: string | undefined): Told {
  const key = `${quantity} ${lane ?? ''}`;
  const known = told.get(key) ?? { quantity, ...(lane !== undefined && { lane }), limits: {} };
  told.set(key, known);
  return known;
}

function setLimit({ limits }: Told, key: keyof OpticalLimits, value: number | undefined): void {
  if (value !== undefined) limits[key] ??= value;
}

/** `0.5690 mW / -2.45 dBm`, `33 degrees C / 92 degrees F`, `3.2940 V`. */
function inUnit(text: string, quantity: OpticalQuantity): number | undefined {
  const power = quantity === 'transmit' || quantity === 'receive';
  const half = power ? /\/ *(-? ?[\w.]{1,12} *dBm)/.exec(text)?.[1] : undefined;
  return opticalNumber(half ?? text);
}

function readingsOf({ told }: Open): OpticalReading[] {
  return [...told.values()].flatMap(({ quantity, lane, value, flag, limits }) => {
    if (value === undefined) return [];
    const all = { ...told.get(`${quantity} `)?.limits, ...limits };
    const { highAlarm, highWarning, lowWarning, lowAlarm } = all;
    return [
      {
        quantity,
        value,
        ...(lane !== undefined && { lane }),
        ...(flag && { flag }),
        limits: opticalLimits({ highAlarm, highWarning, lowWarning, lowAlarm }),
      },
    ];
  });
}
