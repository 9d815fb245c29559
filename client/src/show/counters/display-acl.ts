import type { CountedRule } from './counted-rule.ts';

/**
 * `display acl` of VRP and Comware. What hardware drops is not counted here, and is shown as no match or as 0: only a list of which
 * some rule was met is seen to count. Lists of IPv6 are called `ipv6/3000`.
 */
export function readDisplayAcl(text: string): CountedRule[] {
  if (!text.includes('ACL')) return [];
  const rules: CountedRule[] = [];
  let open: { readonly name: string; readonly alias?: string; readonly rules: CountedRule[] } | undefined;
  const close = (): void => {
    if (!open) return;
    const counts = open.rules.some(({ hits = 0 }) => hits > 0);
    for (const { hits = 0, ...rule } of open.rules) rules.push(counts ? { ...rule, hits } : rule);
  };
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 600) continue;
    const head = HEAD.exec(line);
    if (head) {
      close();
      const prefix = head[1] ? 'ipv6/' : '';
      const names = [head[2], head[3], head[4]].filter((name) => name !== undefined && name !== '-none-');
      const [name, alias] = names.map((one) => prefix + one!);
      open = name === undefined ? undefined : { name, ...(alias !== undefined && { alias }), rules: [] };
      continue;
    }
    const row = open && ROW.exec(line);
    if (!open || !row) continue;
    const [, key, action, said, counted] = row;
    const { name: list, alias } = open;
    open.rules.push({
      ...{ list, key: key!, place: open.rules.length + 1, action: action as 'permit' | 'deny' },
      text: `${action}${said}`.trim(),
      ...(alias !== undefined && { alias }),
      ...(counted !== undefined && { hits: Number(counted) }),
    });
  }
  close();
  return rules;
}

// Advanced ACL 3000, 2 rules
// Advanced ACL OFFICE 3999, 3 rules
// Advanced IPv4 ACL 3001, named flow, 3 rules,
// Advanced IPv6 ACL named flow, 3 rules,
const HEAD =
  /^ *(?:Basic|Advanced|Interface(?:-based)?|User(?:-defined)?|MPLS-based) (?:IPv4 |(IPv6) )?ACL (?:named )?([\w-]{1,64})(?: (\d{1,5}))?, ?(?:named ([\w-]{1,64}), ?)?\d{1,6} rules?\b/i;
//  rule 5 permit source 10.0.0.0 0.0.0.255 (5 matches)
//  rule 10 deny tcp (12 times matched)
//  rule 15 permit ip(match-counter 0)
const ROW =
  /^ *rule (\d{1,10}) (permit|deny)\b(.{0,400}?) *(?:\((?:(?:match-counter )?(\d{1,15})(?: (?:times? )?match(?:es|ed)?)?)\))?\s*$/;
