/** Networks that buy transit from nobody (their peering policies and the CAIDA AS relationships agree on these): a session with one is transit. */
export const TRANSIT_FREE: ReadonlySet<number> = new Set([
  174, 701, 1299, 2914, 3257, 3320, 3356, 3491, 5511, 6453, 6461, 6762, 6830, 7018, 12956,
]);

/** AS numbers that exchanges use for nothing but their route servers (PeeringDB). */
export const ROUTE_SERVERS: ReadonlySet<number> = new Set([
  // DE-CIX Frankfurt, AMS-IX, LINX, TorIX, Equinix in Asia, IX.br, Seattle, SwissIX, France-IX
  6695, 6777, 8714, 11670, 24115, 26162, 33108, 42476, 51706,
]);
