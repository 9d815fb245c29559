/** What a device says of time; absent: not told. */
export interface DeviceTime {
  /** Its own clock, milliseconds since the epoch as if it stood at UTC: only differences to other times of the device mean something. */
  readonly now?: number;
  /** Seconds since it was started. */
  readonly up?: number;
}

/**
 * Clock and uptime, as devices tell them among other things: `show clock`, `show version`, `show uptime`, `show system uptime`,
 * `get system status`, `display version`, `/system resource print`, `/proc/uptime`.
 */
export function readDeviceTime(text: string): DeviceTime {
  const now = CLOCKS.map((clock) => clock.exec(text)?.[1]).find((told) => told !== undefined);
  const up = UPTIMES.map((uptime) => uptime.exec(text)?.[1]).find((told) => told !== undefined);
  const [instant, seconds] = [now && timeOf(now), up && durationOf(up)];
  return {
    ...(instant !== undefined && instant !== '' && { now: instant }),
    ...(seconds !== undefined && seconds !== '' && { up: seconds }),
  };
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `2026-11-20 10:00:00`, `Fri Nov 20 10:00:00 UTC 2026`, `10:00:00.123 UTC Fri Nov 20 2026`, `1789898400`. @returns milliseconds */
export function timeOf(text: string): number | undefined {
  if (/^\d{9,10}$/.test(text)) return Number(text) * 1_000;
  const [, year, month, day, clock] = /^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text)?.map(String) ?? [];
  if (year) return instant(year, Number(month) - 1, day!, clock!);
  const [, name, date] = /\b([A-Z][a-z]{2}) {1,2}(\d{1,2})\b/.exec(text) ?? [];
  const at = /\b(\d\d:\d\d:\d\d)\b/.exec(text)?.[1];
  const written = /\b(\d{4})\s*$/.exec(text)?.[1];
  const index = MONTHS.indexOf(name?.toLowerCase() ?? '');
  return index >= 0 && date && at && written ? instant(written, index, date, at) : undefined;
}

function instant(year: string, month: number, day: string, clock: string): number | undefined {
  const [hours, minutes, seconds] = clock.split(':').map(Number);
  const time = Date.UTC(Number(year), month, Number(day), hours, minutes, seconds);
  return Number.isNaN(time) ? undefined : time;
}

const CLOCKS = [
  // Thu Nov 27 08:55:31 UTC 2026
  /^([A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d (?:[A-Z]{1,5} )?\d{4})\s*$/m,
  // 08:55:31.123 UTC Thu Nov 27 2026
  /^[*.]?(\d\d:\d\d:\d\d(?:\.\d{1,6})? [A-Z]{1,5} [A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d{4})\s*$/m,
  // System time: Thu Nov 27 08:55:31 2026
  /^System time: ([A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4})\s*$/m,
];

const UPTIMES = [
  // r1 uptime is 1 year, 2 weeks, 3 days, 4 hours, 5 minutes
  /\buptime is (\d[\w, ]{1,80}?)\s*$/m,
  // System uptime:              12 days, 3 hours, 4 minutes, 5 seconds
  /^ *System uptime: +(\d[\w, ]{1,80}?)\s*$/m,
  // fw1 up 12 days 3 hours
  /^\S{1,64} up (\d{1,5} (?:year|day|hour|min|sec)[\w ]{0,80}?)\s*$/m,
  // System booted: 2026-11-10 06:00:00 UTC (2w3d 02:55 ago)
  /^System booted: [^\n(]{1,60}\((\S{1,12}(?: \d\d:\d\d)?(?::\d\d)?) ago\)/m,
  //  08:55:31 up 12 days,  3:04,  1 user,  load average: 0.05
  /^ *\d\d:\d\d:\d\d up (\d[^\n]{1,40}?), +\d{1,4} users?,/m,
  //                    uptime: 2w3d4h5m6s
  /^ *uptime: (\d{1,6}[wdhms]\S{0,30})\s*$/m,
  // 1064520.11 4123344.02
  /^(\d{1,12})\.\d\d \d{1,12}\.\d\d\s*$/m,
];

const UNITS: Readonly<Record<string, number>> = { y: 31_536_000, w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/** `1 year, 2 weeks`, `12 days,  3:04`, `2w3d4h5m6s`, `2w3d 02:55`, `1064520`. @returns seconds */
function durationOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const [, hours = 0, minutes = 0, seconds = 0] = /\b(\d{1,2}):(\d\d)(?::(\d\d))?\b/.exec(text)?.map(Number) ?? [];
  const clock = hours * 3_600 + minutes * 60 + (Number.isNaN(seconds) ? 0 : seconds);
  const parts = text.matchAll(/(\d{1,9}) ?(years?|weeks?|days?|hours?|min(?:ute)?s?|sec(?:ond)?s?|[wdhms])(?![a-z])/g);
  const sum = [...parts].reduce((all, [, count, unit]) => all + Number(count) * UNITS[unit![0]!]!, clock);
  return sum > 0 ? sum : undefined;
}
