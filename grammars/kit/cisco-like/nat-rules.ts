import { type AddressTerm, lengthOfMask, parseIpv4 } from '../../model/address.ts';
import type { Filter, FilterRule, Match } from '../../model/filter.ts';
import type { Nat, PortForward, Published } from '../../model/nat.ts';
import { soleHost, solePort } from '../../model/sole.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, cover } from '../../text/span.ts';
import { portField } from './access-match.ts';
import { after, type Facts, lower, textOf } from './facts.ts';
import { CISCO_NAMES } from './names.ts';

/** A translation as it was read; rules are made of them when all lists are known. */
export interface NatDraft {
  readonly statement: Statement;
  /** Translations of one table are tried together; it is named in messages: `ip nat inside source`. */
  readonly table: string;
  readonly side: 'source' | 'destination';
  readonly kind: 'static' | 'list' | 'route-map';
  /** Of the local side, where it is static; else of the interfaces alone. */
  readonly match: Match | undefined;
  readonly list: string | undefined;
  readonly to: string;
  /** Something besides the addresses decides whether it applies. */
  readonly conditional: boolean;
  readonly vrf?: string;
}

/**
 * `ip nat inside source static tcp 10.0.0.5 443 203.0.113.5 443`, `ip nat inside source list 1 interface Gi0/0 overload`
 * @returns undefined for what is no translation
 */
export function readInsideOutside(statement: Statement): NatDraft | 'unreadable' | undefined {
  const { words } = statement;
  const nvi = lower(words, 2) === 'source';
  const side = nvi ? 'source' : `${lower(words, 2)} ${lower(words, 3)}`;
  if (!['source', 'inside source', 'outside source', 'inside destination'].includes(side)) return undefined;
  const rest = words.slice(nvi ? 3 : 4);
  const kind = lower(rest, 0);
  const vrf = after(rest, 'vrf')?.text;
  const base = {
    statement,
    table: `ip nat ${side}${vrf === undefined ? '' : ` vrf ${vrf}`}`,
    side: side.endsWith('destination') ? 'destination' : 'source',
    ...(vrf === undefined ? {} : { vrf }),
  } as const;
  if (kind === 'list' && rest[1])
    return { ...base, kind, match: undefined, list: rest[1].text, to: joined(rest.slice(2)), conditional: true };
  if (kind === 'route-map' && rest[1])
    return { ...base, kind, match: undefined, list: undefined, to: joined(rest.slice(2)), conditional: true };
  if (kind !== 'static') return 'unreadable';
  const fixed = staticMatch(rest.slice(1));
  if (!fixed) return 'unreadable';
  // With `extendable` one local address has several global ones on purpose; a route map or a standby group decides elsewhere, and with
  // `group` a second translation has to match, too.
  const conditional = rest.some((word) => /^(?:extendable|route-map|redundancy|oer|group)$/i.test(word.text));
  return { ...base, kind, match: fixed.match, list: undefined, to: joined(fixed.to), conditional };
}

/** After `static`: `10.0.0.1 203.0.113.1`, `tcp 10.0.0.1 80 interface Gi0/0 8080`, `network 10.0.0.0 203.0.113.0 /24`. */
function staticMatch(words: readonly Word[]): { match: Match; to: readonly Word[] } | undefined {
  const first = lower(words, 0);
  if (first === 'network') {
    const address = parseIpv4(words[1]?.text ?? '');
    const mask = words[3]?.text ?? '';
    const length = /^\/\d+$/.test(mask) ? Number(mask.slice(1)) : lengthOfMask(parseIpv4(mask) ?? 1n);
    return address === undefined || length === undefined || length > 32
      ? undefined
      : { match: hostMatch(address, length), to: words.slice(2, 4) };
  }
  const ported = first === 'tcp' || first === 'udp';
  const start = ported || first === 'esp' ? 1 : 0;
  const address = parseIpv4(words[start]?.text ?? '');
  if (address === undefined || !words[start + 1]) return undefined;
  const host = hostMatch(address, 32);
  if (!ported) return { match: host, to: words.slice(start + 1) };
  const number = first === 'tcp' ? 6 : 17;
  const port = words[start + 1]!;
  const sourcePort = portField({ operator: 'eq', words: [port] }, number, CISCO_NAMES);
  if (!sourcePort) return undefined;
  return {
    match: { ...host, protocol: { anyOf: [{ first: number, last: number }] }, sourcePort },
    to: words.slice(start + 2),
  };
}

