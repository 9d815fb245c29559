import { describe, expect, test } from 'vitest';
import { twinOfFiles as files } from '../../../test/support/twin-of-files.ts';
import { askTrace } from './ask-trace.ts';
import { checkIntents } from './check-intents.ts';
import { failureNamed } from './failures.ts';
import { parseIntents } from './intents-file.ts';
import type { Twin } from './twin.ts';

/** Two machines in a network of their own; each network of this kind has the same addresses. */
const vpc = (name: string, port: number): string => `resource "aws_vpc" "${name}" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "${name}" {
  vpc_id     = aws_vpc.${name}.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_security_group" "${name}" {
  vpc_id = aws_vpc.${name}.id
  ingress {
    protocol    = "tcp"
    from_port   = ${port}
    to_port     = ${port}
    cidr_blocks = ["10.0.0.0/16"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
${machine(name, 'web', '10.0.2.10')}${machine(name, 'db', '10.0.2.20')}`;

const machine = (name: string, kind: string, address: string): string => `resource "aws_instance" "${kind}-${name}" {
  subnet_id              = aws_subnet.${name}.id
  private_ip             = "${address}"
  vpc_security_group_ids = [aws_security_group.${name}.id]
}
`;

const ways = (twin: Twin, packet: string, from?: string): string[] => {
  const answer = askTrace(twin, packet, from);
  if (!answer.ok) return [answer.problem.en];
  return answer.traces.map(
    ({ end, hops, doubts }) =>
      `${end}${doubts.length > 0 ? '?' : ''}: ${hops.map(({ device }) => device.replace('aws_instance.', '')).join(' > ')}`,
  );
};

const PACKET = 'tcp 10.0.2.10:40000 > 10.0.2.20:443';
const LAYOUTS = {
  'one folder': { 'net/a.tf': vpc('a', 443), 'net/b.tf': vpc('b', 22) },
  'one file': { 'net/main.tf': vpc('a', 443) + vpc('b', 22) },
  subfolders: { 'net/a/main.tf': vpc('a', 443), 'net/b/main.tf': vpc('b', 22) },
};

describe.each(Object.entries(LAYOUTS))('networks of the same addresses in %s', (_, texts) => {
  const twin = files(texts);
  test('have nothing to do with each other', () => {
    expect(ways(twin, PACKET)).toEqual(['delivered: web-a > db-a', 'denied: web-b > db-b']);
    expect(ways(twin, PACKET, 'aws_instance.web-b')).toEqual(['denied: web-b > db-b']);
    expect(ways(twin, 'tcp 10.0.2.10:40000 > 10.0.2.20:22')).toEqual([
      'denied: web-a > db-a',
      'delivered: web-b > db-b',
    ]);
  });
  test('are each asked by an intent, and where they differ nothing is claimed', () => {
    const PLACES = 'places:\n  web: 10.0.2.10\n  db: 10.0.2.20\nintents:\n';
    const { intents } = parseIntents(
      `${PLACES}${['allow: tcp/443', 'deny: tcp/443', 'deny: tcp/80'].map((what) => `  - ${what}\n    from: web\n    to: db\n`).join('')}`,
    );
    const [allow, deny, none] = checkIntents(twin, intents);
    expect(allow).toMatchObject({ status: 'unknown', why: { en: expect.stringMatching(/^several devices/) } });
    expect(deny!.status).toBe('violated');
    expect(none!.status).toBe('holds');
  });
  test('are told apart by places that name a device', () => {
    const place = (name: string, device: string, address?: string): string =>
      `  ${name}: { device: ${device}${address ? `, address: ${address}` : ''} }\n`;
    const ask = (what: string, from: string, to: string): string[] => {
      const { intents, problems } = parseIntents(
        `places:\n${place('from', ...(from.split(' ') as [string]))}${place('to', ...(to.split(' ') as [string]))}intents:\n  - ${what}\n    from: from\n    to: to\n`,
      );
      expect(problems).toEqual([]);
      return checkIntents(twin, intents).map(({ status, why }) => (status === 'unknown' ? why.en : status));
    };
    const [webA, webB, dbA, dbB] = ['web-a', 'web-b', 'db-a', 'db-b'].map((name) => `aws_instance.${name}`);
    expect(ask('allow: tcp/443', webA!, dbA!)).toEqual(['holds']);
    expect(ask('allow: tcp/443', webB!, dbB!)).toEqual(['violated']);
    expect(ask('deny: tcp/443', webB!, dbB!)).toEqual(['holds']);
    expect(ask('deny: tcp/443', webA!, dbB!)).toEqual(['holds']);
    expect(ask('allow: tcp/443', webA!, dbB!)).toEqual([
      'it gets to another device with the same address, not to the one at aws_instance.db-b',
    ]);
    expect(ask('allow: tcp/22', 'aws_vpc.b 10.0.2.10', 'aws_vpc.b 10.0.2.20')).toEqual(['holds']);
    expect(ask('deny: tcp/443', 'aws_vpc.a', 'aws_vpc.a')).toEqual(['violated']);
    expect(ask('deny: tcp/443', 'aws_vpc.b', 'aws_vpc.b')).toEqual(['holds']);
    expect(ask('allow: tcp/443', 'nowhere', dbA!)).toEqual(['no device here is called nowhere']);
  });
  test('fail apart', () => {
    expect(failureNamed(twin, 'aws_instance.web-b')!.interfaces).toEqual([]);
    expect(failureNamed(twin, 'aws_instance.web-b:eth0')!.name).toBe('aws_instance.web-b:eth0');
  });
});

test('a machine of the one network is not reached from the other', () => {
  const alone = vpc('b', 443).replace(machine('b', 'db', '10.0.2.20'), '');
  expect(ways(files({ 'net/a.tf': vpc('a', 443), 'net/b.tf': alone }), PACKET, 'aws_instance.web-b')).toEqual([
    'unknown: web-b',
  ]);
});

const HOST =
  'network:\n  version: 2\n  ethernets:\n    ens5:\n      addresses: [10.0.2.20/24]\n      routes: [{ to: default, via: 10.0.2.1 }]\n';
const CLOSED = 'table inet filter {\n  chain input {\n    type filter hook input priority 0; policy drop;\n  }\n}\n';
const host = (folder: string) => ({
  [`${folder}/etc/netplan/50.yaml`]: HOST,
  [`${folder}/etc/nftables.conf`]: CLOSED,
});

test('a host is the machine that is called as it is, or whose text is nearest; else it may be either', () => {
  const both = { 'net/a.tf': vpc('a', 443), 'net/b.tf': vpc('b', 443) };
  expect(ways(files({ ...both, ...host('net/db-b') }), PACKET)).toEqual([
    'delivered: web-a > db-a',
    'denied: web-b > db-b',
  ]);
  expect(ways(files({ ...both, ...host('hosts/other') }), PACKET)).toEqual([
    'delivered?: web-a > db-a',
    'delivered?: web-b > db-b',
  ]);
  const apart = { 'net/a/main.tf': vpc('a', 443), 'net/b/main.tf': vpc('b', 443) };
  expect(ways(files({ ...apart, ...host('net/b/other') }), PACKET)).toEqual([
    'delivered: web-a > db-a',
    'denied: web-b > db-b',
  ]);
});
