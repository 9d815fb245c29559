import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { netreview } from '../support/cli.ts';
import { LAB, LAB_FAULTS, type LabFiles, labWith, WEB } from '../support/egress-lab.ts';

const TARGET = `www.example.net@${WEB}`;

describe('diagnose', () => {
  let folder: string;
  const write = (files: LabFiles): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  const run = (...args: string[]) => netreview(['diagnose', ...args], { cwd: folder });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'netreview-diagnose-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('names nothing where nothing is broken, by name, file or folder of the host', async () => {
    write(LAB);
    for (const host of ['server', './server/']) {
      const { status, stdout } = await run(host, TARGET);
      expect([status, stdout.split('\n')[0]]).toEqual([
        0,
        `These files show nothing that breaks the way of server to ${TARGET}:443.`,
      ]);
    }
  });

  test('names the first broken link with its line; the steps behind it are there too', async () => {
    write(labWith(LAB_FAULTS.find(({ step }) => step === 'dns')!));
    const { status, stdout } = await run('server', TARGET, '.');
    expect(status).toBe(1);
    expect(stdout.split('\n')[0]).toBe(
      `The way of server to ${TARGET}:443 breaks at the DNS: DNS to 11.0.0.53 (UDP 53) does not get there: FORWARD on firewall denies it. Permit it on that line, or before it. firewall/rules.v4:7: -A FORWARD -i in0 -p udp -m udp --dport 53 -j DROP`,
    );
    expect(stdout).toContain('  TCP: holds: TCP 443 passes every filter on the way');
    const chinese = await run('server', TARGET, '--locale', 'zh-cn');
    expect(chinese.stdout).toContain('路径在DNS处中断');
    const json = JSON.parse((await run('server', TARGET, '--format', 'json')).stdout);
    expect(json).toMatchObject({
      version: 1,
      device: 'server',
      source: '10.0.0.2',
      cause: { step: 'dns', status: 'broken', at: { path: 'firewall/rules.v4', line: 7 } },
    });
  });

  test('says what it cannot do', async () => {
    for (const [args, problem] of [
      [['nobody', TARGET], 'no device is called nobody; there is access, dns, firewall'],
      [['server', TARGET, '--stun', 'x'], '--stun takes an address'],
      [['server', '2001:db8::1'], 'server has no address of IPv6 in its files'],
      [['server', '127.0.0.1:9', '--live'], '127.0.0.1:9 is not allowed; name it with --allow'],
      [['server', '192.0.2.1', '--live', '--allow', '192.0.2.1'], 'documentation'],
    ] as const) {
      const { status, stderr } = await run(...args);
      expect([status, stderr], args.join(' ')).toEqual([2, expect.stringContaining(problem)]);
    }
  });

  test('live: what the wire meets is found in the files', { timeout: 60_000 }, async () => {
    const reject = '-A FORWARD -i in0 -p tcp -j REJECT --reject-with tcp-reset';
    const established = '-A FORWARD -m conntrack';
    // Whatever is not the provider's is behind it.
    const edits = [
      ['firewall/rules.v4', established, `${reject}\n${established}`],
      ['provider/frr.conf', 'ip route 11.9.0.0/16 11.0.0.254', 'ip route 0.0.0.0/0 11.0.0.254'],
    ] as const;
    write(labWith({ edits }));
    // A port that nobody listens on.
    const server = createServer();
    const port = await new Promise<number>((listening) =>
      server.listen(0, '127.0.0.1', () => listening((server.address() as { port: number }).port)),
    );
    await new Promise((closed) => server.close(closed));
    const { status, stdout, stderr } = await run('server', `127.0.0.1:${port}`, '--live', '--allow', 'loopback');
    expect(stderr).toContain('netreview: sending');
    expect(status).toBe(1);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^error probe\/egress-chain\/tcp-refused: .* Seen from this machine/);
    expect(stdout).toContain('The configuration shows the same: TCP');
    expect(stdout).toContain(`  firewall/rules.v4:7: ${reject}`);
  });
});
