import { expect, test } from 'vitest';
import { prepare } from '../../server/src/review/prepare.ts';
import { formatAddress } from '../model/address.ts';

const asked = (path: string, text: string, dialect: string): readonly string[] =>
  (prepare({ path, text, dialect })?.device.resolvers ?? []).map(({ family, address, span }) => {
    expect(text.slice(span.start, span.end)).toContain(formatAddress(family, address));
    return formatAddress(family, address);
  });

const CLI = [
  ['ios', 'ip name-server 192.0.2.53 2001:db8::53\nip name-server vrf MGMT 192.0.2.99\nno ip name-server 192.0.2.98\n'],
  ['nxos', 'ip name-server 192.0.2.53 2001:db8::53\nip name-server 192.0.2.99 use-vrf management\n'],
  ['eos', 'ip name-server vrf default 192.0.2.53\nip name-server vrf MGMT 192.0.2.99\nip name-server 2001:db8::53\n'],
  ['iosxr', 'domain name-server 192.0.2.53\ndomain name-server 2001:db8::53\ndomain vrf MGMT name-server 192.0.2.99\n'],
  ['vrp', 'dns resolve\ndns server 192.0.2.53\ndns server 2001:db8::53\ndns server 192.0.2.99 vpn-instance MGMT\n'],
  [
    'asa',
    'dns server-group DefaultDNS\n name-server 192.0.2.53 inside\n name-server 2001:db8::53\ndns server-group X\n name-server 192.0.2.99\n',
  ],
  [
    'junos',
    'system {\n    name-server {\n        192.0.2.53;\n        2001:db8::53;\n        192.0.2.99 routing-instance mgmt_junos;\n    }\n}\n',
  ],
  [
    'junos',
    'set system name-server 192.0.2.53\nset system name-server 2001:db8::53\nset system name-server 192.0.2.99 routing-instance mgmt_junos\n',
  ],
  ['vyos', "set system name-server '192.0.2.53'\nset system name-server '2001:db8::53'\nset system name-server eth0\n"],
  ['vyos', 'system {\n    name-server 192.0.2.53\n    name-server 2001:db8::53\n}\n'],
  ['fortios', 'config system dns\n    set primary 192.0.2.53\n    set ip6-primary 2001:db8::53\nend\n'],
  ['ros', '/ip dns\nset allow-remote-requests=yes servers=192.0.2.53,2001:db8::53\n'],
  [
    'netplan',
    'network:\n  version: 2\n  ethernets:\n    eth0:\n      nameservers:\n        addresses: [192.0.2.53, "2001:db8::53"]\n',
  ],
  ['cloudinit', '#cloud-config\nmanage_resolv_conf: true\nresolv_conf:\n  nameservers: [192.0.2.53, "2001:db8::53"]\n'],
  [
    'cloudinit',
    'version: 1\nconfig:\n  - type: physical\n    name: eth0\n    subnets:\n      - type: static\n        address: 192.0.2.2/24\n        dns_nameservers: [192.0.2.53]\n  - type: nameserver\n    address: "2001:db8::53"\n',
  ],
] as const;

test.each(CLI)('%s names the servers that the device itself asks %#', (dialect, text) => {
  expect([...asked('device', text, dialect)].sort()).toEqual(['192.0.2.53', '2001:db8::53']);
});

test('none where nothing is named, or nothing comes of it', () => {
  expect(prepare({ path: 'a', text: 'hostname r1\n', dialect: 'ios' })?.device.resolvers).toBeUndefined();
  expect(asked('a', '#cloud-config\nresolv_conf:\n  nameservers: [192.0.2.53]\n', 'cloudinit')).toEqual([]);
});
