import { portField } from '../../../kit/cisco-like/access-match.ts';
import { after, type Facts, isWholeNumber, lower, startsWith, textOf, use } from '../../../kit/cisco-like/facts.ts';
import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';
import { type AddressTerm, lengthOfMask, parseIpv4 } from '../../../model/address.ts';
import type { Filter, FilterRule, Match } from '../../../model/filter.ts';
import type { DefaultTimer, Nat, PortForward, Timer } from '../../../model/nat.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, cover } from '../../../text/span.ts';

/** Gathers `ip nat` statements; the rules are built when all lists are known. */
export interface NatReader {
  read(statement: Statement, facts: Facts): void;
  filters(lists: readonly Filter[]): Filter[];
  nat(facts: Facts): Nat | undefined;
}

interface Draft {
  readonly statement: Statement;
  /** `inside source`, `outside source`, `inside destination`, `source` */
  readonly side: string;
  readonly vrf: string | undefined;
  readonly kind: 'static' | 'list' | 'route-map';
  /** Of the local side, where it is static. */
  readonly match: Match | undefined;
  readonly list: string | undefined;
  readonly to: string;
  /** Something besides the addresses decides whether it applies. */
  readonly conditional: boolean;
}

/** Cisco IOS IP Addressing Services Command Reference, `ip nat translation`; catalogue of vendor defaults. */
const TIMERS: Readonly<Record<string, Pick<DefaultTimer, 'kind' | 'seconds' | 'phase'>>> = {
  timeout: { kind: 'translation', seconds: 86_400 },
  'udp-timeout': { kind: 'udp', seconds: 300 },
  'tcp-timeout': { kind: 'tcp-established', seconds: 86_400 },
  'icmp-timeout': { kind: 'icmp', seconds: 60 },
  'dns-timeout': { kind: 'dns', seconds: 60 },
  'syn-timeout': { kind: 'tcp-transitory', seconds: 60, phase: 'opening' },
  'finrst-timeout': { kind: 'tcp-transitory', seconds: 60, phase: 'closing' },
};

export function natReader(): NatReader {
  const drafts: Draft[] = [];
  const timers: Timer[] = [];
  let anchor: Statement | undefined;
  let closed = true;
  return {
    read: (statement, facts) => {
      if (statement.coverage === 'unknown') closed = false;
      const { words } = statement;
      if (startsWith(words, 'ip nat translation')) {
        const timer = timerOf(statement);
        if (timer) timers.push(timer);
        return;
      }
      const draft = draftOf(statement, facts);
      if (draft === 'unreadable') {
        statement.coverage = 'unknown';
        closed = false;
      } else if (draft) {
        drafts.push(draft);
        anchor ??= statement;
      }
    },
    filters: (lists) => filtersOf(drafts, lists, closed),
    nat: (facts) => {
      const translates = drafts.length > 0 || facts.interfaces.some((one) => one.natRole !== undefined);
      if (!translates && timers.length === 0) return undefined;
      const set = new Set(timers.filter((timer) => !timer.scope).map((timer) => timer.label));
      const defaults = Object.entries(TIMERS).flatMap(([name, timer]): DefaultTimer[] => {
        const label = `ip nat translation ${name}`;
        return set.has(label) ? [] : [{ ...timer, label }];
      });
      return {
        translates,
        timers,
        defaults: translates ? defaults : [],
        forwards: drafts.flatMap((draft) => forwardOf(draft, facts)),
        ...(anchor ? { anchor: at(textOf(anchor), anchor.header) } : {}),
        closed,
      };
    },
  };
}

/** `ip nat translation udp-timeout 300`, `ip nat translation port-timeout udp 53 60` */
function timerOf(statement: Statement): Timer | undefined {
  const { words } = statement;
  const name = lower(words, 3);
  const value = words.at(-1)!;
  const seconds: number | 'never' = lower(words, words.length - 1) === 'never' ? 'never' : Number(value.text);
  if (seconds !== 'never' && !isWholeNumber(value.text)) return undefined;
  const timer = {
    seconds: at<number | 'never'>(seconds, value.span),
    span: statement.header,
    label: `ip nat translation ${name}`,
  } as const;
  if (name === 'port-timeout' && words.length >= 7) {
    const port = Number(lower(words, 5) === 'port' ? words[6]!.text : words[5]!.text);
    const tcp = lower(words, 4) === 'tcp';
    if (!Number.isInteger(port)) return undefined;
    return {
      ...timer,
      kind: tcp ? 'tcp-established' : 'udp',
      scope: { destinationPorts: [{ first: port, last: port }] },
    };
  }
  const known = TIMERS[name];
  if (!known || words.length !== 5) return undefined;
  return { ...timer, kind: known.kind, ...(known.phase ? { phase: known.phase } : {}) };
}

