import type { Outline, Statement } from '../../outline.ts';
import type { Located } from '../../text/span.ts';
import { type Command, type Parameter, parseCommand } from './grammar/command.ts';

/** An `add` or `set`, with the menu it is in. */
export interface Entry {
  /** `ip firewall filter` */
  readonly menu: string;
  readonly command: Command;
  readonly statement: Statement;
  /** The last one of a name counts. */
  readonly parameters: ReadonlyMap<string, Parameter>;
}

/** The entries by menu, each menu's in text order; disabled ones too. */
export type Menus = ReadonlyMap<string, readonly Entry[]>;

export function entriesOf({ statements }: Outline): Menus {
  const menus = new Map<string, Entry[]>();
  const put = (path: readonly string[], command: Command, statement: Statement): void => {
    const menu = path.join(' ');
    const parameters = new Map(command.parameters.map((one) => [one.name, one] as const));
    const entry: Entry = { menu, command, statement, parameters };
    const known = menus.get(menu);
    if (known) known.push(entry);
    else menus.set(menu, [entry]);
  };
  for (const statement of statements) {
    const command = parseCommand(statement.words);
    if (!command) continue;
    if (command.verb !== undefined) put(command.path, command, statement);
    for (const child of statement.children) {
      const inner = parseCommand(child.words);
      if (inner?.verb !== undefined) put([...command.path, ...inner.path], inner, child);
    }
  }
  return menus;
}

const NONE: readonly Entry[] = [];

export const allOf = (menus: Menus, menu: string): readonly Entry[] => menus.get(menu) ?? NONE;

/** Those that `add` makes and that are in force. */
export const addedTo = (menus: Menus, menu: string): readonly Entry[] =>
  allOf(menus, menu).filter((entry) => entry.command.verb === 'add' && !isDisabled(entry));

export const isDisabled = (entry: Entry): boolean => isYes(said(entry, 'disabled'));

/** A parameter that is said: `!src-address` and an empty value take one away. */
export function located(entry: Entry, name: string): Located<string> | undefined {
  const value = entry.parameters.get(name)?.value;
  return value === undefined || value.value === '' ? undefined : value;
}

export const said = (entry: Entry, name: string): string | undefined => located(entry, name)?.value;

export const isYes = (value: string | undefined): boolean => value === 'yes' || value === 'true';

/**
 * A part of a value where it is written, from `index` on; undefined where the value is written with breaks or backslashes, so that
 * nothing may be put in its place.
 */
export function partOf(
  source: string,
  { value, span }: Located<string>,
  index: number,
  length: number,
): Located<string> | undefined {
  const written = source.slice(span.start, span.end);
  const lead = written === value ? 0 : written === `"${value}"` ? 1 : undefined;
  if (lead === undefined) return undefined;
  const start = span.start + lead + index;
  return { value: value.slice(index, index + length), span: { start, end: start + length } };
}

/** A word that stands alone: `blackhole`. */
export const hasFlag = ({ command }: Entry, name: string): boolean => command.items.some(({ text }) => text === name);

/** `10s`, `1d2h3m4s`, `00:00:10`, `1d00:00:10`, `30`; in seconds. */
export function secondsOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const clock = /^(?:(\d+)w)?(?:(\d+)d)?(\d+):(\d\d):(\d\d)$/.exec(text);
  const units = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  const [, weeks, days, hours, minutes, seconds] = clock ?? (text === '' ? null : units) ?? [];
  if (!clock && !units) return undefined;
  const number = (digits: string | undefined): number => Number(digits ?? 0);
  return (
    number(weeks) * 604_800 + number(days) * 86_400 + number(hours) * 3600 + number(minutes) * 60 + number(seconds)
  );
}
