/**
 * A server's way out over eight hosts, as their configurations: access router, firewall, NAT gateway, provider, and name, web and STUN servers
 * outside. Probes refuse documentation addresses, so what is outside has others.
 */
export type LabFiles = Readonly<Record<string, string>>;

export const LAB_HOSTS = ['server', 'access', 'firewall', 'nat', 'provider', 'dns', 'web', 'stun'] as const;

/** Host, interface, host, interface; the last three are on one network of the provider. */
export const LAB_LINKS = [
  ['server', 'eth0', 'access', 'lan0'],
  ['access', 'up0', 'firewall', 'in0'],
  ['firewall', 'out0', 'nat', 'in0'],
  ['nat', 'wan0', 'provider', 'cust0'],
] as const;

export const WEB = '11.0.0.80';
export const STUN = '11.0.0.78';
export const STUN_SECOND = '11.0.0.79';
export const RESOLVER = '11.0.0.53';

const outside = (address: string): string => `network:
  version: 2
  ethernets:
    eth0:
      addresses: [${address}/24]
      accept-ra: false
      routes:
        - to: default
          via: 11.0.0.1
`;

/** Certificates are made when the lab is built: `web/ssl/`. */
export const LAB: LabFiles = {
  'server/netplan.yaml': `network:
  version: 2
  ethernets:
    eth0:
      addresses: [10.0.0.2/24]
      accept-ra: false
      nameservers:
        addresses: [${RESOLVER}]
      routes:
        - to: default
          via: 10.0.0.1
`,
  'access/frr.conf': `frr version 10.3
frr defaults traditional
hostname access
!
interface lan0
 ip address 10.0.0.1/24
exit
!
interface up0
 ip address 10.1.0.2/30
exit
!
ip route 0.0.0.0/0 10.1.0.1
`,
  'firewall/netplan.yaml': `network:
  version: 2
  ethernets:
    in0:
      addresses: [10.1.0.1/30]
      accept-ra: false
      routes:
        - to: 10.0.0.0/24
          via: 10.1.0.2
    out0:
      addresses: [10.2.0.2/30]
      accept-ra: false
      routes:
        - to: default
          via: 10.2.0.1
`,
  'firewall/rules.v4': `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i in0 -o out0 -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A FORWARD -i in0 -o out0 -p udp -m udp --dport 53 -j ACCEPT
-A FORWARD -i in0 -o out0 -p tcp -m multiport --dports 53,80,443 -j ACCEPT
-A FORWARD -i in0 -o out0 -p udp -m udp --dport 3478 -j ACCEPT
COMMIT
`,
  'nat/netplan.yaml': `network:
  version: 2
  ethernets:
    in0:
      addresses: [10.2.0.1/30]
      accept-ra: false
      routes:
        - to: 10.0.0.0/15
          via: 10.2.0.2
    wan0:
      addresses: [11.0.1.2/30]
      accept-ra: false
      mtu: 1500
      routes:
        - to: default
          via: 11.0.1.1
`,
  'nat/nftables.conf': `#!/usr/sbin/nft -f
flush ruleset
table ip gateway {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname "in0" oifname "wan0" accept
  }
  chain outside {
    type nat hook postrouting priority 100; policy accept;
    oifname "wan0" ip saddr 10.0.0.0/15 masquerade
  }
}
`,
  'nat/90-gateway.conf': `net.ipv4.ip_forward = 1
net.netfilter.nf_conntrack_udp_timeout = 60
net.netfilter.nf_conntrack_udp_timeout_stream = 300
`,
  'provider/frr.conf': `frr version 10.3
frr defaults traditional
hostname provider
!
interface cust0
 ip address 11.0.1.1/30
exit
!
interface srv0
 ip address 11.0.0.1/24
exit
!
ip route 11.9.0.0/16 11.0.0.254
`,
  'dns/netplan.yaml': outside(RESOLVER),
  'web/netplan.yaml': outside(WEB),
  // Servers that answer from another address tell how long translations last (RFC 5780).
  'stun/netplan.yaml': outside(STUN).replace('/24]', `/24, ${STUN_SECOND}/24]`),
  'web/nginx.conf': `user root;
worker_processes 1;
daemon off;
events { worker_connections 64; }
http {
  access_log off;
  server {
    listen 443 ssl;
    server_name www.example.net;
    ssl_certificate ssl/full.pem;
    ssl_certificate_key ssl/leaf.key;
  }
}
`,
};

