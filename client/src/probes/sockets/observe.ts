import { platform } from 'node:os';
import { askHost, type HostAccess } from '../../device/ask-host.ts';
import { type Permit, usePermit } from '../permit.ts';
import type { Credentials, Observation } from '../probe.ts';
import type { ProgramResult } from '../process.ts';
import type { Target } from '../target.ts';
import type { Command } from '../this-machine.ts';
import { readSockets, type SocketCounts } from './ss-output.ts';
import { nstatCommand } from './tcp-counters.ts';
import { flowsCommand } from './tcp-flows.ts';

export interface SocketsObservation extends Observation {
  readonly probe: 'sockets';
  /** Of the program that lists sockets; absent: another machine was asked, see `over`. */
  readonly end?: ProgramResult['end'];
  readonly over?: HostAccess;
  /** Absent: nothing was said that could be read. */
  readonly counts?: SocketCounts;
}

/** The sockets first; on Linux then the ports that outgoing connections have, and what TCP has counted. */
export const socketsCommands = (system: NodeJS.Platform = platform()): readonly [Command, ...Command[]] => {
  if (system === 'linux')
    return [['ss', '-tanH'], ['sysctl', 'net.ipv4.ip_local_port_range'], nstatCommand, flowsCommand];
  return [system === 'win32' ? ['netstat', '-an', '-p', 'tcp'] : ['netstat', '-an']];
};

export async function observe(
  permit: Permit,
  signal: AbortSignal,
  credentials?: Credentials,
): Promise<SocketsObservation> {
  usePermit(permit, 'sockets');
  const { target } = permit;
  const commands = socketsCommands(credentials ? 'linux' : platform());
  const {
    output,
    ends: [end],
    over,
  } = await askHost(permit, commands, signal, credentials);
  // Half a list would have sockets missing that are there.
  const counts = over && over.end !== 'answered' ? undefined : readSockets(output);
  return { probe: 'sockets', target, ...(end && { end }), ...(over && { over }), ...(counts && { counts }) };
}

export function readSaved(text: string, target: Target): SocketsObservation | undefined {
  const counts = readSockets(text);
  return counts && { probe: 'sockets', target, end: 'exit', counts };
}
