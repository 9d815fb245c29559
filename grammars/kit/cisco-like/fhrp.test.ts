import { describe, expect, test } from 'vitest';
import { dialectById } from '../../dialects/index.ts';
import type { FhrpGroup } from '../../model/fhrp.ts';

function groupsOf(id: string, text: string): readonly FhrpGroup[] {
  const dialect = dialectById(id)!;
  return dialect.toModel(dialect.parse(text)).fhrp;
}

describe('groups of gateways', () => {
  test('IOS: HSRP with its defaults, and everything said', () => {
    const groups = groupsOf(
      'ios',
      `interface Vlan10
 ip address 10.1.0.2 255.255.255.0
 standby version 2
 standby ip 10.1.0.1
 standby 5 ip 10.1.0.5
 standby 5 timers msec 250 1
 standby 5 priority 110
 standby 5 preempt delay minimum 30
 standby 5 track 1 decrement 20
 standby 5 track GigabitEthernet0/1 15
 standby 5 track 3 shutdown
 standby 5 authentication md5 key-string 0 x
`,
    );
    expect(groups).toMatchObject([
      {
        protocol: 'hsrp',
        group: { value: 0 },
        version: { value: 2 },
        priority: { value: 100 },
        preempt: { value: false },
        advertise: { value: 3000 },
        authentication: { value: 'none' },
        addresses: [{ value: 0x0a010001n }],
      },
      {
        group: { value: 5 },
        advertise: { value: 250 },
        hold: { value: 1000 },
        priority: { value: 110 },
        preempt: { value: true },
        tracks: [{ decrement: 20 }, { decrement: 15 }, {}],
        authentication: { value: 'cryptographic' },
      },
    ]);
    expect(groups[1]!.tracks[2]!.decrement).toBeUndefined();
  });
  test('IOS: VRRP of version 2 on lines, of version 3 in blocks, whose timers are in milliseconds', () => {
    const groups = groupsOf(
      'ios',
      `interface GigabitEthernet0/1
 ip address 10.1.0.2 255.255.255.0
 vrrp 1 ip 10.1.0.1
 no vrrp 1 preempt
 vrrp 1 timers advertise 2
 vrrp 2 address-family ipv4
  address 10.1.0.9 primary
  timers advertise 500
  priority 120
`,
    );
    expect(groups).toMatchObject([
      { protocol: 'vrrp', version: { value: 2 }, preempt: { value: false }, advertise: { value: 2000 } },
      { version: { value: 3 }, advertise: { value: 500 }, priority: { value: 120 }, preempt: { value: true } },
    ]);
  });
  test('NX-OS: blocks; EOS: lines', () => {
    expect(
      groupsOf(
        'nxos',
        'hostname n1\ninterface Vlan10\n  ip address 10.1.0.2/24\n  hsrp 10\n    preempt\n    priority 120\n    ip 10.1.0.1\n',
      ),
    ).toMatchObject([{ protocol: 'hsrp', priority: { value: 120 }, addresses: [{ value: 0x0a010001n }] }]);
    expect(
      groupsOf(
        'eos',
        'hostname e1\ninterface Vlan10\n   ip address 10.1.0.2/24\n   vrrp 7 priority-level 90\n   vrrp 7 advertisement interval 3\n   vrrp 7 ipv4 10.1.0.1\n',
      ),
    ).toMatchObject([{ protocol: 'vrrp', priority: { value: 90 }, advertise: { value: 3000 } }]);
  });
});
