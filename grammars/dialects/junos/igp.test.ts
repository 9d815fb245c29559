import { describe, expect, test } from 'vitest';
import type { Device } from '../../model/device.ts';
import { junos } from './dialect.ts';

const modelOf = (text: string): Device => junos.toModel(junos.parse(text));

const INTERFACES = `interfaces {
    ge-0/0/0 {
        mtu 9014;
        unit 0 {
            family inet {
                address 10.1.2.1/30;
            }
            family iso;
        }
    }
    ge-0/0/1 {
        unit 0 {
            family inet {
                address 10.1.3.1/30;
            }
        }
    }
    lo0 {
        unit 0 {
            family inet {
                address 10.0.0.1/32;
            }
            family iso {
                address 49.0001.0100.0000.0001.00;
            }
        }
    }
}
routing-options {
    router-id 10.0.0.1;
}
`;

describe('OSPF', () => {
  test('interfaces in areas, with what an area and `all` say', () => {
    const { ospf, interfaces } = modelOf(`${INTERFACES}protocols {
    ospf {
        reference-bandwidth 100g;
        export STATICS;
        area 0.0.0.1 {
            nssa {
                default-lsa default-metric 10;
                no-summaries;
            }
            area-range 10.1.0.0/16 restrict;
            interface ge-0/0/0.0 {
                interface-type p2p;
                hello-interval 5;
                metric 70;
                authentication {
                    md5 1 key "x";
                }
            }
            interface lo0.0 {
                passive;
            }
        }
        area 0 {
            interface all;
        }
    }
}
`);
    expect(interfaces[0]!.ipMtu?.value).toBe(9000);
    expect(ospf).toMatchObject([
      {
        version: 2,
        routerId: { value: 0x0a000001n },
        referenceBandwidth: { value: 100_000 },
        redistributions: [{ from: { value: '*' }, policy: { value: 'STATICS' } }],
        areas: [
          {
            id: { value: 1 },
            type: 'nssa',
            noSummary: true,
            defaultOriginate: true,
            defaultCost: 10,
            ranges: [{ advertised: false }],
          },
          { id: { value: 0 }, type: 'normal' },
        ],
        interfaces: [
          {
            interface: 'ge-0/0/0.0',
            area: { value: 1 },
            networkType: { value: 'point-to-point' },
            hello: { value: 5 },
            dead: { value: 20 },
            cost: { value: 70 },
            authentication: { value: 'cryptographic' },
          },
          { interface: 'ge-0/0/1.0', area: { value: 0 }, networkType: { value: 'broadcast' }, dead: { value: 40 } },
          { interface: 'lo0.0', area: { value: 1 }, passive: { value: true } },
        ],
        closed: true,
      },
    ]);
  });
});

describe('IS-IS', () => {
  test('runs where the family is; levels that are off are off', () => {
    const { isis } = modelOf(`${INTERFACES}protocols {
    isis {
        level 1 disable;
        level 2 wide-metrics-only;
        interface ge-0/0/0.0 {
            point-to-point;
            level 2 metric 15;
        }
        interface ge-0/0/1.0;
        interface lo0.0;
    }
}
`);
    expect(isis[0]).toMatchObject({
      nets: [{ value: '49.0001.0100.0000.0001.00' }],
      level: { value: 'level-2' },
      metricStyle: { value: 'wide' },
      interfaces: [
        { interface: 'ge-0/0/0.0', networkType: { value: 'point-to-point' }, metricLevel2: { value: 15 } },
        { interface: 'lo0.0' },
      ],
    });
  });
});
