import {
  FLAGS,
  type OpticalModule,
  type OpticalQuantity,
  type OpticalReading,
  opticalNumber,
} from './optical-module.ts';

const QUANTITIES: readonly OpticalQuantity[] = ['temperature', 'voltage', 'bias', 'transmit', 'receive'];

/** `get system interface transceiver` of FortiOS: below the names of the modules a table of what they measure, with marks behind what passes a limit. */
export function readOpticsFortios(text: string): OpticalModule[] {
  if (!text.includes('(Celsius)')) return [];
  const modules: OpticalModule[] = [];
  let inTable = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 300) continue;
    // Interface      (Celsius)    (Volts)      (mA)         (dBm)        (dBm)
    if (/^ *Interface +\(Celsius\) +\(Volts\) +\(mA\) +\(dBm\) +\(dBm\)\s*$/.test(line)) inTable = true;
    const row = inTable ? ROW.exec(line) : undefined;
    if (!row) continue;
    const [, name, ...told] = row;
    const readings = QUANTITIES.flatMap((quantity, at): OpticalReading[] => {
      const value = opticalNumber(told[2 * at]);
      const flag = FLAGS[told[2 * at + 1] ?? ''];
      return value === undefined ? [] : [{ quantity, value, limits: {}, ...(flag && { flag }) }];
    });
    if (readings.length > 0) modules.push({ name: name!, readings });
  }
  return modules;
}

/** A value, and `++`, `+`, `-` or `--` where it is beyond what the module is made for. */
const CELL = '(-?\\d{1,4}(?:\\.\\d{1,4})?|N\\/A|-inf)(?: {1,8}(\\+\\+?|--?|\\?)(?= |$))?';
//      port17         36.1         3.35         5.50         -2.4  --     -38.6
const ROW = new RegExp(`^ *([A-Za-z][\\w./:-]{0,63})${` +${CELL}`.repeat(5)}\\s*$`);
