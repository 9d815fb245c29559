import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../change.ts';
import type { Match } from '../../../model/filter.ts';
import { applyEdits } from '../../../text/edit.ts';
import { iptables } from '../dialect.ts';
import { matchWords } from './match-words.ts';

const fixtures = ['edge.v4', 'edge.v6', 'containers.v4', 'node.v4'].map((name) => ({
  name,
  text: readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'),
}));

/** The rules of each chain as their lines, after a change; undefined where it is not offered. */
function after(text: string, change: Change): string[][] | undefined {
  const outline = iptables.parse(text);
  const edits = iptables.write(change, outline, iptables.toModel(outline));
  return edits && linesOf(applyEdits(text, edits));
}

const linesOf = (text: string): string[][] =>
  iptables
    .toModel(iptables.parse(text))
    .filters.map(({ rules }) => rules.map(({ span }) => text.slice(span.start, span.end)));

describe.each(fixtures)('$name', ({ text }) => {
  const before = linesOf(text);
  const places = before.flatMap((rules, filter) => rules.map((line, rule) => ({ filter, rule, line })));
  const without = (filter: number, rule: number): string[][] =>
    before.map((rules, at) => (at === filter ? rules.toSpliced(rule, 1) : rules));

  test('a deleted rule is gone and nothing else', () => {
    for (const { filter, rule } of places)
      expect(after(text, { kind: 'delete-rule', filter, rule })).toEqual(without(filter, rule));
  });

  test('a moved rule stands where it was put', () => {
    for (const { filter, rule, line } of places) {
      for (let to = 0; to <= before[filter]!.length; to += 1) {
        if (to === rule || to === rule + 1) continue;
        const expected = without(filter, rule);
        expected[filter] = expected[filter]!.toSpliced(to > rule ? to - 1 : to, 0, line);
        expect(after(text, { kind: 'move-rule', filter, rule, before: to })).toEqual(expected);
      }
    }
  });

  test('another action changes the target and nothing else', () => {
    const { filters } = iptables.toModel(iptables.parse(text));
    for (const { filter, rule, line } of places) {
      const { kind } = filters[filter]!.rules[rule]!.action;
      const changed = after(text, { kind: 'set-action', filter, rule, action: 'deny', log: true });
      expect(changed === undefined).toBe(kind !== 'permit' && kind !== 'deny');
      if (!changed) continue;
      const denied = `${line.replace(/ -j \S+.*$/, '')} -j DROP`;
      const expected = before.map((rules, at) =>
        at === filter ? rules.toSpliced(rule, 1, denied.replace(/DROP$/, 'LOG'), denied) : rules,
      );
      expect(changed).toEqual(expected);
    }
  });
});

test('a policy is set where the chain says one', () => {
  const text = '*filter\n:INPUT ACCEPT [0:0]\n:USER - [0:0]\n-A INPUT -j USER\nCOMMIT\n';
  const outline = iptables.parse(text);
  const device = iptables.toModel(outline);
  const set = (filter: number, action: 'permit' | 'deny') =>
    iptables.write({ kind: 'set-fallback', filter, action }, outline, device);
  expect(applyEdits(text, set(0, 'deny')!)).toBe(text.replace('ACCEPT', 'DROP'));
  expect(set(1, 'deny')).toBeUndefined();
});

describe('a match in words', () => {
  const read = (words: readonly string[]): readonly Match[] =>
    iptables.toModel(
      iptables.parse(`*filter\n:INPUT DROP\n-A INPUT ${words.join(' ')} -j ACCEPT\nCOMMIT\n`),
      'rules.v4',
    ).filters[0]!.rules[0]!.matches;
  const port = (value: number) => ({ first: value, last: value });
  const sayable: readonly Match[] = [
    { family: 'ipv4' },
    { family: 'ipv4', protocol: { anyOf: [port(1)] }, icmp: { anyOf: [{ type: port(3), code: port(4) }] } },
    { family: 'ipv4', protocol: { anyOf: [port(99)] } },
    {
      family: 'ipv4',
      protocol: { anyOf: [port(6)] },
      sourcePort: { anyOf: [{ first: 1024, last: 65535 }] },
      destinationPort: { anyOf: [port(80), { first: 8000, last: 8010 }] },
      state: { anyOf: ['new', 'related'] },
      inInterface: { anyOf: [{ name: 'eth', prefix: true }], negated: true },
      outInterface: { anyOf: [{ name: 'lo' }] },
    },
    {
      family: 'ipv4',
      source: {
        anyOf: [
          { kind: 'prefix', family: 'ipv4', address: 0x0a000000n, length: 8 },
          { kind: 'wildcard', family: 'ipv4', address: 0xc0000001n, wildcard: 0x0000ff00n },
        ],
      },
      destination: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0xc0000209n, length: 32 }], negated: true },
    },
  ];
  test('is read as that match', () => {
    for (const match of sayable) expect(read(matchWords(match, 'ipv4')!)).toEqual([match]);
  });
  test('what one line cannot say is not written', () => {
    const unsayable: Match[] = [
      { family: 'ipv6' },
      { family: 'ipv4', destinationPort: { anyOf: [port(80)] } },
      { family: 'ipv4', protocol: { anyOf: [port(6), port(17)] }, destinationPort: { anyOf: [port(80)] } },
      {
        family: 'ipv4',
        protocol: { anyOf: [port(6)] },
        destinationPort: { anyOf: Array.from({ length: 16 }, (_, i) => port(2 * i)) },
      },
      { family: 'ipv4', source: { anyOf: [{ kind: 'range', family: 'ipv4', first: 1n, last: 3n }] } },
      { family: 'ipv4', opaque: [{ text: 'limit', span: { start: 0, end: 0 } }] },
    ];
    for (const match of unsayable) expect(matchWords(match, 'ipv4')).toBeUndefined();
  });
});
