import type { Change } from '../../../change.ts';
import { type AddressTerm, formatPrefix, type Prefix } from '../../../model/address.ts';
import type { Field, Interval, Match } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { span } from '../../../text/span.ts';
import { prefixOf } from '../model/addresses.ts';
import { type AddressBook, addressBooksOf } from '../model/security/address-books.ts';
import { applicationsOf } from '../model/security/applications.ts';
import { PREDEFINED, type Service } from '../model/security/predefined-applications.ts';
import { get, kids } from '../node.ts';
import { isVerb, type Node } from '../tree.ts';
import { block, fullEnd, leaf, regionOf, type Stanza } from './layout.ts';
import type { WrittenList } from './lists.ts';
import { addAtTop, addBelow, ownStatements, quoted } from './places.ts';
import { addBefore, freeName, type Insertion, written } from './rules.ts';

/** New names that policies need, and where they are to be put. */
interface Names {
  readonly edits: TextEdit[];
  readonly applications: Map<string, Stanza>;
  readonly addresses: Map<string, Stanza>;
  readonly book: AddressBook | undefined;
}

/** Policies name addresses and applications: those that the text or the platform has, else new ones. */
export function insertPolicies(
  change: Insertion,
  outline: Outline,
  root: Node,
  { node, rules, policies }: WrittenList,
): readonly TextEdit[] | undefined {
  const { from } = policies!;
  if (!from) return undefined;
  const books = addressBooksOf(root);
  const names: Names = { edits: [], applications: new Map(), addresses: new Map(), book: books.of(from.name)[0] };
  const taken = new Set(rules.map(({ name }) => name));
  const stanzas: Stanza[] = [];
  for (const match of change.matches) {
    const conditions = matchOf(match, { from: from.name, to: node.name }, root, names);
    if (!conditions) return undefined;
    const name = freeName(change.action === 'permit' ? 'permit-added' : 'deny-added', taken);
    taken.add(name);
    const then = [leaf(change.action), ...(change.log ? [block('log', leaf('session-init'))] : [])];
    stanzas.push(block(`policy ${name}`, block('match', ...conditions), block('then', ...then)));
  }
  const edit = addBefore(outline, node, rules[change.before], stanzas);
  const definitions = definedBy(names, outline, root);
  return edit && definitions && [edit, ...definitions];
}

function definedBy({ applications, addresses, book }: Names, outline: Outline, root: Node): TextEdit[] | undefined {
  const added = applications.size > 0 ? addAtTop(outline, root, 'applications', [...applications.values()]) : undefined;
  if (applications.size > 0 && !added) return undefined;
  if (addresses.size === 0) return added ? [added] : [];
  const entries = book && addBelow(outline, book.node, [...addresses.values()]);
  return entries && [...(added ? [added] : []), entries];
}

/** Plain conditions only; undefined for any other. */
function matchOf(
  match: Match,
  zones: { readonly from: string; readonly to: string },
  root: Node,
  names: Names,
): Stanza[] | undefined {
  const { family, source, destination, protocol, sourcePort, destinationPort, inInterface, outInterface, ...rest } =
    match;
  const { state, ...other } = rest;
  if (Object.values(other).some((field) => field !== undefined) || sourcePort) return undefined;
  // Policies are asked about the first packet of a session only.
  if (state && !(state.anyOf.length === 1 && state.anyOf[0] === 'new' && !state.negated)) return undefined;
  if (!isZone(inInterface, zones.from) || !isZone(outInterface, zones.to)) return undefined;
  const from = addressNames(source, zones.from, family, root, names);
  const to = addressNames(destination, zones.to, family, root, names);
  const applications = applicationNames(protocol, destinationPort, root, names);
  if (!from || !to || !applications) return undefined;
  return [
    leaf(`source-address ${listOf(from)}`),
    leaf(`destination-address ${listOf(to)}`),
    leaf(`application ${listOf(applications)}`),
  ];
}

const isZone = (field: Match['inInterface'], zone: string): boolean =>
  field === undefined || (!field.negated && !field.except && field.anyOf.length === 1 && field.anyOf[0]!.name === zone);

const listOf = (names: readonly string[]): string =>
  names.length === 1 ? quoted(names[0]!) : `[ ${names.map(quoted).join(' ')} ]`;

function addressNames(
  field: Field<AddressTerm> | undefined,
  zone: string,
  family: Match['family'],
  root: Node,
  names: Names,
): string[] | undefined {
  const any = family === 'both' ? 'any' : `any-${family}`;
  if (!field || (field.anyOf.some(({ kind }) => kind === 'any') && !field.negated && !field.except)) return [any];
  if (field.negated || field.except) return undefined;
  const found: string[] = [];
  for (const term of field.anyOf) {
    if (term.kind !== 'prefix') return undefined;
    const name = knownAddress(term, zone, root) ?? newAddress(term, zone, root, names);
    if (name === undefined) return undefined;
    found.push(name);
  }
  return found;
}

