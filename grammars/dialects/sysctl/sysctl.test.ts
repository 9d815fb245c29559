import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { firstLostCharacter } from '../../outline.ts';
import { sysctl } from './dialect.ts';

const text = readFileSync(`${import.meta.dirname}/fixtures/60-gateway.conf`, 'utf8');

test('keys and values, each at its place', () => {
  const outline = sysctl.parse(text);
  const { sysctls, nat } = sysctl.toModel(outline);
  expect(sysctls.map(({ key, value }) => `${key.value}=${value.value}`)).toEqual([
    'net.ipv4.ip_forward=1',
    'net.ipv6.conf.all.forwarding=1',
    'net.netfilter.nf_conntrack_max=524288',
    'net.netfilter.nf_conntrack_udp_timeout_stream=300',
    'net.ipv4.conf.eth0/1.rp_filter=2',
    'kernel.printk=4 4 1 7',
  ]);
  for (const { value } of sysctls) expect(text.slice(value.span.start, value.span.end)).toBe(value.value);
  expect(nat?.timers.map(({ kind, seconds }) => [kind, seconds.value])).toEqual([['udp-stream', 300]]);
  expect(firstLostCharacter(outline)).toBeUndefined();
});

test('nothing without a value, and nothing below no tree of the kernel, is known', () => {
  const outline = sysctl.parse('net.ipv4.ip_forward =\nfoo.bar = 1\nnonsense\n');
  sysctl.toModel(outline);
  expect(outline.statements.map(({ coverage }) => coverage)).toEqual(['modelled', 'unknown', 'unknown']);
});

test('only files of settings are claimed', () => {
  expect(sysctl.detect(text).score).toBeGreaterThan(80);
  expect(sysctl.detect('key = value\nnet.x = 1\n').score).toBe(0);
  expect(sysctl.detect('').score).toBe(0);
});
