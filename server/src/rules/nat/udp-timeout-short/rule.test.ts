import { expect, test } from 'vitest';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Nat } from '../../../../../grammars/model/nat.ts';
import { at, located, port, reportsOf, timer } from '../../../../../test/support/device-builder.ts';
import { rule } from './rule.ts';

const translating = (more: Partial<Nat>): Partial<Device> => ({
  nat: { translates: true, timers: [], defaults: [], anchor: located('nat'), closed: true, ...more },
});
const severities = (device: Partial<Device>, settings = {}): (string | undefined)[] =>
  reportsOf(rule, device, settings).map(({ severity }) => severity);
const written = (seconds: number): Partial<Device> => translating({ timers: [timer('udp', seconds)] });

test('thresholds of RFC 4787', () => {
  expect(severities(written(29))).toEqual(['error']);
  expect(severities(written(30))).toEqual(['warning']);
  expect(severities(written(119))).toEqual(['warning']);
  expect(severities(written(120))).toEqual(['info']);
  expect(severities(written(299))).toEqual(['info']);
  expect(severities(written(300))).toEqual([]);
  expect(severities(translating({ timers: [timer('udp', 'never')] }))).toEqual([]);
});

test('of a tracked flow the stream timer is judged by the standard, the first one by the kernel’s own default', () => {
  expect(severities(translating({ timers: [timer('udp-unreplied', 30), timer('dns', 10)] }))).toEqual([]);
  const [report] = reportsOf(rule, translating({ timers: [timer('udp-unreplied', 10)] }));
  expect(report!.severity).toBe('warning');
  expect(report!.fixes![0]!.change).toMatchObject({ seconds: 30 });
  expect(severities(translating({ timers: [timer('udp-stream', 60)] }))).toEqual(['warning']);
});

test('the last setting of one timer counts', () => {
  expect(severities(translating({ timers: [timer('udp', 20), timer('udp', 300)] }))).toEqual([]);
});

test("well-known ports may have shorter timers, other applications' ports may not", () => {
  const scoped = (first: number) => ({ scope: { destinationPorts: [{ first, last: first }] } });
  expect(severities(translating({ timers: [timer('udp', 20, scoped(53))] }))).toEqual([]);
  expect(severities(translating({ timers: [timer('udp', 20, scoped(5060))] }))).toEqual(['error']);
});

test('a default is judged where the device translates, all is known and nothing else is set', () => {
  const defaults = [{ kind: 'udp', seconds: 60, label: 'udp' }] as const;
  expect(severities(translating({ defaults }))).toEqual(['warning']);
  expect(severities(translating({ defaults: [{ ...defaults[0], seconds: 120 }] }))).toEqual([]);
  expect(severities(translating({ defaults, timers: [timer('udp', 300)] }))).toEqual([]);
  expect(severities(translating({ defaults, closed: false }))).toEqual([]);
  expect(severities({ ...translating({ defaults }), fragment: true })).toEqual([]);
  expect(reportsOf(rule, translating({ defaults }))[0]!.fixes).toEqual([]);
  const off = { rules: { 'nat/udp-timeout-short': { options: { reportDefaults: false } } } };
  expect(severities(translating({ defaults }), off)).toEqual([]);
  expect(
    severities({ nat: { translates: false, timers: [], defaults, closed: true }, interfaces: [port('e', [])] }),
  ).toEqual([]);
});

test('a house minimum is above the standard', () => {
  const [report] = reportsOf(rule, written(600), { preset: 'article' });
  expect(report!.severity).toBe('warning');
  expect(report!.text.en).toContain('house minimum of 1800 s. RFC 4787 is met');
  expect(report!.fixes![0]!.change).toMatchObject({ kind: 'set-timer', seconds: 1800 });
  expect(severities(written(1800), { preset: 'article' })).toEqual([]);
});

test('a host whose own flows alone are tracked', () => {
  const sysctl = (key: string, value: string) => ({ key: located(key), value: located(value), span: at(0) });
  const host = (...sysctls: ReturnType<typeof sysctl>[]): Partial<Device> => ({
    sysctls,
    nat: { translates: false, timers: [timer('udp-stream', 60)], defaults: [], closed: false },
  });
  const own = sysctl('net.netfilter.nf_conntrack_udp_timeout_stream', '60');
  expect(severities(host(own, sysctl('net.ipv4.ip_forward', '1')))).toEqual(['warning']);
  expect(severities(host(own))).toEqual(['info']);
  expect(severities(host(own, sysctl('net.ipv4.ip_forward', '0')))).toEqual([]);
});

test('a router that is known not to translate keeps no such timers', () => {
  const nat = { translates: false, timers: [timer('udp', 20)], defaults: [], closed: true };
  expect(severities({ nat, interfaces: [port('Gi0/0', ['10.0.0.1/24'])] })).toEqual([]);
  expect(severities({ nat, interfaces: [port('Gi0/0', ['10.0.0.1/24'], { natRole: 'outside' })] })).toEqual(['error']);
  expect(severities({ nat })).toEqual(['error']);
});
