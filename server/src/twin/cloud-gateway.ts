import { parsePrefix } from '../../../grammars/model/address.ts';
import type { CloudPort } from '../../../grammars/model/cloud.ts';
import type { Filter, FilterRule, Match } from '../../../grammars/model/filter.ts';
import type { Located } from '../../../grammars/text/span.ts';
import { INTERNET } from './cloud-member.ts';

/**
 * What an Internet gateway does: machines with a public address are that address outside, both ways; those that share one begin connections of
 * their own; others are dropped. IPv6 passes as it is.
 */
export function gatewayFilters(
  name: Located<string>,
  ports: readonly CloudPort[],
): { readonly filters: readonly Filter[]; readonly publics: ReadonlySet<bigint> } {
  const publics = new Set<bigint>();
  const pass: FilterRule[] = [
    { ...implicit(name), matches: [{ family: 'both', inInterface: INTERNET_SIDE }] },
    // Outside, nobody has these.
    { ...implicit(name), action: { kind: 'deny' }, matches: PRIVATE },
    { ...implicit(name), matches: [{ family: 'ipv6' }] },
  ];
  const out: FilterRule[] = [];
  const back: FilterRule[] = [];
  for (const { addresses, outside, name: port } of ports)
    for (const { value } of addresses) {
      if (value.family !== 'ipv4') continue;
      const own = { kind: 'prefix' as const, ...value, length: 32 };
      const from: Match = { family: 'ipv4', source: { anyOf: [own] } };
      const rule = { span: outside.span, effects: [], active: true } as const;
      if (outside.kind === 'none') pass.push({ ...rule, matches: [from], action: { kind: 'deny' } });
      if (outside.kind === 'unknown')
        pass.push({
          ...rule,
          matches: [{ ...from, opaque: [{ text: outside.why.en, span: outside.span }] }],
          action: { kind: 'permit' },
        });
      if (outside.kind !== 'own' && outside.kind !== 'shared') continue;
      pass.push({ ...implicit(name), span: { start: port.span.start, end: port.span.start }, matches: [from] });
      const { address } = outside;
      const to = { family: 'ipv4' as const, length: 32 };
      out.push({
        ...rule,
        matches: [{ ...from, outInterface: INTERNET_SIDE }],
        action: {
          kind: 'translate',
          nat: 'source',
          to: 'its public address',
          ...(address === undefined ? {} : { rewrite: { prefix: { ...to, address } } }),
        },
      });
      if (outside.kind !== 'own' || address === undefined) continue;
      publics.add(address);
      // An answer that is undone here already.
      pass.push({
        ...implicit(name),
        matches: [{ family: 'ipv4', source: { anyOf: [{ kind: 'prefix', ...to, address }] } }],
      });
      back.push({
        ...rule,
        matches: [
          { family: 'ipv4', destination: { anyOf: [{ kind: 'prefix', ...to, address }] }, inInterface: INTERNET_SIDE },
        ],
        action: {
          kind: 'translate',
          nat: 'destination',
          to: 'its own address',
          rewrite: { prefix: { ...to, address: value.address } },
        },
      });
    }
  const others: FilterRule = {
    ...implicit(name),
    matches: [{ family: 'ipv4', opaque: [{ text: 'public addresses that no text here tells', span: name.span }] }],
  };
  const common = { stateful: true, span: name.span, closed: true } as const;
  const filters: Filter[] = [
    {
      name: { value: `${name.value}, way out`, span: name.span },
      family: 'both',
      purpose: 'packet',
      hook: 'forward',
      rules: [...pass, others],
      fallback: { action: 'deny' },
      ...common,
    },
    {
      name: { value: `translation of ${name.value}`, span: name.span },
      family: 'ipv4',
      purpose: 'nat',
      hook: 'postrouting',
      rules: out,
      fallback: { action: 'permit' },
      ...common,
    },
    {
      name: { value: `addresses that ${name.value} leads to`, span: name.span },
      family: 'ipv4',
      purpose: 'nat',
      hook: 'prerouting',
      rules: back,
      fallback: { action: 'permit' },
      ...common,
    },
  ];
  return { filters: filters.filter(({ rules }) => rules.length > 0), publics };
}

/** RFC 1918, RFC 6598, RFC 4193, and link-local addresses. */
const PRIVATE: readonly Match[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
].map((text): Match => {
  const prefix = parsePrefix(text)!;
  return { family: prefix.family, destination: { anyOf: [{ kind: 'prefix', ...prefix }] } };
});

const INTERNET_SIDE = { anyOf: [{ name: INTERNET }] };

const implicit = ({ span }: Located<string>): Omit<FilterRule, 'matches'> => ({
  span: { start: span.start, end: span.start },
  action: { kind: 'permit' },
  effects: [],
  active: true,
  implicit: true,
});
