import type { Family } from '../../../grammars/model/address.ts';
import { NO_INTERFACE } from '../../../grammars/model/filter.ts';
import { addressWords, type Cube } from './address-words.ts';
import { type Diagram, EMPTY, type Node } from './diagram.ts';
import { familySet } from './encode.ts';
import { fragmentsApart } from './fragments-apart.ts';
import { LAYOUT, type Place, STATES } from './layout.ts';
import { protocolName } from './protocols.ts';
import type { Universe } from './universe.ts';

/** A set falls into more pieces than a reader can take: the rest is only announced. */
const MOST_FLOWS = 4;
const MOST_VALUES = 6;
/** Pieces of one field beyond which it is described by saying that there are more. */
const MOST_PIECES = 48;

/** `tcp from 10.0.0.0/8 to 192.0.2.10 ports 443, 8443`; `nothing`; several flows with `; `. */
export function renderSet(diagram: Diagram, universe: Universe, family: Family | 'both', set: Node): string {
  if (set === EMPTY) return 'nothing';
  const flows: string[] = [];
  for (const flow of piecesOf(diagram, universe, family, set)) {
    if (flows.length === MOST_FLOWS) return `${flows.join('; ')}; and more`;
    flows.push(flow);
  }
  return flows.join('; ');
}

/** The first pieces, one a line; `more` where there are others. */
export function listFlows(
  diagram: Diagram,
  universe: Universe,
  family: Family | 'both',
  set: Node,
  most: number,
): { readonly flows: readonly string[]; readonly more: boolean } {
  const flows: string[] = [];
  for (const flow of piecesOf(diagram, universe, family, set)) {
    if (flows.length === most) return { flows, more: true };
    flows.push(flow);
  }
  return { flows, more: false };
}

/** More than this many are not counted. */
export const MOST_COUNTED = 1000;

/** The pieces that a rendering in full would list. */
export function countFlows(diagram: Diagram, universe: Universe, family: Family | 'both', set: Node): number {
  let count = 0;
  for (const _ of piecesOf(diagram, universe, family, set)) {
    count += 1;
    if (count === MOST_COUNTED) break;
  }
  return count;
}

function* piecesOf(diagram: Diagram, universe: Universe, family: Family | 'both', set: Node): Generator<string> {
  const families: readonly Family[] = family === 'both' ? ['ipv4', 'ipv6'] : [family];
  const halves = families
    .map((one) => ({ one, half: cofactor(diagram, set, one) }))
    .filter(({ half }) => half !== EMPTY);
  const alike = family === 'both' && halves.length === 2 && halves[0]!.half === halves[1]!.half;
  for (const { one, half } of alike ? halves.slice(0, 1) : halves) {
    const prefix = family === 'both' && !alike ? `${one} ` : '';
    const { both, whole, rest } = universe.fragments
      ? fragmentsApart(diagram, half)
      : { both: half, whole: EMPTY, rest: EMPTY };
    for (const { words } of flowsOf(diagram, universe, both, one)) yield prefix + words;
    for (const { words, transport } of flowsOf(diagram, universe, whole, one))
      yield prefix + (transport ? words : `${words} not later fragments`);
    for (const { words } of flowsOf(diagram, universe, rest, one)) yield `${prefix}${words} later fragments`;
  }
}

/** What the set is in one family, without the family's own level. */
function cofactor(diagram: Diagram, set: Node, family: Family): Node {
  const only = diagram.and(set, familySet(diagram, family));
  if (only === EMPTY) return EMPTY;
  return family === 'ipv4' ? diagram.lowOf(only) : diagram.highOf(only);
}

interface Branch {
  readonly pieces: readonly Cube[];
  /** There are more pieces than were collected. */
  readonly cut: boolean;
  readonly next: Node;
}

/** Ways into a field beyond which each node is looked at once: by what else lead there is only said that there is more. */
const MOST_VISITS = 4096;

