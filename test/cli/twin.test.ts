import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { netreview } from '../support/cli.ts';

const EDGE = `hostname edge
!
interface GigabitEthernet0/0
 ip address 10.1.0.1 255.255.255.0
 ip access-group OFFICE in
!
interface GigabitEthernet0/1
 ip address 10.0.0.1 255.255.255.252
!
ip access-list extended OFFICE
 deny tcp any any eq 23
 permit ip any any
!
ip route 192.0.2.0 255.255.255.0 10.0.0.2
`;
const CORE = `hostname core
!
interface GigabitEthernet0/0
 ip address 10.0.0.2 255.255.255.252
!
interface GigabitEthernet0/1
 ip address 192.0.2.1 255.255.255.0
!
ip route 10.1.0.0 255.255.255.0 10.0.0.1
`;
const INTENTS = `places:
  office: 10.1.0.0/24
  servers: 192.0.2.0/24
intents:
  - allow: tcp/443
    from: office
    to: servers
  - allow: tcp/23
    from: office
    to: servers
    name: telnet works
`;

describe('the network of a folder', () => {
  let folder: string;
  const run = (...args: string[]) => netreview(args, { cwd: folder });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'netreview-twin-'));
    writeFileSync(join(folder, 'edge.cfg'), EDGE);
    writeFileSync(join(folder, 'core.cfg'), CORE);
    mkdirSync(join(folder, '.netreview'));
    writeFileSync(join(folder, '.netreview/intents.yaml'), INTENTS);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('trace tells the hops of a packet, and the line that stops it', async () => {
    const there = await run('trace', 'tcp 10.1.0.7:40000 > 192.0.2.10:443');
    expect(there.status).toBe(0);
    expect(there.stdout).toContain('delivered: it is delivered on the network of GigabitEthernet0/1');
    expect(there.stdout).toContain('edge: in GigabitEthernet0/0, out GigabitEthernet0/1 to 10.0.0.2');
    expect(there.stdout).toContain(
      'route 192.0.2.0/24 (static) by edge.cfg:14: ip route 192.0.2.0 255.255.255.0 10.0.0.2',
    );
    const stopped = await run(
      'trace',
      'tcp 10.1.0.7:40000 > 192.0.2.10:23',
      '--format',
      'json',
      'edge.cfg',
      'core.cfg',
    );
    expect(stopped.status).toBe(1);
    const report = JSON.parse(stopped.stdout) as {
      traces: { end: string; at: { path: string; line: number; text: string } }[];
    };
    expect(report.traces[0]).toMatchObject({
      end: 'denied',
      at: { path: 'edge.cfg', line: 11, text: 'deny tcp any any eq 23' },
    });
    const chinese = await run('trace', 'tcp 10.1.0.7:40000 > 192.0.2.10:23', '--locale', 'zh-cn');
    expect(chinese.stdout).toContain('拒绝');
    expect(chinese.stdout).toContain('1. edge: 从 GigabitEthernet0/0 进入');
    const drawn = await run('trace', 'tcp 10.1.0.7:40000 > 192.0.2.10:443', '--format', 'dot');
    expect(drawn.stdout).toContain('"edge.cfg" [label="1. edge", penwidth=3];');
    expect(drawn.stdout).toContain('"core.cfg" [label="2. (delivered) core", penwidth=3];');
    // The link is told from the core's side.
    expect(drawn.stdout).toMatch(
      /"core\.cfg" -- "edge\.cfg" \[.*headlabel="GigabitEthernet0\/1", penwidth=3, dir=back\];/,
    );
  });

  test('trace says what is wrong with the question', async () => {
    expect(await run('trace')).toMatchObject({ status: 2, stderr: expect.stringContaining('takes a packet') });
    expect(await run('trace', 'nonsense')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Not a packet'),
    });
    expect(await run('trace', 'icmp 203.0.113.1 > 192.0.2.10', '--from', 'who')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('No device is called who; there is core, edge.'),
    });
    expect((await run('trace', 'icmp 203.0.113.1 > 192.0.2.10', '--from', 'edge:GigabitEthernet0/0')).status).toBe(0);
  });

  test('intents names the line that breaks one; check reports it there', async () => {
    const { status, stdout } = await run('intents');
    expect(status).toBe(1);
    expect(stdout).toContain('holds: allow tcp/443 office > servers');
    expect(stdout).toContain('violated: telnet works: OFFICE on edge denies it\n  edge.cfg:11: deny tcp any any eq 23');
    const checked = await run('check', '--format', 'json', '.');
    const { files } = JSON.parse(checked.stdout) as {
      files: { path: string; findings: { rule: string; range: { start: { line: number } } }[] }[];
    };
    const found = files.flatMap(({ path, findings }) =>
      findings.filter(({ rule }) => rule === 'netreview/intent').map(({ range }) => `${path}:${range.start.line + 1}`),
    );
    expect(found).toEqual(['edge.cfg:11']);
    expect(await run('intents', '--intents', 'none.yaml')).toMatchObject({ status: 2 });
    writeFileSync(
      join(folder, 'wrong.yaml'),
      'intents:\n  - deny: http\n    from: 10.1.0.0/24\n    to: 192.0.2.0/24\n',
    );
    expect(await run('intents', '--intents', 'wrong.yaml')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('wrong.yaml:2: http is no service'),
    });
  });

  test('what-if tells what a failure or a missing line costs', async () => {
    const failed = await run('what-if', '--fail', 'core');
    expect(failed.status).toBe(1);
    expect(failed.stdout).toContain('edge 192.0.2.0/24: static via 10.0.0.2 (GigabitEthernet0/1)');
    expect(failed.stdout).toContain('holds ->');
    const removed = await run('what-if', '--remove', 'edge.cfg:11', '--format', 'json');
    expect(removed.status).toBe(0);
    const { change, intents } = JSON.parse(removed.stdout) as {
      change: string;
      intents: { before: { status: string }; after: { status: string } }[];
    };
    expect(change).toBe('deny tcp any any eq 23');
    expect(intents.map(({ before, after }) => [before.status, after.status])).toEqual([
      ['holds', 'holds'],
      ['violated', 'holds'],
    ]);
    expect(await run('what-if')).toMatchObject({ status: 2, stderr: expect.stringContaining('--fail DEVICE') });
    expect(await run('what-if', '--fail', 'who')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is core, edge'),
    });
    expect(await run('what-if', '--remove', 'edge.cfg:999')).toMatchObject({ status: 2 });
  });
});
