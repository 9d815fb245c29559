import { describe, expect, test } from 'vitest';
import type { Device } from '../../model/device.ts';
import { vyos } from './dialect.ts';

const TEXT = `interfaces {
    ethernet eth0 {
        address 10.1.2.1/30
    }
    ethernet eth1 {
        address 10.1.3.1/24
        vif 20 {
            address 10.1.20.1/24
            vrf RED
        }
    }
    ethernet eth2 {
        address 2001:db8:1::1/64
    }
    loopback lo {
        address 10.0.0.1/32
    }
}
protocols {
    ospf {
        area 0 {
            network 10.1.2.0/24
            network 10.0.0.1/32
        }
        area 0.0.0.1 {
            area-type {
                nssa {
                    default-cost 5
                    no-summary
                }
            }
            authentication md5
            range 10.1.0.0/16 {
                not-advertise
            }
        }
        auto-cost {
            reference-bandwidth 10000
        }
        default-information {
            originate {
                always
                metric 10
                metric-type 1
            }
        }
        interface eth0 {
            cost 70
            dead-interval 20
            hello-interval 5
            network point-to-point
            passive {
                disable
            }
        }
        interface eth1 {
            area 1
            hello-interval 7
        }
        parameters {
            router-id 10.0.0.1
        }
        passive-interface default
        redistribute {
            static {
                metric 20
                route-map STATICS
            }
        }
    }
    ospfv3 {
        area 0 {
            interface eth2
        }
        distance {
            global 120
        }
    }
}
vrf {
    name RED {
        protocols {
            ospf {
                interface eth1.20 {
                    area 2
                    authentication {
                        plaintext-password x
                    }
                }
            }
        }
        table 100
    }
}
`;

/** The same in `set` commands. */
const SET = `set interfaces ethernet eth0 address '10.1.2.1/30'
set interfaces ethernet eth0 ip ospf cost '70'
set interfaces ethernet eth0 ip ospf hello-interval '5'
set interfaces ethernet eth0 ip ospf authentication md5 key-id 1 md5-key 'x'
set protocols ospf area 0 network '10.1.2.0/24'
set protocols ospf passive-interface 'default'
set protocols ospf passive-interface-exclude 'eth0'
`;

const modelOf = (text: string): Device => vyos.toModel(vyos.parse(text));

describe('OSPF', () => {
  test('how long packets on a port may be: as written, 1500 of one that says nothing, unknown of others', () => {
    const lines = ['ethernet eth0 address 10.0.0.1/30', 'ethernet eth1 mtu 9000', 'bonding bond0 address 10.0.1.1/30'];
    const { interfaces } = modelOf(lines.map((line) => `set interfaces ${line}\n`).join(''));
    const mtus = interfaces.map(({ name, ipMtu }) => [name.value, ipMtu?.value, ipMtu?.span !== undefined]);
    expect(Object.fromEntries(mtus.map(([name, ...rest]) => [name, rest]))).toEqual({
      eth0: [1500, false],
      eth1: [9000, true],
      bond0: [undefined, false],
    });
  });

  test('a process with its areas, origins and interfaces', () => {
    const [process] = modelOf(TEXT).ospf;
    expect(process).toMatchObject({
      version: 2,
      routerId: { value: 0x0a000001n },
      referenceBandwidth: { value: 10000 },
      areas: [
        { id: { value: 0 }, type: 'normal' },
        { id: { value: 1 }, type: 'nssa', noSummary: true, defaultCost: 5, ranges: [{ advertised: false }] },
      ],
      redistributions: [{ from: { value: 'static' }, metric: 20, policy: { value: 'STATICS' } }],
      defaultOriginate: { always: true, metric: 10, metricType: 1 },
      unfollowed: [],
      closed: true,
    });
    expect(process!.interfaces).toMatchObject([
      {
        interface: 'eth0',
        area: { value: 0 },
        cost: { value: 70 },
        hello: { value: 5 },
        dead: { value: 20 },
        networkType: { value: 'point-to-point' },
        passive: { value: false },
        authentication: { value: 'none' },
        closed: true,
      },
      {
        interface: 'eth1',
        area: { value: 1 },
        hello: { value: 7 },
        dead: { value: 40 },
        networkType: { value: 'broadcast' },
        passive: { value: true },
        authentication: { value: 'cryptographic' },
      },
      { interface: 'lo', area: { value: 0 } },
    ]);
  });

  test('version 3 and VRFs; what changes routes otherwise is told', () => {
    const [, six, red] = modelOf(TEXT).ospf;
    expect(six).toMatchObject({ version: 3, closed: true, interfaces: [{ interface: 'eth2', families: ['ipv6'] }] });
    expect(six!.unfollowed.map(({ start, end }) => TEXT.slice(start, end))).toEqual([
      expect.stringMatching(/^distance \{/),
    ]);
    expect(red).toMatchObject({ vrf: 'RED', interfaces: [{ interface: 'eth1.20', area: { value: 2 } }] });
    // The area does not ask for the password.
    expect(red!.interfaces[0]!.authentication).toBeUndefined();
  });

  test('interfaces speak for themselves in older releases', () => {
    const [process] = modelOf(SET).ospf;
    expect(process!.interfaces).toMatchObject([
      {
        interface: 'eth0',
        cost: { value: 70 },
        hello: { value: 5 },
        passive: { value: false },
        authentication: { value: 'cryptographic' },
      },
    ]);
    expect(process!.interfaces[0]!.dead).toBeUndefined();
  });

  test('an interface with a word that nothing knows is not closed, and its process neither', () => {
    const [process] = modelOf(`${SET}set protocols ospf interface eth0 novel 3\n`).ospf;
    expect(process!.interfaces[0]!.closed).toBe(false);
    const [strange] = modelOf(`${SET}set protocols ospf novel 3\n`).ospf;
    expect(strange!.closed).toBe(false);
    const novel = vyos.parse('set protocols ospf novel 3\nset protocols ospf distance global 120\n');
    vyos.toModel(novel);
    expect(novel.statements.map(({ coverage }) => coverage)).toEqual(['unknown', 'recognised']);
  });
});
