import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstLostCharacter, walk } from '../../outline.ts';
import { swanctl } from './dialect.ts';

const text = readFileSync(`${import.meta.dirname}/fixtures/swanctl.conf`, 'utf8');
const device = (config: string) => swanctl.toModel(swanctl.parse(config));

describe('the grammar of swanctl.conf', () => {
  test('signs need no blanks, braces may begin a line', () => {
    const { statements } = swanctl.parse('connections\n{\n a : b { x=1\n y = "p = q # r" # s\n }\n}\n');
    expect([...walk(statements)].map(({ words }) => words.map((word) => word.text))).toEqual([
      ['connections'],
      ['a', ':', 'b'],
      ['x', '=', '1'],
      ['y', '=', '"p = q # r"'],
    ]);
  });
  test('what does not end is told, and nothing is lost', () => {
    expect(swanctl.parse('connections {\n a {\n }\n').problems.map(({ code }) => code)).toEqual(['brace-not-closed']);
    for (const odd of ['{', '}', 'a = {', '=', 'a = "b', '= {\n}', '"\n}', 'a } = b', 'a\n}\n{\n b = c'])
      expect(firstLostCharacter(swanctl.parse(odd)), odd).toBeUndefined();
  });
  test('the fixture is known to the last word', () => {
    const outline = swanctl.parse(text);
    swanctl.toModel(outline);
    expect(
      [...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown').map(({ words }) => words[0]!.text),
    ).toEqual([]);
    expect(outline.problems).toEqual([]);
    expect(swanctl.detect(text).score).toBeGreaterThan(70);
  });
});

test('proposals of IKE and of children, with their algorithms and lifetimes', () => {
  const site = device(text).ipsec!.connections.find(({ name }) => name.value === 'site')!;
  expect(site.proposals.map(({ protocol, text: own, group }) => [protocol, own, group])).toEqual([
    ['esp', 'aes256gcm16-ecp384', true],
    ['esp', 'aes256-sha256-x25519', true],
  ]);
  expect(site.proposals[1]!.algorithms.map(({ value, span }) => [value, text.slice(span.start, span.end)])).toEqual([
    ['aes256', 'aes256'],
    ['sha256', 'sha256'],
    ['x25519', 'x25519'],
  ]);
  expect(site.lifetimes.map(({ value, protocol }) => [value, protocol])).toEqual([[3600, 'esp']]);
});

test('secrets are never kept, only how long they are', () => {
  const lengths = (secret: string) =>
    device(`secrets {\n ike-a {\n secret = ${secret}\n }\n}\n`).ipsec?.secrets.map(({ value }) => value);
  expect([lengths('"four"'), lengths('0x00ff10'), lengths('0sAAAA'), lengths('plain'), lengths('$x')]).toEqual([
    [4],
    [3],
    [3],
    [5],
    undefined,
  ]);
  expect(JSON.stringify(device(text))).not.toContain('horse');
});

test('of an encoded secret what it stands for counts, and whether that is a text', () => {
  const secret = (written: string) =>
    device(`secrets {\n ike-a {\n secret = ${written}\n }\n}\n`).ipsec?.secrets.map(({ span: _, ...rest }) => rest);
  expect(secret('0s2oNrtRiUAq0QPd5RWa/lnSKW')).toEqual([{ value: 18, encoded: true }]);
  expect(secret('0x4f:1b:2c:ff')).toEqual([{ value: 4, encoded: true }]);
  expect(secret('0xfff')).toEqual([{ value: 2, encoded: true }]);
  expect(secret('0x6c65746d65696e')).toEqual([{ value: 7 }]);
  expect(secret('0sbGV0bWVpbg==')).toEqual([{ value: 7 }]);
  expect([secret('0s?'), secret('0sAAAAA'), secret('0xzz')]).toEqual([undefined, undefined, undefined]);
});

test('texts of other languages of braces are not claimed', () => {
  for (const other of [
    'http {\n  server {\n    listen 80;\n  }\n}\n',
    'vrrp_instance A {\n  state MASTER\n}\n',
    'charon {\n  load_modular = yes\n  plugins {\n    include strongswan.d/charon/*.conf\n  }\n}\n',
    'resource "x" "y" {\n  proposals = "a"\n}\n',
  ])
    expect(swanctl.detect(other).score, other).toBe(0);
});
