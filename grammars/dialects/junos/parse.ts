import { readBraces } from '../../kit/braces-outline.ts';
import { lineStart } from '../../kit/line-starts.ts';
import type { Outline, Word } from '../../outline.ts';
import { type Command, keyword } from './command-tree.ts';
import { COMMANDS } from './commands.ts';
import { isTemplate } from './reading.ts';
import { readSet } from './set-outline.ts';
import { commandBelow, nameOf } from './tree.ts';

export type Form = 'braces' | 'set';

/** Either form of a configuration; a braces text may hold `set` lines outside of its blocks. */
export function parse(text: string): Outline {
  if (formOf(text) === 'set') return readSet(text);
  const outline = withoutTerminal(
    readBraces(text, {
      inactiveMark: 'inactive:',
      startsStatement,
      endsWithoutSemicolon: ([first]) => first!.text === 'set' || isPrompt(first!),
    }),
  );
  // A template's own braces are no faults of the configuration.
  return isTemplate(text) ? { ...outline, problems: [] } : outline;
}

/** `ops@edge> show configuration | no-more`, and the prompt behind the last brace: what a terminal wrote around the configuration. */
function withoutTerminal(outline: Outline): Outline {
  const written = outline.statements.filter(
    ({ words: [first, second], children }) =>
      first &&
      children.length === 0 &&
      (second
        ? isPrompt(first) && /^(?:show|configure|exit|quit)$/.test(second.text)
        : isPrompt(first) || isMember(first)),
  );
  if (written.length === 0) return outline;
  const inside = (at: number): boolean => written.some(({ span }) => span.start <= at && at < span.end);
  return {
    ...outline,
    statements: outline.statements.filter((one) => !written.includes(one)),
    trivia: [
      ...outline.trivia.filter(({ span }) => !inside(span.start)),
      ...written.map(({ span }) => ({ kind: 'blob' as const, span })),
    ].sort((a, b) => a.span.start - b.span.start),
  };
}

/** The form most lines are in. */
export function formOf(text: string): Form {
  if (!SETS.isIn(text)) return 'braces';
  const verbs = text.match(SET_LINE)?.length ?? 0;
  return verbs > (text.match(BRACES_LINE)?.length ?? 0) ? 'set' : 'braces';
}

export const SET_LINE = /^[ \t]*(?:set|delete|deactivate|activate|annotate|insert|protect|edit) +[a-z]/gm;
const SETS = lineStart(new RegExp(SET_LINE.source, 'm'));
export const BRACES_LINE = /[;{][ \t]*(?:#.*|\/\*.*)?$/gm;

/** Whether the word is a keyword of the block itself, and the statement before it could be complete. */
function startsStatement(path: readonly (readonly Word[])[], before: readonly Word[], word: Word): boolean {
  if (path.length === 0 && (word.text === 'set' || isPrompt(before[0]!))) return before.length > 1;
  let command: Command | undefined = COMMANDS;
  for (const words of path) for (const each of words) command = each.text.endsWith(':') ? command : step(command, each);
  if (!command || !keyword(command, word.text)) return false;
  if (path.length === 0 && before[0]!.text === 'set') return true;
  // What comes before must not go on with this very word.
  for (const each of before) command = each.text.endsWith(':') ? command : step(command, each);
  return (
    command !== undefined &&
    before.length > 1 &&
    !command.rest &&
    !keyword(command, word.text) &&
    !command.any &&
    !command.value
  );
}

/** `user@r1> show configuration`, copied from a terminal. */
/** `{master:0}`: which member of a chassis was asked. */
const isMember = ({ text }: Word): boolean =>
  /^(?:master|backup|linecard|primary|secondary)(?::(?:node)?\d+)?$/.test(text);

const isPrompt = ({ text }: Word): boolean => /^[\w.-]+@[\w.-]+[>#%]$/.test(text);

const step = (command: Command | undefined, word: Word): Command | undefined =>
  commandBelow(command, nameOf(word).value);
