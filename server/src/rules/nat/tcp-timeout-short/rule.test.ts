import { expect, test } from 'vitest';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Nat } from '../../../../../grammars/model/nat.ts';
import { at, located, reportsOf, timer } from '../../../../../test/support/device-builder.ts';
import { rule } from './rule.ts';

const translating = (more: Partial<Nat>): Partial<Device> => ({
  nat: { translates: true, timers: [], defaults: [], anchor: located('nat'), closed: true, ...more },
});
const severities = (device: Partial<Device>, settings = {}): (string | undefined)[] =>
  reportsOf(rule, device, settings).map(({ severity }) => severity);
const written = (seconds: number, more = {}): Partial<Device> =>
  translating({ timers: [timer('tcp-established', seconds, more)] });
const byDefault = (seconds: number): Partial<Device> =>
  translating({ defaults: [{ kind: 'tcp-established', seconds, label: 'conn' }] });

test('thresholds of RFC 5382', () => {
  expect(severities(written(7440))).toEqual([]);
  expect(severities(written(7439))).toEqual(['warning']);
  expect(severities(written(300))).toEqual(['warning']);
  expect(severities(byDefault(86400))).toEqual([]);
  expect(severities(byDefault(3600))).toEqual(['info']);
  expect(severities(byDefault(1800))).toEqual(['info']);
  expect(severities(byDefault(30))).toEqual(['warning']);
  expect(severities(translating({ timers: [timer('tcp-transitory', 60)] }))).toEqual([]);
});

test('the house minimum makes a default a warning', () => {
  const house = { rules: { 'nat/tcp-timeout-short': { options: { houseMinimum: 9000 } } } };
  expect(severities(byDefault(3600), house)).toEqual(['warning']);
  expect(severities(written(7440), house)).toEqual(['warning']);
  expect(reportsOf(rule, written(600), { preset: 'article' })[0]!.text.en).toContain(
    'RFC 5382 asks for at least 7440 s, your house minimum is 1800 s',
  );
});

test('a timer for HTTP or DNS alone is not one for long connections', () => {
  const scoped = (...ports: number[]) => ({
    scope: { destinationPorts: ports.map((first) => ({ first, last: first })) },
  });
  expect(severities(written(120, scoped(80, 443)))).toEqual([]);
  expect(severities(written(120, scoped(80, 5432)))).toEqual(['warning']);
});

test('a host that keeps its own connections alive', () => {
  const sysctl = (key: string, value: string) => ({ key: located(key), value: located(value), span: at(0) });
  const host = (...sysctls: ReturnType<typeof sysctl>[]): Partial<Device> => ({
    sysctls,
    nat: { translates: false, timers: [timer('tcp-established', 600)], defaults: [], closed: false },
  });
  const own = sysctl('net.netfilter.nf_conntrack_tcp_timeout_established', '600');
  expect(severities(host(own))).toEqual(['info']);
  expect(severities(host(own, sysctl('net.ipv4.tcp_keepalive_time', '120')))).toEqual([]);
  expect(severities(host(own, sysctl('net.ipv4.tcp_keepalive_time', '300')))).toEqual(['info']);
  const router = sysctl('net.ipv4.ip_forward', '1');
  expect(severities(host(own, router, sysctl('net.ipv4.tcp_keepalive_time', '120')))).toEqual(['warning']);
});
