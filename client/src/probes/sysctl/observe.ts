import { askHost, type HostAccess } from '../../device/ask-host.ts';
import { type Permit, usePermit } from '../permit.ts';
import { plainText } from '../plain-text.ts';
import type { Credentials, Observation } from '../probe.ts';
import type { ProgramResult } from '../process.ts';
import type { Setting, Target } from '../target.ts';
import type { Command } from '../this-machine.ts';

export interface SysctlObservation extends Observation {
  readonly probe: 'sysctl';
  /** Absent: another machine was asked, see `over`. */
  readonly end?: ProgramResult['end'] | 'nothing-expected';
  readonly over?: HostAccess;
  /** What the kernel says of the settings that were asked for; one that is missing, it does not know. */
  readonly running: readonly Setting[];
}

/** More are no file that somebody wrote. */
const MOST = 200;

/** Keys hold no `-` in front (`readSettings`) and stand behind `--`. */
export const sysctlCommand = (settings: readonly Setting[]): Command => [
  'sysctl',
  '-e',
  '--',
  ...settings.slice(0, MOST).map(({ key }) => dotted(key)),
];

export async function observe(
  permit: Permit,
  signal: AbortSignal,
  credentials?: Credentials,
): Promise<SysctlObservation> {
  usePermit(permit, 'sysctl');
  const { target } = permit;
  const { settings = [] } = target;
  if (settings.length === 0) return { probe: 'sysctl', target, end: 'nothing-expected', running: [] };
  const {
    output,
    ends: [end],
    over,
  } = await askHost(permit, [sysctlCommand(settings)], signal, credentials);
  const running = readRunning(output, settings);
  return { probe: 'sysctl', target, ...(end && { end }), ...(over && { over }), running };
}

export function readSaved(text: string, target: Target): SysctlObservation | undefined {
  const { settings = [] } = target;
  const end = settings.length === 0 ? 'nothing-expected' : 'exit';
  return /^[a-z][\w./-]{1,200} ?=/m.test(text)
    ? { probe: 'sysctl', target, end, running: readRunning(text, settings) }
    : undefined;
}

/** Reads `sysctl -a` or a part of it; keeps what was asked for. */
export function readRunning(output: string, settings: readonly Setting[]): Setting[] {
  const asked = new Set(settings.map(({ key }) => dotted(key)));
  const running = new Map<string, string>();
  for (const line of output.split(/\r?\n/)) {
    // net.ipv4.tcp_rmem = 4096	131072	6291456
    const at = line.indexOf('=');
    const key = line.slice(0, at).trim();
    if (at > 0 && asked.has(key)) running.set(key, plainText(line.slice(at + 1)));
  }
  return [...running].map(([key, value]) => ({ key, value }));
}

/** `net/ipv4/conf/eth0.10/rp_filter` stays with its slashes turned: sysctl(8) reads both. */
export const dotted = (key: string): string => {
  const first = /[./]/.exec(key)?.[0];
  return first === '/' ? key.replace(/[./]/g, (sign) => (sign === '/' ? '.' : '/')) : key;
};
