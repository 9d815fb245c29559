import type { PathSegment } from './attributes.ts';

/** From the origin outwards, an AS that stands several times in a row once; a set ends the walk on that side. */
export function hopsOf(path: readonly PathSegment[]): {
  readonly origin: number | undefined;
  readonly hops: readonly { readonly from: number; readonly to: number }[];
} {
  const outside = path.filter(({ kind }) => kind === 'sequence' || kind === 'set');
  if (outside.at(-1)?.kind !== 'sequence') return { origin: undefined, hops: [] };
  const asns: number[] = [];
  for (const segment of [...outside].reverse()) {
    if (segment.kind !== 'sequence') break;
    for (const asn of [...segment.asns].reverse()) if (asns.at(-1) !== asn) asns.push(asn);
  }
  return { origin: asns[0], hops: asns.slice(1).map((to, nth) => ({ from: asns[nth]!, to })) };
}
