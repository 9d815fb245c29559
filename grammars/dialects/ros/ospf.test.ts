import { describe, expect, test } from 'vitest';
import type { Device } from '../../model/device.ts';
import { ros } from './dialect.ts';

const modelOf = (text: string): Device => ros.toModel(ros.parse(text));

const PORTS = `/interface ethernet
set [ find default-name=ether1 ] name=ether1
set [ find default-name=ether2 ] name=ether2
/ip address
add address=10.1.2.1/30 interface=ether1 network=10.1.2.0
add address=10.1.3.1/24 interface=ether2 network=10.1.3.0
add address=10.0.0.1 interface=lo network=10.0.0.1
/ipv6 address
add address=2001:db8:1::1/64 interface=ether2
`;

const SEVEN = `# 2024-07-31 09:33:47 by RouterOS 7.15.2
${PORTS}/routing id
add id=10.0.0.1 name=main-id
/routing ospf instance
add name=v2 originate-default=always router-id=main-id redistribute=static
add name=v3 version=3 router-id=10.0.0.1
/routing ospf area
add instance=v2 name=backbone
add area-id=0.0.0.1 instance=v2 name=one type=nssa no-summaries default-cost=5
add instance=v3 name=six
/routing ospf area range
add advertise=no area=one prefix=10.1.0.0/16
/routing ospf interface-template
add area=backbone auth=md5 auth-id=1 auth-key=x cost=70 interfaces=ether1 hello-interval=5s dead-interval=20s type=ptp
add area=one networks=10.1.3.0/24 passive
add area=backbone networks=10.0.0.1/32
add area=backbone networks=192.0.2.0/24
add area=six interfaces=ether2
`;

const SIX = `# 2019-07-31 09:33:47 by RouterOS 6.48
${PORTS}/routing ospf instance
set [ find default=yes ] distribute-default=if-installed-as-type-1 redistribute-static=as-type-1 metric-static=20 router-id=10.0.0.1
/routing ospf area
add area-id=0.0.0.1 name=one
/routing ospf interface
add interface=ether1 cost=70 network-type=point-to-point authentication=simple authentication-key=x
add passive=yes
/routing ospf network
add area=backbone network=10.1.2.0/24
add area=one network=10.1.3.0/24
`;

describe('OSPF', () => {
  test('instances of version 7 with templates, areas and origins', () => {
    const [two, three] = modelOf(SEVEN).ospf;
    expect(two).toMatchObject({
      version: 2,
      name: 'v2',
      routerId: { value: 0x0a000001n },
      areas: [
        { id: { value: 0 }, type: 'normal' },
        { id: { value: 1 }, type: 'nssa', noSummary: true, defaultCost: 5, ranges: [{ advertised: false }] },
      ],
      defaultOriginate: { always: true },
      redistributions: [{ from: { value: 'static' } }],
      closed: true,
    });
    // Which metric comes with the static ones, and what the last network is meant for, is not known.
    expect(two!.unfollowed.map(({ start, end }) => SEVEN.slice(start, end))).toEqual([
      'static',
      'add area=backbone networks=192.0.2.0/24',
    ]);
    expect(two!.interfaces).toMatchObject([
      {
        interface: 'ether1',
        area: { value: 0 },
        cost: { value: 70 },
        hello: { value: 5 },
        dead: { value: 20 },
        networkType: { value: 'point-to-point' },
        authentication: { value: 'cryptographic' },
        passive: { value: false },
      },
      {
        interface: 'ether2',
        area: { value: 1 },
        hello: { value: 10 },
        dead: { value: 40 },
        networkType: { value: 'broadcast' },
        authentication: { value: 'none' },
        passive: { value: true },
        closed: true,
      },
      { interface: 'lo', area: { value: 0 } },
    ]);
    expect(three).toMatchObject({ version: 3, interfaces: [{ interface: 'ether2', families: ['ipv6'] }] });
  });

  test('networks of version 6, with what is said of interfaces', () => {
    const [process] = modelOf(SIX).ospf;
    expect(process).toMatchObject({
      version: 2,
      name: 'default',
      routerId: { value: 0x0a000001n },
      defaultOriginate: { always: false, metricType: 1 },
      redistributions: [{ from: { value: 'static' }, metric: 20, metricType: 1 }],
      unfollowed: [],
      interfaces: [
        {
          interface: 'ether1',
          area: { value: 0 },
          cost: { value: 70 },
          networkType: { value: 'point-to-point' },
          authentication: { value: 'clear-text' },
          passive: { value: false },
        },
        { interface: 'ether2', area: { value: 1 }, passive: { value: true } },
      ],
      closed: true,
    });
  });

  test('two templates that fit, lists, unknown parameters and areas that are not there leave it open', () => {
    const closedOf = (line: string): boolean | undefined =>
      modelOf(`${SEVEN}${line}\n`).ospf[0]!.interfaces.find((one) => one.interface === 'ether1')?.closed;
    expect(closedOf('')).toBe(true);
    expect(closedOf('add area=one networks=10.1.2.0/24')).toBe(false);
    expect(modelOf(SEVEN.replace('cost=70', 'novel=1')).ospf[0]!.interfaces[0]!.closed).toBe(false);
    expect(modelOf(SEVEN.replace('name=v2 ', 'name=v2 novel=1 ')).ospf[0]!.closed).toBe(false);
    const list = modelOf(SEVEN.replace('interfaces=ether1', 'interfaces=ether1,LAN')).ospf[0]!;
    expect(list.unfollowed).toHaveLength(3);
    const lost = modelOf(`${SEVEN}add area=nowhere interfaces=ether2\n`).ospf.at(-1)!;
    expect(lost).toMatchObject({ closed: false, interfaces: [], unfollowed: [expect.anything()] });
  });

  test('what is disabled does not run', () => {
    expect(modelOf(SEVEN.replace('add name=v2 ', 'add disabled=yes name=v2 ')).ospf).toMatchObject([{ version: 3 }]);
    expect(modelOf(SEVEN.replaceAll('add area=', 'add disabled=yes area=')).ospf).toEqual([]);
  });
});