/**
 * `ip nat inside source static tcp 10.0.0.5 443 203.0.113.5 443`: an inbound list outside sees the global address and port (Cisco, "NAT
 * Order of Operation").
 */
export function forwardOf({ statement, table, kind, match }: NatDraft, facts: Facts): PortForward[] {
  const { words } = statement;
  const at = words.findIndex(({ text }) => /^(?:tcp|udp)$/i.test(text));
  if (kind !== 'static' || table !== 'ip nat inside source' || !match?.protocol || at < 0) return [];
  if (words.some(({ text }) => /^route-map$/i.test(text))) return [];
  const through = lower(words, at + 3) === 'interface' ? words[at + 4] : undefined;
  const address = parseIpv4(words[at + 3]?.text ?? '');
  const port = words[through ? at + 5 : at + 4];
  if (!port || (!through && address === undefined)) return [];
  const destinationPort = portField({ operator: 'eq', words: [port] }, match.protocol.anyOf[0]!.first, CISCO_NAMES);
  if (!destinationPort) return [];
  const name = through && facts.interfaces.find((one) => one.name.value === through.text)?.name.value;
  if (through && name === undefined) return [];
  const own = facts.interfaces.find((one) => one.name.value === name)?.addresses.filter((one) => one.family === 'ipv4');
  const targets: readonly AddressTerm[] = through
    ? (own ?? []).map((one) => ({ kind: 'prefix', family: 'ipv4', address: one.address, length: 32 }))
    : [{ kind: 'prefix', family: 'ipv4', address: address!, length: 32 }];
  const seen: Match = {
    family: 'ipv4',
    protocol: match.protocol,
    destinationPort,
    ...(targets.length > 0 ? { destination: { anyOf: targets } } : {}),
  };
  const inside = soleHost(match.source);
  const inner = solePort(match.sourcePort);
  const unseen = inside && { ...inside, ...(inner === undefined ? {} : { port: inner }) };
  const by = { kind: 'outside', ...(name === undefined ? {} : { name }) } as const;
  return [{ span: statement.header, seen, by, ...(unseen ? { unseen } : {}) }];
}

/** `ip nat inside source static 10.0.0.5 203.0.113.5`: an inbound list outside sees the global address. */
export function staticOf({ statement, table, kind, match, to, conditional }: NatDraft): NonNullable<Nat['statics']> {
  if (kind !== 'static' || table !== 'ip nat inside source' || !match || match.protocol || conditional) return [];
  const address = parseIpv4(to.split(' ')[0] ?? '');
  const inside = soleHost(match.source);
  if (address === undefined || !inside) return [];
  const seen: Match = {
    family: 'ipv4',
    destination: { anyOf: [{ kind: 'prefix', family: 'ipv4', address, length: 32 }] },
  };
  return [{ span: statement.header, seen, by: { kind: 'outside' }, unseen: inside }];
}

