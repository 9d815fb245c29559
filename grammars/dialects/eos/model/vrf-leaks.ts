import { lower, startsWith } from '../../../kit/cisco-like/facts.ts';
import type { VrfLeaks } from '../../../model/route-choice.ts';
import type { VrfTargets } from '../../../model/vrf-targets.ts';
import type { Statement } from '../../../outline.ts';

/**
 * How VRFs take routes of each other by targets (EOS manual, "Inter-VRF Local Route Leaking using BGP VPN"): only the multi-agent model does,
 * and which one runs where the text does not say it depends on the release. VPNs of MPLS ask for `mpls ip`, EVPN for a VNI of each VRF.
 */
export function vrfLeaksOf(statements: readonly Statement[], targets: readonly VrfTargets[]): VrfLeaks | undefined {
  if (!statements.some(({ words }) => startsWith(words, 'service routing protocols model multi-agent')))
    return undefined;
  const labels = statements.some(({ words }) => words.length === 2 && startsWith(words, 'mpls ip'));
  const withVni = vrfsWithVni(statements);
  const evpn = targets
    .filter(({ imports, exports }) => [...imports, ...exports].some(({ value }) => value.startsWith('evpn ')))
    .every(({ vrf }) => withVni.has(vrf));
  return {
    aggregatesStay: false,
    tellsItself: false,
    documented: [...(labels ? ['vpn-ipv4', 'vpn-ipv6'] : []), ...(evpn ? ['evpn'] : [])],
  };
}

/** `vxlan vrf RED vni 50001` */
const vrfsWithVni = (statements: readonly Statement[]): ReadonlySet<string> =>
  new Set(
    statements
      .filter(({ words }) => lower(words, 0) === 'interface' && lower(words, 1).startsWith('vxlan'))
      .flatMap(({ children }) =>
        children.flatMap(({ words }) => (startsWith(words, 'vxlan vrf * vni *') ? (words[2]?.text ?? []) : [])),
      ),
  );
