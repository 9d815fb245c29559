import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** How a host showed itself, as `ssh-keygen -l` prints it. */
export interface HostKey {
  /** `ssh-ed25519` */
  readonly type: string;
  /** `SHA256:...` */
  readonly fingerprint: string;
}

/** `changed`: another key of this type is known for it. `revoked`: marked so. */
export type HostKeyCheck = 'known' | 'unknown' | 'changed' | 'revoked';

export interface KnownHosts {
  check(host: string, port: number, key: Buffer): HostKeyCheck;
  /** Types of the keys that are known for a host: what to ask it for first. */
  typesOf(host: string, port: number): readonly string[];
}

/** More is no file that OpenSSH wrote for a person. */
const LARGEST = 8 * 1024 * 1024;

/** The user's and the system's known hosts, as OpenSSH keeps them. A file that is missing knows nobody. */
export const readKnownHosts = (): KnownHosts =>
  parseKnownHosts([join(homedir(), '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'].map(readText).join('\n'));

interface Entry {
  readonly revoked: boolean;
  readonly patterns: string;
  readonly type: string;
  readonly key: Buffer;
}

/** sshd(8), SSH_KNOWN_HOSTS FILE FORMAT; certificate authorities are passed over: no certificate is asked for. */
export function parseKnownHosts(text: string): KnownHosts {
  const entries = text.split(/\r?\n/).flatMap((line): Entry[] => {
    const words = line.trim().split(/[ \t]+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [patterns = '', type = '', blob = ''] = words;
    if (patterns.startsWith('#') || !blob || (marker !== undefined && marker !== '@revoked')) return [];
    return [{ revoked: marker === '@revoked', patterns, type, key: Buffer.from(blob, 'base64') }];
  });
  const of = (host: string, port: number): readonly Entry[] => {
    const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
    return entries.filter(({ patterns }) => matches(patterns, name));
  };
  return {
    check(host, port, key) {
      const known = of(host, port);
      const same = known.filter((entry) => entry.key.equals(key));
      if (same.some(({ revoked }) => revoked)) return 'revoked';
      if (same.length > 0) return 'known';
      const { type } = hostKeyOf(key);
      return known.some((entry) => !entry.revoked && entry.type === type) ? 'changed' : 'unknown';
    },
    typesOf: (host, port) => [...new Set(of(host, port).flatMap(({ revoked, type }) => (revoked ? [] : [type])))],
  };
}

/** @param key the public key as it goes over the wire (RFC 4253 6.6). */
export function hostKeyOf(key: Buffer): HostKey {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  const type = length <= 64 ? key.toString('latin1', 4, 4 + length).replace(/[^\w.@-]/g, '?') : '?';
  return { type, fingerprint: `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}` };
}

function matches(patterns: string, name: string): boolean {
  if (patterns.startsWith('|1|')) {
    const [, , salt = '', hash = ''] = patterns.split('|');
    const expected = Buffer.from(hash, 'base64');
    const made = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
    return expected.length === made.length && timingSafeEqual(expected, made);
  }
  let found = false;
  for (const pattern of patterns.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!glob(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

function glob(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === name;
  // The last star takes up what does not fit: linear, as no star is tried twice.
  let [p, n, star, mark] = [0, 0, -1, 0];
  while (n < name.length) {
    if (pattern[p] === '*') [star, mark] = [p++, n];
    else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) [p, n] = [p + 1, n + 1];
    else if (star >= 0) [p, n] = [star + 1, ++mark];
    else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

function readText(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(LARGEST);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, LARGEST, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
