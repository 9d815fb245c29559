import type { Direction } from './bgp-nodes.ts';

/**
 * The path without the private AS numbers that this neighbour is not to see; undefined: which of them go cannot be told.
 * @param path as far as it came, without the own AS
 */
export function withoutPrivateAs(
  path: readonly number[],
  { from: node, to, exports }: Direction,
): readonly number[] | undefined {
  if (!path.some(isPrivate)) return path;
  const own = node.process.confederation ?? node.asn;
  const { privateAs } = node.member.device.routeChoice ?? {};
  const cut = (goes: (asn: number, at: number) => boolean): readonly number[] =>
    exports.replacesPrivateAs
      ? path.map((asn, at) => (goes(asn, at) ? own : asn))
      : path.filter((asn, at) => !goes(asn, at));
  const alone = path.every(isPrivate);
  const throughNeighbour = path.includes(to.asn) && isPrivate(to.asn);
  if (!exports.removesEveryPrivateAs && privateAs === 'leading') {
    const end = path.findIndex((asn) => !isPrivate(asn) || asn === to.asn);
    return end < 0 ? cut(() => true) : cut((_, at) => at < end);
  }
  if (!exports.removesEveryPrivateAs && !alone) return privateAs === 'if-alone' ? path : undefined;
  // FRR leaves the neighbour's own, so that it still sees the loop; of others no manual tells.
  if (throughNeighbour && privateAs !== 'if-alone') return undefined;
  return cut((asn) => isPrivate(asn) && asn !== to.asn);
}

/** RFC 6996 */
const isPrivate = (asn: number): boolean =>
  (asn >= 64_512 && asn <= 65_534) || (asn >= 4_200_000_000 && asn <= 4_294_967_294);
