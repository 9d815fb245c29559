import type { Coverage, Statement } from '../../outline.ts';
import { FIREWALL } from './commands/firewall.ts';
import { OTHERS } from './commands/others.ts';
import { ROUTER } from './commands/router.ts';
import { SYSTEM } from './commands/system.ts';
import { unquoted } from './config-tree.ts';

/** What may be set in a `config` and in its entries, and which `config`s are in it. */
export interface Section {
  readonly settings: Map<string, Coverage>;
  readonly tables: Map<string, Section>;
  /** Whatever is in it is recognised. */
  readonly whole: boolean;
  /** A name ends its path: `config redistribute "static"`. */
  readonly named: boolean;
  modelled: boolean;
}

/**
 * Sections as they are nested, settings below them; `+` before those that are modelled:
 *
 *     config system zone
 *       + interface
 *       intrazone description
 *     config redistribute <name>
 *       + status
 *     config log *              this one and all whose path begins so, whatever is inside
 */
export function commandSections(...texts: readonly string[]): Section {
  const root = newSection();
  for (const text of texts) {
    const path: { depth: number; section: Section }[] = [{ depth: -1, section: root }];
    for (const line of text.split('\n')) {
      const words = line.trim().split(/\s+/);
      if (words[0] === '') continue;
      const depth = line.length - line.trimStart().length;
      while (path.at(-1)!.depth >= depth) path.pop();
      const { section } = path.at(-1)!;
      if (words[0] === 'config') {
        path.push({ depth, section: open(section, words.slice(1)) });
        continue;
      }
      const modelled = words[0] === '+';
      for (const name of modelled ? words.slice(1) : words)
        if (modelled || !section.settings.has(name)) section.settings.set(name, modelled ? 'modelled' : 'recognised');
      if (modelled) for (const { section: one } of path) one.modelled = true;
    }
  }
  return root;
}

function open(parent: Section, words: readonly string[]): Section {
  const whole = words.at(-1) === '*';
  const named = words.at(-1) === '<name>';
  const key = (whole || named ? words.slice(0, -1) : words).join(' ');
  const found = parent.tables.get(key) ?? { ...newSection(), whole, named };
  parent.tables.set(key, found);
  return found;
}

const newSection = (): Section => ({
  settings: new Map(),
  tables: new Map(),
  whole: false,
  named: false,
  modelled: false,
});

/** The section of a path; of those that take all paths which begin so, the longest. */
export function sectionAt({ tables }: Section, path: readonly string[]): Section | undefined {
  const exact = tables.get(path.join(' '));
  if (exact) return exact;
  for (let length = path.length - 1; length > 0; length -= 1) {
    const found = tables.get(path.slice(0, length).join(' '));
    if (found?.whole || (found?.named && length === path.length - 1)) return found;
  }
  return undefined;
}

export const COMMANDS: Section = commandSections(SYSTEM, FIREWALL, ROUTER, OTHERS);
for (const table of ['vdom', 'global']) {
  const section = COMMANDS.tables.get(table)!;
  for (const [path, own] of COMMANDS.tables) if (path !== 'vdom' && path !== 'global') section.tables.set(path, own);
}

/** Declares what every statement is. */
export function declareCoverage(statements: readonly Statement[]): void {
  for (const statement of statements) declare(statement, COMMANDS);
}

function declare(statement: Statement, section: Section | undefined): void {
  const { words, children } = statement;
  const verb = words[0]!.text;
  const inside =
    verb === 'config' && section
      ? section.whole
        ? section
        : sectionAt(
            section,
            words.slice(1).map((word) => unquoted(word).value),
          )
      : verb === 'edit'
        ? section
        : undefined;
  statement.coverage = coverageOf(statement, verb, section, inside);
  for (const child of children) declare(child, inside);
}

function coverageOf(
  { words, parent }: Statement,
  verb: string,
  section: Section | undefined,
  inside: Section | undefined,
): Coverage {
  if (verb === 'config' || verb === 'edit') {
    if (!inside) return 'unknown';
    return inside.modelled ? 'modelled' : 'recognised';
  }
  if (!parent) return /^(?:get|show|diagnose|diag|execute|exit)$/.test(verb) ? 'recognised' : 'unknown';
  if (!section) return 'unknown';
  if (/^(?:set|unset|append|select|unselect)$/.test(verb)) {
    if (section.whole) return 'recognised';
    const known = words[1] && section.settings.get(words[1].text);
    return known ?? 'unknown';
  }
  if (/^(?:move|delete|purge)$/.test(verb)) return section.modelled ? 'modelled' : 'recognised';
  return /^(?:rename|clone|clear|show|get)$/.test(verb) ? 'recognised' : 'unknown';
}
