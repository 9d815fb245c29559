import type { CountedRule } from './counted-rule.ts';

/**
 * `show access-list` of ASA. A rule of groups is followed by what it stands for, indented; where it has no count of its own, it has
 * theirs together. Remarks have a line number and are no rules.
 */
export function readAsaLists(text: string): CountedRule[] {
  const rules: CountedRule[] = [];
  const places = new Map<string, number>();
  let groups = false;
  for (const line of text.split(/\r?\n/)) {
    const [, inner, list, said, count] = LINE.exec(line.slice(0, 600)) ?? [];
    if (!list || !said) continue;
    const hits = count === undefined ? {} : { hits: Number(count) };
    const last = rules.at(-1);
    if (inner) {
      if (groups && last) rules[rules.length - 1] = { ...last, hits: (last.hits ?? 0) + (hits.hits ?? 0) };
      continue;
    }
    groups = count === undefined;
    const place = (places.get(list) ?? 0) + 1;
    places.set(list, place);
    const action = /\bdeny\b/.test(said) ? 'deny' : 'permit';
    rules.push({ list, place, action, text: said, ...hits });
  }
  return rules;
}

// access-list OUTSIDE-IN line 2 extended permit tcp any host 198.51.100.10 eq https (hitcnt=812) 0x1f3b2c4d
const LINE =
  /^( *)access-list (\S{1,128}) line \d{1,9} (?:extended |standard )?((?:permit|deny) [^(]{1,400}?) *(?:\(hitcnt=(\d{1,15})\).{0,60})?(?: 0x[\da-f]{1,16})? *$/;
