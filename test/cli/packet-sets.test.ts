import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { netreview } from '../support/cli.ts';

const IOS = `hostname r1
ip access-list extended WEB-IN
 permit tcp any host 192.0.2.10 eq 443
 permit tcp any 192.0.2.0 0.0.0.255 eq 443
 deny ip any any
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 ip access-group WEB-IN in
`;
const WIDER = IOS.replace('permit tcp any host 192.0.2.10 eq 443', 'permit tcp any host 192.0.2.10 eq 80').replace(
  'permit tcp any 192.0.2.0 0.0.0.255 eq 443',
  'permit tcp any 192.0.2.0 0.0.0.127 eq 443',
);
const WORKTIME = IOS.replace(
  'permit tcp any host 192.0.2.10 eq 443',
  'deny tcp any any eq 443 time-range WORK',
).replace('192.0.2.0 0.0.0.255 eq 443', 'any eq 443');
const JUNOS = `firewall {
    family inet {
        filter web-in {
            term web {
                from { destination-address { 192.0.2.0/24; } protocol tcp; destination-port 443; }
                then accept;
            }
            term rest { then { discard; } }
        }
    }
}
interfaces { ge-0/0/0 { unit 0 { family inet { filter { input web-in; } address 192.0.2.1/24; } } } }
`;
const RULES = `*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -i eth0 -p tcp --dport 80 -j DNAT --to-destination 10.0.0.5:8080
-A POSTROUTING -o eth0 -j MASQUERADE
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -d 10.0.0.5/32 -p tcp --dport 8080 -j ACCEPT
COMMIT
`;