/** The values of one field, grouped by what follows them: all that may follow, however many values there are. */
function branches(diagram: Diagram, set: Node, place: Place, width: number): Branch[] {
  const found = new Map<Node, { pieces: Cube[]; cut: boolean }>();
  const bottom = place.top + place.bits;
  const visited = new Set<Node>();
  const passedBy = new Set<Node>();
  let visits = 0;
  const visit = (node: Node, bits: (0 | 1 | undefined)[]): void => {
    if (node === EMPTY) return;
    const level = diagram.levelOf(node);
    if (level >= bottom) {
      const known = found.get(node) ?? { pieces: [], cut: false };
      found.set(node, known);
      if (known.pieces.length >= MOST_PIECES) known.cut = true;
      else known.pieces.push({ bits: [...bits, ...Array<undefined>(width).fill(undefined)].slice(0, width) });
      return;
    }
    visits += 1;
    if (visits > MOST_VISITS && visited.has(node)) {
      passedBy.add(node);
      return;
    }
    visited.add(node);
    const at = level - place.top;
    const free = [...bits, ...Array<undefined>(Math.max(0, at - bits.length)).fill(undefined)];
    visit(diagram.lowOf(node), [...free, 0]);
    visit(diagram.highOf(node), [...free, 1]);
  };
  visit(set, []);
  // A set grows while it is walked through: what lies below is passed by as well.
  for (const node of passedBy)
    for (const below of [diagram.lowOf(node), diagram.highOf(node)]) {
      if (below === EMPTY) continue;
      if (diagram.levelOf(below) >= bottom) found.get(below)!.cut = true;
      else passedBy.add(below);
    }
  return [...found].map(([next, { pieces, cut }]) => ({ next, pieces, cut }));
}

/** `transport`: the words speak of ports, types or flags, which only whole packets have. */
function* flowsOf(
  diagram: Diagram,
  universe: Universe,
  set: Node,
  family: Family,
): Generator<{ readonly words: string; readonly transport: boolean }> {
  const width = family === 'ipv4' ? 32 : 128;
  const addresses = (branch: Branch): string | undefined =>
    isFree(branch) ? undefined : listed(addressWords(branch.pieces, family), branch.cut);
  for (const protocol of branches(diagram, set, LAYOUT.protocol, 8)) {
    for (const destination of branches(diagram, protocol.next, LAYOUT.destination, width)) {
      for (const source of branches(diagram, destination.next, LAYOUT.source, width)) {
        for (const to of branches(diagram, source.next, LAYOUT.destinationPort, 16)) {
          for (const from of branches(diagram, to.next, LAYOUT.sourcePort, 16)) {
            const ports = numberList(to, 16);
            const sourcePorts = numberList(from, 16);
            const words = [protocolList(protocol)];
            const sourceText = addresses(source);
            const destinationText = addresses(destination);
            if (sourceText || sourcePorts) words.push(`from ${sourceText ?? 'any'}`);
            if (sourcePorts) words.push(`${plural('port', sourcePorts)} ${sourcePorts}`);
            if (destinationText || sourceText) words.push(`to ${destinationText ?? 'any'}`);
            if (ports) words.push(`${plural('port', ports)} ${ports}`);
            for (const rest of details(diagram, universe, from.next)) {
              const transport = /^(?:type|code|flags) /.test(rest[0] ?? '');
              yield {
                words: [...words, ...rest].join(' '),
                transport: ports !== undefined || sourcePorts !== undefined || transport,
              };
            }
          }
        }
      }
    }
  }
}

const plural = (word: string, list: string): string => (/[,-]/.test(list) ? `${word}s` : word);

function* details(diagram: Diagram, universe: Universe, set: Node): Generator<string[]> {
  const fields: readonly [Place, string, (value: number) => string][] = [
    [LAYOUT.icmpType, 'type', String],
    [LAYOUT.icmpCode, 'code', String],
    [LAYOUT.tcpFlags, 'flags', String],
    [LAYOUT.state, 'state', (value) => STATES[Math.min(value, 4)]!],
    [LAYOUT.dscp, 'dscp', String],
    [LAYOUT.inInterface, 'in', (value) => universe.nameOf(value) ?? 'any other interface'],
    [LAYOUT.outInterface, 'out', (value) => universe.nameOf(value) ?? 'any other interface'],
  ];
  yield* walk(set, 0, []);
  function* walk(node: Node, at: number, words: readonly string[]): Generator<string[]> {
    const field = fields[at];
    if (!field) {
      yield waysOf(words);
      return;
    }
    const [place, label, show] = field;
    for (const branch of branches(diagram, node, place, place.bits)) {
      const text =
        place === LAYOUT.tcpFlags
          ? flagList(branch)
          : ((label === 'in' || label === 'out') && exceptions(branch, universe)) || valueList(branch, place, show);
      yield* walk(branch.next, at + 1, text === undefined ? words : [...words, `${label} ${text}`.trim()]);
    }
  }
}

/** What came in nowhere is on its way out: only that is said. */
function waysOf(words: readonly string[]): string[] {
  const at = words.indexOf(`in ${NO_INTERFACE.name}`);
  if (at < 0) return [...words];
  return at + 1 < words.length ? words.toSpliced(at, 1) : words.toSpliced(at, 1, 'out any interface');
}

