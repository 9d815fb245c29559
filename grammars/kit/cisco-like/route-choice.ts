import { type RouteChoice, USUAL_DISTANCES } from '../../model/route-choice.ts';

/** How most of these platforms choose, by their configuration guides; each overrides what it does otherwise. */
export const CISCO_CHOICE: Omit<RouteChoice, 'unfollowed'> = {
  distances: USUAL_DISTANCES,
  keepsNextHop: 'redistributed',
  sparesPeerAs: false,
  announcesInactive: true,
  aggregatesAnything: false,
  redistributesInternalBgp: false,
  redistributesExternalOspf: true,
  externalBeyond: 'no-session',
  resolvesOverDefault: false,
  prefersOldest: true,
  multipath: { external: 1, internal: 1 },
  multipathAcrossAs: false,
};

/** FRR's, and VyOS' that runs it. */
export const FRR_CHOICE: Omit<RouteChoice, 'unfollowed'> = {
  ...CISCO_CHOICE,
  externalBeyond: 'no-routes',
  tellsPeersOwnAddress: true,
  unnumberedBgp: true,
  privateAs: 'if-alone',
  redistributesInternalBgp: true,
  multipath: { external: 256, internal: 256 },
  leaks: { aggregatesStay: true, tellsMed: true, tellsItself: true, exportPolicy: 'filters' },
};
