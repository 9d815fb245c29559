import {
  type OpticalLimits,
  type OpticalModule,
  type OpticalQuantity,
  type OpticalReading,
  opticalLimits,
  opticalNumber,
} from './optical-module.ts';

/** `display transceiver diagnosis interface` of VRP, one row for each quantity, and of Comware, one column. */
export function readOpticsDiagnosis(text: string): OpticalModule[] {
  return text.split(HEADS).flatMap((block) => {
    const name = HEAD.exec(block)?.[1];
    if (name === undefined) return [];
    const lines = block.split(/\r?\n/).filter((line) => line.length <= LONGEST);
    const readings = [...lines.flatMap(rowOf), ...columnsOf(lines)];
    return readings.length > 0 ? [{ name, readings }] : [];
  });
}

const LONGEST = 300;
// Port XGigabitEthernet0/0/1 transceiver diagnostic information:
const HEAD = /^ *(?:Port +)?([A-Za-z][\w./:-]{1,63}) transceiver diagnostic information:/;
const HEADS = /^(?= *(?:Port +)?[A-Za-z][\w./:-]{1,63} transceiver diagnostic information:)/m;

function quantityOf(label: string): OpticalQuantity | undefined {
  if (/^temp/i.test(label)) return 'temperature';
  if (/^volt/i.test(label)) return 'voltage';
  if (/^(?:bias|current)/i.test(label)) return 'bias';
  if (/^rx/i.test(label)) return 'receive';
  return /^tx/i.test(label) ? 'transmit' : undefined;
}

// Parameter        Current       Low Alarm    High Alarm
// RxPower(dBm)    -33.98         -19.79       2.00         abnormal
function rowOf(line: string): OpticalReading[] {
  const row = /^ *([A-Za-z.]+)\([^)\n]{1,12}\) +(\S+) +(\S+) +(\S+) +(?:normal|abnormal)\s*$/.exec(line);
  const quantity = row ? quantityOf(row[1]!) : undefined;
  const [value, lowAlarm, highAlarm] = row?.slice(2, 5).map(opticalNumber) ?? [];
  if (!quantity || value === undefined) return [];
  const limits = opticalLimits({ highAlarm, lowAlarm, highWarning: undefined, lowWarning: undefined });
  return [{ quantity, value, limits }];
}

//   Current diagnostic parameters:
//     Temp.(C) Voltage(V)  Bias(mA)  RX power(dBm)  TX power(dBm)
//     36        3.31        6.13      -35.64         -5.19
//   Alarm thresholds:
//     High  50        3.55        1.44      -10.00         5.00
function columnsOf(lines: readonly string[]): OpticalReading[] {
  let columns: readonly (OpticalQuantity | undefined)[] = [];
  let part: 'value' | 'Alarm' | 'Warning' | undefined;
  let values: readonly (number | undefined)[] = [];
  const limits = new Map<string, readonly (number | undefined)[]>();
  for (const line of lines) {
    const title = /^ *(Current diagnostic parameters|Alarm thresholds|Warning thresholds):/.exec(line)?.[1];
    if (title) part = title.startsWith('C') ? 'value' : title.startsWith('A') ? 'Alarm' : 'Warning';
    else if (/^ *Temp\.? ?\(.*\(dBm\)/i.test(line))
      columns = [...line.matchAll(/([A-Za-z.]+)(?: power)? ?\([^)]{1,12}\)/gi)].map(([, label]) => quantityOf(label!));
    else if (part === 'value' && columns.length > 0 && /^ *[-\d]/.test(line))
      values = line.trim().split(/\s+/).map(opticalNumber);
    else if (part === 'Alarm' || part === 'Warning') {
      const [, side, rest] = /^ *(High|Low) +(\S.*)$/.exec(line) ?? [];
      if (side) limits.set(`${side.toLowerCase()}${part}`, rest!.trim().split(/\s+/).map(opticalNumber));
    }
  }
  return columns.flatMap((quantity, at): OpticalReading[] => {
    const value = values[at];
    if (!quantity || value === undefined) return [];
    const limit = (key: keyof OpticalLimits): number | undefined => limits.get(key)?.[at];
    const told = {
      highAlarm: limit('highAlarm'),
      highWarning: limit('highWarning'),
      lowWarning: limit('lowWarning'),
      lowAlarm: limit('lowAlarm'),
    };
    return [{ quantity, value, limits: opticalLimits(told) }];
  });
}
