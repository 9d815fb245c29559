import { indentAt, lineEndOf, linesOf } from '../../../kit/cisco-like/write/lines.ts';
import { xmlEscaped } from '../../../kit/xml-outline.ts';
import { type AddressTerm, formatPrefix } from '../../../model/address.ts';
import type { Field, InterfacePattern, Interval, Match } from '../../../model/filter.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { get, kids, type Node, type Tree, word } from '../tree.ts';

/** An entry to write: its settings, each with one value or a list. */
interface Entry {
  readonly name: string;
  readonly settings: readonly (readonly [path: string, values: readonly string[]])[];
}

export interface NewRule {
  readonly match: Match;
  readonly action: 'permit' | 'deny';
}

/** Where a rule is to be put: before a line, beside a rule of the list. */
export interface RulePlace {
  readonly text: string;
  readonly tree: Tree;
  readonly at: number;
  /** A rule of the list. */
  readonly sample: Node;
  zoneOf(member: string): string | undefined;
}

/** A rule, and the services that it needs; undefined where a condition cannot be said in one. */
export function newRule({ match, action }: NewRule, place: RulePlace): TextEdit[] | undefined {
  const { text, tree, at, sample } = place;
  const list = sample.parent!;
  const scope = list.parent?.parent?.parent;
  const [from, to] = [zonesIn(match.inInterface, place), zonesIn(match.outInterface, place)];
  const [source, destination] = [addressesIn(match.source, match), addressesIn(match.destination, match)];
  if (!scope || !from || !to || !source || !destination || !isPlain(match)) return undefined;
  const service = serviceFor(match, scope);
  if (!service) return undefined;
  const rule: Entry = {
    name: freeName(`${action}-${service.name}`, list),
    settings: [
      ['from', from],
      ['to', to],
      ['source', source],
      ['destination', destination],
      ['application', ['any']],
      ['service', [service.name]],
      ['action', [action === 'permit' ? 'allow' : 'deny']],
    ],
  };
  const made = service.entry ? serviceEdits(service.entry, scope, list, text, tree) : [];
  if (!made) return undefined;
  const written = linesFor(rule, list, indentAt(text, sample.statements[0]!.span.start), tree);
  return [...made, { span: { start: at, end: at }, newText: written.map((line) => line + lineEndOf(text)).join('') }];
}

/** Fields that a rule has a word for. */
const isPlain = ({ icmp, tcpFlags, fragment, state, dscp, opaque, sourcePort }: Match): boolean =>
  !icmp && !tcpFlags && !fragment && !state && !dscp && !opaque && !sourcePort;

function zonesIn(field: Field<InterfacePattern> | undefined, { zoneOf }: RulePlace): string[] | undefined {
  if (!field) return ['any'];
  if (field.negated || field.except?.length || field.anyOf.some(({ prefix }) => prefix)) return undefined;
  return [...new Set(field.anyOf.map(({ name }) => zoneOf(name) ?? name))];
}

