import { platform } from 'node:os';
import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import type { ProgramResult } from '../process.ts';
import type { Target } from '../target.ts';
import { type Command, isThisMachine, runCommands } from '../this-machine.ts';
import { readSockets, type SocketCounts } from './ss-output.ts';
import { nstatCommand } from './tcp-counters.ts';

export interface SocketsObservation extends Observation {
  readonly probe: 'sockets';
  readonly end: ProgramResult['end'] | 'elsewhere';
  /** Absent: nothing was said that could be read. */
  readonly counts?: SocketCounts;
}

/** The sockets first; on Linux then the ports that outgoing connections have, and what TCP has counted. */
export const socketsCommands = (system: NodeJS.Platform = platform()): readonly [Command, ...Command[]] => {
  if (system === 'linux') return [['ss', '-tanH'], ['sysctl', 'net.ipv4.ip_local_port_range'], nstatCommand];
  return [system === 'win32' ? ['netstat', '-an', '-p', 'tcp'] : ['netstat', '-an']];
};

export async function observe(permit: Permit, signal: AbortSignal): Promise<SocketsObservation> {
  usePermit(permit, 'sockets');
  const { target } = permit;
  if (!isThisMachine(permit)) return { probe: 'sockets', target, end: 'elsewhere' };
  const { output, ends } = await runCommands(socketsCommands(), signal);
  const counts = readSockets(output);
  return { probe: 'sockets', target, end: ends[0]!, ...(counts && { counts }) };
}

export function readSaved(text: string, target: Target): SocketsObservation | undefined {
  const counts = readSockets(text);
  return counts && { probe: 'sockets', target, end: 'exit', counts };
}
