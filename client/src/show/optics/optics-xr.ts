import {
  type OpticalLimits,
  type OpticalModule,
  type OpticalQuantity,
  type OpticalReading,
  opticalLimits,
  opticalNumber,
} from './optical-module.ts';

/** `show controllers optics R/S/I/P` of IOS XR, which does not say of which interface. */
export function readOpticsXr(text: string): OpticalModule[] {
  return text.split(/^(?= *Controller State: )/m).flatMap((block) => {
    if (!/^ *Controller State: /.test(block)) return [];
    const limits = new Map<OpticalQuantity, OpticalLimits>();
    const readings: Omit<OpticalReading, 'limits'>[] = [];
    for (const line of block.split(/\r?\n/)) {
      if (line.length > LONGEST) continue;
      const limit = limitsOf(line);
      if (limit) limits.set(...limit);
      readings.push(...readingsOf(line));
    }
    // One number stands for all lanes where they are not told one by one.
    const lanes = readings.some(({ lane }) => lane !== undefined);
    const told = readings.filter(({ quantity, lane }) => !lanes || lane !== undefined || !BEAM.has(quantity));
    return told.length > 0
      ? [{ readings: told.map((one) => ({ ...one, limits: limits.get(one.quantity) ?? {} })) }]
      : [];
  });
}

const LONGEST = 300;
const BEAM: ReadonlySet<OpticalQuantity> = new Set(['bias', 'transmit', 'receive']);
const QUANTITIES: Readonly<Record<string, OpticalQuantity>> = {
  Rx: 'receive',
  RX: 'receive',
  Tx: 'transmit',
  TX: 'transmit',
  LBC: 'bias',
  Laser: 'bias',
  Temp: 'temperature',
  Temperature: 'temperature',
  Voltage: 'voltage',
};

// Parameter                 High Alarm  Low Alarm  High Warning  Low Warning
// Rx Power Threshold(dBm)          2.0      -13.9          -1.0         -9.9
function limitsOf(line: string): [OpticalQuantity, OpticalLimits] | undefined {
  const row = /^ *(Rx|Tx|LBC|Temp|Voltage)\.?(?: Power)? Threshold ?\(\w+\) +(\S+) +(\S+) +(\S+) +(\S+)\s*$/.exec(line);
  if (!row) return undefined;
  const [highAlarm, lowAlarm, highWarning, lowWarning] = row.slice(2).map(opticalNumber);
  return [QUANTITIES[row[1]!]!, opticalLimits({ highAlarm, highWarning, lowWarning, lowAlarm })];
}

//          Actual TX Power = -2.50 dBm
// Lane   Laser Bias    TX Power    RX Power    Output Frequency
//  1      38.9 mA      1.42 dBm    -2.04 dBm   N/A
function readingsOf(line: string): Omit<OpticalReading, 'limits'>[] {
  const one = /^ *(?:Actual )?(Laser Bias Current|TX Power|RX Power|Temperature|Voltage) = (\S.{0,40})$/.exec(line);
  if (one) {
    const value = opticalNumber(one[2]!);
    // A bias in percent is of the laser's own.
    if (value === undefined || one[2]!.includes('%')) return [];
    return [{ quantity: QUANTITIES[one[1]!.split(' ')[0]!]!, value }];
  }
  const lane = /^ *(\d{1,2}) +(\S+) mA +(\S+) dBm +(\S+) dBm\b/.exec(line);
  if (!lane) return [];
  return (['bias', 'transmit', 'receive'] as const).flatMap((quantity, at) => {
    const value = opticalNumber(lane[at + 2]);
    return value === undefined ? [] : [{ quantity, value, lane: lane[1]! }];
  });
}
