import type { Change, NamedRoutes } from '../../../change.ts';
import { pathPatterns } from '../../../kit/cisco-like/write/path-patterns.ts';
import { prefixListFor } from '../../../kit/prefix-list-for.ts';
import { lineEndOf, lineOf } from '../../../kit/statement-layout.ts';
import { formatAddress, type Prefix, widthOf } from '../../../model/address.ts';
import type { BgpNeighbour, BgpProcess } from '../../../model/bgp.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';

/** Changes of sessions and of the policies they name. */
export function bgpEdits(change: Change, outline: Outline, device: Device): readonly TextEdit[] | undefined {
  if (!('process' in change)) return undefined;
  const process = device.bgp[change.process];
  const block = process && blockOf(outline, process);
  if (!block || !process) return undefined;
  if (change.kind === 'set-bgp') {
    if (process.vrf !== undefined) return undefined;
    if (change.setting.kind === 'max-as-path')
      return inProcess(outline, block, `as-path-limit ${change.setting.limit}`);
    return inFamily(outline, block, 'ipv4-unicast', undefined, ['deterministic-med']);
  }
  if (!('neighbour' in change) || change.neighbour === undefined) {
    return change.kind === 'set-bgp-timers' && process.vrf === undefined
      ? processTimers(outline, block, process, change)
      : undefined;
  }
  const neighbour = process.neighbours[change.neighbour];
  // In a VRF everything of a session stands in its family.
  if (!neighbour || process.vrf !== undefined) return undefined;
  const peer = `peer ${neighbour.address.value}`;
  switch (change.kind) {
    case 'set-bgp-timers': {
      const line = `${peer} timer keepalive ${change.keepalive} hold ${change.hold}`;
      return neighbour.timers && neighbour.spans.some(({ start }) => start === neighbour.timers!.span.start)
        ? [{ span: neighbour.timers.span, newText: line }]
        : besideSession(outline, neighbour, line);
    }
    case 'set-max-prefix': {
      const line = `${peer} route-limit ${change.limit} ${change.threshold} idle-timeout ${change.restart}`;
      const known = neighbour.families.find(({ name }) => name === change.family)?.maxPrefix;
      if (known && neighbour.spans.some(({ start }) => start === known.span.start))
        return [{ span: known.span, newText: line }];
      return inFamily(outline, block, change.family, neighbour, [line]);
    }
    case 'set-neighbour':
      if (change.setting.kind === 'ttl-security') return besideSession(outline, neighbour, `${peer} valid-ttl-hops 1`);
      if (change.setting.kind === 'remove-private-as')
        return inFamily(outline, block, change.family ?? 'ipv4-unicast', neighbour, [`${peer} public-as-only`]);
      if (change.setting.kind === 'send-communities')
        return inFamily(outline, block, change.family ?? 'ipv4-unicast', neighbour, [`${peer} advertise-community`]);
      if (change.setting.kind === 'next-hop-self')
        return inFamily(outline, block, change.family ?? 'ipv4-unicast', neighbour, [`${peer} next-hop-local`]);
      return undefined;
    case 'add-bgp-policy': {
      if (change.use !== 'route-policy') return undefined;
      const bound = inFamily(outline, block, change.family, neighbour, [
        `${peer} route-policy ${change.policyName} ${change.direction}`,
      ]);
      return bound && [...bound, ...skeletonOf(outline, device, block, change)];
    }
    case 'refuse-routes':
    case 'refuse-paths':
    case 'refuse-invalid':
      return refused(outline, device, neighbour, change);
    default:
      return undefined;
  }
}

const blockOf = ({ statements }: Outline, { span }: BgpProcess): Statement | undefined =>
  statements.find((statement) => statement.span.start === span.start);

const indentOf = (text: string, statement: Statement): string =>
  /^[ \t]*/.exec(text.slice(lineOf(text, statement.header).start, statement.header.start))![0];

/** Behind the statement that makes the session. */
function besideSession(
  { text }: Outline,
  neighbour: BgpNeighbour,
  ...lines: readonly string[]
): TextEdit[] | undefined {
  const [first] = neighbour.spans;
  if (!first) return undefined;
  const own = lineOf(text, first);
  const indent = /^[ \t]*/.exec(text.slice(own.start, own.end))![0];
  return [behind(text, own.end, lines.map((line) => indent + line).join(lineEndOf(text)))];
}

function behind(text: string, at: number, lines: string): TextEdit {
  const end = lineEndOf(text);
  const lead = at > 0 && !/[\r\n]/.test(text[at - 1]!) ? end : '';
  return { span: { start: at, end: at }, newText: `${lead}${lines}${end}` };
}

function inProcess({ text }: Outline, block: Statement, line: string): TextEdit[] | undefined {
  const [first] = block.children;
  const at = lineOf(text, block.header).end;
  return [behind(text, at, `${first ? indentOf(text, first) : ' '}${line}`)];
}

/** In the family's block, behind what is said of the neighbour there. */
function inFamily(
  outline: Outline,
  block: Statement,
  family: string,
  neighbour: BgpNeighbour | undefined,
  lines: readonly string[],
): TextEdit[] | undefined {
  const name = FAMILIES[family];
  const own = block.children.find(({ words }) => words.map((word) => word.text.toLowerCase()).join(' ') === name);
  const [first] = own?.children ?? [];
  const { text } = outline;
  // What is said outside of families is about IPv4 unicast.
  if (!own && family === 'ipv4-unicast' && neighbour) return besideSession(outline, neighbour, ...lines);
  if (!own || !first) return undefined;
  const last =
    neighbour && own.children.findLast(({ words }) => words.some((word) => word.text === neighbour.address.value));
  const at = lineOf(text, (last ?? own).header).end;
  const indent = indentOf(text, first);
  return [behind(text, at, lines.map((line) => indent + line).join(lineEndOf(text)))];
}

