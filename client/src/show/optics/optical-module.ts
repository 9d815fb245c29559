export type OpticalQuantity = 'temperature' | 'voltage' | 'bias' | 'transmit' | 'receive';

/** What the module itself is made for; absent: not told. */
export interface OpticalLimits {
  readonly highAlarm?: number;
  readonly highWarning?: number;
  readonly lowWarning?: number;
  readonly lowAlarm?: number;
}

export interface OpticalReading {
  readonly quantity: OpticalQuantity;
  /** Of modules that send several beams; as the device counts them. */
  readonly lane?: string;
  /** Degrees Celsius, volts, milliamperes; power in dBm, where none at all is `DARK`. */
  readonly value: number;
  readonly limits: OpticalLimits;
  /** Where the device says which limit is passed. */
  readonly flag?: keyof OpticalLimits;
}

export interface OpticalModule {
  /** Of its interface; absent: the output does not tell it. */
  readonly name?: string;
  readonly readings: readonly OpticalReading[];
}

/** dBm: the least that a module can tell, 0.1 microwatt (SFF-8472). */
export const DARK = -40;

/** `-2.45`, `- Inf`, `N/A`. @returns undefined where there is no number. */
export function opticalNumber(text: string | undefined): number | undefined {
  const told = text?.trim() ?? '';
  if (/^- ?inf/i.test(told)) return DARK;
  const number = /^[+-]?\d{1,6}(?:\.\d{1,6})?(?![\w/])/.exec(told)?.[0];
  return number === undefined ? undefined : Number(number);
}

/** Pairs that leave no room between them were never set: `0.0` and `0.0`. */
export function opticalLimits(told: Readonly<Record<keyof OpticalLimits, number | undefined>>): OpticalLimits {
  const { highAlarm, highWarning, lowWarning, lowAlarm } = told;
  const alarms = apart(lowAlarm, highAlarm);
  const warnings = apart(lowWarning, highWarning);
  return {
    ...(alarms && highAlarm !== undefined && { highAlarm }),
    ...(warnings && highWarning !== undefined && { highWarning }),
    ...(warnings && lowWarning !== undefined && { lowWarning }),
    ...(alarms && lowAlarm !== undefined && { lowAlarm }),
  };
}

const apart = (low: number | undefined, high: number | undefined): boolean =>
  low === undefined || high === undefined || low < high;

/** `++`: high alarm, `+`: high warning, `-`: low warning, `--`: low alarm. */
export const FLAGS: Readonly<Record<string, keyof OpticalLimits>> = {
  '++': 'highAlarm',
  '+': 'highWarning',
  '-': 'lowWarning',
  '--': 'lowAlarm',
};
