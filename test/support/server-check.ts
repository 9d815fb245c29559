import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VendorCheck } from './vendor-check.ts';

/** `nginx -t`: a part of a configuration is put where it belongs; certificates are ones that are there. */
export function nginxCheck(): VendorCheck {
  const refuses = (text: string): string | undefined =>
    inFolder((folder) => {
      const pem = certificate(folder);
      const path = join(folder, 'nginx.conf');
      const paired = text
        .replace(/^(\s*)ssl_certificate_key\s+[^;\s]+;/gm, '$1')
        .replace(/^(\s*)ssl_certificate\s+[^;\s]+;/gm, `$1ssl_certificate ${pem}; ssl_certificate_key ${pem};`)
        .replace(/^(\s*ssl_\w+_certificate)\s+[^;\s]+;/gm, `$1 ${pem};`);
      const http = /^\s*(?:events|http|stream)\s*\{/m.test(text) ? paired : `http {\n${paired}\n}\n`;
      writeFileSync(path, /^\s*events\s*\{/m.test(text) ? http : `events {}\n${http}`);
      const { status, stderr } = run('nginx', ['-t', '-q', '-p', folder, '-g', 'error_log stderr;', '-c', path]);
      return status === 0 ? undefined : stderr || 'nginx does not run';
    });
  return { name: 'nginx -t', missing: missing('nginx', refuses('server { listen 80; }')), refuses };
}

/** `haproxy -c`: certificates are ones that are there. */
export function haproxyCheck(): VendorCheck {
  const refuses = (text: string): string | undefined =>
    inFolder((folder) => {
      const pem = certificate(folder);
      const path = join(folder, 'haproxy.cfg');
      // A file without a socket has nothing to do, which is no fault of its text.
      const whole = `${text}\nlisten last\n  bind 127.0.0.1:8080\n  mode http\n`;
      writeFileSync(path, whole.replace(/(\s(?:crt|ca-file))\s+\S+/g, `$1 ${pem}`));
      const { status, stderr } = run('haproxy', ['-c', '-f', path]);
      if (status === null) return 'haproxy does not run';
      const alerts = stderr.split('\n').filter((line) => line.startsWith('[ALERT]'));
      return alerts.length > 0 ? alerts.join('\n') : undefined;
    });
  return { name: 'haproxy -c', missing: missing('haproxy', refuses('')), refuses };
}

/**
 * `redis-server` reads its file from top to bottom and ends at the first line that is wrong: with a wrong one at the end it never starts,
 * and says which line it came to.
 */
export function redisCheck(): VendorCheck {
  const refuses = (text: string): string | undefined =>
    inFolder((folder) => {
      const watches = /^\s*sentinel\s/im.test(text);
      const path = join(folder, watches ? 'sentinel.conf' : 'redis.conf');
      writeFileSync(path, `${text.trimEnd()}\n${watches ? 'sentinel ' : ''}no-such-directive 1\n`);
      const { status, stdout, stderr } = run('redis-server', [path, ...(watches ? ['--sentinel'] : [])]);
      const said = `${stdout}${stderr}`;
      if (status === null || status === 0) return 'redis-server does not run';
      return />>> '(?:sentinel )?no-such-directive 1'/.test(said) ? undefined : said;
    });
  return { name: 'redis-server', missing: missing('redis-server', refuses('port 0')), refuses };
}

/** `keepalived -t`, in a network of its own where the interfaces that the text names are there. */
export function keepalivedCheck(): VendorCheck {
  const alone = process.getuid?.() === 0 ? ['--net'] : ['--map-root-user', '--net'];
  const refuses = (text: string): string | undefined =>
    inFolder((folder) => {
      const path = join(folder, 'keepalived.conf');
      writeFileSync(path, text);
      const ports = new Set([...text.matchAll(/\b(?:interface|dev)\s+([a-z]\w{0,12})/g)].map(([, name]) => name!));
      const links = [...ports].map((name, i) => `ip link add ${name} type veth peer name peer${i} && `).join('');
      const { status, stdout, stderr } = run('unshare', [...alone, 'sh', '-c', `${links}keepalived -t -f ${path}`]);
      return status === 0 ? undefined : `${stdout}${stderr}` || 'keepalived does not run';
    });
  return { name: 'keepalived -t', missing: missing('keepalived', refuses('global_defs {\n}\n')), refuses };
}

/** OpenSSL reads the whole file before it looks for what `asn1parse` wants of it, which no file here has. */
export function opensslCheck(): VendorCheck {
  const refuses = (text: string): string | undefined =>
    inFolder((folder) => {
      const path = join(folder, 'openssl.cnf');
      writeFileSync(path, text);
      const { stderr } = run('openssl', ['asn1parse', '-genconf', path, '-noout']);
      return /^Can't find 'asn1'/m.test(stderr ?? '') ? undefined : stderr || 'openssl does not run';
    });
  return { name: 'openssl asn1parse -genconf', missing: missing('openssl', refuses('a = 1\n')), refuses };
}

const missing = (program: string, objection: string | undefined): string | undefined =>
  objection === undefined ? undefined : `${program} does not run here`;

const run = (program: string, options: readonly string[]) =>
  spawnSync(program, [...options], { encoding: 'utf8', timeout: 20_000 });

let made: string | undefined;

/** A certificate with its key in one file. @throws Error where openssl is not installed. */
function certificate(folder: string): string {
  made ??= inFolder((place) => {
    const [key, cert] = [join(place, 'key.pem'), join(place, 'cert.pem')];
    const { stdout } = spawnSync(
      'sh',
      [
        '-c',
        'openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=www.example.net -keyout "$0" -out "$1" 2>/dev/null && cat "$1" "$0"',
        key,
        cert,
      ],
      { encoding: 'utf8', timeout: 30_000 },
    );
    return stdout;
  });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'both.pem');
  writeFileSync(path, made);
  return path;
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'server-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
