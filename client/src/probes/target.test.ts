import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asAddress, parseHost, parseTarget, readLongest, targetText } from './target.ts';

describe('targets', () => {
  test.each([
    ['10.0.0.1', 443, { host: '10.0.0.1', port: 443 }],
    ['10.0.0.1:8443', 443, { host: '10.0.0.1', port: 8443 }],
    ['[fd00::1]:3478', 443, { host: 'fd00::1', port: 3478 }],
    ['FD00:0:0::1', 443, { host: 'fd00::1', port: 443 }],
    ['Turn.Example.NET', undefined, { host: 'turn.example.net' }],
    ['::ffff:10.0.0.1', undefined, { host: '10.0.0.1' }],
  ])('%s', (text, port, target) => {
    expect(parseTarget(text, port === undefined ? {} : { defaultPort: port })).toEqual({ ok: true, value: target });
  });

  test.each([
    '-f',
    '--flood',
    '-I eth0',
    '10.0.0.1 -f',
    'a b',
    'http://10.0.0.1',
    'user@host',
    'host/path',
    '$(reboot)',
    '`reboot`',
    'a;reboot',
    'a\nb',
    '300.1.1.1',
    '10.0.0',
    'fe80::1%eth0',
    '',
    '-a.example.net',
    'a.-b',
    `${'a'.repeat(64)}.net`,
    `${'a.'.repeat(130)}net`,
  ])('refuses %j', (text) => {
    expect(parseTarget(text, { defaultPort: 443 }).ok).toBe(false);
  });

  test.each(['10.0.0.1:0', '10.0.0.1:65536', '10.0.0.1:x', '10.0.0.1:-1', '[::1]:'])(
    'refuses the port of %s',
    (text) => {
      expect(parseTarget(text, { defaultPort: 443 }).ok).toBe(false);
    },
  );

  test('a name that is asked about stands before an @, where the probe takes one', () => {
    const shape = { defaultPort: 53, takesName: true };
    expect(parseTarget('WWW.example.net@[fd00::1]:5353', shape)).toEqual({
      ok: true,
      value: { host: 'fd00::1', port: 5353, name: 'www.example.net' },
    });
    expect(targetText({ host: 'fd00::1', port: 53, name: 'a.example.net' })).toBe('a.example.net@[fd00::1]:53');
    for (const bad of ['-x@10.0.0.1', 'a b@10.0.0.1', '@10.0.0.1', 'a@b@10.0.0.1', 'a\u202e@10.0.0.1', 'a@-f']) {
      expect(parseTarget(bad, shape).ok, bad).toBe(false);
    }
    expect(parseTarget('a.example.net@10.0.0.1', { defaultPort: 443 }).ok).toBe(false);
  });

  test('routes that are asked about stand before an @, or alone', () => {
    const shape = { defaultPort: 323, takesRoutes: true };
    const routes = [{ prefix: '192.0.2.0/24', asn: 64500 }, { prefix: '2001:db8::/32' }];
    expect(parseTarget('192.0.2.7/24=AS64500,2001:DB8::/32@[fd00::1]:3323', shape)).toEqual({
      ok: true,
      value: { host: 'fd00::1', port: 3323, routes },
    });
    expect(parseTarget('192.0.2.0/24=64500', shape)).toMatchObject({ value: { host: 'localhost', port: 323 } });
    expect(parseTarget('10.0.0.1:3323', shape)).toEqual({ ok: true, value: { host: '10.0.0.1', port: 3323 } });
    for (const bad of [
      '192.0.2.0/33',
      '192.0.2.0/24=0',
      '192.0.2.0/24=4294967296',
      '192.0.2.0/24=-1',
      '/24',
      '192.0.2.0/24=1=2',
      '@10.0.0.1',
    ])
      expect(parseTarget(bad, shape).ok, bad).toBe(false);
    expect(parseTarget('192.0.2.0/24@10.0.0.1', { defaultPort: 323 }).ok).toBe(false);
    const many = Array.from({ length: 501 }, () => '192.0.2.0/24').join(',');
    expect(parseTarget(many, shape).ok).toBe(false);
    const four = { host: '10.0.0.1', port: 323, routes: [...routes, ...routes] };
    expect(targetText(four)).toBe('192.0.2.0/24=64500,2001:db8::/32,192.0.2.0/24=64500,+1@10.0.0.1:323');
  });

  test('seconds that a probe is given: whole ones, no more than it can use', () => {
    expect(readLongest('600', { longest: 600 })).toBe(600);
    for (const bad of ['0', '601', '-1', '1e3', '1.5', '', 'x'])
      expect(readLongest(bad, { longest: 600 }), bad).toBeUndefined();
    expect(readLongest('600', undefined)).toBeUndefined();
  });

  test('a probe without ports refuses one', () => {
    expect(parseTarget('10.0.0.1:80', {}).ok).toBe(false);
  });

  test('whatever is accepted is no option, holds no sign of a shell, and reads back the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.domain()), (text) => {
        const host = parseHost(text);
        if (!host.ok) return;
        expect(host.value).toMatch(/^[a-z0-9:][a-z0-9.:-]*$/);
        expect(parseTarget(targetText({ host: host.value, port: 53 }), { defaultPort: 1 })).toEqual({
          ok: true,
          value: { host: host.value, port: 53 },
        });
      }),
    );
  });

  test('an address is one, in canonical form', () => {
    expect(asAddress('2001:DB8:0:0:0:0:0:1')).toEqual({ family: 'ipv6', text: '2001:db8::1' });
    expect(asAddress('localhost')).toBeUndefined();
  });
});
