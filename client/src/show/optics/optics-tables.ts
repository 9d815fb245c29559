import {
  FLAGS,
  type OpticalLimits,
  type OpticalModule,
  type OpticalQuantity,
  type OpticalReading,
  opticalLimits,
  opticalNumber,
} from './optical-module.ts';

/**
 * `show interfaces transceiver [detail]` of IOS and EOS: one table for all quantities without limits, or one for each with
 * them; which limit stands in which column is in the head.
 */
export function readOpticsTables(text: string): OpticalModule[] {
  const modules: OpticalModule[] = [];
  let head: string[] = [];
  let table: Table | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.length > LONGEST) continue;
    if (/^ *Port +.*\((?:Celsius|Volts|mA|dBm)\)/.test(line)) {
      table = tableOf(line, head.join('\n'));
      head = [];
      continue;
    }
    if (/^[\s+|-]*$/.test(line)) {
      if (line.trim() === '') head = [];
      continue;
    }
    const module = table && moduleOf(line, table);
    if (module) modules.push(module);
    else if (!PORT.test(line)) {
      // What comes behind other words is of another table.
      table = undefined;
      head = [...head.slice(-3), line];
    }
  }
  return modules;
}

const LONGEST = 300;
/** Et5/29/1   N/A: a port without a module is none of the head. */
const PORT = /^ *[A-Za-z][\w./:-]{0,31}\d[\w./:-]{0,31} /;

interface Table {
  readonly lanes: boolean;
  /** Of the columns behind port and lane. */
  readonly columns: readonly OpticalQuantity[];
  /** Empty: a table without limits, of all quantities. */
  readonly limits: readonly (keyof OpticalLimits)[];
}

//                              High Alarm  High Warn  Low Warn   Low Alarm
//            Optical           Threshold   Threshold  Threshold  Threshold
// Port       Receive Power (dBm)  (dBm)    (dBm)      (dBm)      (dBm)
function tableOf(port: string, head: string): Table | undefined {
  const units = [...port.matchAll(/\((Celsius|Volts|mA|dBm)\)/g)].map(([, unit]) => unit!);
  const limits = [...head.matchAll(/\b(High|Low) (Alarm|Warn)/g)].map(([, side, kind]) => LIMITS[`${side} ${kind}`]!);
  const lanes = /\bLane\b/.test(port) || /\bLane\b/.test(head);
  if (limits.length === 4 && units.length === 5) {
    const quantity = quantityOf(units[0]!, `${head}\n${port}`);
    return quantity && { lanes, columns: [quantity], limits };
  }
  // Port       (Celsius)    (Volts)  (mA)      (dBm)     (dBm)
  if (limits.length > 0 || !/dBm dBm$/.test(units.join(' '))) return undefined;
  const columns = units.slice(0, -2).flatMap((unit) => quantityOf(unit, '') ?? []);
  return { lanes, columns: [...columns, 'transmit', 'receive'], limits };
}

const LIMITS: Readonly<Record<string, keyof OpticalLimits>> = {
  'High Alarm': 'highAlarm',
  'High Warn': 'highWarning',
  'Low Warn': 'lowWarning',
  'Low Alarm': 'lowAlarm',
};

function quantityOf(unit: string, head: string): OpticalQuantity | undefined {
  if (unit === 'Celsius') return 'temperature';
  if (unit === 'Volts') return 'voltage';
  if (unit === 'mA') return 'bias';
  const [way] = /\b(?:Rx|Receive|Tx|Transmit)\b/.exec(head) ?? [];
  return way === undefined ? undefined : /^R/.test(way) ? 'receive' : 'transmit';
}

// Gi1/1/1      -31.5  --   ( -30.9)     2.0        -1.0       -9.9      -13.9
function moduleOf(line: string, { lanes, columns, limits }: Table): OpticalModule | undefined {
  const words = line
    // What the module read before it was calibrated, where that differs.
    .replace(/\([^)]{0,20}\)/, ' ')
    .trim()
    .split(/\s+/);
  const [name, ...rest] = words;
  if (!name || !/^[A-Za-z][\w./:-]{0,31}$/.test(name) || !/\d/.test(name)) return undefined;
  const lane = lanes && rest.length > columns.length + limits.length ? rest.shift() : undefined;
  const on = lane === undefined || lane === 'N/A' ? {} : { lane };
  if (limits.length === 0) {
    const readings = columns.flatMap((quantity, at): OpticalReading[] => {
      const value = opticalNumber(rest[at]);
      return value === undefined ? [] : [{ quantity, value, ...on, limits: {} }];
    });
    return readings.length > 0 ? { name, readings } : undefined;
  }
  const [told, maybeFlag] = rest;
  const flag = FLAGS[maybeFlag ?? ''];
  const numbers = rest.slice(flag ? 2 : 1).map(opticalNumber);
  const value = opticalNumber(told);
  if (value === undefined || numbers.length < 4) return undefined;
  const limit = (key: keyof OpticalLimits): number | undefined => numbers[limits.indexOf(key)];
  return {
    name,
    readings: [
      {
        quantity: columns[0]!,
        value,
        ...on,
        ...(flag && { flag }),
        limits: opticalLimits({
          highAlarm: limit('highAlarm'),
          highWarning: limit('highWarning'),
          lowWarning: limit('lowWarning'),
          lowAlarm: limit('lowAlarm'),
        }),
      },
    ],
  };
}
