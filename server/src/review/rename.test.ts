import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../grammars/text/edit.ts';
import { nameAt } from './names.ts';
import { prepare } from './prepare.ts';
import { rename } from './rename.ts';

const IOS = `hostname r1
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 ip access-group WEB in
router bgp 64500
 neighbor WEB peer-group
 neighbor WEB remote-as 64501
 neighbor 192.0.2.2 peer-group WEB
 address-family ipv4
  neighbor WEB route-map WEB in
ip access-list extended WEB
 remark WEB is meant
 permit tcp any any eq 443
route-map WEB permit 10
route-map WEB deny 20
access-list 10 permit 192.0.2.0 0.0.0.255
access-list 10 permit 198.51.100.0 0.0.0.255
line vty 0 4
 access-class 10 in
end
`;

const JUNOS = `set firewall family inet filter WEB term a from protocol tcp
set firewall family inet filter WEB term a then accept
set interfaces ge-0/0/0 unit 0 description WEB
set interfaces ge-0/0/0 unit 0 family inet filter input WEB
set interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24
`;

const USER_DATA = `#cloud-config
write_files:
  - path: /etc/iptables/rules.v4
    content: |
      *filter
      :INPUT DROP [0:0]
      :MINE - [0:0]
      -A INPUT -j MINE
      -A MINE -j ACCEPT
      COMMIT
`;

const PATH: Record<string, string> = { ios: 'r1.cfg', junos: 'r1.conf', cloudinit: 'user-data' };

const NFT = `define WEB = { 80, 443 }
table inet filter {
  set web {
    type inet_service
    elements = { 8080, 8443 }
  }
  chain input {
    type filter hook input priority 0; policy drop;
    tcp dport @web jump web
    tcp dport $WEB accept comment "web"
  }
  chain web {
    tcp dport vmap { 8080 : goto web-log }
  }
  chain web-log {
    log prefix "in: " accept
  }
}
`;

const PF = `web = "em0"
table <web> { 192.0.2.0/24 }
block in on $web
pass in on $web from <web> to ($web:0) label "site"
`;

function renamed(text: string, dialect: string, before: string, newName: string) {
  const prepared = prepare({ text, dialect, path: PATH[dialect]! })!;
  const found = nameAt(prepared, text.indexOf(before) + before.length + 1);
  if (!found) throw new Error(`no name behind ${before}`);
  const result = rename(prepared, found.name, newName);
  return result.ok ? applyEdits(text, result.edits) : result.problem.en;
}

const ROS = `/ip firewall address-list
add address=192.0.2.1 list=office
add address=192.0.2.2 list=office
/ip firewall filter
add action=jump chain=input jump-target=web src-address-list=!office
add action=accept chain=web
add action=drop chain=web
/routing filter rule
add chain=in rule="if (dst in 10.0.0.0/8) { jump more }"
add chain=more rule="if (rpki invalid) { reject }"
add chain=more rule="accept"
`;

const VRP = `bgp 64500
 peer 192.0.2.1 as-number 64501
 #
 ipv4-family unicast
  peer 192.0.2.1 route-policy FROM import
#
route-policy FROM deny node 5
#
route-policy FROM permit node 10
`;

describe('a rename changes what bears the name, and nothing of the same name that is something else', () => {
  test('an access list', () => {
    expect(renamed(IOS, 'ios', 'access-list extended', 'SITE')).toBe(
      IOS.replace('access-list extended WEB', 'access-list extended SITE').replace(
        'access-group WEB',
        'access-group SITE',
      ),
    );
  });

  test('a numbered one, from a use', () => {
    expect(renamed(IOS, 'ios', 'access-class', '20')).toBe(
      IOS.replaceAll('access-list 10', 'access-list 20').replace('access-class 10', 'access-class 20'),
    );
  });

  test('a peer group, also in an address family', () => {
    expect(renamed(IOS, 'ios', '192.0.2.2 peer-group', 'CORE')).toBe(
      IOS.replaceAll('neighbor WEB', 'neighbor CORE').replace('peer-group WEB', 'peer-group CORE'),
    );
  });

  test('a route map with several entries', () => {
    expect(renamed(IOS, 'ios', '\nroute-map', 'POLICY')).toBe(IOS.replaceAll('route-map WEB', 'route-map POLICY'));
  });

  test('a filter in set form; descriptions stay', () => {
    expect(renamed(JUNOS, 'junos', 'filter', 'SITE')).toBe(
      JUNOS.replaceAll('filter WEB', 'filter SITE').replace('input WEB', 'input SITE'),
    );
  });

  test('a chain of a file inside another', () => {
    expect(renamed(USER_DATA, 'cloudinit', '-A INPUT -j', 'OURS')).toBe(USER_DATA.replaceAll('MINE', 'OURS'));
  });
});

