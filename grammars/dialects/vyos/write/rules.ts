import type { Change } from '../../../change.ts';
import { WRITTEN_PROTOCOLS } from '../../../kit/protocol-names.ts';
import { type AddressTerm, formatAddress, formatPrefix, widthOf } from '../../../model/address.ts';
import type { Field, Interval, Match } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { filterPlaces } from '../model/device.ts';
import { byNumber, get, kids, type Node, reading, value } from '../tree.ts';
import { addPaths, nameSpans, type Path, removal } from './places.ts';

type RuleChange = Extract<
  Change,
  { readonly kind: 'delete-rule' | 'move-rule' | 'insert-rule' | 'insert-rules' | 'set-action' | 'set-fallback' }
>;

/** Rules are found by their number: the platform's own ones stand among those of the model. */
export function writeRule(change: RuleChange, outline: Outline): readonly TextEdit[] | undefined {
  const { root, template } = reading(outline);
  const place = filterPlaces(root, template)[change.filter];
  if (!place?.node || template) return undefined;
  const { node, filter } = place;
  const ruleAt = (index: number): Node | undefined => {
    const key = filter.rules[index]?.key?.value;
    return key === undefined ? undefined : get(node, 'rule', key);
  };
  switch (change.kind) {
    case 'delete-rule': {
      const rule = ruleAt(change.rule);
      return rule && removal(outline, rule.statements);
    }
    case 'move-rule': {
      const rule = ruleAt(change.rule);
      const before = ruleAt(change.before);
      const [number] = before ? freeNumbers(node, before, 1) : [];
      return rule && number !== undefined ? nameSpans(rule).map((span) => ({ span, newText: `${number}` })) : undefined;
    }
    case 'set-action':
      return setAction(change, outline, root, node, ruleAt(change.rule));
    case 'set-fallback': {
      const said = value(node, 'default-action');
      const action = change.action === 'permit' ? 'accept' : 'drop';
      if (said) return [{ span: said.span, newText: action }];
      return addPaths(outline, root, [[...pathOf(node), `default-action ${action}`]]);
    }
    default: {
      const matches = change.kind === 'insert-rule' ? [change.match] : change.matches;
      const log = change.kind === 'insert-rule' && change.log === true;
      return insert(matches, change.action, log, outline, root, node, ruleAt(change.before));
    }
  }
}

/** The levels of a filter's node as braces write them. */
function pathOf(node: Node): string[] {
  const names: string[] = [];
  for (let at: Node | undefined = node; at?.parent; at = at.parent) names.unshift(at.name);
  const [top, second, third, ...rest] = names;
  // firewall name X, firewall ipv4 name X, firewall ipv4 input filter, nat source
  if (second === 'name' || second === 'ipv6-name') return [top!, `${second} ${third}`];
  if (third === 'name') return [top!, second!, `${third} ${rest[0]}`];
  return names;
}

/** Numbers between the rule before this one and itself; behind the last rule where there is none. */
function freeNumbers(node: Node, before: Node | undefined, count: number): number[] {
  const numbers = byNumber(kids(get(node, 'rule'))).map(({ name }) => Number(name));
  if (!before) {
    const last = numbers.at(-1) ?? 0;
    return Array.from({ length: count }, (_, i) => last + 10 * (i + 1));
  }
  const to = Number(before.name);
  const from = numbers.filter((number) => number < to).at(-1) ?? 0;
  const room = to - from - 1;
  if (room < count) return [];
  const step = Math.floor((to - from) / (count + 1));
  return Array.from({ length: count }, (_, i) => from + step * (i + 1));
}

/** Before 1.4 a switch has the value `enable`. */
const isOld = (node: Node): boolean => node.parent?.parent?.name === 'firewall' && node.parent.name.endsWith('name');

function setAction(
  change: Extract<Change, { kind: 'set-action' }>,
  outline: Outline,
  root: Node,
  node: Node,
  rule: Node | undefined,
): readonly TextEdit[] | undefined {
  const said = rule && value(rule, 'action');
  if (!rule || !said || !/^(?:accept|drop|reject)$/.test(said.value)) return undefined;
  const edits: TextEdit[] = [{ span: said.span, newText: change.action === 'permit' ? 'accept' : 'drop' }];
  if (!change.log || get(rule, 'log')) return edits;
  const log = addPaths(outline, root, [[...pathOf(node), `rule ${rule.name}`, isOld(node) ? 'log enable' : 'log']]);
  return log && [...edits, ...log];
}

