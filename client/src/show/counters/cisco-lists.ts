import type { CountedRule } from './counted-rule.ts';

/**
 * `show access-lists` of IOS, NX-OS, EOS and IOS XR. A rule that nothing met has no count behind it on most of them, so only
 * a list that is seen to count makes an absent one zero.
 */
export function readCiscoLists(text: string): CountedRule[] {
  const rules: CountedRule[] = [];
  let open: { readonly name: string; readonly rules: CountedRule[]; counts: boolean } | undefined;
  const close = (): void => {
    if (!open) return;
    const { counts } = open;
    // Not one push with all of them: a list may be longer than an argument list.
    for (const rule of open.rules) rules.push(counts && rule.hits === undefined ? { ...rule, hits: 0 } : rule);
  };
  for (const line of text.split(/\r?\n/)) {
    const name = HEAD.exec(line)?.[1];
    if (name !== undefined) {
      close();
      open = { name, rules: [], counts: false };
      continue;
    }
    if (!open) continue;
    // EOS says that it counts; NX-OS only that it was told to, and then writes [match=0].
    if (/^ *counters per-entry\s*$/.test(line)) open.counts = true;
    const rule = ruleOf(line, open.name, open.rules.length + 1);
    if (!rule) continue;
    open.rules.push(rule);
    if (rule.hits !== undefined) open.counts = true;
  }
  close();
  return rules;
}

// Extended IP access list WEB
// Standard IP access list 10 (Compiled)
// IPv6 access list ACL2_IPv6
// IP access list acl-test
// ipv4 access-list WEB
const HEAD =
  /^(?:(?:Standard|Extended|Reflexive|Role-based|Extended MAC|MAC)? ?(?:IPv?[46]?|IPV[46]|MAC)? ?(?:access list|Access List)|ipv[46] access-list) (\S{1,128})(?: \([\w -]{1,40}\))?\s*$/;

//     10 permit 192.168.1.0, wildcard bits 0.0.0.255 (5177 matches)
//         20 permit tcp any 10.10.10.0/24 established [match=66]
//     permit tcp any any established (8 matches) sequence 9996
function ruleOf(line: string, list: string, place: number): CountedRule | undefined {
  const row = /^ *(\d{1,10} )? *(permit|deny)\b(.*)$/.exec(line.slice(0, 600));
  if (!row) return undefined;
  const [, number, action, rest] = row;
  const key = number?.trim() ?? / sequence (\d{1,10})\s*$/.exec(rest!)?.[1];
  const hits = COUNT.exec(rest!);
  const text = `${action}${rest!.replace(COUNT, ' ').replace(/ sequence \d+\s*$/, '')}`.replace(/\s+/g, ' ').trim();
  return {
    list,
    place,
    action: action as 'permit' | 'deny',
    text,
    ...(key !== undefined && { key }),
    ...(hits && { hits: Number(hits[1] ?? hits[2] ?? hits[3]) }),
    ...(hits?.[5] && { last: Number(hits[4] ?? 0) * 86_400 + clockOf(hits[5]) }),
  };
}

// (5177 matches), (1 match), (12 hw matches), (3 match(es)), [match=66], [match 12 packets, 0:00:07 ago]
const COUNT =
  /\((\d+) (?:hw )?match(?:es)?(?:\(es\))?\)|\[match=(\d+)[^\]]{0,40}\]|\[match (\d+) packets(?:, (?:(\d{1,6}) days?, )?(\d{1,2}:\d\d:\d\d) ago)?[^\]]{0,40}\]/;

const clockOf = (text: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours * 3_600 + minutes * 60 + seconds;
};
