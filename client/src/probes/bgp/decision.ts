import type { BgpPath } from '../../show/bgp/bgp-path.ts';

interface Words {
  readonly en: string;
  readonly zh: string;
}

/** RFC 4271 9.1.1 and the order that vendors share around it: each step prefers the greater rank. */
const STEPS: readonly {
  readonly name: Words;
  /** Absent: this step does not compare the two. */
  rank(path: BgpPath, other: BgpPath): number | undefined;
  shown(path: BgpPath): string;
}[] = [
  {
    name: { en: 'no route to its next hop', zh: '没有到其下一跳的路由' },
    rank: ({ reachable }) => (reachable === undefined ? undefined : Number(reachable)),
    shown: () => '',
  },
  {
    name: { en: 'weight', zh: 'weight' },
    // IOS shows no weight where it is 0.
    rank: ({ weight = 0 }) => weight,
    shown: ({ weight = 0 }) => String(weight),
  },
  {
    name: { en: 'local preference', zh: '本地优先级' },
    // RFC 4271 leaves the default open; every vendor has 100.
    rank: ({ localPreference = 100 }) => localPreference,
    shown: ({ localPreference = 100 }) => String(localPreference),
  },
  {
    name: { en: 'length of the AS path', zh: 'AS 路径长度' },
    rank: ({ asPath }) => -asPath.length,
    shown: ({ asPath }) => String(asPath.length),
  },
  {
    name: { en: 'origin', zh: '起源' },
    rank: ({ origin }) => (origin === undefined ? undefined : -['igp', 'egp', 'incomplete'].indexOf(origin)),
    shown: ({ origin = '' }) => origin,
  },
  {
    name: { en: 'MED', zh: 'MED' },
    // Compared between paths from one neighbouring AS only, unless the device is told otherwise.
    rank: ({ asPath, med = 0 }, other) => (asPath[0] !== undefined && asPath[0] === other.asPath[0] ? -med : undefined),
    shown: ({ med = 0 }) => String(med),
  },
  {
    name: { en: 'internal after external', zh: '外部路径优先于内部路径' },
    rank: ({ source }) => (source === 'external' ? 1 : source === 'internal' ? 0 : undefined),
    shown: () => '',
  },
  {
    name: { en: 'metric of the way to the next hop', zh: '到下一跳的度量值' },
    rank: ({ metric }) => (metric === undefined ? undefined : -metric),
    shown: ({ metric = 0 }) => String(metric),
  },
];

/** Where a path lost against the best one; by the device's own word where it gives one. */
export function whyNot(best: BgpPath, other: BgpPath): Words {
  if (other.reason) return { en: other.reason, zh: other.reason };
  for (const { name, rank, shown } of STEPS) {
    const [a, b] = [rank(best, other), rank(other, best)];
    if (a === undefined || b === undefined || a === b) continue;
    if (a < b) break;
    const numbers = shown(other) ? ` (${shown(other)}, ${shown(best)})` : '';
    return { en: name.en + numbers, zh: name.zh + numbers };
  }
  return {
    en: 'a later step: age, router ID or the address of the neighbour',
    zh: '后续步骤:存在时间、路由器 ID 或邻居地址',
  };
}