function draftOf(statement: Statement, facts: Facts): Draft | 'unreadable' | undefined {
  const { words } = statement;
  const nvi = lower(words, 2) === 'source';
  const side = nvi ? 'source' : `${lower(words, 2)} ${lower(words, 3)}`;
  if (!['source', 'inside source', 'outside source', 'inside destination'].includes(side)) return undefined;
  const rest = words.slice(nvi ? 3 : 4);
  const kind = lower(rest, 0);
  const vrf = after(rest, 'vrf');
  const pool = after(rest, 'pool', 1);
  const map = after(rest, 'route-map');
  if (pool) use(facts, 'nat-pool', pool, statement, 'rule-ignored');
  if (map) use(facts, 'route-policy', map, statement, 'rule-ignored');
  if (vrf) use(facts, 'vrf', vrf, statement);
  const base = { statement, side, vrf: vrf?.text };
  if (kind === 'list' && rest[1]) {
    use(facts, 'acl', rest[1], statement, 'rule-ignored');
    return { ...base, kind, match: undefined, list: rest[1].text, to: joined(rest.slice(2)), conditional: true };
  }
  if (kind === 'route-map' && rest[1])
    return { ...base, kind, match: undefined, list: undefined, to: joined(rest.slice(2)), conditional: true };
  if (kind !== 'static') return 'unreadable';
  const fixed = staticMatch(rest.slice(1));
  if (!fixed) return 'unreadable';
  // With `extendable` one local address has several global ones on purpose; a route map or a standby group decides elsewhere.
  const conditional = rest.some((word) => /^(?:extendable|route-map|redundancy|oer)$/i.test(word.text));
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
function forwardOf({ statement, side, vrf, kind, match }: Draft, facts: Facts): PortForward[] {
  const { words } = statement;
  const at = words.findIndex(({ text }) => /^(?:tcp|udp)$/i.test(text));
  if (kind !== 'static' || side !== 'inside source' || vrf !== undefined || !match?.protocol || at < 0) return [];
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
  return [{ span: statement.header, seen, by: { kind: 'outside', ...(name === undefined ? {} : { name }) } }];
}

const hostMatch = (address: bigint, length: number): Match => ({
  family: 'ipv4',
  source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address, length }] },
});

const joined = (words: readonly Word[]): string => words.map((word) => word.text).join(' ');

/**
 * One list a direction and VRF, static entries first (IOS looks them up before dynamic ones). Which of two dynamic entries
 * takes a packet that both match is not defined: each carries a condition of its own, so none hides another.
 */
function filtersOf(drafts: readonly Draft[], lists: readonly Filter[], closed: boolean): Filter[] {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const key = `ip nat ${draft.side}${draft.vrf === undefined ? '' : ` vrf ${draft.vrf}`}`;
    const group = groups.get(key);
    if (group) group.push(draft);
    else groups.set(key, [draft]);
  }
  return [...groups].map(([name, members]) => {
    const ordered = [
      ...members.filter((draft) => draft.kind === 'static'),
      ...members.filter((draft) => draft.kind !== 'static'),
    ];
    const first = members[0]!.statement;
    return {
      name: at(name, first.header),
      family: 'ipv4',
      purpose: 'nat',
      rules: ordered.map((draft) => ruleOf(draft, lists)),
      fallback: { action: 'permit' },
      stateful: true,
      span: members.map((draft) => draft.statement.header).reduce(cover),
      closed,
    };
  });
}

function ruleOf(draft: Draft, lists: readonly Filter[]): FilterRule {
  const span = draft.statement.header;
  const condition = { text: textOf(draft.statement), span };
  const matches = draft.match ? [draft.match] : selectedBy(draft.list, lists);
  const translated = draft.side.endsWith('destination') ? swapped(matches) : matches;
  return {
    span,
    matches: draft.conditional
      ? translated.map((match) => ({ ...match, opaque: [...(match.opaque ?? []), condition] }))
      : translated,
    action: {
      kind: 'translate',
      nat: draft.side.endsWith('destination') ? 'destination' : 'source',
      to: draft.to,
    },
    effects: [],
    active: true,
    sorted: true,
  };
}

/** What a list permits, denies not taken away: the most that it can select. */
function selectedBy(name: string | undefined, lists: readonly Filter[]): readonly Match[] {
  const list = name === undefined ? undefined : lists.find((filter) => filter.name.value === name);
  const permitted = list?.rules.filter((rule) => rule.active && rule.action.kind === 'permit');
  return permitted && permitted.length > 0 ? permitted.flatMap((rule) => rule.matches) : [{ family: 'ipv4' }];
}

/** `ip nat inside destination list`: a standard list names the destination. */
const swapped = (matches: readonly Match[]): Match[] =>
  matches.map((match) => {
    const { source, ...rest } = match;
    return source && !match.destination ? { ...rest, destination: source } : match;
  });