const FAMILIES: Readonly<Record<string, string>> = {
  'ipv4-unicast': 'ipv4-family unicast',
  'ipv6-unicast': 'ipv6-family unicast',
};

function processTimers(
  outline: Outline,
  block: Statement,
  { timers }: BgpProcess,
  { keepalive, hold }: Change & { kind: 'set-bgp-timers' },
): TextEdit[] | undefined {
  const line = `timer keepalive ${keepalive} hold ${hold}`;
  return timers ? [{ span: timers.span, newText: line }] : inProcess(outline, block, line);
}

/** The new policy with its lists, behind the process; none where there is one of the name. */
function skeletonOf(
  { text }: Outline,
  device: Device,
  block: Statement,
  { policyName: name, body, family }: Change & { kind: 'add-bgp-policy' },
): TextEdit[] {
  if (device.policies.some((policy) => policy.name.value === name)) return [];
  const at = lineOf(text, { start: block.span.end, end: block.span.end }).end;
  const refused = (body?.refuses ?? []).map((named) => prefixList(named, family, device));
  const permitted = body && body.permits !== 'rest' ? prefixList(body.permits, family, device) : undefined;
  const lists = [...refused, ...(permitted ? [permitted] : [])].filter(({ entries }) => entries.length > 0);
  const nodes = [
    ...refused.map(({ condition }, i) => [`route-policy ${name} deny node ${10 * (i + 1)}`, ` ${condition}`]),
    [
      `route-policy ${name} ${body ? 'permit' : 'deny'} node ${10 * (refused.length + 1)}`,
      ...(permitted ? [` ${permitted.condition}`] : []),
    ],
  ];
  const lines = [...lists.map(({ entries }) => entries), ...nodes].flatMap((part) => ['#', ...part]);
  return [behind(text, at, lines.join(lineEndOf(text)))];
}

type Refusal = Change & { kind: 'refuse-routes' | 'refuse-paths' | 'refuse-invalid' };

/** A list of what is refused, and a node in front of the others that asks for it. */
function refused(outline: Outline, device: Device, neighbour: BgpNeighbour, change: Refusal): TextEdit[] | undefined {
  const { text } = outline;
  const family = neighbour.families.find(({ name }) => name === change.family);
  const [use, more] = (change.direction === 'import' ? family?.imports : family?.exports) ?? [];
  const policy = device.policies.find(({ name }) => name.value === use?.name.value);
  const [first] = policy?.entries ?? [];
  const node = Number(first?.key?.value);
  if (use?.kind !== 'route-policy' || more || !policy || !first || !(node > 1)) return undefined;
  const what = listed(change, device);
  if (!what) return undefined;
  const end = lineEndOf(text);
  const at = lineOf(text, first.span).start;
  const lines = [
    ...(what.entries.length > 0 ? [...what.entries, '#'] : []),
    `route-policy ${policy.name.value} deny node ${Math.floor(node / 2)}`,
    ` ${what.condition}`,
    '#',
  ];
  return [{ span: { start: at, end: at }, newText: lines.map((line) => line + end).join('') }];
}

/** The lines of a new list, and what asks for it. */
function listed(change: Refusal, device: Device): ReturnType<typeof prefixList> | undefined {
  if (change.kind === 'refuse-invalid') return { entries: [], condition: 'if-match rpki origin-as-validation invalid' };
  if (change.kind === 'refuse-paths') {
    // There is no expression for a length.
    if (change.paths.some(({ kind }) => kind === 'longer')) return undefined;
    const name = freeName(change.name, device.asPathLists);
    const patterns = change.paths.flatMap(pathPatterns);
    const entries = patterns.map(
      (pattern, index) => `ip as-path-filter ${name} index ${(index + 1) * 10} permit ${pattern}`,
    );
    return { entries, condition: `if-match as-path-filter ${name}` };
  }
  return prefixList(change, change.family, device);
}

function prefixList(
  named: NamedRoutes,
  family: string,
  { prefixLists }: Device,
): { readonly entries: readonly string[]; readonly condition: string } {
  const six = family.startsWith('ipv6');
  const taken = new Set(prefixLists.map(({ name }) => name.value));
  const { name, exists } = prefixListFor(named, prefixLists, (wanted) => taken.has(wanted));
  const entries = named.routes.map(
    ({ prefix, lengths }, index) =>
      `ip ${six ? 'ipv6-prefix' : 'ip-prefix'} ${name} index ${(index + 1) * 10} permit ${prefixText(prefix, lengths)}`,
  );
  return {
    entries: exists ? [] : entries,
    condition: six ? `if-match ipv6 address prefix-list ${name}` : `if-match ip-prefix ${name}`,
  };
}

function freeName(wanted: string, lists: readonly { readonly name: { readonly value: string } }[]): string {
  const taken = new Set(lists.map(({ name }) => name.value));
  let name = wanted;
  for (let turn = 2; taken.has(name); turn += 1) name = `${wanted}-${turn}`;
  return name;
}

function prefixText(prefix: Prefix, { first, last }: { first: number; last: number }): string {
  const said = `${formatAddress(prefix.family, prefix.address)} ${prefix.length}`;
  const from = first > prefix.length ? ` greater-equal ${first}` : '';
  const to = last > prefix.length || from !== '' ? ` less-equal ${last}` : '';
  return said + (last === widthOf(prefix.family) && from !== '' ? from : from + to);
}
