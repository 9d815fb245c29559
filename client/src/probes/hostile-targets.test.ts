import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { askPermit, type Permit } from './permit.ts';
import type { Probe } from './probe.ts';
import { runProgram } from './process.ts';
import { nstatCommand } from './sockets/tcp-counters.ts';
import { asAddress, parseTarget, readSettings, type Target } from './target.ts';

vi.mock('./process.ts', () => ({ runProgram: vi.fn(async () => ({ end: 'exit', code: 0, output: '' })) }));
vi.mock('./connect.ts', async (original) => ({
  ...(await original<typeof import('./connect.ts')>()),
  attemptConnect: async () => ({ end: 'dropped', ms: 0 }),
}));
const { probes } = await import('./index.ts');
const started = vi.mocked(runProgram);
afterEach(() => started.mockClear());

/** Values as a file of somebody else's may hold them where an address or a name belongs. */
const HOSTILE = [
  '-oProxyCommand=touch owned',
  '--flood',
  '-f10.0.0.1',
  '10.0.0.1 -f',
  '10.0.0.1\n-f',
  '10.0.0.1\u0000-f',
  '10.0.0.1;touch owned',
  '10.0.0.1|touch owned',
  '10.0.0.1&touch owned',
  '$(touch owned)',
  '`touch owned`',
  '10.0.0.1$IFS-f',
  '\u202e10.0.0.1',
  '10.0.0.1\u200f',
  '../../etc/passwd',
  'file:///etc/passwd',
  'a.example.net/../..',
  'user:password@a.example.net@b.example.net',
  '%n%n%s',
  '\u001b]0;owned\u0007',
];

const PROGRAMS: readonly Probe['id'][] = ['reachability', 'path', 'pmtu', 'conntrack', 'sockets', 'sysctl', 'capture'];

/** The fixed words of commands that read files of the kernel, of a list of sockets, of a capture and of its filter; names of counters. */
const FIXED: readonly string[] = [
  ...nstatCommand,
  ...['^(nf_conntrack|MemTotal)', '/proc/slabinfo', '/proc/meminfo'],
  ...['/proc/net/stat/nf_conntrack', '/proc/net/nf_conntrack', 'net.ipv4.ip_local_port_range'],
  ...['state', 'established'],
  ...['any', '-', '--immediate-mode', '(', ')', 'host', 'or', 'and', 'port', 'icmp', 'icmp6'],
];

async function permitted(probe: Probe, target: Target): Promise<Permit | undefined> {
  const decision = await askPermit({
    probe,
    target,
    trusted: true,
    allowed: ['loopback', 'private'],
    lookup: async () => [],
    confirm: async () => true,
  });
  return decision.ok ? decision.permit : undefined;
}

describe.each(Object.values(probes))('$id', (probe) => {
  test.each(HOSTILE)('takes no %j for a target', (text) => {
    expect(parseTarget(text, probe).ok).toBe(false);
    if (probe.takesRoutes) {
      expect(parseTarget(`${text}@10.0.0.1`, probe).ok).toBe(false);
      expect(parseTarget(`192.0.2.0/24=${text}`, probe).ok).toBe(false);
      expect(parseTarget(`192.0.2.0/24,${text}@10.0.0.1`, probe).ok).toBe(false);
    }
    if (probe.takesName) expect(parseTarget(`${text}@10.0.0.1`, probe).ok).toBe(false);
  });

  test('plans nothing for what is not an address of its permit, and says it in printable characters', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.domain()), (text) => {
        const parsed = parseTarget(text, probe);
        if (!parsed.ok) return;
        const address = asAddress(parsed.value.host) ?? { family: 'ipv4', text: '10.0.0.1' };
        for (const entry of probe.plan(parsed.value, [address], () => true))
          for (const said of Object.values(entry)) expect(said).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});

/** Whom no list can allow, or none does that names private space and loopback. */
const ELSEWHERE = [
  '9.9.9.9',
  '192.0.2.1',
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '2001:db8::1',
  'ff02::1',
  '2600::1',
];

describe.each(Object.values(probes))('$id asks only with a permit', (probe) => {
  const targets = ELSEWHERE.filter((text) => parseTarget(text, probe).ok);

  test.each(targets)('and there is none for %s', async (text) => {
    const parsed = parseTarget(text, probe);
    if (!parsed.ok) throw new Error(parsed.problem.en);
    expect(await permitted(probe, parsed.value)).toBeUndefined();
  });

  test('that this window gave, for this probe, once', async () => {
    const target: Target = { host: '127.0.0.1', port: 9, platform: 'linux' };
    const forged = { probe: probe.id, target, addresses: [asAddress('9.9.9.9')!], mayAlsoAsk: () => true };
    const never = AbortSignal.abort();
    await expect(probe.run(forged as unknown as Permit, never)).rejects.toThrow('No permit');
    const permit = await permitted(probe, target);
    await expect(probe.run({ ...permit! }, never)).rejects.toThrow('No permit');
    const other = Object.values(probes).find(({ id }) => id !== probe.id)!;
    await expect(other.run(permit!, never)).rejects.toThrow('No permit');
    expect(started).not.toHaveBeenCalled();
  });
});

describe.each(PROGRAMS.map((id) => probes[id]))('$id starts programs', (probe) => {
  test('with addresses, numbers and its own options, whatever the target', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.constantFrom('10.0.0.1', '127.0.0.1', 'fd00::1', 'icmp@fd00::1', 'tcp@10.0.0.1:443'),
          fc.constantFrom(...HOSTILE),
          fc.string(),
          fc.ipV4(),
        ),
        fc.string(),
        fc.string(),
        async (text, key, value) => {
          started.mockClear();
          const parsed = parseTarget(text, probe);
          if (!parsed.ok) return;
          const settings = readSettings([
            { key, value },
            { key: 'net.ipv4.ip_forward', value: '1' },
          ]);
          const permit = await permitted(probe, { ...parsed.value, settings });
          if (permit) await probe.run(permit, new AbortController().signal);
          const addresses = permit?.addresses.map((address) => address.text) ?? [];
          for (const [file, args] of started.mock.calls) {
            expect(file).toMatch(/^(?:ping6?|traceroute6?|ip|sysctl|conntrack|ss|nstat|grep|cat|netstat|tcpdump)$/);
            for (const arg of args) {
              const own =
                /^-{1,2}[A-Za-z46]*$|^\d{1,5}(?:\.\d)?$|^(?:do|tcp|route|get)$|^net[./][\w./-]+$/.test(arg) ||
                FIXED.includes(arg);
              expect(own || addresses.includes(arg), arg).toBe(true);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('none for a target that the list does not allow', async () => {
    expect(await permitted(probe, { host: '9.9.9.9' })).toBeUndefined();
    expect(started).not.toHaveBeenCalled();
  });
});
