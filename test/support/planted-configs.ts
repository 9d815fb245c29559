/** What no output may hold. A number behind it tells which one came out. */
export const PLANTED = /pl4nt3d/i;

/** By the id of the dialect: a configuration in which each secret that it can hold is a planted one, beside faults that rules speak of. */
export interface PlantedConfig {
  /** Its name on disk. */
  readonly path: string;
  readonly text: string;
  /** Stands behind a fixture of the dialect, whose lines rules speak of. */
  readonly behind?: string;
}

export const PLANTED_CONFIGS: Readonly<Record<string, PlantedConfig>> = {
  ansible: {
    path: 'site.yml',
    text: `- name: Edge
  hosts: edge
  vars:
    ansible_password: pl4nt3d-a1
    ansible_become_password: pl4nt3d-a2
  tasks:
    - name: Management
      cisco.ios.ios_config:
        lines:
          - snmp-server community pl4nt3d-a3 RW
          - neighbor 192.0.2.1 password pl4nt3d-a4
          - permit ip any any
        parents: ip access-list extended WAN
`,
  },
  asa: {
    path: 'asa.cfg',
    behind: 'edge.cfg',
    text: `enable password pl4nt3d-b1
username admin password pl4nt3d-b2 privilege 15
snmp-server community pl4nt3d-b3
snmp-server host inside 10.0.0.9 community pl4nt3d-b4
tunnel-group 192.0.2.7 type ipsec-l2l
tunnel-group 192.0.2.7 ipsec-attributes
 ikev1 pre-shared-key pl4nt3d-b5
aaa-server RAD (inside) host 10.0.0.5
 key pl4nt3d-b6
router bgp 64500
 address-family ipv4 unicast
  neighbor 192.0.2.1 remote-as 64501
  neighbor 192.0.2.1 password pl4nt3d-b7
`,
  },
  aws: {
    path: 'stack.json',
    text: JSON.stringify({
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: {
        Web: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: {
            GroupDescription: 'password pl4nt3d-c1',
            SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0', Description: 'token pl4nt3d-c2' }],
          },
        },
        Link: {
          Type: 'AWS::EC2::VPNConnection',
          Properties: { Type: 'ipsec.1', VpnTunnelOptionsSpecifications: [{ PreSharedKey: 'pl4nt3d_c3' }] },
        },
        Host: {
          Type: 'AWS::EC2::Instance',
          Properties: { UserData: '#cloud-config\npassword: pl4nt3d-c4\n', SecurityGroupIds: [{ Ref: 'Web' }] },
        },
      },
    }),
  },
  azure: {
    path: 'azuredeploy.json',
    text: JSON.stringify({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: [
        {
          type: 'Microsoft.Network/networkSecurityGroups',
          apiVersion: '2023-09-01',
          name: 'web',
          location: 'westeurope',
          properties: {
            securityRules: [
              {
                name: 'all',
                properties: {
                  description: 'password pl4nt3d-d1',
                  protocol: '*',
                  sourcePortRange: '*',
                  destinationPortRange: '*',
                  sourceAddressPrefix: '*',
                  destinationAddressPrefix: '*',
                  access: 'Allow',
                  priority: 100,
                  direction: 'Inbound',
                },
              },
            ],
          },
        },
        {
          type: 'Microsoft.Network/connections',
          apiVersion: '2023-09-01',
          name: 'link',
          properties: { connectionType: 'IPsec', sharedKey: 'pl4nt3d-d2' },
        },
      ],
    }),
  },
  bicep: {
    path: 'main.bicep',
    behind: 'network.bicep',
    text: `
resource link 'Microsoft.Network/connections@2023-09-01' = {
  name: 'link'
  properties: {
    connectionType: 'IPsec'
    sharedKey: 'pl4nt3d-e1'
  }
}
`,
  },
  bird: {
    path: 'bird.conf',
    behind: 'edge.conf',
    text: `
protocol bgp planted {
  local 192.0.2.2 as 64500;
  neighbor 192.0.2.1 as 64501;
  password "pl4nt3d-f1";
  ipv4 { import all; export all; };
}
`,
  },
  cloudinit: {
    path: 'user-data.yaml',
    text: `#cloud-config
password: pl4nt3d-g1
chpasswd:
  expire: false
  users:
    - {name: root, password: pl4nt3d-g2, type: text}
users:
  - name: admin
    passwd: pl4nt3d-g3
write_files:
  - path: /etc/redis/redis.conf
    content: |
      bind 0.0.0.0
      port 6379
      requirepass pl4nt3d-g4
  - path: /etc/turnserver.conf
    content: |
      listening-port=3478
      static-auth-secret=pl4nt3d-g5
runcmd:
  - iptables -A INPUT -p tcp --dport 22 -j ACCEPT
  - curl -H "Authorization: Bearer pl4nt3d-g6" http://192.0.2.9/
`,
  },
  coturn: {
    path: 'turnserver.conf',
    text: `listening-port=3478
realm=example.net
use-auth-secret
lt-cred-mech
static-auth-secret=pl4nt3d-h1
user=alice:pl4nt3d-h2
cli-password=pl4nt3d-h3
redis-userdb="ip=10.0.0.3 dbname=0 password=pl4nt3d-h4 port=6379"
pkey-pwd=pl4nt3d-h5
`,
  },
  eos: {
    path: 'leaf.cfg',
    behind: 'leaf.cfg',
    text: `enable password 0 pl4nt3d-i1
username ops secret 0 pl4nt3d-i2
snmp-server community pl4nt3d-i3 rw
tacacs-server host 10.0.0.5 key 0 pl4nt3d-i4
router bgp 64500
   neighbor 192.0.2.1 remote-as 64501
   neighbor 192.0.2.1 password 0 pl4nt3d-i5
`,
  },
  firewalld: {
    path: 'public.xml',
    text: `<?xml version="1.0" encoding="utf-8"?>
<zone>
  <short>Public</short>
  <description>the password of the console is pl4nt3d-j1</description>
  <service name="ssh"/>
  <port port="6379" protocol="tcp"/>
</zone>
`,
  },
  fortios: {
    path: 'branch.conf',
    behind: 'branch.conf',
    text: `config system admin
    edit "ops"
        set password pl4nt3d-k1
    next
end
config vpn ipsec phase1-interface
    edit "hub"
        set interface "wan1"
        set remote-gw 192.0.2.7
        set psksecret pl4nt3d-k2
    next
end
config system snmp community
    edit 1
        set name "pl4nt3d-k3"
    next
end
config user local
    edit "bob"
        set type password
        set passwd pl4nt3d-k4
    next
end
`,
  },
  frr: {
    path: 'frr.conf',
    behind: 'edge.conf',
    text: `password pl4nt3d-l1
enable password pl4nt3d-l2
router bgp 64500
 neighbor 192.0.2.77 remote-as 64501
 neighbor 192.0.2.77 password pl4nt3d-l3
interface eth7
 ip ospf message-digest-key 1 md5 pl4nt3d-l4
`,
  },
  gcp: {
    path: 'tunnels.json',
    text: JSON.stringify([
      {
        kind: 'compute#firewall',
        name: 'all',
        description: 'password pl4nt3d-m1',
        network: 'https://www.googleapis.com/compute/v1/projects/p/global/networks/default',
        direction: 'INGRESS',
        priority: 1000,
        sourceRanges: ['0.0.0.0/0'],
        allowed: [{ IPProtocol: 'all' }],
        sharedSecret: 'pl4nt3d-m2',
      },
    ]),
  },
  haproxy: {
    path: 'haproxy.cfg',
    behind: 'edge.cfg',
    text: `
userlist people
    user alice insecure-password pl4nt3d-n1

frontend numbers
    mode http
    bind 0.0.0.0:8404
    stats enable
    stats uri /stats
    stats auth admin:pl4nt3d-n2
    http-request set-header Authorization "Bearer pl4nt3d-n3"
`,
  },
  ios: {
    path: 'edge.cfg',
    behind: 'edge-router.cfg',
    text: `enable secret 0 pl4nt3d-o1
username admin password 0 pl4nt3d-o2
snmp-server community pl4nt3d-o3 RW
snmp-server host 10.0.0.9 version 2c pl4nt3d-o4
tacacs-server key pl4nt3d-o5
crypto isakmp key pl4nt3d-o6 address 192.0.2.7
key chain KEYS
 key 1
  key-string pl4nt3d-o7
router bgp 64500
 neighbor 192.0.2.77 remote-as 64501
 neighbor 192.0.2.77 password pl4nt3d-o8
line vty 0 4
 password pl4nt3d-o9
`,
  },
  iosxr: {
    path: 'pe.cfg',
    behind: 'pe.cfg',
    text: `username ops
 secret 0 pl4nt3d-p1
!
snmp-server community pl4nt3d-p2 RW
key chain KEYS
 key 1
  key-string clear pl4nt3d-p3
!
!
router bgp 64500
 neighbor 192.0.2.77
  remote-as 64501
  password clear pl4nt3d-p4
 !
!
`,
  },
  iptables: {
    path: 'rules.v4',
    text: `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
# the password of the console is pl4nt3d-q1
-A INPUT -p tcp -m tcp --dport 6379 -j ACCEPT
-A INPUT -p tcp -m tcp --dport 8080 -m string --string "token=pl4nt3d-q2" --algo bm -j ACCEPT
-A INPUT -p tcp -m tcp --dport 6379 -j DROP
COMMIT
`,
  },
  junos: {
    path: 'edge.set',
    behind: 'edge.set',
    text: `set system login user ops authentication plain-text-password-value pl4nt3d-r1
set snmp community pl4nt3d-r2 authorization read-write
set security ike policy hub pre-shared-key ascii-text "pl4nt3d-r3"
set protocols bgp group planted neighbor 192.0.2.77 peer-as 64501
set protocols bgp group planted neighbor 192.0.2.77 authentication-key "pl4nt3d-r4"
set system tacplus-server 10.0.0.5 secret "pl4nt3d-r5"
`,
  },
  k8s: {
    path: 'shop.yaml',
    text: `apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: shop}
stringData:
  password: pl4nt3d-s1
---
apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: shop, labels: {app: shop}}
spec:
  hostNetwork: true
  containers:
    - name: shop
      image: example.net/shop:1
      env:
        - {name: DB_PASSWORD, value: pl4nt3d-s2}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: open, namespace: shop, annotations: {token: pl4nt3d-s3}}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress: [{}]
`,
  },
  keepalived: {
    path: 'keepalived.conf',
    text: `vrrp_instance one {
    state MASTER
    interface eth0
    virtual_router_id 51
    priority 150
    authentication {
        auth_type PASS
        auth_pass pl4nt3d1
    }
    virtual_ipaddress { 192.0.2.100/24 }
}
`,
  },
  netplan: {
    path: '50-netplan.yaml',
    text: `network:
  version: 2
  wifis:
    wlan0:
      access-points:
        office: {password: pl4nt3d-u1}
      dhcp4: true
  ethernets:
    eth0:
      addresses: [192.0.2.10/24]
      gateway4: 192.0.2.1
      auth: {key-management: 802.1x, identity: host, password: pl4nt3d-u2}
  tunnels:
    wg0:
      mode: wireguard
      key: pl4nt3d-u3
      addresses: [10.9.0.1/24]
      peers: [{keys: {public: abc, shared: pl4nt3d-u4}, allowed-ips: [0.0.0.0/0]}]
`,
  },
  nft: {
    path: 'edge.nft',
    text: `# the password of the console is pl4nt3d-v1
table inet filter {
  chain input {
    type filter hook input priority 0; policy accept;
    tcp dport 6379 accept
    tcp dport 22 log prefix "token pl4nt3d-v2" accept
    tcp dport 6379 drop
  }
}
`,
  },
  nginx: {
    path: 'nginx.conf',
    text: `events {}
http {
  server {
    listen 80;
    location / {
      proxy_set_header Authorization "Bearer pl4nt3d-w1";
      proxy_pass http://alice:pl4nt3d-w2@10.0.0.9:8080;
    }
    set $api_token pl4nt3d-w3;
  }
  server {
    listen 443 ssl;
    ssl_protocols TLSv1 TLSv1.2;
    secure_link_md5 "$uri pl4nt3d-w4";
    ssl_certificate /etc/ssl/www.pem;
    ssl_certificate_key /etc/ssl/www.key;
  }
}
`,
  },
  nxos: {
    path: 'leaf.cfg',
    behind: 'leaf.cfg',
    text: `username ops password 0 pl4nt3d-x1 role network-admin
snmp-server community pl4nt3d-x2 group network-admin
snmp-server user bob network-admin auth sha pl4nt3d-x3 priv aes-128 pl4nt3d-x4
radius-server host 10.0.0.5 key 0 pl4nt3d-x5
key chain KEYS
  key 1
    key-string 0 pl4nt3d-x6
router bgp 64500
  neighbor 192.0.2.77
    remote-as 64501
    password 0 pl4nt3d-x7
`,
  },
  openssl: {
    path: 'openssl.cnf',
    behind: 'openssl.cnf',
    text: `
[ req_planted ]
input_password = pl4nt3d-y1
output_password = pl4nt3d-y2
[ attributes_planted ]
challengePassword = pl4nt3d-y3
`,
  },
  panos: {
    path: 'branch.set',
    behind: 'branch.set',
    text: `set mgt-config users ops phash pl4nt3d-z1
set deviceconfig system snmp-setting access-setting version v2c snmp-community-string pl4nt3d-z2
set network ike gateway hub authentication pre-shared-key key pl4nt3d-z3
set shared server-profile radius RAD server one secret pl4nt3d-z4
`,
  },
  pem: {
    path: 'chain.pem',
    behind: 'fullchain.pem',
    text: `-----BEGIN PRIVATE KEY-----
pl4nt3dA1pl4nt3dA1pl4nt3dA1pl4nt3dA1pl4nt3dA1pl4nt3dA1pl4nt3dA1AA
-----END PRIVATE KEY-----
`,
  },
  pf: {
    path: 'pf.conf',
    text: `# the password of the console is pl4nt3d-A1
ext = "em0"
block in all
pass in on $ext proto tcp to any port 6379 label "token pl4nt3d-A2"
pass in on $ext proto tcp to any port 6379
`,
  },
  prometheus: {
    path: 'prometheus.yml',
    text: `# the password of the console is pl4nt3d-K1
global:
  scrape_interval: 10m
scrape_configs:
  - job_name: node
    basic_auth:
      username: ops
      password: pl4nt3d-K2
    authorization:
      credentials: pl4nt3d-K3
    static_configs:
      - targets: ['192.0.2.9:9100']
`,
  },
  redis: {
    path: 'redis.conf',
    text: `bind 0.0.0.0
protected-mode no
requirepass pl4nt3d-B1
masterauth pl4nt3d-B2
replicaof 192.0.2.9 6379
user alice on >pl4nt3d-B3 ~* +@all
tls-key-file-pass pl4nt3d-B4
`,
  },
  ros: {
    path: 'edge.rsc',
    behind: 'edge-v7.rsc',
    text: `/snmp community
add name=pl4nt3d-C1 write-access=yes addresses=0.0.0.0/0
/ppp secret
add name=bob password=pl4nt3d-C2
/ip ipsec identity
add peer=hub secret=pl4nt3d-C3
/interface wireguard
add name=wg9 private-key="pl4nt3d-C4"
/user
add name=ops group=full password=pl4nt3d-C5
`,
  },
  swanctl: {
    path: 'swanctl.conf',
    text: `connections {
  site {
    version = 1
    remote_addrs = 192.0.2.7
    proposals = 3des-md5-modp1024
    local { auth = psk }
    remote { auth = psk }
    children { net { local_ts = 10.1.0.0/16 remote_ts = 10.2.0.0/16 } }
  }
}
secrets {
  ike-site { id = 192.0.2.7  secret = pl4nt3d1 }
  eap-bob { id = bob  secret = "pl4nt3d-D2" }
  private-host { file = host.pem  secret = "pl4nt3d-D3" }
}
`,
  },
  sysctl: {
    path: '60-gateway.conf',
    text: `# the password of the console is pl4nt3d-E1
net.ipv4.ip_forward = 1
net.ipv4.tcp_syncookies = 0
net.ipv4.tcp_fastopen_key = pl4nt3d-E2
`,
  },
  terraform: {
    path: 'main.tf',
    behind: 'main.tf',
    text: `
variable "db_password" {
  default = "pl4nt3d-F1"
}

provider "postgresql" {
  host     = "10.0.0.9"
  password = "pl4nt3d-F2"
}
`,
  },
  ufw: {
    path: 'web.sh',
    text: `#!/bin/sh
# the password of the console is pl4nt3d-G1
ufw default allow incoming
ufw allow 6379/tcp comment 'token pl4nt3d-G2'
ufw deny 6379/tcp
ufw enable
`,
  },
  vrp: {
    path: 'router.cfg',
    behind: 'router.cfg',
    text: `snmp-agent community write pl4nt3d-H1
snmp-agent community read cipher pl4nt3d-H2
local-user ops password cipher pl4nt3d-H3
ike peer hub
 pre-shared-key simple pl4nt3d-H4
bgp 64500
 peer 192.0.2.77 as-number 64501
 peer 192.0.2.77 password simple pl4nt3d-H5
`,
  },
  vyos: {
    path: 'config.set',
    text: `set system host-name edge1
set system login user ops authentication plaintext-password 'pl4nt3d-I1'
set service snmp community pl4nt3d-I2 authorization 'rw'
set vpn ipsec authentication psk hub secret 'pl4nt3d-I3'
set interfaces ethernet eth0 address '192.0.2.2/24'
set protocols bgp system-as '64500'
set protocols bgp neighbor 192.0.2.1 remote-as '64501'
set protocols bgp neighbor 192.0.2.1 password 'pl4nt3d-I4'
set interfaces wireguard wg0 private-key 'pl4nt3d-I5'
`,
  },
  zone: {
    path: 'db.example.net',
    text: `; the password of the console is pl4nt3d-J1
$ORIGIN example.net.
$TTL 5
@ IN SOA ns1 hostmaster 1 2h 30m 2w 1h
  IN NS ns1
ns1 IN A 192.0.2.53
front 9 IN A 192.0.2.54
console 7 IN TXT "password=pl4nt3d-J2"
`,
  },
};
