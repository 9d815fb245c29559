/** Short texts with findings whose fixes change what becomes of packets: each a kind that samples have too few of. */
export const LISTS_TO_MEND: readonly (readonly [name: string, dialect: string, text: string])[] = [
  [
    'a deny above a permit',
    'ios',
    'ip access-list extended LIST\n 10 permit tcp any any eq 22\n 20 deny tcp 10.0.0.0 0.255.255.255 any\n 30 permit tcp host 10.1.1.1 host 192.0.2.10 eq 443\n 40 permit ip any any\ninterface Gi0/0\n ip access-group LIST in\n',
  ],
  [
    'a chain that is called',
    'iptables',
    '*filter\n:INPUT DROP [0:0]\n:WEB - [0:0]\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 80:443 -j WEB\n-A WEB -s 10.0.0.0/8 -j DROP\n-A WEB -s 10.1.0.0/16 -p tcp -m tcp --dport 443 -j ACCEPT\nCOMMIT\n',
  ],
  [
    'a chain that two hooks lead to',
    'iptables',
    '*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:WEB - [0:0]\n-A INPUT -p tcp -m tcp --dport 80:443 -j WEB\n-A FORWARD -i eth1 -p tcp -m tcp --dport 400:500 -j WEB\n-A WEB -s 10.0.0.0/8 -j DROP\n-A WEB -s 10.1.0.0/16 -p tcp -m tcp --dport 443:450 -j ACCEPT\nCOMMIT\n',
  ],
  [
    'a return that comes too late',
    'iptables',
    '*filter\n:INPUT DROP [0:0]\n-A INPUT -s 10.2.0.0/16 -p tcp -m tcp --dport 22:50 -j DROP\n-A INPUT -p tcp -m tcp --dport 22:80 -j ACCEPT\n-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 30:70 -j RETURN\nCOMMIT\n',
  ],
  [
    'translations behind a chain of them',
    'iptables',
    '*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:PUBLIC - [0:0]\n-A PREROUTING -i eth0 -j PUBLIC\n-A PREROUTING -i eth0 -s 10.1.0.0/16 -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.0.0.9\n-A PREROUTING -i eth0 -s 10.2.0.0/16 -p tcp -m tcp --dport 80 -j RETURN\n-A OUTPUT -j PUBLIC\n-A PUBLIC -s 10.3.0.0/16 -j RETURN\n-A PUBLIC -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.0.0.8\n-A PUBLIC -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.9\n-A PUBLIC -s 10.4.0.0/16 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.10\nCOMMIT\n',
  ],
  [
    'what the raw table drops',
    'iptables',
    '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport 23 -j DROP\nCOMMIT\n*filter\n:INPUT DROP [0:0]\n-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 23 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n',
  ],
  ...['80', '443', '8443'].map(
    (port) =>
      [
        'an open default',
        'iptables',
        `*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport ${port} -j ACCEPT\nCOMMIT\n`,
      ] as const,
  ),
];