/** An entry for exactly this prefix. */
function knownAddress(prefix: Prefix, zone: string, root: Node): string | undefined {
  const wanted = formatPrefix(prefix);
  for (const { node } of addressBooksOf(root).of(zone)) {
    const found = kids(get(node, 'address')).find((entry) =>
      kids(entry).some(({ name }) => {
        const own = prefixOf(name);
        return own !== undefined && formatPrefix(own) === wanted;
      }),
    );
    if (found) return found.name;
  }
  return undefined;
}

/** In the global book, or in the one that both zones have. */
function newAddress(prefix: Prefix, zone: string, root: Node, names: Names): string | undefined {
  const books = addressBooksOf(root).of(zone);
  if (!names.book || (!books.includes(names.book) && !books.some(({ node }) => node === names.book!.node)))
    return undefined;
  const text = formatPrefix(prefix);
  const name = `net-${text.replaceAll(/[/:]/g, '-')}`;
  names.addresses.set(name, leaf(`address ${name} ${text}`));
  return name;
}

function applicationNames(
  protocol: Field<Interval> | undefined,
  ports: Field<Interval> | undefined,
  root: Node,
  names: Names,
): string[] | undefined {
  if (!protocol) return ports ? undefined : ['any'];
  if (protocol.negated || protocol.except || ports?.negated || ports?.except) return undefined;
  const applications = applicationsOf(root);
  const own = kids(get(root, 'applications', 'application')).map(({ name }) => name);
  const found: string[] = [];
  for (const { first, last } of protocol.anyOf) {
    if (first !== last) return undefined;
    for (const port of ports?.anyOf ?? [undefined]) {
      const known =
        own.find((name) => isExactly(applications(name), first, port)) ??
        [...PREDEFINED].find(([name, services]) => !own.includes(name) && isExactly(services, first, port))?.[0];
      const protocolName = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmp6' }[first] ?? `${first}`;
      const portText = port && (port.first === port.last ? `${port.first}` : `${port.first}-${port.last}`);
      const name = known ?? freeName(`${protocolName}${portText ? `-${portText}` : ''}`, new Set(own));
      if (known === undefined)
        names.applications.set(
          name,
          block(
            `application ${name}`,
            leaf(`protocol ${protocolName}`),
            ...(portText ? [leaf(`destination-port ${portText}`)] : []),
          ),
        );
      found.push(name);
    }
  }
  return found;
}

function isExactly(services: readonly Service[] | undefined, protocol: number, port: Interval | undefined): boolean {
  const [service, more] = services ?? [];
  if (!service || more || service.unsure || service.icmp || service.sourcePort) return false;
  const [own, others] = service.protocol?.anyOf ?? [];
  if (own?.first !== protocol || own.last !== protocol || others) return false;
  const [wanted, rest] = service.destinationPort?.anyOf ?? [];
  return wanted?.first === port?.first && wanted?.last === port?.last && !rest;
}

const DECISIONS: ReadonlySet<string> = new Set(['permit', 'deny', 'reject']);

/** The decision with all that is below it is written anew. */
export function setPolicyAction(
  change: Extract<Change, { kind: 'set-action' }>,
  outline: Outline,
  policy: Node | undefined,
): readonly TextEdit[] | undefined {
  const place = written(policy);
  const then = policy?.children.get('then');
  if (!place || !then || then.inactive || then.group !== undefined) return undefined;
  const decisions = kids(then).filter(({ name }) => DECISIONS.has(name));
  const [decision, more] = decisions;
  if (!decision || more) return undefined;
  const [first, ...rest] = ownStatements(decision);
  if (!first || first.words.length === 0) return undefined;
  const word = decision.span;
  const end = Math.max(first.span.end, word.end);
  const log =
    change.log && !get(then, 'log') ? addBelow(outline, then, [block('log', leaf('session-init'))]) : undefined;
  if (change.log && !get(then, 'log') && !log) return undefined;
  const isBlock = !isVerb(first) && first.children.length > 0;
  // `then permit;` is one statement with its keyword.
  if (!isVerb(first) && first.words[0]!.text === 'then' && change.log && !get(then, 'log')) {
    const whole = span(first.span.start, fullEnd(outline.text, first.span.end));
    return [{ span: whole, newText: `then { ${change.action}; log { session-init; } }` }];
  }
  return [
    {
      span: span(word.start, isBlock ? fullEnd(outline.text, first.span.end) : end),
      newText: isBlock ? `${change.action};` : change.action,
    },
    ...rest.map((statement) => ({ span: regionOf(outline, statement.span, false), newText: '' })),
    ...(log ? [log] : []),
  ];
}