describe('chains of one name in two tables', () => {
  const table = (name: string, rule: string): string =>
    `*${name}\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:WEB - [0:0]\n-A OUTPUT -j WEB\n${rule}\nCOMMIT\n`;
  const nat = table('nat', '-A WEB -j DNAT --to-destination 192.0.2.9');
  const mangle = table('mangle', '-A WEB -j MARK --set-mark 7');

  test('are two: the other table keeps its own', () => {
    expect(renamed(nat + mangle, 'iptables', '-A OUTPUT -j', 'SITE')).toBe(nat.replaceAll('WEB', 'SITE') + mangle);
  });

  test('may take the name that the other table has', () => {
    const other = mangle.replaceAll('WEB', 'SITE');
    expect(renamed(nat + other, 'iptables', '-A OUTPUT -j', 'SITE')).toBe(nat.replaceAll('WEB', 'SITE') + other);
    expect(renamed(nat + mangle, 'iptables', '-A OUTPUT -j', 'PREROUTING')).toMatch(/already in use/);
  });
});

describe('a rename is refused', () => {
  test('where a line says the name and is not understood', () => {
    const text = IOS.replace('line vty', 'frobnicate the WEB\nline vty');
    expect(renamed(text, 'ios', 'access-list extended', 'SITE')).toMatch(/^Line 18 also says WEB/);
  });

  test('where a number would become a name, a name a number, or the list would be read otherwise', () => {
    expect(renamed(IOS, 'ios', 'access-class', 'NAMED')).toMatch(/cannot be renamed to NAMED/);
    expect(renamed(IOS, 'ios', 'access-list extended', '110')).toMatch(/cannot be renamed to 110/);
    expect(renamed(IOS, 'ios', 'access-class', '110')).toMatch(/cannot be renamed to 110/);
  });

  test.each(['', ' ', 'a b', 'a;b', '"a"', 'a\nb', '!a', '-a', 'x'.repeat(64)])('to %j', (newName) => {
    expect(renamed(IOS, 'ios', 'access-list extended', newName)).toMatch(/cannot be a name here/);
  });
});

describe('names of firewalls', () => {
  test('nftables: a set, a chain and a variable of one name', () => {
    expect(renamed(NFT, 'nft', 'set', 'ports')).toBe(NFT.replace('set web', 'set ports').replace('@web', '@ports'));
    expect(renamed(NFT, 'nft', 'jump', 'sites')).toBe(
      NFT.replace('jump web', 'jump sites').replace('chain web {', 'chain sites {'),
    );
    expect(renamed(NFT, 'nft', 'define', 'HTTP')).toBe(NFT.replaceAll('WEB', 'HTTP'));
  });
  test('pf: a macro and a table of one name', () => {
    expect(renamed(PF, 'pf', 'from ', 'hosts')).toBe(PF.replaceAll('<web>', '<hosts>'));
    expect(renamed(PF, 'pf', 'block in on ', 'ext')).toBe(PF.replace('web =', 'ext =').replaceAll('$web', '$ext'));
  });
  test('ros: chains, lists and filters are named by each of their rules', () => {
    expect(renamed(ROS, 'ros', 'jump-target=', 'www')).toBe(ROS.replaceAll('web', 'www'));
    expect(renamed(ROS, 'ros', 'src-address-list=!', 'branch')).toBe(ROS.replaceAll('office', 'branch'));
    expect(renamed(ROS, 'ros', '{ jump ', 'less')).toBe(ROS.replaceAll('more', 'less'));
  });
  test('vrp: the nodes of a route policy', () => {
    expect(renamed(VRP, 'vrp', 'peer 192.0.2.1 route-policy ', 'IMPORT')).toBe(VRP.replaceAll('FROM', 'IMPORT'));
  });
});
