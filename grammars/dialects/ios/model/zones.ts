import { after, type Facts, located, lower, startsWith } from '../../../kit/cisco-like/facts.ts';
import type { Zone, Zones, ZoneWay } from '../../../model/zones.ts';
import type { Outline } from '../../../outline.ts';

/** Cisco IOS zone-based policy firewall: nothing passes between zones without a pair that inspects or passes it. */
export function zonesOf({ statements }: Outline, { interfaces }: Facts): Zones | undefined {
  const zones: Zone[] = [];
  const ways: ZoneWay[] = [];
  let closed = true;
  for (const { words, children, header, coverage } of statements) {
    if (startsWith(words, 'zone security *')) {
      const name = located(words[2]!);
      const members = interfaces.filter(({ zone }) => zone === name.value);
      zones.push({ name, interfaces: members.map((one) => one.name.value) });
    } else if (startsWith(words, 'zone-pair security *')) {
      const from = after(words, 'source')?.text;
      const to = after(words, 'destination')?.text;
      if (coverage === 'unknown' || !from || !to || from === 'default' || to === 'default') closed = false;
      else
        ways.push({
          from,
          to,
          permits: children.some((one) => lower(one.words, 0) === 'service-policy'),
          span: header,
        });
    }
  }
  return zones.length > 0 && ways.length > 0 ? { zones, ways, closed } : undefined;
}
