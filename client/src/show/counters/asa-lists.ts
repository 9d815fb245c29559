import type { DeviceTime } from '../device-time.ts';
import type { CountedRule } from './counted-rule.ts';

/**
 * `show access-list` of ASA. A rule of groups is followed by what it stands for, indented; where it has no count of its own, it has
 * theirs together. Remarks have a line number and are no rules. `show access-list NAME brief` beside it tells when rules were last met.
 * @param time `show clock` beside it: without one nothing says how long ago a time was
 */
export function readAsaLists(text: string, { now }: DeviceTime): CountedRule[] {
  const lasts = now === undefined ? undefined : lastMet(text, now);
  const rules: CountedRule[] = [];
  const places = new Map<string, number>();
  let groups = false;
  for (const line of text.split(/\r?\n/)) {
    const [, inner, list, said, count, hash] = LINE.exec(line.slice(0, 600)) ?? [];
    if (!list || !said) continue;
    const hits = count === undefined ? {} : { hits: Number(count) };
    const last = hash === undefined ? undefined : lasts?.get(hash.replace(/^0+(?=.)/, ''));
    const before = rules.at(-1);
    if (inner) {
      if (!groups || !before) continue;
      const latest = Math.min(last ?? Number.POSITIVE_INFINITY, before.last ?? Number.POSITIVE_INFINITY);
      rules[rules.length - 1] = {
        ...before,
        hits: (before.hits ?? 0) + (hits.hits ?? 0),
        ...(Number.isFinite(latest) && { last: latest }),
      };
      continue;
    }
    groups = count === undefined;
    const place = (places.get(list) ?? 0) + 1;
    places.set(list, place);
    const action = /\bdeny\b/.test(said) ? 'deny' : 'permit';
    rules.push({ list, place, action, text: said, ...hits, ...(last !== undefined && { last }) });
  }
  return rules;
}

// access-list OUTSIDE-IN line 2 extended permit tcp any host 198.51.100.10 eq https (hitcnt=812) 0x1f3b2c4d
const LINE =
  /^( *)access-list (\S{1,128}) line \d{1,9} (?:extended |standard )?((?:permit|deny) [^(]{1,400}?) *(?:\(hitcnt=(\d{1,15})\).{0,60}?)?(?: 0x([\da-f]{1,16}))? *$/;

/** One row of `show access-list NAME brief`: a rule that was met. */
export interface AsaBrief {
  /** Eight hexadecimal digits each: of the rule, and of the one of groups that it stands for. */
  readonly hash: string;
  readonly group: string;
  readonly hits: number;
  /** When it was last met, in seconds since the epoch. */
  readonly time: number;
}

// 1f3b2c4d 44ae5901 0000032c 6927f3a1
export function readAsaBrief(text: string): AsaBrief[] {
  return [...text.matchAll(/^([\da-f]{8}) ([\da-f]{8}) ([\da-f]{8}) ([\da-f]{8})\s*$/gm)].map(
    ([, hash, group, hits, time]) => ({
      ...{ hash: hash!, group: group! },
      ...{ hits: Number.parseInt(hits!, 16), time: Number.parseInt(time!, 16) },
    }),
  );
}

/** By the hash of a rule, without zeros in front, seconds since it was last met. */
function lastMet(text: string, now: number): ReadonlyMap<string, number> {
  return new Map(
    readAsaBrief(text).map(({ hash, time }) => [
      hash.replace(/^0+(?=.)/, ''),
      // The clock is the place's, the time is not: a day more or less is all that is lost.
      Math.max(0, now / 1_000 - time),
    ]),
  );
}
