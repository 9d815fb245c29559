import type { CountedRule } from './counted-rule.ts';

/**
 * `show security policies hit-count` of Junos: sessions by policy, in no order. The list of a pair of zones is called `trust/untrust`.
 * Each node of a cluster counts what it lets through itself: they are taken together.
 */
export function readSrxPolicies(text: string): CountedRule[] {
  const rules = new Map<string, CountedRule>();
  let inTable = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 400) continue;
    // Index  From zone        To zone          Name                  Policy count  Action
    if (/^ *index +from zone +to zone +name +policy count/i.test(line)) inTable = true;
    else if (inTable) {
      const row = ROW.exec(line);
      if (!row && line.trim() !== '') inTable = false;
      if (!row) continue;
      const [, from, to, name, count, told] = row;
      const list = `${from}/${to}`;
      const key = `${list} ${name}`;
      const action = told === undefined ? undefined : told === 'Permit' ? 'permit' : 'deny';
      const hits = Number(count) + (rules.get(key)?.hits ?? 0);
      rules.set(key, { list, key: name!, place: 0, text: name!, hits, unit: 'session', ...(action && { action }) });
    }
  }
  return [...rules.values()];
}

// 1      trust            untrust          office-out            23            Permit
const ROW = /^ *\d{1,7} +(\S{1,64}) +(\S{1,64}) +(\S{1,64}) +(\d{1,15})(?: +(Permit|Deny|Reject))?\s*$/;