const isFree = ({ pieces, cut }: Branch): boolean =>
  !cut && pieces.length === 1 && pieces[0]!.bits.every((bit) => bit === undefined);

/** Undefined: every value. */
function intervals({ pieces }: Branch): { first: number; last: number }[] {
  const merged: { first: number; last: number }[] = [];
  const ranges = pieces.flatMap(({ bits }) => expand(bits)).sort((one, other) => one.first - other.first);
  for (const { first, last } of ranges) {
    const before = merged.at(-1);
    if (before && before.last + 1 === first) before.last = last;
    else merged.push({ first, last });
  }
  return merged;
}

/** A piece as ranges; free bits above fixed ones make several, of which the first few are enough to show. */
function expand(bits: Cube['bits']): { first: number; last: number }[] {
  const fixed = bits.findLastIndex((bit) => bit !== undefined);
  const size = 2 ** (bits.length - 1 - fixed);
  let starts = [0];
  for (const bit of bits.slice(0, fixed + 1)) {
    starts = starts.flatMap((start) => (bit === undefined ? [start * 2, start * 2 + 1] : [start * 2 + bit]));
    if (starts.length > 2 * MOST_PIECES) starts = starts.slice(0, 2 * MOST_PIECES);
  }
  return starts.map((start) => ({ first: start * size, last: start * size + size - 1 }));
}

function listed(words: readonly string[], cut: boolean): string {
  const shown = words.slice(0, MOST_VALUES);
  return [...shown, ...(cut || words.length > shown.length ? ['\u2026'] : [])].join(', ');
}

const span = ({ first, last }: { first: number; last: number }): string =>
  first === last ? `${first}` : `${first}-${last}`;

function numberList(branch: Branch, bits: number): string | undefined {
  if (isFree(branch)) return undefined;
  const ranges = intervals(branch);
  if (ranges.length === 1 && ranges[0]!.first === 0 && ranges[0]!.last === 2 ** bits - 1) return undefined;
  return listed(ranges.map(span), branch.cut);
}

function protocolList(branch: Branch): string {
  const text = numberList(branch, 8);
  if (text === undefined) return 'ip';
  const ranges = intervals(branch);
  if (ranges.every(({ first, last }) => first === last))
    return listed(
      ranges.map(({ first }) => protocolName(first)),
      branch.cut,
    );
  return `protocols ${text}`;
}

function valueList(branch: Branch, place: Place, show: (value: number) => string): string | undefined {
  if (isFree(branch)) return undefined;
  const words: string[] = [];
  for (const { first, last } of intervals(branch)) {
    if (first === 0 && last === 2 ** place.bits - 1) return undefined;
    if (show === String) words.push(span({ first, last }));
    else for (let value = first; value <= last && words.length <= MOST_VALUES; value += 1) words.push(show(value));
  }
  return listed([...new Set(words)], branch.cut);
}

/** `any interface but lo`, where the set has the interfaces that no rule names and lacks few of those with names. */
function exceptions(branch: Branch, universe: Universe): string | undefined {
  const others = universe.codeOf(undefined);
  const ranges = intervals(branch);
  const has = (code: number): boolean => ranges.some(({ first, last }) => first <= code && code <= last);
  if (branch.cut || !has(others)) return undefined;
  const missing: string[] = [];
  for (let code = 0; code < others && missing.length <= MOST_VALUES; code += 1)
    if (!has(code)) missing.push(universe.nameOf(code) ?? 'some without a name');
  if (missing.length === 1 && missing[0] === NO_INTERFACE.name) return 'any interface';
  if (missing.length === 0 || missing.length > MOST_VALUES || missing.length * 2 > others + 1) return undefined;
  return `any interface but ${listed(
    missing.filter((name) => name !== NO_INTERFACE.name),
    false,
  )}`;
}

const FLAG_NAMES = ['cwr', 'ece', 'urg', 'ack', 'psh', 'rst', 'syn', 'fin'];

function flagList(branch: Branch): string | undefined {
  if (isFree(branch)) return undefined;
  const words = branch.pieces.map(({ bits }) =>
    bits.flatMap((bit, at) => (bit === undefined ? [] : [`${bit === 0 ? '!' : ''}${FLAG_NAMES[at]}`])).join('+'),
  );
  const text = words.slice(0, 3).join(' or ') + (branch.cut || words.length > 3 ? ' or \u2026' : '');
  return PLAIN_FLAGS.get(text) ?? text;
}

/** What `established` leaves and what it takes, as people say it. */
const PLAIN_FLAGS: ReadonlyMap<string, string> = new Map([
  ['!ack+!rst', 'neither ack nor rst'],
  ['!ack+rst or ack', 'ack or rst'],
]);
