import { rigAbsent } from './rig.ts';

export const NAT_RIG_ABSENT = rigAbsent({ nft: 'nftables', turnserver: 'coturn' });

/** Where coturn stands in the rig, outside; 11.0.0.1 is the translation's own outside address. */
export const STUN_SERVER = '11.0.0.10';

/**
 * Namespaces `cli` (10.0.0.2), `nat` and `pub` (11.0.0.10 and 11.0.0.11).
 * @param rules nftables rules of `nat`, for the table `n`; none: it routes without translating
 */
export const natNamespaces = (rules: string, more = ''): string => `
for n in cli nat pub; do ip netns add $n; ip -n $n link set lo up; done
ip link add c0 netns cli type veth peer name n0 netns nat
ip link add p0 netns pub type veth peer name n1 netns nat
ip -n cli address add 10.0.0.2/24 dev c0; ip -n cli link set c0 up
ip -n nat address add 10.0.0.1/24 dev n0; ip -n nat link set n0 up
ip -n nat address add 11.0.0.1/24 dev n1; ip -n nat link set n1 up
ip -n pub address add 11.0.0.10/24 dev p0; ip -n pub address add 11.0.0.11/24 dev p0; ip -n pub link set p0 up
ip -n cli route add default via 10.0.0.1
ip -n pub route add 10.0.0.0/24 via 11.0.0.1
ip netns exec nat sysctl -qw net.ipv4.ip_forward=1
${rules === '' ? '' : `ip netns exec nat nft 'table ip n { ${rules} }'`}
${more}
`;

/** The same with coturn on both outside addresses, or on those given: on one alone it cannot be asked to answer elsewhere. */
export const natRig = (
  rules: string,
  more = '',
  listens = ['11.0.0.10', '11.0.0.11'],
): string => `${natNamespaces(rules)}
: >$D/conf
ip netns exec pub turnserver -c $D/conf --stun-only ${listens.map((address) => `-L ${address}`).join(' ')} --no-cli --no-tls --no-dtls \\
  --simple-log --log-file $D/log --pidfile $D/pid --no-stdout-log >/dev/null 2>&1 &
i=0; until ip netns exec pub ss -Hlun | grep -q '${listens.at(-1)}:${listens.length > 1 ? 3479 : 3478} '; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done
${more}
`;

/** A chain that translates what leaves, with flags of nftables: none keep ports, `fully-random` gives every peer another one. */
export const masquerade = (flags = ''): string =>
  `chain p { type nat hook postrouting priority 100; oifname n1 masquerade ${flags}; };`;
