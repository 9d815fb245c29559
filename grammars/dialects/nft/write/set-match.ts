import type { FilterRule, Match } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Part, Value } from '../grammar/ast.ts';
import { matchWords } from './match-words.ts';

/** The values that are not those of the new match, with these; everything else in the rule stays as it is written. */
export function setMatch(
  statement: Statement,
  parts: readonly Part[],
  rule: FilterRule,
  match: Match,
): TextEdit[] | undefined {
  const [before, more] = rule.matches;
  if (!before || more || statement.span.start !== rule.span.start) return undefined;
  const edits: TextEdit[] = [];
  for (const [name, word] of SELECTORS) {
    if (same(before[name], match[name])) continue;
    const written = parts.filter(
      (part) => part.kind === 'match' && part.selectors.some(({ words }) => words.at(-1) === word),
    );
    const [part, other] = written;
    const newText = writtenValue(name, match);
    if (part?.kind !== 'match' || other || newText === undefined || !isPlain(part)) return undefined;
    edits.push({ span: part.value.span, newText });
  }
  return same(before.protocol, match.protocol) && edits.length > 0 ? edits : undefined;
}

const SELECTORS = [
  ['source', 'saddr'],
  ['destination', 'daddr'],
  ['sourcePort', 'sport'],
  ['destinationPort', 'dport'],
] as const;

/** One field compared with values that are written out, not named elsewhere. */
const isPlain = ({ selectors, masks, operator, value }: Extract<Part, { kind: 'match' }>): boolean =>
  selectors.length === 1 && masks.length === 0 && (operator === undefined || operator === '==') && isWritten(value);

function isWritten(value: Value): boolean {
  switch (value.kind) {
    case 'literal':
      return true;
    case 'pair':
      return isWritten(value.left) && isWritten(value.right);
    case 'list':
      return value.items.every(isWritten);
    case 'set':
      return value.elements.every(({ key, data, expires }) => isWritten(key) && !data && !expires);
    default:
      return false;
  }
}

/** `10.0.0.0/15`, `{ 80, 443 }` */
function writtenValue(name: (typeof SELECTORS)[number][0], match: Match): string | undefined {
  const field = match[name];
  const { family, protocol } = match;
  const ports = name === 'sourcePort' || name === 'destinationPort';
  return field && matchWords({ family, ...(ports && protocol ? { protocol } : {}), [name]: field }, family)?.at(-1);
}

const same = (a: unknown, b: unknown): boolean => a === b || canonical(a) === canonical(b);

const canonical = (field: unknown): string | undefined =>
  JSON.stringify(field, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
