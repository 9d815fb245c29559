import type { BgpPlatform } from '../../../kit/cisco-like/bgp.ts';
import { startsWith } from '../../../kit/cisco-like/facts.ts';

/** BGP as IOS has it: routes pass without policy unless `bgp safe-ebgp-policy` (17.2.1) says otherwise. */
export const bgpPlatform: BgpPlatform = {
  implicitIpv4: true,
  vrfsAsGlobal: false,
  processForAll: false,
  withoutPolicy: 'exchanges-all',
  refusesUndeclared: true,
  readProcess: (words, negated, draft) => {
    if (!startsWith(words, 'bgp safe-ebgp-policy')) return false;
    draft.withoutPolicy = negated ? 'exchanges-all' : 'exchanges-nothing';
    return true;
  },
};