/** Prefixes stand in rules as they are. */
function addressesIn(field: Field<AddressTerm> | undefined, { family }: Match): string[] | undefined {
  const any = family === 'both' ? 'any' : family === 'ipv4' ? '0.0.0.0/0' : '::/0';
  if (!field) return [any];
  if (field.negated || field.except?.length) return undefined;
  const names = field.anyOf.map((term) =>
    term.kind === 'any' ? any : term.kind === 'prefix' ? formatPrefix(term) : undefined,
  );
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** A service that is there already, or one to be made. */
function serviceFor(match: Match, scope: Node): { readonly name: string; readonly entry?: Entry } | undefined {
  const [only, ...more] = match.protocol?.anyOf ?? [];
  if (!match.protocol) return match.destinationPort ? undefined : { name: 'any' };
  const protocol = only?.first === 6 ? 'tcp' : only?.first === 17 ? 'udp' : undefined;
  if (!protocol || more.length > 0 || only!.last !== only!.first || match.protocol.negated) return undefined;
  if (match.destinationPort?.negated || match.destinationPort?.except?.length) return undefined;
  const ports = (match.destinationPort?.anyOf ?? [{ first: 1, last: 65_535 }]).map(portText).join(',');
  if (protocol === 'tcp' && ports === '443') return { name: 'service-https' };
  const known = kids(scope, 'service').find(
    (one) => word(one, 'protocol', protocol, 'port') === ports && get(one, 'protocol', protocol)?.children.size === 1,
  );
  if (known) return { name: known.name };
  const name = freeName(`${protocol}-${ports.replaceAll(',', '_')}`.slice(0, 60), get(scope, 'service'));
  return { name, entry: { name, settings: [[`protocol ${protocol} port`, [ports]]] } };
}

const portText = ({ first, last }: Interval): string => (first === last ? `${first}` : `${first}-${last}`);

function freeName(wanted: string, among: Node | undefined): string {
  let name = wanted;
  for (let more = 2; get(among, name); more += 1) name = `${wanted}-${more}`;
  return name;
}

/** In front of the services that are there, or of the rulebase; undefined where the list is said to be empty. */
function serviceEdits(entry: Entry, scope: Node, rules: Node, text: string, tree: Tree): TextEdit[] | undefined {
  const services = get(scope, 'service');
  const [first] = kids(services);
  const eol = lineEndOf(text);
  const put = (at: number, lines: readonly string[]): TextEdit[] => [
    { span: { start: at, end: at }, newText: lines.map((line) => line + eol).join('') },
  ];
  const beside = first?.statements[0] ?? rules.parent!.parent!.statements[0]!;
  const at = linesOf(text, beside.span).start;
  const indent = indentAt(text, beside.span.start);
  if (tree.form === 'set') return put(at, linesFor(entry, { path: pathOf(scope, 'service') }, indent, tree));
  if (first) return put(at, linesFor(entry, { path: [] }, indent, tree));
  if (services) return undefined;
  const inner = linesFor(entry, { path: [] }, `${indent}  `, tree);
  return put(
    at,
    tree.form === 'xml'
      ? [`${indent}<service>`, ...inner, `${indent}</service>`]
      : [`${indent}service {`, ...inner, `${indent}}`],
  );
}

type Home = Node | { readonly path: readonly string[] };

function pathOf(node: Node, ...more: readonly string[]): string[] {
  const names: string[] = [];
  for (let at: Node | undefined = node; at?.parent; at = at.parent) names.unshift(at.name);
  return [...names, ...more];
}

function linesFor({ name, settings }: Entry, home: Home, indent: string, { form }: Tree): string[] {
  if (form === 'set') {
    const path = ('path' in home ? home.path : pathOf(home)).map(quoted).join(' ');
    return settings.map(([setting, values]) => `${indent}set ${path} ${quoted(name)} ${setting} ${listed(values)}`);
  }
  if (form === 'braces')
    return [
      `${indent}${quoted(name)} {`,
      ...settings.flatMap(([setting, values]) => bracesLines(setting.split(' '), values, `${indent}  `)),
      `${indent}}`,
    ];
  return [
    `${indent}<entry name="${xmlEscaped(name)}">`,
    ...settings.flatMap(([setting, values]) => xmlLines(setting.split(' '), values, `${indent}  `)),
    `${indent}</entry>`,
  ];
}

const quoted = (name: string): string =>
  /^[^\s"#;[\]{}]+$/.test(name) ? name : `"${name.replaceAll(/["\\]/g, '\\$&')}"`;

const listed = (values: readonly string[]): string =>
  values.length === 1 ? quoted(values[0]!) : `[ ${values.map(quoted).join(' ')} ]`;

function bracesLines([first, ...rest]: readonly string[], values: readonly string[], indent: string): string[] {
  if (rest.length === 0) return [`${indent}${first} ${listed(values)};`];
  return [`${indent}${first} {`, ...bracesLines(rest, values, `${indent}  `), `${indent}}`];
}

/** Settings whose value is a text; the others hold members. */
const TEXTS: ReadonlySet<string> = new Set(['action', 'port']);

function xmlLines([first, ...rest]: readonly string[], values: readonly string[], indent: string): string[] {
  if (rest.length > 0) return [`${indent}<${first}>`, ...xmlLines(rest, values, `${indent}  `), `${indent}</${first}>`];
  if (TEXTS.has(first!)) return [`${indent}<${first}>${xmlEscaped(values.join(','))}</${first}>`];
  return [
    `${indent}<${first}>`,
    ...values.map((value) => `${indent}  <member>${xmlEscaped(value)}</member>`),
    `${indent}</${first}>`,
  ];
}
