import type { Change, PolicyBody } from '../../../change.ts';
import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { BgpProtocol } from '../model/bgp.ts';
import { type Channel, filterOf } from '../model/channels.ts';
import { reading } from '../model/device.ts';
import { lastOf, type Option } from '../model/options.ts';
import { addBefore, addBehind, addLast } from './places.ts';
import { prefixTest } from './prefix-test.ts';

type Of<K extends Change['kind']> = Extract<Change, { readonly kind: K }>;

export function protocolAt(outline: Outline, process: number, neighbour: number): BgpProtocol | undefined {
  return reading(outline).places[process]?.protocols[neighbour];
}

export const channelOf = ({ channels }: BgpProtocol, family: string): Channel | undefined =>
  channels.find((channel) => channel.family === family);

/** Where they were written: a template's timers change for all who inherit them. */
export function writeTimers(change: Of<'set-bgp-timers'>, outline: Outline): readonly TextEdit[] | undefined {
  const protocol = protocolAt(outline, change.process, change.neighbour ?? 0);
  if (!protocol) return undefined;
  const [hold, keepalive] = ['hold', 'keepalive'].map((name) => lastOf(protocol.options, name, 'time'));
  const lines = { hold: `hold time ${change.hold}`, keepalive: `keepalive time ${change.keepalive}` };
  const written = hold ?? keepalive;
  if (!written) {
    const edit = addLast(outline, protocol.protocol.statement, [`${lines.hold};`, `${lines.keepalive};`]);
    return edit && [edit];
  }
  const missing = hold ? (keepalive ? undefined : lines.keepalive) : lines.hold;
  return [
    ...(hold ? [{ span: hold.statement.header, newText: lines.hold }] : []),
    ...(keepalive ? [{ span: keepalive.statement.header, newText: lines.keepalive }] : []),
    ...(missing === undefined ? [] : [addBehind(outline, written.statement, `${missing};`)]),
  ];
}

/** BIRD logs nothing before the limit, and waits as long as after any other error. */
export function writeLimit(change: Of<'set-max-prefix'>, outline: Outline): readonly TextEdit[] | undefined {
  const protocol = protocolAt(outline, change.process, change.neighbour);
  const channel = protocol && channelOf(protocol, change.family);
  if (!protocol || !channel) return undefined;
  const line = `import limit ${change.limit} action restart`;
  const before = lastOf(channel.options, 'import', 'limit') ?? lastOf(channel.options, 'route', 'limit');
  if (before && isOwn(before, protocol)) return [{ span: before.statement.header, newText: line }];
  const edit = addToChannel(outline, protocol, channel, [`${line};`]);
  return edit && [edit];
}

/** Not a template's. */
function isOwn({ statement }: Option, { protocol }: BgpProtocol): boolean {
  for (let at: Statement | undefined = statement; at; at = at.parent) if (at === protocol.statement) return true;
  return false;
}

/** What is said in a protocol's own channel holds beside what its template says. */
function addToChannel(
  outline: Outline,
  { protocol }: BgpProtocol,
  { word }: Channel,
  lines: readonly string[],
): TextEdit | undefined {
  const { statement } = protocol;
  if (word === undefined) return addLast(outline, statement, lines);
  const own = statement.children.findLast((child) => channelWord(child) === word);
  if (own && own.span.end > own.header.end) return addLast(outline, own, lines);
  // ipv4;
  if (own) {
    const { end } = own.header;
    return { span: { start: end, end }, newText: ` { ${lines.join(' ')} }` };
  }
  return addLast(outline, statement, [`${word.replace('-mc', ' multicast')} { ${lines.join(' ')} };`]);
}

const channelWord = ({ words }: Statement): string => {
  const first = words[0]!.text;
  return words[1]?.text === 'multicast' ? `${first}-mc` : words[1]?.text === 'mpls' ? `${first}-mpls` : first;
};

/** Filters to adapt stand before the protocol; what they do not accept is exchanged no longer. */
export function writePolicies(
  changes: readonly Of<'add-bgp-policy'>[],
  outline: Outline,
): readonly TextEdit[] | undefined {
  const [first] = changes;
  const protocol = first && protocolAt(outline, first.process, first.neighbour);
  if (!first || !protocol) return undefined;
  if (changes.some((one) => one.process !== first.process || one.neighbour !== first.neighbour)) return undefined;
  const { source } = reading(outline);
  const edits: TextEdit[] = [];
  const filters: string[] = [];
  const added = new Map<Channel, string[]>();
  for (const { family, direction, policyName, body } of changes) {
    const channel = channelOf(protocol, family);
    if (!channel) return undefined;
    const name = /^[A-Za-z_]\w*$/.test(policyName) ? policyName : `'${policyName}'`;
    if (!source.filters.has(policyName) && !source.functions.has(policyName))
      filters.push(`filter ${name} {`, ...(body ? bodyOf(body) : [...SKELETON[direction], '  reject;']), '}');
    const line = `${direction} filter ${name}`;
    const before = filterOf(channel.options, direction);
    if (before && isOwn(before, protocol) && before.statement.children.length === 0)
      edits.push({ span: before.statement.header, newText: line });
    else added.set(channel, [...(added.get(channel) ?? []), `${line};`]);
  }
  for (const [channel, lines] of added) {
    const edit = addToChannel(outline, protocol, channel, lines);
    if (!edit) return undefined;
    edits.push(edit);
  }
  if (filters.length > 0) edits.unshift(addBefore(outline, protocol.protocol.statement, [...filters, '']));
  return edits;
}

/** Each list with its name, as people ask for it. */
const bodyOf = ({ refuses, permits }: PolicyBody): readonly string[] => [
  ...refuses.flatMap(({ name, routes }) => [`  # ${name}`, `  if ${prefixTest(routes)} then reject;`]),
  ...(permits === 'rest'
    ? ['  accept;']
    : [`  # ${permits.name}`, `  if ${prefixTest(permits.routes)} then accept;`, '  reject;']),
];

const SKELETON = {
  import: ['  # if net ~ [ 192.0.2.0/24 ] then accept;   what this neighbour may announce'],
  export: ['  # if net ~ [ 198.51.100.0/24 ] then accept;   your own prefixes'],
} as const;

export function writeTtl(change: Of<'set-neighbour'>, outline: Outline): readonly TextEdit[] | undefined {
  const protocol = protocolAt(outline, change.process, change.neighbour);
  if (!protocol) return undefined;
  const edit = addLast(outline, protocol.protocol.statement, ['ttl security on;']);
  return edit && [edit];
}

/** In every protocol of the process. */
export function writeDeterministicMed(process: number, outline: Outline): readonly TextEdit[] | undefined {
  const protocols = reading(outline).places[process]?.protocols ?? [];
  const edits = protocols.map(({ protocol }) => addLast(outline, protocol.statement, ['deterministic med on;']));
  return edits.length > 0 && edits.every((edit) => edit !== undefined) ? edits : undefined;
}
