import { type DeviceTime, timeOf } from '../device-time.ts';
import type { CountedRule } from './counted-rule.ts';

/**
 * `diagnose firewall iprope show 100004` of FortiOS and the same of `iprope6`: sessions by the number of the policy, both families
 * together. The number 0 is what no policy lets through.
 * @param time `get system status` beside it: without one nothing says how long ago a time was
 */
export function readFortiosPolicies(text: string, { now }: DeviceTime): CountedRule[] {
  if (!text.includes('idx=')) return [];
  const rules = new Map<string, CountedRule>();
  let open: string | undefined;
  const lasts = (last: string | undefined): void => {
    const told = last === undefined ? undefined : timeOf(last);
    const rule = open === undefined ? undefined : rules.get(open);
    if (!rule || told === undefined || now === undefined || told > now) return;
    const seconds = (now - told) / 1_000;
    rules.set(rule.key!, { ...rule, last: Math.min(seconds, rule.last ?? seconds) });
  };
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 600) continue;
    const row = ROW.exec(line);
    if (row) {
      const [, key, packets, counted] = row;
      open = key!;
      const before = rules.get(key!);
      rules.set(key!, {
        ...before,
        list: 'policy',
        key: key!,
        place: 0,
        text: key === '0' ? 'implicit deny' : `policy ${key}`,
        hits: Number(counted ?? packets) + (before?.hits ?? 0),
        ...(counted !== undefined && { unit: 'session' as const }),
        ...(key === '0' && { action: 'deny' as const }),
      });
      lasts(LAST.exec(line)?.[1]);
    } else if (/^ +first: ?\S/.test(line)) lasts(LAST.exec(line)?.[1]);
  }
  return [...rules.values()];
}

// idx=2 pkts/bytes=14709/18777329 asic_pkts/asic_bytes=8087/10413737 flag=0x0 hit count:19 (4 7 0 1 1 3 3 0)
const ROW = /^idx=(\d{1,10}) pkts\/bytes=(\d{1,20})\/\d{1,20}\b(?:.{0,300}?\bhit count: ?(\d{1,15})\b)?/;
//     first:2026-03-02 17:09:00 last:2026-03-08 17:23:40
const LAST = /\blast: ?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/;
