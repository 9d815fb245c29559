import type { MatchProblem } from '../../../model/filter.ts';
import type { Part, Value } from '../grammar/ast.ts';
import { port } from '../names.ts';
import type { RuleDraft } from './tables.ts';

/** Port numbers and ranges that nft refuses ("Service out of range", "Range has zero or negative size"), and with them the whole file. */
export const matchProblemsOf = ({ parts = [] }: RuleDraft): MatchProblem[] =>
  parts.flatMap((part) => (isPort(part) ? valuesIn(part.value).flatMap(problemOf) : []));

type MatchPart = Extract<Part, { kind: 'match' }>;

const isPort = (part: Part): part is MatchPart =>
  part.kind === 'match' && part.selectors.length === 1 && /^(?:sport|dport)$/.test(part.selectors[0]!.words.at(-1)!);

/** As far as they are written here: a set's elements are judged where they stand. */
function valuesIn(value: Value): readonly Value[] {
  if (value.kind === 'set') return value.elements.flatMap(({ key }) => valuesIn(key));
  return value.kind === 'list' ? value.items.flatMap(valuesIn) : [value];
}

function problemOf(value: Value): MatchProblem[] {
  if (value.kind === 'literal') return tooHigh(value);
  if (value.kind !== 'pair' || value.operator !== '-') return [];
  const { left, right, span } = value;
  if (left.kind !== 'literal' || right.kind !== 'literal') return [];
  const high = [left, right].flatMap(tooHigh);
  const [first, last] = [port(left.text), port(right.text)];
  if (high.length > 0 || first === undefined || last === undefined || first <= last) return high;
  const text = `${right.text}-${left.text}`;
  return [
    {
      kind: 'range-reversed',
      span,
      written: `${left.text}-${right.text}`,
      effect: 'refused',
      repair: { text, edits: [{ span, newText: text }] },
    },
  ];
}

const tooHigh = ({ text, span }: Extract<Value, { kind: 'literal' }>): MatchProblem[] =>
  /^\d+$/.test(text) && Number(text) > 65_535
    ? [{ kind: 'port-too-high', span, written: text, effect: 'refused' }]
    : [];
