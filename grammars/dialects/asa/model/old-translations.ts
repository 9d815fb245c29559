import { portField } from '../../../kit/cisco-like/access-match.ts';
import { isWholeNumber, lower } from '../../../kit/cisco-like/facts.ts';
import { type AddressTerm, lastOf, networkOf, type Prefix, parseIpv4, widthOf } from '../../../model/address.ts';
import type { Field, FilterRule, Interval, Match } from '../../../model/filter.ts';
import type { PortForward } from '../../../model/nat.ts';
import type { Statement, Word } from '../../../outline.ts';
import { ASA_NAMES } from '../grammar/names.ts';
import { portsOf } from '../grammar/translation.ts';
import { ANY, crossed, sideFrom } from './entry-match.ts';
import { interfaceNamed } from './interfaces.ts';
import { between, joined, type NatContext, type NatDraft, portName } from './nat-drafts.ts';
import { abbreviated, maskedTerm } from './objects.ts';

/**
 * `nat (inside) 1 10.0.0.0 255.0.0.0`, `nat (inside) 0 access-list NONAT`, `static (inside,outside) 203.0.113.5 10.0.0.5`, with the
 * addresses of `global (outside) 1 interface`: the table before 8.3. Exemptions, then static ones, then those of a list, each as written,
 * then the others, the longest prefix first (Cisco ASA 8.2 Configuration Guide, "Order of NAT Commands Used to Match Real Addresses").
 * @param unread gets the statements whose words mean nothing
 */
export function oldTranslations(
  statements: readonly Statement[],
  globals: readonly Statement[],
  context: NatContext,
  unread: Statement[],
): NatDraft[] {
  const outside = globalsOf(globals);
  const placed = statements.flatMap((statement): Placed[] => {
    const found = readOld(statement, outside, context);
    if (!found) unread.push(statement);
    return !found || found === 'none' ? [] : [found];
  });
  // Sorting keeps the order of the text where places are equal.
  return placed.sort((a, b) => a.rank - b.rank).map(({ draft }) => draft);
}

interface Placed {
  readonly rank: number;
  readonly draft: NatDraft;
}

/** Exemptions, static ones, those of a list; then by the length of the prefix. */
const RANK = { exempt: 0, static: 1, policy: 2, plain: 3 } as const;

/** By number: names of the interfaces, and what they have. */
function globalsOf(statements: readonly Statement[]): Map<string, { ports: Word[]; to: string[] }> {
  const found = new Map<string, { ports: Word[]; to: string[] }>();
  for (const { words } of statements) {
    const name = /^\(([^,()]+)\)$/.exec(words[1]?.text ?? '')?.[1];
    const number = words[2]?.text;
    if (name === undefined || number === undefined || !words[3]) continue;
    const known = found.get(number) ?? { ports: [], to: [] };
    found.set(number, known);
    known.ports.push({ text: name, span: words[1]!.span });
    known.to.push(joined(words.slice(3)));
  }
  return found;
}

/** `none`: with no address to translate to, it does nothing. */
function readOld(
  statement: Statement,
  outside: ReturnType<typeof globalsOf>,
  context: NatContext,
): Placed | 'none' | undefined {
  const { words } = statement;
  if (lower(words, 0) === 'static') return readStatic(statement, context);
  const name = /^\(([^,()]+)\)$/.exec(words[1]?.text ?? '')?.[1];
  const number = words[2]?.text;
  if (name === undefined || !isWholeNumber(number)) return undefined;
  const port: Word = { text: name, span: words[1]!.span };
  const { facts } = context;
  const listed = lower(words, 3) === 'access-list' && words[4] ? selectedBy(words[4], context) : undefined;
  const term = listed ? undefined : realTerm(words.slice(3), context);
  const matches = listed ?? (term && crossed('ipv4', sideFrom([term]), ANY, [{}], []));
  if (!matches) return undefined;
  const base: Omit<FilterRule, 'matches' | 'action'> = {
    span: statement.header,
    effects: [],
    active: true,
    sorted: true,
  };
  const plain = term?.kind === 'prefix' ? RANK.plain + widthOf('ipv4') - term.length : RANK.plain;
  if (number === '0') {
    const rule: FilterRule = { ...base, matches: between(matches, facts, port, undefined), action: { kind: 'exempt' } };
    return { rank: listed ? RANK.exempt : plain, draft: { statement, rule } };
  }
  const to = outside.get(number);
  if (!to) return 'none';
  const rule: FilterRule = {
    ...base,
    matches: between(matches, facts, port, to.ports),
    action: { kind: 'translate', nat: 'source', to: to.to.join(', ') },
  };
  return { rank: listed ? RANK.policy : plain, draft: { statement, rule } };
}

/** `10.0.0.0 255.0.0.0 0 0`, `0 0`; without a mask, a host. */
function realTerm(words: readonly Word[], { facts, objects }: NatContext): AddressTerm | undefined {
  const [address, mask] = words;
  if (!address) return undefined;
  if (mask && parseIpv4(abbreviated(mask.text)) !== undefined) return maskedTerm(address, mask, facts, objects.address);
  const one = objects.address(abbreviated(address.text));
  return one?.family === 'ipv4' ? { kind: 'prefix', ...one, length: one.address === 0n ? 0 : 32 } : undefined;
}

