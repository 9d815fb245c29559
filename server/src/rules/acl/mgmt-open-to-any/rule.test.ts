import { expect, test } from 'vitest';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Filter } from '../../../../../grammars/model/filter.ts';
import { at, filter, port, reportsOf } from '../../../../../test/support/device-builder.ts';
import { rule } from './rule.ts';
import { extraServices, SERVICES, servicesText } from './services.ts';

const wan = port('Gi0/0', ['198.51.100.2/30', '2001:db8::2/64'], { natRole: 'outside' });

const edge = (list: Filter): Partial<Device> => ({
  interfaces: [wan],
  filters: [list],
  bindings: [
    {
      filter: list.name,
      family: list.family,
      place: { kind: 'interface', name: 'Gi0/0' },
      direction: 'in',
      span: at(0),
    },
  ],
});
const found = (lines: readonly string[], options = {}, more: Partial<Filter> = {}): string[] =>
  reportsOf(rule, edge(filter('IN', lines, more)), { rules: { 'acl/mgmt-open-to-any': { options } } }).map(
    ({ severity, span, text }) => `${span.start / 10 + 1} ${severity} ${text.en.replace(/, on .*/, '')}`,
  );

test('what is left of a rule counts, and the rule that lets in most is shown', () => {
  expect(found(['permit tcp port 22'])).toEqual(['2 error Lets anyone on the Internet reach tcp 22 (SSH)']);
  expect(found(['deny tcp port 20-30', 'permit tcp port 22'])).toEqual([]);
  expect(found(['permit tcp from 198.51.0.0/16 port 22', 'permit tcp port 22-23'])).toEqual([
    '3 error Lets anyone on the Internet reach tcp 22 (SSH), 23 (Telnet)',
  ]);
  expect(found(['permit tcp from 10.0.0.0/8 port 22', 'permit udp port 161', 'permit tcp port 6379'])).toEqual([
    '4 warning Lets anyone on the Internet reach tcp 6379 (Redis)',
    '3 error Lets anyone on the Internet reach udp 161 (SNMP)',
  ]);
});

test('a permit of everything, its halves, and a default that lets in are said elsewhere', () => {
  expect(found(['permit ip'])).toEqual([]);
  expect(found(['permit ip from 0.0.0.0/1', 'permit ip from 128.0.0.0/1'])).toEqual([]);
  expect(found([], {}, { fallback: { action: 'permit' } })).toEqual([]);
  expect(found(['permit ip to 198.51.100.9/32'])).toHaveLength(1);
});

test('how many sources are anyone', () => {
  const sixteen = ['permit tcp from 198.51.0.0/16 port 22'];
  expect(found(sixteen)).toEqual(['2 error Lets 65536 public addresses reach tcp 22 (SSH)']);
  expect(found(sixteen, { minPublicSources: 65537 })).toEqual([]);
  expect(found(sixteen, { allowedSources: ['198.51.100.7'] })).toEqual([]);
  const six = { family: 'ipv6' } as const;
  expect(found(['permit tcp from 2001:db8::/32 port 22'], {}, six)).toHaveLength(1);
  expect(found(['permit tcp from 2001:db8:1::/48 port 22'], {}, six)).toEqual([]);
});

test('other ports on request', () => {
  expect(found(['permit tcp port 8443', 'permit udp port 5060'])).toEqual([]);
  expect(found(['permit tcp port 8443', 'permit udp port 5060'], { extraPorts: ['8443', 'udp/5060-5061'] })).toEqual([
    '2 error Lets anyone on the Internet reach tcp 8443',
    '3 error Lets anyone on the Internet reach udp 5060-5061',
  ]);
  expect(extraServices(['tcp/70000', 'http', '9-1'])).toEqual([]);
  expect(servicesText(SERVICES).en).toMatch(/and 20 more$/);
});
