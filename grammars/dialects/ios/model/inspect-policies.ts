import { located, lower } from '../../../kit/cisco-like/facts.ts';
import type { Filter, FilterRule, Match } from '../../../model/filter.ts';
import type { Outline, Statement } from '../../../outline.ts';
import type { InspectClasses } from './inspect-classes.ts';

/** What the policies of zone pairs have in common as a table; the filter before them is of it, too. */
export const INSPECT_TABLE = 'zone pairs';

/**
 * `policy-map type inspect OUT` as a list: its classes as written, the first that matches decides, and what no class takes is
 * dropped (Cisco IOS, "Zone-Based Policy Firewall": class-default).
 */
export function inspectPolicies({ statements }: Outline, classes: InspectClasses): Filter[] {
  return statements.flatMap((statement): Filter[] => {
    const { words, children } = statement;
    const name = words[3];
    const isPolicy = ['policy-map', 'type', 'inspect'].every((word, i) => lower(words, i) === word);
    // Of an application's own: `policy-map type inspect http STRICT`.
    if (!isPolicy || !name || words.length > 4) return [];
    const read = children.map((child) => (lower(child.words, 0) === 'class' ? ruleOf(child, classes) : undefined));
    const rules = read.flatMap((one) => one?.rule ?? []);
    const { start } = statement.header;
    const last: FilterRule = {
      span: { start, end: start },
      matches: [EVERYTHING],
      action: { kind: 'deny' },
      effects: [],
      active: true,
      implicit: true,
    };
    const written = children.some((child) => isDefault(child));
    return [
      {
        name: located(name),
        table: INSPECT_TABLE,
        family: 'both',
        purpose: 'packet',
        rules: written ? rules : [...rules, last],
        fallback: { action: 'return' },
        stateful: true,
        span: statement.span,
        closed: read.every((one) => one?.known !== false) && children.every(({ coverage }) => coverage !== 'unknown'),
      },
    ];
  });
}

const EVERYTHING: Match = { family: 'both' };

const isDefault = ({ words }: Statement): boolean =>
  lower(words, 0) === 'class' && lower(words, words.length - 1) === 'class-default';

/** `class type inspect WEB` with `inspect`, `pass` or `drop` under it. */
function ruleOf(statement: Statement, classes: InspectClasses): { rule: FilterRule; known: boolean } {
  const { words, children, header } = statement;
  const name = words.at(-1)!;
  const found = isDefault(statement) ? { matches: [EVERYTHING], known: true } : classes.of(name.text);
  const condition = { text: words.map(({ text }) => text).join(' '), span: header };
  const own = children.find((child) => /^(?:inspect|pass|drop)$/.test(lower(child.words, 0)));
  const verdict = own ? lower(own.words, 0) : isDefault(statement) ? 'drop' : undefined;
  const unsure = !found || verdict === undefined;
  const logged = own?.words.some(({ text }) => text.toLowerCase() === 'log') ?? false;
  return {
    known: !unsure && found.known,
    rule: {
      span: header,
      // A class that is not there, or does nothing, decides nothing for sure.
      matches: unsure ? [{ ...EVERYTHING, opaque: [condition] }] : found.matches,
      action: { kind: verdict === 'inspect' || verdict === 'pass' ? 'permit' : 'deny' },
      effects: [...(verdict === 'pass' ? ['pass'] : []), ...(logged ? ['log'] : [])].sort(),
      active: true,
      ...(verdict === 'pass' ? { stateless: true } : {}),
    },
  };
}
