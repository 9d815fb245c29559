import { askHost, type HostAccess } from '../../device/ask-host.ts';
import { type Permit, usePermit } from '../permit.ts';
import type { Credentials, Observation } from '../probe.ts';
import type { ProgramResult } from '../process.ts';
import type { Target } from '../target.ts';
import type { Command } from '../this-machine.ts';
import { type ConntrackState, readConntrack } from './conntrack-output.ts';

export interface ConntrackObservation extends Observation {
  readonly probe: 'conntrack';
  /** Of each command; empty: another machine was asked, see `over`. */
  readonly ends: readonly ProgramResult['end'][];
  readonly over?: HostAccess;
  /** Absent: nothing was said that could be read. */
  readonly state?: ConntrackState;
}

export const COMMANDS: readonly Command[] = [
  [
    'sysctl',
    'net.netfilter.nf_conntrack_count',
    'net.netfilter.nf_conntrack_max',
    'net.netfilter.nf_conntrack_buckets',
  ],
  // The size of an entry, which only root may read, and of the machine.
  ['grep', '-h', '-E', '^(nf_conntrack|MemTotal)', '/proc/slabinfo', '/proc/meminfo'],
  ['conntrack', '-S'],
  ['conntrack', '-L'],
];
/** The same of the kernel's own files, where there is no program `conntrack`. */
export const FILES: readonly Command[] = [['cat', '/proc/net/stat/nf_conntrack', '/proc/net/nf_conntrack']];

/** Numbers only are kept: who talks to whom is nobody's business here. */
export async function observe(
  permit: Permit,
  signal: AbortSignal,
  credentials?: Credentials,
): Promise<ConntrackObservation> {
  usePermit(permit, 'conntrack');
  const { target } = permit;
  const first = await askHost(permit, COMMANDS, signal, credentials);
  const answered = first.over ? first.over.end === 'answered' : !signal.aborted;
  const known = readConntrack(first.output);
  const files =
    answered && known?.count !== undefined && !known.dropped && !known.entries
      ? await askHost(permit, FILES, signal, credentials)
      : undefined;
  const state = files ? readConntrack(`${first.output}\n${files.output}`) : known;
  const ends = [...first.ends, ...(files?.ends ?? [])];
  return { probe: 'conntrack', target, ends, ...(first.over && { over: first.over }), ...(state && { state }) };
}

export function readSaved(text: string, target: Target): ConntrackObservation | undefined {
  const state = readConntrack(text);
  return state && { probe: 'conntrack', target, ends: ['exit'], state };
}
