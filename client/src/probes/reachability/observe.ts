import { platform } from 'node:os';
import { join } from 'node:path';
import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import { type ProgramLimits, type ProgramResult, runProgram } from '../process.ts';
import type { Address } from '../target.ts';
import { type PingOutput, readPingOutput } from './ping-output.ts';

export interface ReachabilityObservation extends Observation {
  readonly probe: 'reachability';
  readonly addresses: readonly PingObservation[];
}

export interface PingObservation {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  /** How the program ended. */
  readonly end: ProgramResult['end'];
  /** Absent: the program said nothing that could be read. */
  readonly ping?: PingOutput;
}

export const COUNT = 5;
/** Five packets, a second for each answer, and some to start; twice over when one side is slow. */
const LIMITS: ProgramLimits = { deadlineMs: 12_000, maxBytes: 64 * 1024 };

/** Pings each address of the permit, both families at once. */
export async function observe(permit: Permit, signal: AbortSignal): Promise<ReachabilityObservation> {
  usePermit(permit, 'reachability');
  const addresses = await Promise.all(permit.addresses.map((address) => ping(address, signal)));
  return { probe: 'reachability', target: permit.target, addresses };
}

async function ping(address: Address, signal: AbortSignal): Promise<PingObservation> {
  const { file, args } = pingCommand(address);
  const result = await runProgram(file, args, LIMITS, signal);
  const output = readPingOutput(result.output);
  return {
    address: address.text,
    family: address.family,
    end: result.end,
    ...(output === undefined ? {} : { ping: output }),
  };
}

/** The program and its argument list; the address is an address and nothing else, and stands behind `--` where ping knows it. */
export function pingCommand(
  { text, family }: Address,
  system: NodeJS.Platform = platform(),
): { readonly file: string; readonly args: readonly string[] } {
  const count = String(COUNT);
  if (system === 'win32') {
    const file = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'PING.EXE');
    return { file, args: ['-n', count, '-w', '1000', family === 'ipv4' ? '-4' : '-6', text] };
  }
  if (system === 'darwin') {
    // ping6 of macOS has no -t for a deadline; the limits end it.
    return family === 'ipv4'
      ? { file: 'ping', args: ['-n', '-c', count, '-t', '6', '--', text] }
      : { file: 'ping6', args: ['-n', '-c', count, '--', text] };
  }
  return {
    file: 'ping',
    // A router asks three seconds for a host that is not there before it says so (RFC 4861 10, and ARP likewise).
    args: ['-n', family === 'ipv4' ? '-4' : '-6', '-c', count, '-i', '0.2', '-W', '4', '--', text],
  };
}
