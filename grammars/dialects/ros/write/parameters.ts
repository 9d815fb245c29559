import { type Outline, type Statement, walk } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { parseCommand } from '../grammar/command.ts';
import { quoted } from '../words.ts';

/** The command that starts here; one that only opens a menu is none. */
export function statementAt(outline: Outline, start: number): Statement | undefined {
  const known = BY_START.get(outline);
  if (known) return known.get(start);
  const all = [...walk(outline.statements)].filter(({ children }) => children.length === 0);
  const byStart = new Map(all.map((statement) => [statement.span.start, statement]));
  BY_START.set(outline, byStart);
  return byStart.get(start);
}

const BY_START = new WeakMap<Outline, ReadonlyMap<number, Statement>>();

/** Another value for a parameter, or the parameter behind all others. @returns undefined where the line is no command with parameters */
export function setParameter(text: string, statement: Statement, name: string, value: string): TextEdit[] | undefined {
  const command = parseCommand(statement.words);
  const written = command?.parameters.findLast((one) => one.name === name);
  if (written) return [{ span: written.value.span, newText: quoted(value) }];
  // `.as` would be read with the group of the one before.
  const last = command?.parameters.at(-1);
  if (!last) return undefined;
  const { end } = statement.header;
  return [{ span: { start: end, end }, newText: `${text[end - 1] === ' ' ? '' : ' '}${name}=${quoted(value)}` }];
}

/** What stands before `add` in its line: `/ip firewall filter `, `/ip/firewall/filter/`; nothing where the menu is open. */
export function headOf(text: string, statement: Statement | undefined): string | undefined {
  const joined = /^(\/.*\/)add$/.exec(statement?.words[0]?.text ?? '')?.[1];
  if (joined !== undefined) return joined;
  const verb = statement?.words.find((word) => word.text === 'add');
  return statement && verb ? text.slice(statement.span.start, verb.span.start) : undefined;
}
