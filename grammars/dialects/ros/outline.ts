import type { Outline, Statement, Trivia, Word } from '../../outline.ts';
import type { Span } from '../../text/span.ts';
import { coverageOf } from './commands.ts';
import { parseCommand } from './grammar/command.ts';
import { readWords } from './words.ts';

interface Draft {
  readonly words: readonly Word[];
  readonly header: Span;
  span: Span;
  readonly children: Statement[];
  readonly parent: Statement | undefined;
  coverage: Statement['coverage'];
}

/**
 * A line that only names a menu (`/ip firewall filter`) holds the lines after it; a line with a path and a command stands alone. A backslash
 * at the end of a line goes on with the next one, also within a word or a quoted text.
 */
export function parse(text: string): Outline {
  const statements: Statement[] = [];
  const trivia: Trivia[] = [];
  const open = { unclosed: false, lineEnd: 0, failed: 0 };
  let menu: Draft | undefined;
  let path: readonly string[] = [];
  for (let at = 0; at < text.length; ) {
    const line = readWords(text, at, open);
    at = line.end;
    trivia.push(...line.trivia);
    const [first] = line.words;
    if (!first) continue;
    const header = { start: first.span.start, end: line.words.at(-1)!.span.end };
    const command = parseCommand(line.words);
    const rooted = /^[/:]/.test(first.text);
    const parent = rooted ? undefined : menu;
    const where = command?.path && (rooted ? command.path : [...path, ...command.path]);
    const draft: Draft = {
      words: line.words,
      header,
      span: header,
      children: [],
      parent: parent as Statement | undefined,
      coverage: SAYS.test(first.text) ? 'recognised' : command && where ? coverageOf(where, command) : 'unknown',
    };
    (parent?.children ?? statements).push(draft as Statement);
    if (parent) parent.span = { start: parent.span.start, end: header.end };
    if (!rooted || first.text.startsWith(':')) continue;
    const opens = command?.path !== undefined && command.verb === undefined;
    menu = opens ? draft : undefined;
    path = opens ? command.path! : [];
  }
  return { text, statements, trivia, problems: [] };
}

/** Words of a script that say something, wait, or name a value: the configuration stays as it is. */
const SAYS = /^:(?:put|delay|log|global|local|beep)$/;
