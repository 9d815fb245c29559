import type { Coverage } from '../../outline.ts';

/**
 * A place in the configuration hierarchy, word by word. `children` by keyword; `any` is a name, `value` the end of a leaf:
 * after it, keywords of the container go on (`maximum 500 teardown 80`).
 */
export interface Command {
  readonly children: Map<string, Command>;
  any?: Command;
  value?: Command;
  /** It is such a value. */
  readonly leaf?: boolean;
  /** Whatever follows is of this coverage. */
  rest?: Coverage;
  /** Another section's commands are known here too. */
  link?: Command;
  /** What a statement is that ends here. */
  coverage: Coverage;
}

/** Sections of patterns, one a line; see `commandTree`. */
export type Sections = Readonly<Record<string, string>>;

/**
 *     + unit * description =       modelled (without `+`: recognised); `*` a name, `=` a value
 *       inet|inet6 mtu =           alternatives
 *       syslog ...                 and whatever follows
 *       groups * @root             and then as in section `root`
 *
 * @returns the section `root`
 */
export function commandTree(sections: Sections): Command {
  const roots = new Map(Object.keys(sections).map((name) => [name, emptyCommand()]));
  for (const [name, lines] of Object.entries(sections)) {
    for (const line of lines.split('\n')) {
      const words = line.trim().split(/\s+/);
      const modelled = words[0] === '+';
      if (modelled) words.shift();
      if (words[0]) addPattern([roots.get(name)!], words, modelled ? 'modelled' : 'recognised', roots);
    }
  }
  for (const root of roots.values()) shareRest(root);
  return roots.get('root')!;
}

/** Where a keyword takes anything, it does so behind a value too. */
function shareRest(command: Command): void {
  const below = command.value ?? command.any;
  if (below && command.rest) below.rest ??= command.rest;
  for (const child of [...command.children.values(), command.any, command.value]) if (child) shareRest(child);
}

/** The keyword's place below this one, also through links. */
export function keyword(command: Command, word: string): Command | undefined {
  for (let at: Command | undefined = command, hops = 0; at && hops < 8; at = at.link, hops += 1) {
    const found = at.children.get(word);
    if (found) return found;
  }
  return undefined;
}

/** All words that `keyword` knows here. */
export function keywords(command: Command): string[] {
  const found: string[] = [];
  for (let at: Command | undefined = command, hops = 0; at && hops < 8; at = at.link, hops += 1)
    found.push(...at.children.keys());
  return found;
}

/** The place of a name or value below this one. */
export function named(command: Command): Command | undefined {
  for (let at: Command | undefined = command, hops = 0; at && hops < 8; at = at.link, hops += 1) {
    const found = at.any ?? at.value;
    if (found) return found;
  }
  return undefined;
}

export function restOf(command: Command): Coverage | undefined {
  for (let at: Command | undefined = command, hops = 0; at && hops < 8; at = at.link, hops += 1) {
    if (at.rest) return at.rest;
  }
  return undefined;
}

/** A leaf is done: what follows belongs to a container above. */
export const isDone = (command: Command): boolean =>
  command.children.size === 0 && !command.any && !command.value && !command.rest && !command.link;

const emptyCommand = (): Command => ({ children: new Map(), coverage: 'unknown' });

function addPattern(
  from: readonly Command[],
  words: readonly string[],
  coverage: Coverage,
  roots: ReadonlyMap<string, Command>,
): void {
  let places = from;
  for (const word of words) {
    for (const place of places) strengthen(place, coverage);
    if (word === '...') {
      for (const place of places) place.rest ??= coverage;
      return;
    }
    if (word.startsWith('@')) {
      const target = roots.get(word.slice(1));
      if (!target) throw new Error(`no section ${word}`);
      for (const place of places) place.link = target;
      return;
    }
    places = places.flatMap((place) => step(place, word));
  }
  for (const place of places) strengthen(place, coverage);
}

function step(place: Command, word: string): Command[] {
  if (word === '*') return [(place.any ??= emptyCommand())];
  if (word === '=') return [(place.value ??= { ...emptyCommand(), leaf: true })];
  return word.split('|').map((alternative) => {
    const found = place.children.get(alternative) ?? emptyCommand();
    place.children.set(alternative, found);
    return found;
  });
}

function strengthen(command: Command, coverage: Coverage): void {
  if (command.coverage !== 'modelled') command.coverage = coverage;
}
