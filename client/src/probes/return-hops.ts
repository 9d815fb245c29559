/** What systems put into packets at first: Linux and BSD 64, Windows 128, many routers 255. */
const INITIAL = [64, 128, 255];

/** Hops that a packet has come over, by the hop limit that is left in it; the least that any system would need. @param left 1 .. 255 */
export function returnHops(left: number): number {
  return INITIAL.find((initial) => initial >= left)! - left + 1;
}
