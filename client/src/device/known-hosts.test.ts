import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hostKeyOf, parseKnownHosts } from './known-hosts.ts';

// Keys that were made for these lines and are used nowhere.
const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIIKBz1CPZ5jPjwZ1qYF7qzqZ2VX0lVnG6DE1YkzCL0pC';
const OTHER = 'AAAAC3NzaC1lZDI1NTE5AAAAIPzl4o1dFSXn2gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
const check = (file: string, host: string, port = 22, key = KEY) => parseKnownHosts(file).check(host, port, bytes(key));

describe('known_hosts', () => {
  test.each([
    ['a name', `r1.example.net ssh-ed25519 ${KEY}`, 'r1.example.net', 22, 'known'],
    ['one of several', `r1,10.0.0.1 ssh-ed25519 ${KEY} a comment`, '10.0.0.1', 22, 'known'],
    ['another port', `[10.0.0.1]:2222 ssh-ed25519 ${KEY}`, '10.0.0.1', 2222, 'known'],
    ['the key of one port is not that of another', `10.0.0.1 ssh-ed25519 ${KEY}`, '10.0.0.1', 2222, 'unknown'],
    ['a pattern', `*.example.net ssh-ed25519 ${KEY}`, 'r1.example.net', 22, 'known'],
    [
      'a pattern with an exception',
      `*.example.net,!r1.example.net ssh-ed25519 ${KEY}`,
      'r1.example.net',
      22,
      'unknown',
    ],
    ['a sign', `r? ssh-ed25519 ${KEY}`, 'r1', 22, 'known'],
    ['capitals', `R1.Example.net ssh-ed25519 ${KEY}`, 'r1.example.net', 22, 'known'],
    ['another key', `10.0.0.1 ssh-ed25519 ${OTHER}`, '10.0.0.1', 22, 'changed'],
    ['another key of another type', `10.0.0.1 ssh-rsa ${OTHER}`, '10.0.0.1', 22, 'unknown'],
    ['both of two keys', `10.0.0.1 ssh-ed25519 ${OTHER}\n10.0.0.1 ssh-ed25519 ${KEY}`, '10.0.0.1', 22, 'known'],
    ['revoked', `@revoked * ssh-ed25519 ${KEY}\n10.0.0.1 ssh-ed25519 ${KEY}`, '10.0.0.1', 22, 'revoked'],
    ['an authority is no key', `@cert-authority * ssh-ed25519 ${KEY}`, '10.0.0.1', 22, 'unknown'],
    ['a comment', `# 10.0.0.1 ssh-ed25519 ${KEY}`, '10.0.0.1', 22, 'unknown'],
    ['nothing', '', '10.0.0.1', 22, 'unknown'],
    ['half a line', '10.0.0.1 ssh-ed25519', '10.0.0.1', 22, 'unknown'],
  ])('%s', (_, file, host, port, said) => expect(check(file, host, port)).toBe(said));

  test('a pattern of many stars ends', () => {
    const started = performance.now();
    expect(check(`${'*a'.repeat(50)} ssh-ed25519 ${KEY}`, 'a'.repeat(200).concat('b'))).toBe('unknown');
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('a key is named by its type and the fingerprint that ssh-keygen prints', () => {
    expect(hostKeyOf(bytes(KEY)).type).toBe('ssh-ed25519');
    expect(hostKeyOf(bytes(KEY)).fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    expect(hostKeyOf(Buffer.from([0xff, 0xff, 0xff, 0xff])).type).toBe('?');
    expect(hostKeyOf(Buffer.alloc(0)).type).toBe('');
  });
});

const keygen = spawnSync('ssh-keygen', ['-?']).error === undefined;

describe.skipIf(!keygen)(
  `ssh-keygen says the same${keygen ? '' : ' (skipped: no ssh-keygen; Debian package openssh-client)'}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'netreview-hosts-'));
    const file = join(folder, 'known_hosts');
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test('of hashed names, of which it made the hashes', () => {
      writeFileSync(file, `r1.example.net ssh-ed25519 ${KEY}\n[10.0.0.1]:2222 ssh-ed25519 ${KEY}\n`);
      expect(spawnSync('ssh-keygen', ['-H', '-f', file]).status).toBe(0);
      const hashed = readFileSync(file, 'utf8');
      expect(hashed).not.toContain('example');
      expect(check(hashed, 'r1.example.net')).toBe('known');
      expect(check(hashed, '10.0.0.1', 2222)).toBe('known');
      expect(check(hashed, 'r2.example.net')).toBe('unknown');
    });

    test('of a fingerprint', () => {
      writeFileSync(file, `ssh-ed25519 ${KEY}\n`);
      const { stdout } = spawnSync('ssh-keygen', ['-l', '-f', file], { encoding: 'utf8' });
      expect(stdout).toContain(hostKeyOf(bytes(KEY)).fingerprint);
    });
  },
);
