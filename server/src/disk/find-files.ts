import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** A path was named that is not there. */
export class NoSuchPath extends Error {}

export interface InputFile {
  /** As shown in reports: relative to the folder given, with forward slashes. */
  readonly path: string;
  readonly absolute: string;
  /** Named on the command line itself: it must be a configuration. */
  readonly explicit: boolean;
}

export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

const NEVER_ENTERED = new Set(['.git', 'node_modules', '.hg', '.svn']);

/** Files named, and all files below folders named that no .gitignore excludes; sorted. @throws NoSuchPath. */
export function findFiles(paths: readonly string[], cwd: string): InputFile[] {
  const found = new Map<string, InputFile>();
  const add = (absolute: string, explicit: boolean): void => {
    if (!found.has(absolute)) found.set(absolute, { path: shown(absolute, cwd), absolute, explicit });
  };
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const kind = kindOf(absolute);
    if (kind === undefined) throw new NoSuchPath(`${path}: no such file or folder`);
    if (kind === 'folder') walk(absolute, enclosingIgnores(absolute), new Set(), (file) => add(file, false));
    else add(absolute, true);
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Ignores {
  readonly base: string;
  readonly rules: Ignore;
}

function walk(folder: string, ignores: readonly Ignores[], seen: Set<string>, add: (file: string) => void): void {
  let entries: string[];
  try {
    const real = realpathSync(folder);
    if (seen.has(real)) return;
    seen.add(real);
    entries = readdirSync(folder).sort();
  } catch {
    // Reading it fails again where files are read, and is told there.
    add(folder);
    return;
  }
  const own = ignoresOf(folder);
  const active = own ? [...ignores, own] : ignores;
  for (const entry of entries) {
    const absolute = join(folder, entry);
    const kind = kindOf(absolute, true);
    if (kind === undefined || NEVER_ENTERED.has(entry) || ignored(absolute, kind === 'folder', active)) continue;
    if (kind === 'folder') walk(absolute, active, seen, add);
    else add(absolute);
  }
}

function ignored(absolute: string, isFolder: boolean, ignores: readonly Ignores[]): boolean {
  let verdict = false;
  for (const { base, rules } of ignores) {
    const path = relative(base, absolute).split(sep).join('/');
    const result = rules.test(isFolder ? `${path}/` : path);
    if (result.ignored) verdict = true;
    else if (result.unignored) verdict = false;
  }
  return verdict;
}

/** The .gitignore files between the repository's root and the folder, outermost first. */
function enclosingIgnores(folder: string): Ignores[] {
  const chain: string[] = [];
  let current = resolve(folder, '..');
  let root = kindOf(join(folder, '.git')) !== undefined;
  while (!root) {
    chain.unshift(current);
    root = kindOf(join(current, '.git')) !== undefined;
    const parent = resolve(current, '..');
    if (parent === current) return [];
    current = parent;
  }
  return chain.flatMap((path) => ignoresOf(path) ?? []);
}

function ignoresOf(folder: string): Ignores | undefined {
  try {
    return { base: folder, rules: ignore().add(readFileSync(join(folder, '.gitignore'), 'utf8')) };
  } catch {
    return undefined;
  }
}

/** @param below found in a folder, not named: links and special files are none. */
function kindOf(absolute: string, below = false): 'file' | 'folder' | undefined {
  try {
    const stat = below ? lstatSync(absolute) : statSync(absolute);
    if (stat.isDirectory()) return 'folder';
    return stat.isFile() || !below ? 'file' : undefined;
  } catch {
    return undefined;
  }
}

function shown(absolute: string, cwd: string): string {
  const path = relative(cwd, absolute);
  return (path.startsWith('..') ? absolute : path).split(sep).join('/');
}
