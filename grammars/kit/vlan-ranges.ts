import type { VlanRanges } from '../model/switching.ts';

/** In order and apart, however they were said. */
export function vlanRanges(said: VlanRanges): VlanRanges {
  const out: { first: number; last: number }[] = [];
  for (const one of [...said].sort((a, b) => a.first - b.first)) {
    const top = out.at(-1);
    if (top && one.first <= top.last + 1) top.last = Math.max(top.last, one.last);
    else out.push({ ...one });
  }
  return out;
}
