/** `protocols ospf`, `protocols ospf3` and `protocols isis`; what is not told apart here is known all the same. */
const OSPF_INTERFACE = `
  + metric|hello-interval|dead-interval|priority|interface-type|retransmit-interval|transit-delay|te-metric|ipsec-sa|poll-interval =
  + passive|disable|secondary|strict-bfd|no-advertise-adjacency-segment|no-neighbor-down-notification|link-protection|no-eligible-backup|flood-reduction|demand-circuit
  + passive traffic-engineering ...
  + authentication md5 * key|start-time =
  + authentication md5 *
  + authentication simple-password =
  + authentication ...
  + authentication-key = ...
  + bfd-liveness-detection|ldp-synchronization|neighbor|topology|bandwidth-based-metrics|node-link-protection|post-convergence-lfa|ipv4-adjacency-segment|ipv6-adjacency-segment|dynamic-neighbors|own-router-lsa|traffic-engineering ...
    ...
`;

const OSPF = `
  + export|import|reference-bandwidth|external-preference|preference|labeled-preference|prefix-export-limit =
  + area * interface * @ospfinterface
  + area * interface *
  + area * stub default-metric =
  + area * stub summaries|no-summaries
  + area * stub
  + area * nssa default-lsa default-metric|metric-type =
  + area * nssa default-lsa type-7
  + area * nssa default-lsa
  + area * nssa summaries|no-summaries
  + area * nssa area-range ...
  + area * nssa
  + area * area-range * override-metric ...
  + area * area-range * restrict|exact
  + area * area-range *
  + area * authentication-type =
    area * ...
  + area *
    ...
`;

const ISIS_LEVEL = `
  + metric|te-metric|hello-interval|hold-time|priority|ipv4-multicast-metric|ipv6-unicast-metric|preference|external-preference|authentication-type|authentication-key|hello-authentication-type|hello-authentication-key|hello-authentication-key-chain|authentication-key-chain|prefix-export-limit =
  + disable|passive|wide-metrics-only
    ...
`;

export const IGP = {
  ospf: OSPF,
  ospf3: `
  + realm * @ospf
  + realm *
${OSPF}`,
  ospfinterface: OSPF_INTERFACE,
  isis: `
  + export|import|reference-bandwidth|lsp-lifetime =
  + level * @isislevel
  + level *
  + interface * level * @isislevel
  + interface * level *
  + interface * point-to-point|passive|disable|no-ipv4-routing|no-ipv6-routing
  + interface * hello-authentication-type|hello-authentication-key|max-hello-size =
    interface * ...
  + interface *
    ...
`,
  isislevel: ISIS_LEVEL,
};
