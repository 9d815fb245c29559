import type { Namespace, UndefinedEffect } from '../model/reference.ts';
import type { Word } from '../outline.ts';

/** A name found in a command, and what the platform does where it does not exist. */
export interface FoundName {
  readonly namespace: Namespace;
  readonly word: Word;
  readonly effect?: UndefinedEffect;
}

export interface NamePatterns {
  /** All names that the patterns of this mode find in a command. */
  find(mode: string, words: readonly Word[]): FoundName[];
}

type Step =
  | { readonly kind: 'word'; readonly options: ReadonlySet<string> }
  | { readonly kind: 'any' }
  /** Any number of words, as few as will do. */
  | { readonly kind: 'gap' }
  | {
      readonly kind: 'name';
      readonly namespace: Namespace;
      readonly many: boolean;
      readonly except: ReadonlySet<string>;
    };

interface Pattern {
  readonly steps: readonly Step[];
  readonly effect: UndefinedEffect | undefined;
}

/**
 * Where commands name things, one pattern per line of a mode's text:
 *
 *     ntp access-group peer|serve {acl}
 *     ip pim ** rp-address * {acl!override,bidir}       `**` any words, `!` words that are no names here
 *     match ip address prefix-list {prefix-list}+ = matches-everything
 *
 * Words after the pattern do not matter. Every pattern that fits yields its names.
 */
export function namePatterns(texts: Readonly<Record<string, string>>): NamePatterns {
  const byMode = new Map<string, Map<string, Pattern[]>>();
  for (const [mode, text] of Object.entries(texts)) {
    const byFirst = new Map<string, Pattern[]>();
    for (const line of text.split('\n')) {
      const pattern = compile(line.trim());
      const first = pattern?.steps[0];
      if (!pattern || first?.kind !== 'word') continue;
      for (const word of first.options) byFirst.set(word, [...(byFirst.get(word) ?? []), pattern]);
    }
    byMode.set(mode, byFirst);
  }
  return {
    find: (mode, words) => {
      const patterns = byMode.get(mode)?.get(words[0]?.text.toLowerCase() ?? '') ?? [];
      return patterns.flatMap((pattern) => match(pattern, words));
    },
  };
}

function compile(line: string): Pattern | undefined {
  if (line === '') return undefined;
  const [left = '', effect] = line.split(/\s+=\s+/);
  const steps = left.split(/\s+/).map((word): Step => {
    if (word === '*') return { kind: 'any' };
    if (word === '**') return { kind: 'gap' };
    const name = /^\{([a-z-]+)(?:!([^}]*))?\}(\+?)$/.exec(word);
    if (!name) return { kind: 'word', options: new Set(word.split('|')) };
    return {
      kind: 'name',
      namespace: name[1] as Namespace,
      many: name[3] === '+',
      except: new Set((name[2] ?? '').split(',').filter(Boolean)),
    };
  });
  return { steps, effect: effect as UndefinedEffect | undefined };
}

function match({ steps, effect }: Pattern, words: readonly Word[]): FoundName[] {
  const found: FoundName[] = [];
  let at = 0;
  for (const [i, step] of steps.entries()) {
    if (step.kind === 'gap') {
      const next = steps[i + 1];
      if (next?.kind !== 'word') return found;
      while (at < words.length && !next.options.has(words[at]!.text.toLowerCase())) at += 1;
      continue;
    }
    const word = words[at];
    if (!word) return [];
    if (step.kind === 'word' && !step.options.has(word.text.toLowerCase())) return [];
    if (step.kind === 'name') {
      const taken = step.many ? words.slice(at) : [word];
      const names = taken.filter((one) => !step.except.has(one.text.toLowerCase()));
      if (names.length === 0) return [];
      for (const name of names)
        found.push({ namespace: step.namespace, word: name, ...(effect === undefined ? {} : { effect }) });
      if (step.many) return found;
    }
    at += 1;
  }
  return found;
}
