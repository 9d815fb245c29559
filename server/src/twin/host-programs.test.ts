import { describe, expect, test } from 'vitest';
import { formatAddress, parsePrefix } from '../../../grammars/model/address.ts';
import { twinOfFiles, way } from '../../../test/support/twin-of-files.ts';
import type { Twin } from './twin.ts';

const netplan = (addresses: string, more = ''): string =>
  `network:\n  version: 2\n  ethernets:\n    eth0:\n      addresses: [${addresses}]\n${more}`;

const BIRD = `router id 192.0.2.1;
protocol device { }
protocol kernel { ipv4 { export all; }; }
protocol static { ipv4; route 203.0.113.0/24 via 10.0.0.2; route 198.51.100.0/24 via 10.9.9.9; }
`;

function told(twin: Twin, path: string, prefix: string): string {
  const wanted = parsePrefix(prefix)!;
  const found = twin.table(path, '', 'ipv4').lookup(wanted.address);
  const route = found.route?.prefix.length === wanted.length ? found.route : undefined;
  const hops = route?.hops.map(({ gateway }) => (gateway === undefined ? 'here' : formatAddress('ipv4', gateway)));
  return `${route?.source ?? 'none'}${hops?.length ? ` ${hops.join()}` : ''}${found.doubts.length > 0 ? '?' : ''}`;
}

const twinWith = (bird: string, host = netplan('10.0.0.1/24'), others: Readonly<Record<string, string>> = {}): Twin =>
  twinOfFiles({ 'a/etc/netplan/50.yaml': host, 'a/etc/bird/bird.conf': bird, ...others });

const HOST = 'a/etc/netplan/50.yaml';

describe('a host with BIRD', () => {
  test('is one device: its addresses are those of netplan, its routes those that BIRD gives the kernel', () => {
    const twin = twinWith(BIRD);
    expect(twin.members.map(({ path }) => path)).toEqual([HOST]);
    expect(told(twin, HOST, '203.0.113.0/24')).toBe('static 10.0.0.2');
    expect(told(twin, HOST, '198.51.100.0/24')).toBe('none');
    expect(told(twin, HOST, '10.0.0.0/24')).toBe('connected here');
  });

  test('keeps from the kernel what the export filter refuses, or all where nothing is exported', () => {
    const filtered = BIRD.replace('export all', 'export where source = RTS_BGP');
    expect(told(twinWith(filtered), HOST, '203.0.113.0/24')).toBe('none');
    const silent = BIRD.replace('{ export all; }', '');
    expect(told(twinWith(silent), HOST, '203.0.113.0/24')).toBe('none');
    const opaque = BIRD.replace('export all', 'export where from = 10.0.0.9');
    expect(told(twinWith(opaque), HOST, '203.0.113.0/24')).toBe('static 10.0.0.2?');
  });

  test('has routes of its own in the kernel, which BIRD does not know', () => {
    const host = netplan('10.0.0.1/24', '      routes:\n        - to: 203.0.113.0/24\n          via: 10.0.0.9\n');
    expect(told(twinWith(BIRD, host), HOST, '203.0.113.0/24')).toBe('static 10.0.0.9');
  });

  test.each([
    ['a pipe', 'protocol pipe { table master4; peer table other; }'],
    ['another protocol', 'protocol babel { ipv4 { import all; }; interface "eth0" { }; }'],
    ['another preference', 'protocol static more { ipv4 { preference 10; }; route 192.0.2.0/24 via 10.0.0.3; }'],
    ['routes taken from the kernel', 'protocol kernel more { learn; ipv4 { import all; }; }'],
    ['a file elsewhere', 'include "more.conf";'],
  ])('is not known any more with %s', (_, more) => {
    expect(told(twinWith(`${BIRD}${more}\n`), HOST, '192.0.2.0/24')).toMatch(/\?$/);
  });

  test('nobody tells whose the addresses are where two programs or two hosts share a folder', () => {
    const twin = twinOfFiles({ 'x/one.conf': BIRD, 'x/two.conf': BIRD, 'x/a.yaml': netplan('10.0.0.1/24') });
    expect(told(twin, 'x/a.yaml', '203.0.113.0/24')).toBe('none');
    const hosts = { 'x/one.conf': BIRD, 'x/a.yaml': netplan('10.0.0.1/24'), 'x/b.yaml': netplan('10.0.0.5/24') };
    expect(told(twinOfFiles(hosts), 'x/a.yaml', '203.0.113.0/24')).toBe('none');
  });

  test('sends packets on, and the line that decides is the one in its file', () => {
    const next = netplan('10.0.0.2/24, 203.0.113.1/24');
    const twin = twinWith(BIRD, netplan('10.0.0.1/24, 10.1.0.1/24'), { 'b/etc/netplan/50.yaml': next });
    expect(way(twin, 'icmp 10.1.0.1 > 203.0.113.1')).toMatch(/^delivered/);
    const dead = BIRD.replace('via 10.0.0.2', 'blackhole');
    const lost = twinWith(dead, netplan('10.0.0.1/24, 10.1.0.1/24'));
    expect(way(lost, 'icmp 10.1.0.1 > 203.0.113.1')).toContain('by a/etc/bird/bird.conf:4');
  });
});
