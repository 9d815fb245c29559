import type { FilterRule, Match } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { type RulePart, ruleLine } from '../grammar/rule-line.ts';
import { ruleParts } from '../model/rule-parts.ts';
import { matchWords } from './match-words.ts';

/** The options whose values are not those of the new match, with these; everything else in the line stays as it is written. */
export function setMatch(statement: Statement, rule: FilterRule, match: Match): TextEdit[] | undefined {
  const [before, more] = rule.matches;
  const line = ruleLine(statement.words);
  if (!before || more || line?.command !== 'append') return undefined;
  const { matches, understood } = ruleParts(line);
  if (!understood) return undefined;
  const edits: TextEdit[] = [];
  for (const [name, options] of OPTIONS) {
    if (same(before[name], match[name])) continue;
    const written = matches.map(({ part }) => part).filter((part) => options.some((option) => option === part.name));
    const newText = wordsFor(name, match, rule);
    if (written.length !== 1 || newText === undefined || !isPlain(written[0]!)) return undefined;
    edits.push({ span: written[0]!.span, newText });
  }
  // One option says one field; `protocol` is what ports and modules depend on.
  return same(before.protocol, match.protocol) && edits.length > 0 ? edits : undefined;
}

const OPTIONS = [
  ['source', ['source']],
  ['destination', ['destination']],
  ['sourcePort', ['source-port', 'source-ports']],
  ['destinationPort', ['destination-port', 'destination-ports']],
] as const satisfies readonly (readonly [keyof Match, readonly string[]])[];

/** Without a list: that would be several rules. */
const isPlain = ({ negated, name, values }: RulePart): boolean =>
  !negated && (/port/.test(name) || values.every(({ text }) => !text.includes(',')));

/** `-s 10.0.0.0/15`, `--dport 80:81`, `-m multiport --dports 80,443`. */
function wordsFor(
  name: (typeof OPTIONS)[number][0],
  match: Match,
  { matches: [before] }: FilterRule,
): string | undefined {
  const field = match[name];
  if (!field || (!/Port/.test(name) && field.anyOf.length !== 1)) return undefined;
  const { protocol } = before!;
  const family = match.family;
  const alone = matchWords({ family, ...(/Port/.test(name) && protocol ? { protocol } : {}), [name]: field }, family);
  // Behind the `-p tcp` that the rule has.
  const words = alone?.slice(alone[0] === '-p' ? 2 : 0);
  return (words?.[0] === '-m' && words[1] !== 'multiport' ? words.slice(2) : words)?.join(' ');
}

const same = (a: unknown, b: unknown): boolean => a === b || canonical(a) === canonical(b);

const canonical = (field: unknown): string | undefined =>
  JSON.stringify(field, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
