import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { firstLostCharacter } from '../../outline.ts';
import { coturn } from './dialect.ts';

const text = readFileSync(`${import.meta.dirname}/fixtures/turnserver.conf`, 'utf8');
const turn = (config: string) => coturn.toModel(coturn.parse(config)).turn!;

test('a whole file is known, and nothing is lost', () => {
  const outline = coturn.parse(text);
  coturn.toModel(outline);
  expect(outline.statements.filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
  expect(firstLostCharacter(outline)).toBeUndefined();
  expect(coturn.detect(text).score).toBeGreaterThan(60);
});

test('ports, addresses and ranges', () => {
  const { minPort, maxPort, externalAddresses, denied, closed } = turn(text);
  expect([minPort?.value, maxPort?.value]).toEqual([49_152, 65_535]);
  expect(externalAddresses.map(({ value }) => value)).toEqual(['203.0.113.9/10.0.0.4']);
  expect(denied.map(({ first, last }) => [first, last])).toEqual([[0x0a000000n, 0x0affffffn]]);
  expect(closed).toBe(true);
});

test('lines as on the command line, with blanks, and of one word', () => {
  const { minPort, credentials, denied } = turn('--min-port 50000\nlt-cred-mech\ndenied-peer-ip = fc00::/7\n');
  expect(minPort?.value).toBe(50_000);
  expect(credentials).toBeDefined();
  expect(denied[0]?.last).toBe((0xfdffn << 112n) | ((1n << 112n) - 1n));
});

test('secrets are never kept; that one is of the sample file is', () => {
  const device = coturn.toModel(
    coturn.parse('use-auth-secret\nstatic-auth-secret=correct-horse\ncli-password=qwerty\n'),
  );
  const kept = JSON.stringify(device, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
  expect(kept).not.toContain('correct-horse');
  expect(device.turn?.sampleValues.map(({ value }) => value)).toEqual(['cli-password']);
});

test('a port that is none, or an option that nobody knows, leaves the server open', () => {
  expect(turn('min-port=many\nlt-cred-mech\n').minPort).toBeUndefined();
  expect(turn('lt-cred-mech\nwarp-speed=9\n').closed).toBe(false);
});

test('a server of three lines is one', () => {
  expect(coturn.detect('user=turn:example\n\nlistening-port=2222\nlistening-ip=0.0.0.0\n').score).toBeGreaterThan(50);
});
