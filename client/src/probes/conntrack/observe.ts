import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import type { ProgramResult } from '../process.ts';
import type { Target } from '../target.ts';
import { type Command, isThisMachine, runCommands } from '../this-machine.ts';
import { type ConntrackState, readConntrack } from './conntrack-output.ts';

export interface ConntrackObservation extends Observation {
  readonly probe: 'conntrack';
  /** `elsewhere`: the target is another machine. */
  readonly ends: readonly (ProgramResult['end'] | 'elsewhere')[];
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
  ['conntrack', '-S'],
  ['conntrack', '-L'],
];

/** Numbers only are kept: who talks to whom is nobody's business here. */
export async function observe(permit: Permit, signal: AbortSignal): Promise<ConntrackObservation> {
  usePermit(permit, 'conntrack');
  const { target } = permit;
  if (!isThisMachine(permit)) return { probe: 'conntrack', target, ends: ['elsewhere'] };
  const { output, ends } = await runCommands(COMMANDS, signal);
  const state = readConntrack(output);
  return { probe: 'conntrack', target, ends, ...(state && { state }) };
}

export function readSaved(text: string, target: Target): ConntrackObservation | undefined {
  const state = readConntrack(text);
  return state && { probe: 'conntrack', target, ends: ['exit'], state };
}
