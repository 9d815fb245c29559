import type { LagMember, Switchport, VlanRanges } from '../../model/switching.ts';
import type { Word } from '../../outline.ts';
import type { Located } from '../../text/span.ts';
import { vlanRanges } from '../vlan-ranges.ts';
import { lower, numberAt } from './facts.ts';
import { spanOf } from './ospf-lines.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A port while its lines are read. */
export interface PortDraft {
  switchport?: Writable<Switchport>;
  lag?: LagMember;
  /** As `LagMember.slow`; where the port is a member of nothing, it says nothing. */
  slowLag?: NonNullable<LagMember['slow']>;
  minLinks?: Located<number>;
}

/**
 * `switchport trunk allowed vlan add 10,20-30`, `channel-group 1 mode active`, `port-channel min-links 2`, `lacp min-links 2`, `lacp rate normal`, EOS'
 * `lacp timer normal`
 * @returns whether the line is followed; undefined where it is about something else
 */
export function readPort(
  words: readonly Word[],
  negated: boolean,
  draft: PortDraft,
  mustAgree: boolean,
): boolean | undefined {
  const first = lower(words, 0);
  if (lower(words, 1) === 'min-links' && (first === 'port-channel' || first === 'lacp') && words.length === 3) {
    const number = negated ? undefined : numberAt(words[2]);
    if (number) draft.minLinks = number;
    return number !== undefined;
  }
  if (first === 'channel-group') return negated ? false : readMember(words, draft, mustAgree);
  if (first === 'lacp' && /^(?:rate|timer)$/.test(lower(words, 1)) && words.length === 3) {
    delete draft.slowLag;
    if (!negated && lower(words, 2) === 'normal') draft.slowLag = { span: words[2]!.span, fast: 'fast' };
    return true;
  }
  if (first !== 'switchport' || words.length < 2) return undefined;
  draft.switchport ??= {};
  const port = draft.switchport;
  const kind = lower(words, 1);
  if (negated) {
    // A list that is taken away and written anew is no slip.
    if (kind === 'trunk') port.special = true;
    return false;
  }
  if (kind === 'mode') {
    const mode = lower(words, 2);
    if ((mode === 'access' || mode === 'trunk') && words.length === 3) port.mode = { value: mode, span: spanOf(words) };
    else port.special = true;
    return mode === 'access' || mode === 'trunk';
  }
  if (kind === 'access' && lower(words, 2) === 'vlan' && numberAt(words[3])) {
    port.accessVlan = numberAt(words[3])!;
    return true;
  }
  if (kind === 'trunk' && lower(words, 2) === 'native') {
    const vlan = numberAt(words[4]);
    if (vlan) port.nativeVlan = vlan;
    else port.special = true;
    return vlan !== undefined;
  }
  if (kind === 'trunk' && lower(words, 2) === 'allowed' && lower(words, 3) === 'vlan') return readAllowed(words, port);
  if (
    /^(?:trunk|vlan|voice|phone|pvlan|private-vlan|dot1q|fabricpath)$/.test(kind) &&
    lower(words, 2) !== 'encapsulation'
  )
    port.special = true;
  return false;
}

/** Whether the block of each port says itself what it is a member of: none is configured with others, or by what it is told to take over. */
export function membersTold(names: Iterable<string>, text: string): boolean {
  for (const name of names) if (/,|\d\s*-\s*[a-z\d]/i.test(name)) return false;
  return !/^[ \t]*(?:profile|inherit port-profile|source template)[ \t]/im.test(text);
}

function readMember(words: readonly Word[], draft: PortDraft, mustAgree: boolean): boolean {
  const group = numberAt(words[1]);
  if (!group) return false;
  const mode = words.findIndex((_, i) => lower(words, i) === 'mode');
  const value = mode < 0 ? (words.length === 2 ? 'on' : '') : lower(words, mode + 1);
  draft.lag = {
    group,
    mustAgree,
    ...(value === 'on' || value === 'active' || value === 'passive' ? { mode: { value, span: spanOf(words) } } : {}),
  };
  return true;
}

function readAllowed(words: readonly Word[], port: Writable<Switchport>): boolean {
  const how = lower(words, 4);
  const span = spanOf(words);
  const before = port.allowedVlans;
  if (how === 'all') {
    delete port.allowedVlans;
    return true;
  }
  if (how === 'none') {
    port.allowedVlans = { value: [], span };
    return true;
  }
  const list = rangesOf(words.slice(how === 'add' || how === 'remove' || how === 'except' ? 5 : 4));
  if (!list || how === 'remove' || how === 'except') {
    port.special = true;
    return false;
  }
  if (how === 'add') {
    // Added to what is all or was not said: nothing tells.
    if (!before) port.special = true;
    else
      port.allowedVlans = {
        value: vlanRanges([...before.value, ...list]),
        span: { start: before.span.start, end: span.end },
      };
    return true;
  }
  if (before && before.value.length > 0 && !contains(list, before.value))
    port.overwritten = { first: { value: before.value, span: before.span }, by: span };
  port.allowedVlans = { value: vlanRanges(list), span };
  return true;
}

/** `10,20-30`, in several words where blanks stand between. */
function rangesOf(words: readonly Word[]): { first: number; last: number }[] | undefined {
  const all: { first: number; last: number }[] = [];
  for (const part of words
    .map(({ text }) => text)
    .join(',')
    .split(/,+/)) {
    const [, first, last] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    if (first === undefined) return undefined;
    all.push({ first: Number(first), last: Number(last ?? first) });
  }
  return all;
}

const contains = (wide: VlanRanges, narrow: VlanRanges): boolean => {
  const all = vlanRanges(wide);
  return narrow.every(({ first, last }) => all.some((one) => one.first <= first && last <= one.last));
};
