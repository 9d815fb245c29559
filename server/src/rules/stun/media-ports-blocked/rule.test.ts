import { expect, test } from 'vitest';
import { at, filter, located, port, reportsOf } from '../../../../../test/support/device-builder.ts';
import { rule } from './rule.ts';

const lan = port('Gi0/1', ['10.1.0.1/24'], { natRole: 'inside' });
const found = (lines: string[], profiles?: string[], providerPrefixes: string[] = []) =>
  reportsOf(
    rule,
    {
      interfaces: [lan],
      nat: { translates: true, timers: [], defaults: [], closed: true },
      filters: [filter('USERS', lines)],
      bindings: [
        {
          filter: located('USERS'),
          family: 'ipv4',
          place: { kind: 'interface', name: 'Gi0/1' },
          direction: 'in',
          span: at(0),
        },
      ],
    },
    profiles ? { rules: { 'stun/media-ports-blocked': { options: { profiles, providerPrefixes } } } } : {},
  );
const web = 'permit tcp port 443';

test('nothing is asked for until a service is chosen', () => {
  expect(found([web])).toEqual([]);
  expect(found([web], ['nonesuch'])).toEqual([]);
});

test('the part of a range that is missing', () => {
  const [report] = found([web, 'permit udp port 3478-3479,8801-8802'], ['zoom']);
  expect(report!.text.en).toContain('Zoom needs udp/3478-3479, 8801-8810');
  expect(report!.text.en).toContain('udp/8803-8810 of it does not pass');
  expect(report!.fixes![0]!.title.en).toBe(
    'Widen the permit on line 3 to ports 3478-3479, 8801-8810: udp ports 8803-8810 pass as well',
  );
  expect(report!.fixes![0]!.change).toMatchObject({
    kind: 'several',
    changes: [
      {
        kind: 'insert-rule',
        before: 1,
        match: {
          destinationPort: {
            anyOf: [
              { first: 3478, last: 3479 },
              { first: 8801, last: 8810 },
            ],
          },
        },
      },
      { kind: 'delete-rule', rule: 1 },
    ],
  });
  expect(report!.fixes![1]!.change).toMatchObject({
    kind: 'insert-rule',
    before: 2,
    match: { destinationPort: { anyOf: [{ first: 8803, last: 8810 }] } },
  });
  expect(report!.fixes!.every(({ safety }) => safety === 'unsafe')).toBe(true);
  expect(found([web, 'permit udp port 3478-3479,8801-8810'], ['zoom'])).toEqual([]);
});

test('a hole in the middle, and nothing at all', () => {
  const hole = found([web, 'deny udp port 19304-19305', 'permit udp'], ['meet']);
  expect(hole[0]!.span).toEqual(at(2));
  expect(hole[0]!.text.en).toContain('udp/19304-19305 of it does not pass');
  expect(found([web], ['webex'])[0]!.text.en).toContain('udp/5004, 9000 of it does not pass');
});

test('3478 is the other rule’s', () => {
  expect(found([web, 'permit udp port 3479-3481'], ['teams'])).toEqual([]);
});

test('each chosen service has a report of its own', () => {
  expect(found([web], ['zoom', 'teams', 'webex', 'sip-rtp'])).toHaveLength(4);
});

test('where the service is', () => {
  const lines = [web, 'permit udp to 203.0.113.0/24', 'permit udp port 3479-3481'];
  expect(found(lines, ['webex'])).toEqual([]);
  expect(found(lines, ['webex'], ['203.0.113.0/25'])).toEqual([]);
  expect(found(lines, ['webex'], ['203.0.113.0/25', '198.51.100.0/24'])).toHaveLength(1);
  expect(found(lines, ['webex'], ['2001:db8::/32'])).toEqual([]);
});