function insert(
  matches: readonly Match[],
  action: 'permit' | 'deny',
  log: boolean,
  outline: Outline,
  root: Node,
  node: Node,
  before: Node | undefined,
): readonly TextEdit[] | undefined {
  const numbers = freeNumbers(node, before, matches.length);
  if (numbers.length < matches.length) return undefined;
  const base = pathOf(node);
  const old = isOld(node);
  const paths: Path[] = [];
  for (const [i, match] of matches.entries()) {
    const leaves = leavesOf(match, old);
    if (!leaves) return undefined;
    const rule = [...base, `rule ${numbers[i]}`];
    paths.push([...rule, `action ${action === 'permit' ? 'accept' : 'drop'}`]);
    if (log) paths.push([...rule, old ? 'log enable' : 'log']);
    for (const leaf of leaves) paths.push([...rule, ...leaf]);
  }
  return addPaths(outline, root, paths);
}

/** Plain conditions only; undefined for any other. */
function leavesOf(match: Match, old: boolean): Path[] | undefined {
  const {
    family: _,
    source,
    destination,
    protocol,
    sourcePort,
    destinationPort,
    icmp,
    state,
    inInterface,
    ...rest
  } = match;
  if (Object.values(rest).some((field) => field !== undefined)) return undefined;
  const leaves: Path[] = [];
  if (protocol) {
    const name = protocolName(protocol);
    if (name === undefined) return undefined;
    leaves.push([`protocol ${name}`]);
  }
  for (const [side, addresses, ports] of [
    ['source', source, sourcePort],
    ['destination', destination, destinationPort],
  ] as const) {
    if (addresses) {
      const text = addressText(addresses);
      if (text === undefined) return undefined;
      if (text !== '') leaves.push([side, `address ${text}`]);
    }
    if (ports) {
      if (ports.negated || ports.except) return undefined;
      leaves.push([side, `port ${ports.anyOf.map(intervalText).join(',')}`]);
    }
  }
  if (icmp) {
    const [test, more] = icmp.anyOf;
    if (!test || more || icmp.negated || test.type.first !== test.type.last) return undefined;
    const word = match.family === 'ipv6' ? 'icmpv6' : 'icmp';
    leaves.push([word, `type ${test.type.first}`]);
    if (test.code) leaves.push([word, `code ${test.code.first}`]);
  }
  if (state) {
    if (state.negated) return undefined;
    for (const name of state.anyOf) leaves.push(old ? ['state', `${name} enable`] : [`state ${name}`]);
  }
  if (inInterface) {
    const [port, more] = inInterface.anyOf;
    if (old || !port || more || inInterface.negated) return undefined;
    leaves.push(['inbound-interface', `name ${port.name}${port.prefix ? '*' : ''}`]);
  }
  return leaves;
}

function protocolName({ anyOf, negated, except }: Field<Interval>): string | undefined {
  if (negated || except) return undefined;
  const numbers = anyOf.map(({ first, last }) => (first === last ? first : -1)).sort((a, b) => a - b);
  if (numbers.join() === '6,17') return 'tcp_udp';
  const [only] = numbers;
  if (numbers.length !== 1 || only === undefined || only < 0) return undefined;
  return only === 58 ? 'icmpv6' : (WRITTEN_PROTOCOLS[only] ?? `${only}`);
}

function addressText({ anyOf, negated, except }: Field<AddressTerm>): string | undefined {
  const [term, more] = anyOf;
  if (!term || more || negated || except) return undefined;
  if (term.kind === 'any') return '';
  if (term.kind === 'range')
    return `${formatAddress(term.family, term.first)}-${formatAddress(term.family, term.last)}`;
  if (term.kind !== 'prefix') return undefined;
  return term.length === widthOf(term.family) ? formatAddress(term.family, term.address) : formatPrefix(term);
}

const intervalText = ({ first, last }: Interval): string => (first === last ? `${first}` : `${first}-${last}`);