/** What a list permits. Where it denies as well, that is the most it can select. */
function selectedBy(name: Word, { lists }: NatContext): readonly Match[] | undefined {
  const list = lists.find((one) => one.name.value === name.text);
  const rules = list?.rules.filter(({ active }) => active) ?? [];
  const permits = rules.filter(({ action }) => action.kind === 'permit').flatMap(({ matches }) => matches);
  const condition = { text: `access-list ${name.text}`, span: name.span };
  if (!list || permits.length === 0) return [{ family: 'ipv4', opaque: [condition] }];
  const plain = list.closed && rules.every(({ action }) => action.kind === 'permit');
  return permits.map((match) => ({
    ...match,
    family: 'ipv4',
    ...(plain ? {} : { opaque: [...(match.opaque ?? []), condition] }),
  }));
}

/** `static (inside,outside) tcp interface 443 10.0.0.5 8443 netmask 255.255.255.255`, `static (dmz,outside) 203.0.113.5 access-list A` */
function readStatic(statement: Statement, context: NatContext): Placed | undefined {
  const { words } = statement;
  const { facts, objects } = context;
  const ports = portsOf(words[1]);
  if (!ports) return undefined;
  const protocol = { tcp: 6, udp: 17 }[lower(words, 2)];
  const rest = words.slice(protocol === undefined ? 2 : 3);
  const [mapped] = rest;
  const ported = protocol === undefined ? undefined : portsAt(rest, protocol);
  if (!mapped || (protocol !== undefined && !ported)) return undefined;
  const at = ported ? 2 : 1;
  const listed = lower(rest, at) === 'access-list' && rest[at + 1] ? selectedBy(rest[at + 1]!, context) : undefined;
  const mask = rest.findIndex(({ text }) => /^netmask$/i.test(text));
  const term = listed
    ? undefined
    : realTerm([rest[at]!, ...(mask > 0 ? [rest[mask + 1]!] : [])].filter(Boolean), context);
  if (!listed && !term) return undefined;
  const matches =
    listed ??
    crossed('ipv4', sideFrom([term!]), ANY, [ported ? { protocol: protocol!, sourcePort: ported.real } : {}], []);
  const address = objects.address(mapped.text);
  if (!address && lower(rest, 0) !== 'interface') return undefined;
  const prefix: Prefix | undefined =
    address && term?.kind === 'prefix' ? { ...address, length: term.length } : undefined;
  const identity =
    !ported &&
    prefix !== undefined &&
    term?.kind === 'prefix' &&
    networkOf(prefix) === networkOf(term) &&
    lastOf(prefix) === lastOf(term);
  const port = ported?.mapped.anyOf[0]?.first;
  const forward =
    ported && term ? forwardOf(statement, mapped, protocol!, ported.mapped, ports.mappedPort, context) : undefined;
  return {
    rank: RANK.static,
    draft: {
      statement,
      rule: {
        span: statement.header,
        matches: between(matches, facts, ports.realPort, ports.mappedPort && [ports.mappedPort]),
        action: identity
          ? { kind: 'exempt' }
          : {
              kind: 'translate',
              nat: 'source',
              to: joined([...(ported ? [words[2]!] : []), ...rest.slice(0, at)]),
              ...(prefix ? { rewrite: { prefix, ...(port === undefined ? {} : { port }) } } : {}),
            },
        effects: [],
        active: true,
        sorted: true,
        bothWays: true,
      },
      ...(forward ? { forward } : {}),
    },
  };
}

interface Ports {
  readonly mapped: Field<Interval>;
  readonly real: Field<Interval>;
}

/** `203.0.113.5 443 10.0.0.5 8443`; with a list it names the port. */
function portsAt(words: readonly Word[], protocol: number): Ports | undefined {
  const field = (word: Word | undefined) => word && portField({ operator: 'eq', words: [word] }, protocol, ASA_NAMES);
  const mapped = field(words[1]);
  const real = lower(words, 2) === 'access-list' ? mapped : field(words[3]);
  return mapped && real ? { mapped, real } : undefined;
}

/** Lists see the address and port outside. */
function forwardOf(
  statement: Statement,
  mapped: Word,
  protocol: number,
  destinationPort: Field<Interval>,
  outside: Word | undefined,
  { facts, objects }: NatContext,
): PortForward | undefined {
  if (!outside) return undefined;
  const one = objects.address(mapped.text);
  const own = interfaceNamed(facts, outside)?.addresses.filter(({ family }) => family === 'ipv4') ?? [];
  const targets = (one ? [one] : own).map(
    ({ family, address }): AddressTerm => ({ kind: 'prefix', family, address, length: 32 }),
  );
  const side = targets.length > 0 ? sideFrom(targets) : ANY;
  const [seen] = crossed('ipv4', ANY, side, [{ protocol, destinationPort }], []);
  return seen && { span: statement.header, seen, by: { kind: 'interface', name: portName(facts, outside) } };
}