export interface LabFault {
  readonly name: string;
  readonly edits: readonly (readonly [file: string, text: string, instead: string])[];
  /** Of the live chain. */
  readonly live: string;
  /** The step that the configurations show to be broken. */
  readonly step: string;
  /** The faulty line, as it stands in its file. */
  readonly at: readonly [file: string, line: string];
  /** Seconds for the chain; absent: translations are not waited for. */
  readonly longest?: number;
  /** Decided by certificates, which the files alone do not have. */
  readonly certificates?: true;
}

const rule = 'rules.v4';
const first = '-A FORWARD -m conntrack';
const drop = (line: string): LabFault['edits'] => [[`firewall/${rule}`, first, `${line}\n${first}`]];
const WEB_DROP = '-A FORWARD -i in0 -p tcp -m tcp --dport 443 -j DROP';
const DNS_DROP = '-A FORWARD -i in0 -p udp -m udp --dport 53 -j DROP';
const STUN_DROP = '-A FORWARD -i in0 -p udp -m udp --dport 3478 -j DROP';
const ICMP_DROP = '-A FORWARD -i out0 -p icmp -m icmp --icmp-type 3 -j DROP';

export const LAB_FAULTS: readonly LabFault[] = [
  {
    name: 'no default route on the server',
    edits: [['server/netplan.yaml', '      routes:\n        - to: default\n          via: 10.0.0.1\n', '']],
    live: 'no-default-route',
    step: 'route',
    at: ['server/netplan.yaml', 'eth0:'],
  },
  {
    name: 'no default route on the access router',
    edits: [['access/frr.conf', 'ip route 0.0.0.0/0 10.1.0.1\n', '']],
    live: 'no-route-further',
    step: 'route',
    at: ['access/frr.conf', 'interface up0'],
  },
  {
    name: 'source NAT for other addresses',
    edits: [['nat/nftables.conf', 'ip saddr 10.0.0.0/15 masquerade', 'ip saddr 10.8.0.0/15 masquerade']],
    live: 'private-source-unanswered',
    step: 'nat',
    at: ['nat/nftables.conf', 'oifname "wan0" ip saddr 10.8.0.0/15 masquerade'],
  },
  {
    name: 'no source NAT at all',
    edits: [['nat/nftables.conf', '    oifname "wan0" ip saddr 10.0.0.0/15 masquerade\n', '']],
    live: 'private-source-unanswered',
    step: 'nat',
    at: ['nat/netplan.yaml', 'wan0:'],
  },
  {
    name: 'a list that denies the way out',
    edits: drop(WEB_DROP),
    live: 'tcp-dropped',
    step: 'tcp',
    at: ['firewall/rules.v4', WEB_DROP],
  },
  {
    name: 'DNS dropped',
    edits: drop(DNS_DROP),
    live: 'dns-no-answer',
    step: 'dns',
    at: ['firewall/rules.v4', DNS_DROP],
  },
  {
    name: 'a narrow link whose messages are dropped',
    edits: [['nat/netplan.yaml', 'mtu: 1500', 'mtu: 1400'], ...drop(ICMP_DROP)],
    live: 'pmtu-black-hole',
    step: 'pmtu',
    at: ['firewall/rules.v4', ICMP_DROP],
  },
  {
    name: 'a leaf without its intermediate',
    edits: [['web/nginx.conf', 'ssl/full.pem', 'ssl/leaf.pem']],
    live: 'tls-chain-incomplete',
    step: 'tls',
    at: ['web/nginx.conf', 'ssl_certificate ssl/leaf.pem;'],
    certificates: true,
  },
  {
    name: 'UDP 3478 dropped',
    edits: drop(STUN_DROP),
    live: 'stun-udp-blocked',
    step: 'stun',
    at: ['firewall/rules.v4', STUN_DROP],
  },
  {
    name: 'a short UDP timeout',
    edits: [
      ['nat/90-gateway.conf', 'udp_timeout = 60', 'udp_timeout = 8'],
      ['nat/90-gateway.conf', 'udp_timeout_stream = 300', 'udp_timeout_stream = 13'],
    ],
    live: 'nat-udp-lifetime-under-30s',
    step: 'nat-udp-lifetime',
    at: ['nat/90-gateway.conf', 'net.netfilter.nf_conntrack_udp_timeout_stream = 13'],
    longest: 60,
  },
];

/** @throws Error for an edit of a text that is not there. */
export function labWith({ edits }: Pick<LabFault, 'edits'>): LabFiles {
  const files: Record<string, string> = { ...LAB };
  for (const [file, text, instead] of edits) {
    const before = files[file];
    if (!before?.includes(text)) throw new Error(`${file} has no ${text}`);
    files[file] = before.replace(text, instead);
  }
  return files;
}
