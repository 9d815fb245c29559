import { spawnSync } from 'node:child_process';
import { platform } from 'node:os';
import { resolve } from 'node:path';
import type { Observation, Verdict } from '../../client/src/probes/probe.ts';
import type { ProbeId } from '../../client/src/protocol.ts';
import { provoked } from './provoked.ts';

const root = resolve(import.meta.dirname, '../..');
/** A user namespace where root is not needed, else a plain network namespace. */
const WAYS = [['-Urn'], ['-n']];

/** How to enter a network namespace here; undefined where it is not allowed. */
const way =
  platform() === 'linux' && spawnSync('ip', ['-V']).status === 0
    ? WAYS.find((flags) => spawnSync('unshare', [...flags, 'ip', 'link', 'set', 'lo', 'up']).status === 0)
    : undefined;

/** Why namespace tests cannot run here; empty when they can. */
export const NAMESPACE_ABSENT = way ? '' : ' (skipped: no network namespaces here; needs unshare and iproute2)';

/**
 * Runs a probe in a namespace with loopback up.
 * @param network `ip` commands that set up what the probe meets, one a line.
 */
export function probeInNamespace(
  probe: ProbeId,
  target: string,
  network: readonly string[],
): { readonly observation: Observation; readonly verdict: Verdict } {
  const script = [
    'set -e',
    'ip link set lo up',
    ...network.map((command) => `ip ${command}`),
    'exec "$0" "$1" "$2" "$3"',
  ].join('\n');
  const { stdout, stderr, status } = spawnSync(
    'unshare',
    [...way!, 'sh', '-c', script, process.execPath, resolve(root, 'test/support/probe-in-namespace.ts'), probe, target],
    { encoding: 'utf8', timeout: 60_000 },
  );
  if (status !== 0) throw new Error(`the probe ended with ${status}: ${stderr}`);
  return provoked(probe, JSON.parse(stdout) as ReturnType<typeof probeInNamespace>);
}

/** A link whose far end swallows everything. */
export const BLACK_HOLE = [
  'link add name hole type veth peer name void',
  'link set void up',
  'link set hole arp off up',
  'address add 10.77.0.1/24 dev hole',
  'address add fd00:77::1/64 dev hole nodad',
];
