import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { permitFor } from '../../../test/support/probe-permit.ts';
import { runProgram } from '../probes/process.ts';
import { parseTarget, readVrf } from '../probes/target.ts';
import { PLATFORMS, shellLine } from './platform.ts';
import { overSsh } from './ssh-session.ts';
import { parseSubject } from './subject.ts';

vi.mock('../probes/process.ts', () => ({ runProgram: vi.fn(async () => ({ end: 'exit', code: 0, output: '' })) }));
vi.mock('./ssh-session.ts', () => ({ overSsh: vi.fn(async () => ({ end: 'answered', outputs: [] })) }));
const { probes } = await import('../probes/index.ts');
const started = vi.mocked(runProgram);
const connected = vi.mocked(overSsh);
afterEach(() => {
  started.mockClear();
  connected.mockClear();
});

/** What a file of somebody else's may have where an interface, a list or a neighbour is named. */
const HOSTILE = [
  '-oProxyCommand=touch owned',
  '--help',
  'Gi0/1; reload',
  'Gi0/1\nreload',
  'Gi0/1\rreload',
  'Gi0/1 | redirect flash:x',
  '$(touch owned)',
  '`touch owned`',
  "WAN-IN' ; touch owned '",
  'WAN"IN',
  'WAN IN',
  'WAN?',
  'WAN\tIN',
  '\u202eNI-NAW',
  'WAN\u200f',
  'WAN\u0000',
  'WAN\u0003',
  'WAN\u007f',
  '../../etc/passwd',
  'eth0/../../../etc/passwd',
  'file:///etc/passwd',
  '!reload',
  '10.0.0.1;x',
  '10.0.0.0/24;x',
  'a'.repeat(65),
  '',
];

const logins = Object.values(probes).filter(({ login }) => login);
const platforms = Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[];
/** All that a command may begin with; each reads. */
const VERBS =
  /^(?:show |display |get |diagnose firewall (?:ippool-all stats|iprope6? show 100004)$|\/(?:ip|ipv6|routing|system|interface)[a-z /-]* print|terminal (?:length|pager) 0$|set cli (?:screen-length 0|scripting-mode on|pager off)$|screen-length (?:0 temporary|disable)$|vtysh -c |birdc -r show |ip -j -s -s link show|grep -s \. |ethtool |dmesg$|cat \/proc\/uptime$|nft -j list ruleset$|iptables-save -c$|sysctl -e net|conntrack -L --src-nat$)/;

/** What `from-device` alone may begin with. */
const SENDS =
  /^(?:ping6? |\/ping address=|execute (?:ping6?|tracert6|traceroute) |traceroute6? |tracert |terminal |set cli |screen-length )/;

const FIXED_END =
  / \| (?:match (?:RT_FLOW_SESSION_DENY|PFE_FW_SYSLOG)|include (?:ip nat translation|uptime|up)|grep (?:udp-idle-timer|time))$/;

/** Of RouterOS, whose values are checked as any other. */
const CONDITION = / (?:dst-address|routing-table|address|count)=/g;

test('there are such probes', () => expect(logins.length).toBeGreaterThan(4));

describe.each(logins)('$id', (probe) => {
  test.each(HOSTILE)('is not about %j', async (text) => {
    expect(parseTarget(`${text}@127.0.0.1`, probe).ok).toBe(false);
  });

  test.each(platforms)('says to a %s only commands that read, with words that are no option', async (platform) => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.constantFrom(
            '10.0.0.2',
            'fd00::2',
            '10.0.0.0/24',
            'fd00::/64',
            'GigabitEthernet0/1',
            'ge-0/0/0.0',
            'WAN-IN',
            ...HOSTILE,
          ),
          fc.string(),
          fc.string({ unit: 'binary' }),
        ),
        fc.boolean(),
        fc.constantFrom(undefined, 'RED', 'blue.vrf-1', ...HOSTILE),
        async (subject, overNetwork, named) => {
          started.mockClear();
          connected.mockClear();
          const text = subject === '' ? '127.0.0.1' : `${subject}@127.0.0.1`;
          if (!parseTarget(text, probe).ok) return;
          const vrf = readVrf(named ?? '');
          const permit = await permitFor(probe, text, [], [], { platform, ...(vrf !== undefined && { vrf }) });
          // Cancelled between two readings: nothing waits here.
          const stop = new AbortController();
          const running = probe.run(permit, stop.signal, overNetwork ? { username: 'u', password: 'p' } : undefined);
          stop.abort();
          await running;
          const typed = connected.mock.calls.flatMap(([{ lines }]) => lines);
          const argvs = started.mock.calls.map(([file, args]) => [file, ...args]);
          for (const line of [...typed, ...argvs.map((argv) => argv.join(' '))]) {
            expect(line).toMatch(probe.id === 'from-device' ? SENDS : VERBS);
            // The one pipe is Junos' own, in front of a word that is always the same.
            const plain = line.replaceAll("'", '').replace(FIXED_END, '').replaceAll(CONDITION, ' ');
            expect(plain).toMatch(/^[\w .:/-]+$/);
            expect(line).not.toMatch(/\.\.|\/\//);
            // An interface named s is no reason to blame `ip -s`.
            if (subject.replace(/^-+/, '').length > 1) expect(line).not.toContain(` -${subject.replace(/^-+/, '')} `);
          }
          for (const argv of argvs)
            expect(
              argv
                .slice(1)
                .filter((word) => word.startsWith('-'))
                .join(' '),
            ).toMatch(
              /^(?:-c|-r|-j -s -s|-s|-j|-e|--module-info|--statistics|-L --src-nat|-n -[46] -c -i -W --|-n -[46] -M -s -c -W --|-[46] -n -q -w -m -N --back --)?$/,
            );
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('a line for a shell has every word in quotes that needs them, and no word that would end them', () => {
  expect(shellLine(['vtysh', '-c', 'show bgp summary'])).toBe("vtysh -c 'show bgp summary'");
  for (const word of ["a'b", 'a\nb', '\u202e']) expect(() => shellLine(['echo', word])).toThrow();
  expect(shellLine(['echo', '$(x)', '`x`', 'a;b'])).toBe("echo '$(x)' '`x`' 'a;b'");
});

test('addresses and prefixes are written anew', () => {
  expect(parseSubject('FD00:0:0::2', ['address'])).toEqual({ ok: true, value: 'fd00::2' });
  expect(parseSubject('10.0.0.0/8', ['prefix'])).toEqual({ ok: true, value: '10.0.0.0/8' });
  expect(parseSubject('10.0.0.0/99', ['prefix', 'address']).ok).toBe(false);
  expect(parseSubject('10.0.0.1', ['interface']).ok).toBe(false);
});
