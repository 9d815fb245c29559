import {
  DARK,
  FLAGS,
  type OpticalModule,
  type OpticalQuantity,
  type OpticalReading,
  opticalLimits,
  opticalNumber,
} from './optical-module.ts';

/** `show interface transceiver details` of NX-OS: a block for each interface, its name alone at the margin. */
export function readOpticsNxos(text: string): OpticalModule[] {
  const modules: OpticalModule[] = [];
  let name: string | undefined;
  let lane: string | undefined;
  let readings: OpticalReading[] = [];
  const close = (): void => {
    if (name !== undefined && readings.length > 0) modules.push({ name, readings });
  };
  for (const line of text.split(/\r?\n/)) {
    // Ethernet1/1
    const head = /^([A-Za-z][\w./-]{0,31})\s*$/.exec(line.slice(0, 80));
    if (head && /\d/.test(head[1]!)) {
      close();
      [name, lane, readings] = [head[1]!, undefined, []];
      continue;
    }
    if (name === undefined) continue;
    // Lane Number:1 Network Lane
    lane = /^ *Lane Number: ?(\d{1,3})/.exec(line)?.[1] ?? lane;
    const reading = readingOf(line, lane);
    if (reading) readings.push(reading);
  }
  close();
  return modules;
}

const QUANTITIES: Readonly<Record<string, OpticalQuantity>> = {
  Temperature: 'temperature',
  Voltage: 'voltage',
  Current: 'bias',
  'Tx Power': 'transmit',
  'Rx Power': 'receive',
};

//                 Measurement     High        Low         High          Low
//   Rx Power      -14.46 dBm --     1.99 dBm  -13.97 dBm   -1.00 dBm     -9.91 dBm
function readingOf(line: string, lane: string | undefined): OpticalReading | undefined {
  const row = /^ +(Temperature|Voltage|Current|Tx Power|Rx Power) +(\S.{0,160})$/.exec(line.slice(0, 200));
  if (!row) return undefined;
  const [told, ...rest] = row[2]!.split(/\s+/).filter((word) => !/^(?:C|V|mA|dBm|)$/.test(word));
  const flag = FLAGS[rest[0] ?? ''];
  const [highAlarm, lowAlarm, highWarning, lowWarning] = rest.slice(flag ? 1 : 0).map(opticalNumber);
  const quantity = QUANTITIES[row[1]!]!;
  // "N/A  --": too little to be told.
  const value = opticalNumber(told) ?? (flag === 'lowAlarm' && quantity === 'receive' ? DARK : undefined);
  if (value === undefined) return undefined;
  return {
    quantity,
    value,
    ...(lane !== undefined && { lane }),
    ...(flag && { flag }),
    limits: opticalLimits({ highAlarm, highWarning, lowWarning, lowAlarm }),
  };
}
