import { spawn, spawnSync } from 'node:child_process';
import { platform } from 'node:os';
import { resolve } from 'node:path';
import type { InputId } from '../../client/src/probes/inputs.ts';
import type { Observation, Part, Verdict } from '../../client/src/probes/probe.ts';
import type { Target } from '../../client/src/probes/target.ts';
import type { ProbeId } from '../../client/src/protocol.ts';
import { provoked } from './provoked.ts';

const root = resolve(import.meta.dirname, '../..');
/** A user namespace where root is not needed, else as root. What was started inside ends with the first process. */
const WAYS = ['-Urnmpf', '-nmpf'].map((flags) => [flags, '--kill-child', '--mount-proc']);
/** `ip netns` keeps its names here; the host's are not touched. */
const OWN_RUN = 'mount -t tmpfs none /run && mkdir -p /run/netns';

const works = (flags: readonly string[]): boolean =>
  platform() === 'linux' && spawnSync('unshare', [...flags, 'sh', '-c', `${OWN_RUN} && ip netns add a`]).status === 0;

const way = WAYS.find(works);

/** For daemons that change to a user of their own, whom a user namespace of one user does not have. */
const manyUsers = WAYS.slice(1).find(works);

/**
 * @param programs that the rig needs, by name.
 * @param users it needs more than one user
 * @returns why it cannot be built here; empty when it can.
 */
export function rigAbsent(programs: Readonly<Record<string, string>> = {}, users: 'one' | 'many' = 'one'): string {
  if (!(users === 'one' ? way : manyUsers)) return ' (skipped: no network namespaces here; needs unshare and iproute2)';
  const path = `${process.env.PATH}:/usr/sbin:/sbin`;
  for (const [program, debianPackage] of Object.entries(programs)) {
    if (spawnSync('sh', ['-c', 'command -v "$0"', program], { env: { PATH: path } }).status !== 0)
      return ` (skipped: no ${program}; Debian package ${debianPackage})`;
  }
  return '';
}

export interface Rig {
  readonly probe: ProbeId;
  readonly target: string;
  /** Shell commands that build the network and start daemons; `$D` is a folder of the rig's own, on a file system of its own. */
  readonly setup: string;
  /** See `rigAbsent`. */
  readonly users?: 'one' | 'many';
  /** The namespace in which the probe runs; absent: the outer one. */
  readonly from?: string;
  /** A command that starts the probe, as `setpriv` with its options: for what a machine may not do. */
  readonly through?: string;
  /** What the target's name resolves to, where it is a name. */
  readonly addresses?: readonly string[];
  /** Username and password. */
  readonly credentials?: readonly [string, string, privacyPassword?: string];
  /** The password is a secret that the server shares. */
  readonly sharedSecret?: true;
  /** A file that the rig left is judged, instead of asking anybody. */
  readonly file?: string;
  /** A file of the rig with what the probe printed in an earlier run: `RIG_BASELINE= "$0" "$@" >$D/before` in `setup`. */
  readonly baseline?: string;
  /** Seconds that a probe which waits is given. */
  readonly longest?: number;
  /** How many seconds of silence pass in one; see `hastened`. */
  readonly haste?: number;
  /** Allowed targets beside loopback, private space and the target. */
  readonly allow?: readonly string[];
  /** Of probes that ask devices, compare settings or count; and how to ask. */
  readonly device?: Pick<Target, 'platform' | 'rulePlace' | 'settings' | 'count' | InputId>;
  readonly timeoutMs?: number;
}

/** A password for privacy goes another way: arguments end with the second. */
const userOf = ({ credentials }: Rig): readonly string[] => (credentials ? [credentials[0], credentials[1]] : []);

interface SeenInRig<O extends Observation> {
  readonly observation: O;
  readonly verdict: Verdict;
  readonly parts?: readonly Part[];
}

/** Runs a probe in a network of its own. @throws Error with what the rig said when it did not come up. */
export function probeInRig<O extends Observation>(rig: Rig): SeenInRig<O> {
  const command = [process.execPath, resolve(root, 'test/support/probe-in-namespace.ts'), rig.probe, rig.target];
  const stdout = runInRig(
    [rig.setup, `${rig.from ? `ip netns exec ${rig.from} ` : ''}${rig.through ?? ''} "$0" "$@"`].join('\n'),
    [...command, ...userOf(rig)],
    {
      timeoutMs: rig.timeoutMs ?? 60_000,
      users: rig.users ?? 'one',
      env: {
        RIG_ALLOW: (rig.allow ?? []).join(' '),
        RIG_ADDRESSES: (rig.addresses ?? []).join(' '),
        RIG_FILE: rig.file ?? '',
        RIG_BASELINE: rig.baseline ?? '',
        RIG_DEVICE: JSON.stringify(rig.device ?? {}),
        RIG_HASTE: String(rig.haste ?? ''),
        RIG_LONGEST: String(rig.longest ?? ''),
        RIG_SHARED_SECRET: rig.sharedSecret ? 'yes' : '',
        RIG_PRIVACY_PASSWORD: rig.credentials?.[2] ?? '',
      },
    },
  );
  return provoked(rig.probe, JSON.parse(stdout.slice(stdout.lastIndexOf('\n{"observation') + 1)) as SeenInRig<O>);
}

interface RigOptions {
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly users?: 'one' | 'many';
}

/**
 * Runs shell commands in namespaces of their own, with `$0` and `$@` as given. @returns what they wrote
 * @throws Error with what they said when they fail
 */
export function runInRig(
  commands: string,
  args: readonly string[],
  { timeoutMs, env = {}, input, users = 'one' }: RigOptions,
): string {
  const { stdout, stderr, status } = spawnSync('unshare', argumentsFor(commands, args, users), {
    encoding: 'utf8',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...env },
    ...(input === undefined ? {} : { input }),
  });
  if (status !== 0) throw new Error(failure(status, stderr));
  return stdout;
}

/** As `runInRig`, beside others: most of the time daemons are waited for. */
export function besideInRig(
  commands: string,
  args: readonly string[],
  { timeoutMs, env = {}, input = '', users = 'one' }: RigOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', argumentsFor(commands, args, users), {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      env: { ...process.env, ...env },
    });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
      });
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0 ? resolve(said.stdout) : reject(new Error(failure(status, said.stderr))),
    );
    child.stdin.end(input);
  });
}

const failure = (status: number | null, stderr: string): string =>
  `the rig ended with ${status}: ${stderr.slice(-2_000)}`;

const argumentsFor = (commands: string, args: readonly string[], users: 'one' | 'many'): string[] => [
  ...rigFlags(users),
  'sh',
  '-c',
  ['set -e', ...RIG_PRELUDE, commands].join('\n'),
  ...args,
];

/** Of `unshare`, for a shell that may build networks. @throws Error where `rigAbsent` says that there are none */
export function rigFlags(users: 'one' | 'many'): readonly string[] {
  const flags = users === 'one' ? way : manyUsers;
  if (!flags) throw new Error('no network namespaces here');
  return flags;
}

/** What every rig begins with: a `/run` and a folder `$D` of its own, loopback, and a wait for ports that are listened at. */
export const RIG_PRELUDE: readonly string[] = [
  'export PATH="$PATH:/usr/sbin:/sbin"',
  OWN_RUN,
  'D=/run/rig; mkdir -p $D; export D',
  'ip link set lo up',
  ...['u', 't'].map(
    (kind) =>
      `until_${kind === 'u' ? 'udp' : 'tcp'}() { i=0; until ss -Hl${kind}n | grep -q ":$1 "; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done; }`,
  ),
];
