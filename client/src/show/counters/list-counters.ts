import { readDeviceTime } from '../device-time.ts';
import { asArray, asNumber, asObject, asText, type JsonObject, jsonValues } from '../json-values.ts';
import { readAsaLists } from './asa-lists.ts';
import { readCiscoLists } from './cisco-lists.ts';
import type { CountedRule } from './counted-rule.ts';
import { readDisplayAcl } from './display-acl.ts';
import { readFortiosPolicies } from './fortios-policies.ts';
import { readPanosRules } from './panos-rules.ts';
import { readRouterosFilter } from './routeros-filter.ts';
import { readSrxPolicies } from './srx-policies.ts';

/** What any of the known devices says of its packet filters. @returns undefined when there is no list in the text. */
export function readListCounters(text: string): readonly CountedRule[] | undefined {
  const time = readDeviceTime(text);
  const kernel = [...readIptablesSave(text), ...readNftables(text)];
  // These begin at nothing when the device is started.
  const fresh = [
    ...readCiscoLists(text),
    ...readAsaLists(text, time),
    ...readJunosCounters(text),
    ...readSrxPolicies(text),
    ...readDisplayAcl(text),
    ...readRouterosFilter(text),
    ...withoutTwins(kernel),
  ];
  const bounded = time.up === undefined ? fresh : fresh.map((rule) => ({ ...rule, within: time.up! }));
  const found = [...bounded, ...readPanosRules(text, time), ...readFortiosPolicies(text, time)];
  return found.length > 0 ? found : undefined;
}

/** Rules that iptables keeps in nftables are shown by both. */
function withoutTwins(rules: readonly CountedRule[]): readonly CountedRule[] {
  const seen = new Set<string>();
  return rules.filter(({ table, list, place }) => {
    const key = `${table} ${list} ${place}`;
    return !seen.has(key) && seen.add(key);
  });
}

// Filter: F
// Counters:
// Name                                                Bytes              Packets
// count-1                                               840                   10
function readJunosCounters(text: string): CountedRule[] {
  const rules: CountedRule[] = [];
  let list: string | undefined;
  let counting = false;
  let place = 0;
  for (const line of text.split(/\r?\n/)) {
    const named = /^Filter: (\S{1,128})\s*$/.exec(line);
    if (named) [list, counting, place] = [named[1]!, false, 0];
    else if (/^(?:Counters|Policers):/.test(line)) counting = line.startsWith('Counters');
    else if (list !== undefined && counting) {
      const row = /^(\S{1,128}) +(\d+) +(\d+)\s*$/.exec(line);
      if (row) {
        place += 1;
        rules.push({ list, key: row[1]!, place, text: row[1]!, hits: Number(row[3]) });
      }
    }
  }
  return rules;
}

/** `nft -j list ruleset`: `{"nftables":[{"rule":{"family":"inet","table":"f","chain":"input","expr":[{"counter":{"packets":1}},{"drop":null}]}}]}` */
function readNftables(text: string): CountedRule[] {
  const places = new Map<string, number>();
  return jsonValues(text)
    .flatMap((value) => asArray(asObject(value)?.nftables))
    .flatMap((one): CountedRule[] => {
      const rule = asObject(asObject(one)?.rule);
      const list = asText(rule?.chain);
      if (!rule || list === undefined) return [];
      const chain = [rule.family, rule.table, list].map(String).join(' ');
      const place = (places.get(chain) ?? 0) + 1;
      places.set(chain, place);
      const parts = asArray(rule.expr).flatMap((part): JsonObject[] => {
        const object = asObject(part);
        return object ? [object] : [];
      });
      // A named counter is written as its name.
      const hits = parts
        .map(({ counter }) => asNumber(asObject(counter)?.packets))
        .find((count) => count !== undefined);
      const action = parts.some((part) => 'drop' in part || 'reject' in part)
        ? ('deny' as const)
        : parts.some((part) => 'accept' in part)
          ? ('permit' as const)
          : undefined;
      const comment = asText(rule.comment);
      return [
        {
          list,
          table: `${rule.family} ${rule.table}`,
          place,
          text: `${list} rule ${place}${comment ? ` (${comment})` : ''}`,
          ...(action && { action }),
          ...(hits !== undefined && { hits }),
        },
      ];
    });
}

// *filter
// [12:840] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
function readIptablesSave(text: string): CountedRule[] {
  const rules: CountedRule[] = [];
  const places = new Map<string, number>();
  let table: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const row = table === 'filter' ? /^(?:\[(\d+):\d+\] )?-A (\S{1,64}) ?(.*)$/.exec(line) : undefined;
    if (!row) continue;
    const [, hits, list, words] = row;
    const place = (places.get(list!) ?? 0) + 1;
    places.set(list!, place);
    const target = / ?-j (\S+)/.exec(words!)?.[1];
    const action = target === 'ACCEPT' ? 'permit' : target === 'DROP' || target === 'REJECT' ? 'deny' : undefined;
    rules.push({
      list: list!,
      table: 'ip filter',
      place,
      text: words!.slice(0, 200),
      ...(action && { action }),
      ...(hits !== undefined && { hits: Number(hits) }),
    });
  }
  return rules;
}
