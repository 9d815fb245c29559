import { expect, test } from 'vitest';
import type { Embedded } from '../../model/device.ts';
import { listenersOf } from './model/listeners.ts';

const file = (path: string, text: string): Embedded => ({ path, text, segments: [], indent: '' });
const found = (path: string, ...lines: string[]): string[] =>
  listenersOf([file(path, lines.join('\n'))]).map(
    ({ protocol, port, family }) => `${protocol === 6 ? 'tcp' : 'udp'} ${port} ${family}`,
  );

test('nginx', () => {
  const listens = (...lines: string[]) => found('/etc/nginx/sites-enabled/web', ...lines);
  expect(listens('server { }', '  listen 80;', '  listen [::]:443 ssl; # web')).toEqual([
    'tcp 80 ipv4',
    'tcp 443 ipv6',
  ]);
  expect(listens('listen 192.0.2.10:8443;', 'listen *:81;', 'listen 443 quic;')).toEqual([
    'tcp 8443 ipv4',
    'tcp 81 ipv4',
    'udp 443 ipv4',
  ]);
  expect(
    listens(
      '# listen 80;',
      'listen 127.0.0.1:80;',
      'listen [::1]:80;',
      'listen unix:/run/x;',
      'listen {{ port }};',
      'listen 0;',
    ),
  ).toEqual([]);
});

test('HAProxy, and nobody else', () => {
  expect(found('/etc/haproxy/haproxy.cfg', '  bind *:80,:443 ssl crt x', ' bind 127.0.0.1:9000')).toEqual([
    'tcp 80 ipv4',
    'tcp 443 ipv4',
  ]);
  expect(found('/etc/motd', 'listen 80;')).toEqual([]);
});
