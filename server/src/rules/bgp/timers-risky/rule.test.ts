import { expect, test } from 'vitest';
import type { BgpNeighbour, BgpTimers } from '../../../../../grammars/model/bgp.ts';
import {
  at,
  located,
  neighbour,
  port,
  process,
  reportsOf,
  timers,
} from '../../../../../test/support/device-builder.ts';
import { rule } from './rule.ts';

const isp = neighbour('192.0.2.1', 64500);
const wide = (pair: BgpTimers, neighbours: readonly BgpNeighbour[] = [], settings = {}): string[] =>
  reportsOf(rule, { bgp: [process(64496, neighbours, { timers: pair })] }, settings).map(({ severity, fixes }) => {
    const change = fixes![0]!.change as { keepalive: number; hold: number };
    return `${severity} ${change.keepalive} ${change.hold}`;
  });

test('what RFC 4271 forbids', () => {
  expect(wide(timers(1, 2))).toEqual(['error 15 45']);
  expect(wide(timers(undefined, 1))).toEqual(['error 15 45']);
});

test('three keepalives must fit into the hold time', () => {
  expect(wide(timers(15, 30))).toEqual(['warning 15 45']);
  expect(wide(timers(60, 45))).toEqual(['warning 60 180']);
  expect(wide(timers(5, 10))).toEqual(['warning 15 45']);
  expect(wide(timers(120, 300))).toEqual(['warning 60 180']);
  expect(wide(timers(15, 45))).toEqual([]);
  expect(wide(timers(60, 180))).toEqual([]);
  expect(wide(timers(30, 90))).toEqual([]);
});

test('no keepalives at all, unless BFD watches', () => {
  expect(wide(timers(0, 0), [isp])).toEqual(['warning 30 90']);
  expect(wide(timers(0, 0), [{ ...isp, bfd: true }])).toEqual([]);
  expect(wide(timers(0, 0), [{ ...isp, bfd: true }, isp])).toEqual(['warning 30 90']);
});

test('short hold times: fragile on the way to others, usual in a fabric', () => {
  expect(wide(timers(1, 3), [isp])).toEqual(['warning 15 45']);
  expect(wide(timers(1, 3), [isp], { profile: 'datacenter-fabric' })).toEqual([]);
  expect(wide(timers(3, 9), [isp])).toEqual(['info 15 45']);
  expect(wide(timers(3, 9), [{ ...isp, bfd: true }])).toEqual([]);
  expect(wide(timers(3, 9))).toEqual([]);
  const leaf = neighbour('10.0.0.1', 65001);
  const on = (address: string, one: BgpNeighbour, pair: BgpTimers) =>
    reportsOf(rule, { interfaces: [port('Eth1', [address])], bgp: [process(65000, [one], { timers: pair })] }).length;
  expect(on('10.0.0.0/31', leaf, timers(1, 3))).toBe(0);
  expect(on('10.0.0.2/24', leaf, timers(1, 3))).toBe(1);
  expect(on('10.0.0.0/31', { ...leaf, multihop: located(2) }, timers(3, 9))).toBe(1);
});

test('long hold times, unless BFD watches', () => {
  expect(wide(timers(100, 300))).toEqual(['info 60 180']);
  expect(wide(timers(100, 300), [{ ...isp, bfd: true }])).toEqual([]);
});

test('a keepalive changed alone', () => {
  expect(wide(timers(15, 180))).toEqual(['info 15 45']);
  expect(wide(timers(15, undefined))).toEqual(['info 15 45']);
  expect(wide(timers(40, 180))).toEqual([]);
});

test('the article’s keepalive, as a pair', () => {
  expect(wide(timers(60, 180), [isp], { preset: 'article' })).toEqual(['info 15 45']);
  expect(wide(timers(60, 45), [isp], { preset: 'article' })).toEqual(['warning 15 45']);
  expect(wide(timers(15, 45), [isp], { preset: 'article' })).toEqual([]);
  expect(wide(timers(60, 180), [{ ...isp, bfd: true }], { preset: 'article' })).toEqual([]);
});

test('each setting once, where it was written', () => {
  const own = { ...isp, timers: timers(15, 30, 7) };
  const changes = reportsOf(rule, {
    bgp: [process(64496, [isp, own, { ...own, address: located('192.0.2.3') }], { timers: timers(1, 2) })],
  }).map(({ span, fixes }) => [span, (fixes![0]!.change as { neighbour?: number }).neighbour]);
  expect(changes).toEqual([
    [at(2), undefined],
    [at(7), 1],
  ]);
  expect(reportsOf(rule, { bgp: [process(64496, [{ ...own, shutdown: true }])] })).toEqual([]);
  const everywhere = { timers: timers(1, 2) };
  const vrfs = [process(64496, [], everywhere), process(64496, [isp], { ...everywhere, vrf: 'RED' })];
  expect(reportsOf(rule, { bgp: vrfs })).toHaveLength(1);
});

test('what a fix writes, this rule does not mind', () => {
  const leaf = neighbour('10.0.0.1', 65001);
  const rr = neighbour('10.255.0.2', 65000, { external: false });
  const interfaces = [port('Eth1', ['10.0.0.0/31'])];
  const judge = (one: BgpNeighbour, pair: BgpTimers, settings: object) =>
    reportsOf(rule, { interfaces, bgp: [process(65000, [one], { timers: pair })] }, settings);
  let reported = 0;
  for (const settings of [
    {},
    { preset: 'article' },
    { profile: 'datacenter-fabric' },
    { profile: 'datacenter-fabric', preset: 'article' },
  ] as const)
    for (const one of [isp, leaf, rr, { ...isp, multihop: located(2) }, { ...leaf, bfd: true }])
      for (const keepalive of [undefined, 0, 1, 2, 3, 5, 9, 10, 14, 15, 20, 30, 45, 60, 61, 100, 400])
        for (const hold of [undefined, 0, 1, 2, 3, 6, 8, 9, 20, 29, 30, 44, 45, 90, 179, 180, 181, 600]) {
          const [report] = judge(one, timers(keepalive, hold), settings);
          if (!report) continue;
          reported += 1;
          const written = report.fixes![0]!.change as { keepalive: number; hold: number };
          expect(judge(one, timers(written.keepalive, written.hold), settings), `${keepalive} ${hold}`).toEqual([]);
        }
  expect(reported).toBeGreaterThan(1000);
});