let folder: string;
const run = (...args: string[]) => netreview(args, { cwd: folder });
const json = async (...args: string[]) => {
  const { stdout, status, stderr } = await run(...args, '--format', 'json');
  expect(stderr).toBe('');
  return { status, report: JSON.parse(stdout) as Record<string, unknown> };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netreview-sets-'));
  for (const [name, text] of Object.entries({
    'a.cfg': IOS,
    'b.cfg': WIDER,
    'worktime.cfg': WORKTIME,
    'twice.cfg': WORKTIME.replace('permit tcp any any eq 443', 'deny tcp any any'),
    'c.conf': JUNOS,
    'rules.v4': RULES,
    prose: 'Hello\n',
  }))
    writeFileSync(join(folder, name), text);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('diff', () => {
  test('lists what is newly permitted and denied, with a packet and the lines on both sides', async () => {
    const { stdout, status } = await run('diff', 'a.cfg', 'b.cfg');
    expect(stdout).toBe(`WEB-IN: 1 flow newly permitted, 2 flows newly denied
  + tcp to 192.0.2.10 port 80
    packet tcp 198.51.100.7:40000 > 192.0.2.10:80
      a.cfg: deny, line 5: deny ip any any
      b.cfg: permit, line 3: permit tcp any host 192.0.2.10 eq 80
  - tcp to 192.0.2.128/25 port 443
  - tcp to 192.0.2.128/25 later fragments
    packet tcp 198.51.100.7:40000 > 192.0.2.129:443
      a.cfg: permit, line 4: permit tcp any 192.0.2.0 0.0.0.255 eq 443
      b.cfg: deny, line 5: deny ip any any
`);
    expect(status).toBe(0);
    expect((await run('diff', 'a.cfg', 'b.cfg', '--fail-on-change')).status).toBe(1);
    expect((await run('diff', 'a.cfg', 'a.cfg', '--fail-on-change')).status).toBe(0);
  });

  test('as JSON', async () => {
    const { report } = await json('diff', 'a.cfg', 'b.cfg');
    expect(report).toMatchObject({
      version: 1,
      before: { path: 'a.cfg', dialect: 'ios' },
      changed: true,
      filters: [
        {
          before: 'WEB-IN',
          after: 'WEB-IN',
          decided: true,
          complete: true,
          newlyPermitted: {
            flows: 1,
            packets: ['tcp to 192.0.2.10 port 80'],
            sure: true,
            witness: {
              packet: 'tcp 198.51.100.7:40000 > 192.0.2.10:80',
              before: { action: 'deny', line: 5 },
              after: { action: 'permit', line: 3 },
            },
          },
        },
      ],
      onlyBefore: [],
      onlyAfter: [],
    });
  });

  test('across dialects: one filter on each side is a pair, a chosen pair is compared', async () => {
    // An IOS permit with a port lets later fragments pass, a Junos term does not.
    const { stdout } = await run('diff', 'a.cfg', 'c.conf');
    expect(stdout).toMatch(/^WEB-IN > web-in: 1 flow newly denied\n {2}- tcp to 192\.0\.2\.0\/24 later fragments\n/);
    const chosen = await json('diff', 'b.cfg', 'c.conf', '--filter', 'WEB-IN=web-in');
    expect(chosen.report).toMatchObject({
      before: { dialect: 'ios' },
      after: { dialect: 'junos' },
      filters: [
        {
          newlyPermitted: { packets: ['tcp to 192.0.2.128/25 port 443'] },
          newlyDenied: { packets: ['tcp to 192.0.2.10 port 80', 'tcp to 192.0.2.0/25 later fragments'] },
        },
      ],
    });
  });

  test('one of the two from standard input; filters that only one side has are told of', async () => {
    const input = RULES.replace('--dport 8080 -j ACCEPT', '--dport 8081 -j ACCEPT').replace(
      ':OUTPUT ACCEPT [0:0]\n',
      '',
    );
    const { stdout } = await netreview(['diff', 'rules.v4', '-'], { cwd: folder, stdin: input });
    expect(stdout).toMatch(/^FORWARD: 1 flow newly permitted, 1 flow newly denied$/m);
    expect(stdout).toMatch(/: only in rules\.v4$/m);
  });

  test('rules that translate are not compared, and a change of them is said', async () => {
    const input = RULES.replace('10.0.0.5:8080', '10.0.0.6:8080');
    const { stdout, status } = await netreview(['diff', 'rules.v4', '-', '--fail-on-change'], {
      cwd: folder,
      stdin: input,
    });
    expect(stdout).toMatch(/^rules that translate are written otherwise/);
    expect(status).toBe(1);
    const same = RULES.replace('10.0.0.5:8080\n', '10.0.0.5:8080\n# a comment\n');
    expect((await netreview(['diff', 'rules.v4', '-', '--fail-on-change'], { cwd: folder, stdin: same })).status).toBe(
      0,
    );
  });

  test.each([
    ['one file', ['a.cfg'], /takes two files/],
    ['a file that is not there', ['a.cfg', 'missing'], /missing: /],
    ['no configuration', ['a.cfg', 'prose'], /prose: not a configuration/],
    ['a filter that is not there', ['a.cfg', 'b.cfg', '--filter', 'NONE'], /No filter NONE; there is WEB-IN/],
    ['half a pair', ['a.cfg', 'b.cfg', '--filter', 'WEB-IN='], /--filter takes NAME or NAME=NAME2/],
    ['files without a common name', ['a.cfg', 'rules.v4'], /no filter has the same name/],
    ['standard input twice', ['-', '-'], /only one of the two/],
  ])('2 and the reason for %s', async (_, args, reason) => {
    const { status, stdout, stderr } = await run('diff', ...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(reason);
  });
});

describe('find', () => {
  test('rules that match, and which decide', async () => {
    const { stdout, status } = await run('find', 'a.cfg', 'tcp any > 192.0.2.0/28:443');
    expect(stdout).toBe(`a.cfg:3: WEB-IN: permit tcp any host 192.0.2.10 eq 443
  decides tcp to 192.0.2.10 port 443
a.cfg:4: WEB-IN: permit tcp any 192.0.2.0 0.0.0.255 eq 443
  decides tcp to 192.0.2.0-192.0.2.9, 192.0.2.11-192.0.2.15 port 443
a.cfg:5: WEB-IN: deny ip any any
  matches, others decide
`);
    expect(status).toBe(0);
  });

  test('a rule with a condition that no packet shows may decide, and so may the one after it', async () => {
    const { stdout } = await run('find', 'worktime.cfg', 'tcp any > any:443');
    expect(stdout).toBe(`worktime.cfg:3: WEB-IN: deny tcp any any eq 443 time-range WORK
  may decide all
worktime.cfg:4: WEB-IN: permit tcp any any eq 443
  may decide all
worktime.cfg:5: WEB-IN: deny ip any any
  matches, others decide
`);
    const { report } = await json('find', 'worktime.cfg', 'tcp any > any:443');
    expect(report).toMatchObject({ rules: [{ sure: false }, { sure: false }, { sure: true }] });
  });

  test('as JSON; 1 where none matches, 2 for what is no set', async () => {
    const { report } = await json('find', 'a.cfg', 'udp any > any:53');
    expect(report).toMatchObject({
      packets: 'udp any > any:53',
      rules: [{ filter: 'WEB-IN', line: 5, action: 'deny', decides: { amount: 'all' } }],
    });
    const none = await run('find', 'rules.v4', 'udp 192.0.2.1 > 192.0.2.2 in wlan0');
    expect([none.status, none.stdout]).toEqual([0, expect.stringMatching(/MASQUERADE/)]);
    expect((await run('find', 'rules.v4', 'udp any > any in wlan0 out wlan0')).status).toBe(1);
    const wrong = await run('find', 'a.cfg', 'everything');
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toMatch(/Not a set of packets: everything\. Write it as tcp any > 192\.0\.2\.0\/24:443/);
  });
});

describe('explain-rule', () => {
  test('what it matches alone, what is left, who takes the rest', async () => {
    const { stdout, status } = await run('explain-rule', 'a.cfg', '4');
    expect(stdout).toMatch(
      /^WEB-IN: permit tcp any 192\.0\.2\.0 0\.0\.0\.255 eq 443\n {2}Alone it would match: tcp to 192\.0\.2\.0\/24 port 443; tcp to 192\.0\.2\.0\/24 later fragments\n/,
    );
    expect(stdout).toMatch(
      /Line 3 takes tcp to 192\.0\.2\.10 port 443; tcp to 192\.0\.2\.10 later fragments: permit tcp any host 192\.0\.2\.10 eq 443/,
    );
    expect(status).toBe(0);
    const { report } = await json('explain-rule', 'a.cfg', '4');
    expect(report).toMatchObject({
      filter: 'WEB-IN',
      rule: { line: 4 },
      alone: { amount: 'all', packets: 'tcp to 192.0.2.0/24 port 443; tcp to 192.0.2.0/24 later fragments' },
      effective: { amount: 'some' },
      takers: [
        {
          filter: 'WEB-IN',
          line: 3,
          takes: { packets: 'tcp to 192.0.2.10 port 443; tcp to 192.0.2.10 later fragments' },
        },
      ],
      moreTakers: false,
      notSent: { amount: 'none' },
      sure: true,
    });
  });

  test('2 and the reason for a line without a rule, or none at all', async () => {
    for (const [line, reason] of [
      ['1', /a\.cfg:1: There is no filter rule here/],
      ['99', /has lines 1 to 9; not 99/],
      ['x', /not x/],
    ] as const) {
      const { status, stderr } = await run('explain-rule', 'a.cfg', line);
      expect(status).toBe(2);
      expect(stderr).toMatch(reason);
    }
  });
});

describe('test-packet', () => {
  test('a line that decides only if its condition holds is told from the outcome, which is certain', async () => {
    const asked = ['test-packet', 'worktime.cfg', 'WEB-IN', 'udp 198.51.100.7:40000 > 192.0.2.10:53'];
    expect((await json(...asked)).report).toMatchObject({ action: 'deny', sure: true, line: 5, lineSure: true });
    const { stdout } = await run('test-packet', 'twice.cfg', 'WEB-IN', 'tcp 198.51.100.7:40000 > 192.0.2.10:443');
    expect(stdout).toMatch(
      /^deny\n {2}tcp .*\n {2}decided by line 3: deny .* time-range WORK\n {2}whether by this line cannot be decided here/,
    );
  });
});

describe('test-packet through NAT', () => {
  test('the destination is rewritten first, the source is not told', async () => {
    const packet = 'tcp 198.51.100.7:40000 > 203.0.113.2:80 in eth0 out eth0';
    const { stdout } = await run('test-packet', 'rules.v4', 'FORWARD', packet);
    expect(stdout).toBe(`permit
  tcp 198.51.100.7:40000 > 203.0.113.2:80 in eth0 out eth0
  decided by line 11: -A FORWARD -d 10.0.0.5/32 -p tcp --dport 8080 -j ACCEPT
  matched line 4: -A PREROUTING -i eth0 -p tcp --dport 80 -j DNAT --to-destination 10.0.0.5:8080
  becomes tcp 198.51.100.7:40000 > 10.0.0.5:8080 in eth0 out eth0
  matched line 11: -A FORWARD -d 10.0.0.5/32 -p tcp --dport 8080 -j ACCEPT
  matched line 5: -A POSTROUTING -o eth0 -j MASQUERADE
  becomes something that the text does not tell (a pool, or an address of an interface)
`);
    const { report } = await json('test-packet', 'rules.v4', 'FORWARD', packet);
    expect(report).toMatchObject({
      action: 'permit',
      sure: true,
      line: 11,
      way: [
        { filter: 'PREROUTING', becomes: 'tcp 198.51.100.7:40000 > 10.0.0.5:8080 in eth0 out eth0' },
        { filter: 'FORWARD', becomes: null },
        { filter: 'POSTROUTING', untold: 'unknown' },
      ],
    });
  });
});
