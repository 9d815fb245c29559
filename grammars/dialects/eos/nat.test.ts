import { describe, expect, test } from 'vitest';
import type { Filter } from '../../model/filter.ts';
import { eos } from './dialect.ts';

const tables = (text: string): readonly Filter[] => eos.toModel(eos.parse(text)).filters;
const rules = (lines: string) => tables(`interface Ethernet1\n   ${lines}\n`)[0]!.rules;

describe('translations of an interface', () => {
  test('sources as packets leave, destinations as they come in, unless it says otherwise', () => {
    const found = tables(`interface Ethernet1
   ip nat source static 10.0.0.1 203.0.113.1
   ip nat destination static 203.0.113.2 10.0.0.2
   ip nat source ingress static 10.0.0.3 203.0.113.3
   ip nat destination egress static 203.0.113.4 10.0.0.4
`);
    expect(found.map(({ name }) => name.value)).toEqual([
      'ip nat source out of Ethernet1',
      'ip nat destination into Ethernet1',
      'ip nat source into Ethernet1',
      'ip nat destination out of Ethernet1',
    ]);
    expect(found[0]!.rules).toMatchObject([
      {
        bothWays: true,
        matches: [{ source: { anyOf: [{ address: 0x0a000001n }] }, outInterface: { anyOf: [{ name: 'Ethernet1' }] } }],
        action: { nat: 'source', to: '203.0.113.1' },
      },
    ]);
    expect(found[1]!.rules[0]).toMatchObject({
      matches: [{ destination: { anyOf: [{ address: 0xcb007102n }] }, inInterface: { anyOf: [{}] } }],
      action: { nat: 'destination' },
    });
  });

  test('ports, of one protocol or of both', () => {
    const port = (protocol: string) => rules(`ip nat source static 10.0.0.1 22 203.0.113.1 2222${protocol}`);
    expect(port(' protocol udp')[0]!.matches[0]).toMatchObject({
      protocol: { anyOf: [{ first: 17 }] },
      sourcePort: { anyOf: [{ first: 22 }] },
    });
    expect(port('')[0]!.matches[0]!.protocol!.anyOf).toHaveLength(2);
  });

  test.each(['access-list A 203.0.113.1', '203.0.113.1 group 1'])('%s depends on more', (rest) => {
    expect(rules(`ip nat source static 10.0.0.1 ${rest}`)[0]!.matches[0]!.opaque).toHaveLength(1);
  });

  test('static ones are first; what a list permits is the most that a dynamic one takes', () => {
    const [first, second] = tables(`interface Ethernet1
   ip nat source dynamic access-list A pool P priority 10 comment text
   ip nat source static 10.0.0.1 203.0.113.1
ip access-list A
   permit ip 10.0.0.0/8 any
`).filter(({ purpose }) => purpose === 'nat')[0]!.rules;
    expect(first!.action).toMatchObject({ to: '203.0.113.1' });
    expect(second).toMatchObject({
      matches: [{ source: { anyOf: [{ length: 8 }] }, outInterface: { anyOf: [{ name: 'Ethernet1' }] }, opaque: [{}] }],
      action: { to: 'pool P' },
    });
  });

  test('a profile has none of the interfaces yet', () => {
    const [table] = tables('ip nat profile P\n   ip nat source static 10.0.0.1 203.0.113.1\n');
    expect(table).toMatchObject({ name: { value: 'ip nat source out of profile P' } });
    expect(table!.rules[0]!.matches[0]!.outInterface).toBeUndefined();
  });

  test('what is not read leaves the translations open', () => {
    const device = eos.toModel(eos.parse('interface Ethernet1\n   ip nat source static somewhere 203.0.113.1\n'));
    expect(device.nat!.closed).toBe(false);
  });
});