/** `ip nat inside source static 10.0.0.5 203.0.113.5`: the host as what stands behind the translation sees it, and what it is called outside. */
export function publishedOf({ table, kind, match, to }: NatDraft, { interfaces }: Facts): Published[] {
  if (kind !== 'static' || table !== 'ip nat inside source' || !match?.source) return [];
  const [first, name] = to.split(' ');
  const address = parseIpv4(first ?? '');
  const own = interfaces.find((one) => first === 'interface' && one.name.value === name)?.addresses ?? [];
  const global = address === undefined ? own.filter(({ family }) => family === 'ipv4') : [{ address }];
  const { source, sourcePort, protocol } = match;
  return [
    {
      seen: {
        family: 'ipv4',
        destination: source,
        ...(protocol ? { protocol } : {}),
        ...(sourcePort ? { destinationPort: sourcePort } : {}),
      },
      as: global.map((one) => ({ kind: 'prefix', family: 'ipv4', address: one.address, length: 32 })),
    },
  ];
}

const hostMatch = (address: bigint, length: number): Match => ({
  family: 'ipv4',
  source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address, length }] },
});

const joined = (words: readonly Word[]): string => words.map((word) => word.text).join(' ');

/**
 * One list a table, static entries first (they are looked up before dynamic ones). Which of two dynamic entries takes a packet
 * that both match is not defined: each carries a condition of its own, so none hides another.
 */
export function natFilters(drafts: readonly NatDraft[], lists: readonly Filter[], closed: boolean): Filter[] {
  const byName = new Map(lists.map((list) => [list.name.value, list]));
  const tables = new Map<string, NatDraft[]>();
  for (const draft of drafts) {
    const members = tables.get(draft.table);
    if (members) members.push(draft);
    else tables.set(draft.table, [draft]);
  }
  return [...tables].map(([name, members]): Filter => {
    const first = members[0]!.statement;
    return {
      name: at(name, first.header),
      family: 'ipv4',
      purpose: 'nat',
      rules: [
        ...members.filter((draft) => draft.kind === 'static'),
        ...withoutRepeats(members.filter((draft) => draft.kind !== 'static')),
      ].map((draft) => ruleOf(draft, byName)),
      fallback: { action: 'permit' },
      stateful: true,
      span: members.map((draft) => draft.statement.header).reduce(cover),
      closed,
    };
  });
}

/** The same line a second time changes nothing; a list's entries are copied for each that names it. */
function withoutRepeats(drafts: readonly NatDraft[]): NatDraft[] {
  const seen = new Set<string>();
  return drafts.filter(({ statement }) => {
    const text = textOf(statement);
    return !seen.has(text) && seen.add(text);
  });
}

function ruleOf(draft: NatDraft, lists: ReadonlyMap<string, Filter>): FilterRule {
  const { side, kind, statement, to } = draft;
  const span = statement.header;
  const condition = { text: textOf(statement), span };
  const matches = kind === 'static' && draft.match ? [draft.match] : selectedBy(draft, lists);
  const translated = side === 'destination' ? swapped(matches) : matches;
  return {
    span,
    matches: draft.conditional
      ? translated.map((match) => ({ ...match, opaque: [...(match.opaque ?? []), condition] }))
      : translated,
    action: { kind: 'translate', nat: side, to },
    effects: [],
    active: true,
    sorted: true,
    ...(kind === 'static' ? { bothWays: true } : {}),
  };
}

/** What a list permits, denies not taken away: the most that it can select; by the draft's interfaces. */
function selectedBy({ list, match }: NatDraft, lists: ReadonlyMap<string, Filter>): readonly Match[] {
  const rules = list === undefined ? undefined : lists.get(list)?.rules;
  const permitted = rules?.filter(({ active, action }) => active && action.kind === 'permit');
  const selected = permitted && permitted.length > 0 ? permitted.flatMap(({ matches }) => matches) : [ANYTHING];
  return match ? selected.map((one) => ({ ...one, ...match })) : selected;
}

const ANYTHING: Match = { family: 'ipv4' };

/** `ip nat inside destination list`: a standard list names the destination. */
const swapped = (matches: readonly Match[]): Match[] =>
  matches.map((match) => {
    const { source, ...rest } = match;
    return source && !match.destination ? { ...rest, destination: source } : match;
  });
