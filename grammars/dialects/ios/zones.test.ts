import { describe, expect, test } from 'vitest';
import { analyseFilters } from '../../../server/src/packets/analyse.ts';
import { parsePacket } from '../../../server/src/packets/packet-text.ts';
import type { Change } from '../../change.ts';
import type { Device } from '../../model/device.ts';
import { walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { ios } from './dialect.ts';

const ZONES = `zone security IN
zone security OUT
zone security DMZ
interface Gi0/0
 zone-member security OUT
interface Gi0/1
 zone-member security IN
interface Gi0/2
 zone-member security IN
interface Gi0/3
 zone-member security DMZ
interface Gi0/4
`;
const CLASSES = `class-map type inspect match-any WEB
 match protocol http
 match protocol dns
class-map type inspect match-all ADMINS
 match access-group name ADMINS
 match protocol ssh
class-map type inspect match-any NAMED
 match protocol nosuchprotocol
ip access-list extended ADMINS
 permit ip 10.1.0.0 0.0.0.255 any
`;
const POLICY = `policy-map type inspect P
 class type inspect WEB
  inspect
 class type inspect ADMINS
  pass log
`;
const pair = (from: string, to: string, policy?: string): string =>
  `zone-pair security ${from}-${to} source ${from} destination ${to}\n${policy ? ` service-policy type inspect ${policy}\n` : ''}`;
const model = (text: string): Device => ios.toModel(ios.parse(CLASSES + POLICY + ZONES + text));

function passes(device: Device, packet: string, filter = 'zone-pair security'): string {
  const index = device.filters.findIndex(({ name }) => name.value === filter);
  const { action, sure } = analyseFilters(device).test(index, parsePacket(packet)!);
  return `${action}${sure ? '' : '?'}`;
}

describe('between zones', () => {
  const device = model(pair('IN', 'OUT', 'P'));
  test.each([
    ['tcp 10.1.0.5:40000 > 192.0.2.1:80 in IN out OUT', 'permit'],
    ['tcp 10.1.0.5:40000 > 192.0.2.1:80 in Gi0/2 out Gi0/0', 'permit'],
    ['udp 10.9.0.5:40000 > 192.0.2.1:53 in Gi0/1 out Gi0/0', 'permit'],
    ['tcp 10.9.0.5:40000 > 192.0.2.1:22 in Gi0/1 out Gi0/0', 'deny'],
    ['tcp 10.1.0.5:40000 > 192.0.2.1:22 in Gi0/1 out Gi0/0', 'permit'],
    ['tcp 192.0.2.1:40000 > 10.1.0.5:80 in OUT out IN', 'deny'],
    ['tcp 10.1.0.5:40000 > 192.0.2.1:80 in Gi0/1 out Gi0/3', 'deny'],
    ['tcp 10.1.0.5:40000 > 192.0.2.1:99 in Gi0/1 out Gi0/2', 'permit'],
    ['tcp 10.1.0.5:40000 > 192.0.2.1:80 in Gi0/1 out Gi0/4', 'deny'],
    ['tcp 10.1.0.5:40000 > 192.0.2.1:80 in Gi0/4 out Gi0/9', 'permit'],
  ])('%s: %s', (packet, expected) => {
    expect(passes(device, packet)).toBe(expected);
  });

  test('a pair without a policy drops, also within a zone', () => {
    const dropping = model(pair('IN', 'IN') + pair('IN', 'OUT', 'P'));
    expect(passes(dropping, 'tcp 10.1.0.5:40000 > 10.1.0.6:80 in Gi0/1 out Gi0/2')).toBe('deny');
  });

  test('what is not known is not sure', () => {
    const text = `policy-map type inspect Q
 class type inspect NAMED
  drop
 class type inspect MISSING
  inspect
 class type inspect WEB
 class class-default
  pass
`;
    const unsure = model(text + pair('IN', 'OUT', 'Q') + pair('DMZ', 'OUT', 'MISSING'));
    expect(passes(unsure, 'udp 10.1.0.5:40000 > 192.0.2.1:99 in IN out OUT')).toBe('deny?');
    expect(passes(unsure, 'udp 10.1.0.5:40000 > 192.0.2.1:99 in DMZ out OUT')).toBe('permit?');
    expect(unsure.zones!.closed).toBe(false);
  });
});

describe('to and from the device itself', () => {
  test('everything passes without a pair', () => {
    expect(model(pair('IN', 'OUT', 'P')).filters.filter(({ hook }) => hook === 'input')).toEqual([]);
  });

  test('a pair speaks of its zone alone', () => {
    const device = model(pair('OUT', 'self', 'P') + pair('self', 'OUT', 'P'));
    const to = 'zone-pair security to self';
    expect(passes(device, 'tcp 198.51.100.7:40000 > 203.0.113.2:22 in Gi0/0', to)).toBe('deny');
    expect(passes(device, 'tcp 10.1.0.7:40000 > 203.0.113.2:22 in Gi0/0', to)).toBe('permit');
    expect(passes(device, 'tcp 198.51.100.7:40000 > 203.0.113.2:99 in Gi0/1', to)).toBe('permit');
    const from = 'zone-pair security from self';
    expect(passes(device, 'udp 203.0.113.2:40000 > 192.0.2.1:53 out Gi0/0', from)).toBe('permit');
    expect(passes(device, 'udp 203.0.113.2:40000 > 192.0.2.1:99 out Gi0/0', from)).toBe('deny');
  });
});

describe('policies', () => {
  const rules = (text: string, name = 'Q') => model(text).filters.find((one) => one.name.value === name)!.rules;

  test('pass keeps no state, and what no class takes is dropped', () => {
    expect(rules('', 'P')).toMatchObject([
      { action: { kind: 'permit' }, effects: [] },
      { action: { kind: 'permit' }, effects: ['log', 'pass'], stateless: true },
      { action: { kind: 'deny' }, implicit: true },
    ]);
  });

  test('classes within classes; an application’s own are none', () => {
    const text = `class-map type inspect match-any OUTER
 match class-map WEB
 match protocol icmp
class-map type inspect http match-any OUTER
 match request uri length gt 400
policy-map type inspect http STRICT
 class type inspect http OUTER
  reset
policy-map type inspect Q
 class type inspect OUTER
  inspect
`;
    expect(rules(text)[0]!.matches.map(({ protocol, family }) => [family, protocol!.anyOf[0]!.first])).toEqual([
      ['both', 6],
      ['both', 6],
      ['both', 17],
      ['ipv4', 1],
      ['ipv6', 58],
    ]);
    expect(model(text).filters.some(({ name }) => name.value === 'STRICT')).toBe(false);
  });

  test('a list that denies selects at most what it permits', () => {
    const text = `class-map type inspect match-any L
 match access-group name L
ip access-list extended L
 deny tcp host 10.0.0.1 any
 permit tcp 10.0.0.0 0.0.0.255 any eq 80
policy-map type inspect Q
 class type inspect L
  inspect
`;
    expect(rules(text)[0]!.matches).toMatchObject([
      { opaque: [{ text: 'access-group L' }] },
      { opaque: [{ text: 'access-group L' }], fragment: 'rest' },
    ]);
  });

  test('classes that refer to each other in a circle end', () => {
    const text = `class-map type inspect match-any A
 match class-map B
class-map type inspect match-any B
 match class-map A
policy-map type inspect Q
 class type inspect A
  inspect
`;
    expect(rules(text)[0]!.matches[0]!.opaque).toHaveLength(1);
  });

  test('a line that no class knows ends it', () => {
    const text = `policy-map type inspect Q
 class class-default
zone security LATE
`;
    const outline = ios.parse(text);
    expect(outline.statements).toHaveLength(2);
    expect([...walk(outline.statements)].some(({ coverage }) => coverage === 'unknown')).toBe(false);
  });
});

describe('changes', () => {
  const text = `policy-map type inspect Q
 class type inspect A
  inspect
 class type inspect B
  drop log
 class class-default
  drop
`;
  const changed = (change: Change): string | undefined => {
    const outline = ios.parse(text);
    const edits = ios.write(change, outline, ios.toModel(outline));
    return edits && applyEdits(text, edits);
  };

  test('a class moves and goes with what it does', () => {
    expect(changed({ kind: 'move-rule', filter: 0, rule: 1, before: 0 })).toBe(`policy-map type inspect Q
 class type inspect B
  drop log
 class type inspect A
  inspect
 class class-default
  drop
`);
    expect(changed({ kind: 'delete-rule', filter: 0, rule: 1 })).toBe(text.replace(/ class type inspect B\n.*\n/, ''));
  });

  test('a class is no entry of a list', () => {
    expect(changed({ kind: 'set-action', filter: 0, rule: 0, action: 'deny', log: true })).toBeUndefined();
    const match = { family: 'ipv4' } as const;
    expect(changed({ kind: 'insert-rule', filter: 0, before: 0, action: 'permit', match })).toBeUndefined();
  });
});
