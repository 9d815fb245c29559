import { platform } from 'node:os';
import { join } from 'node:path';
import { type Attempt, attemptConnect } from '../connect.ts';
import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import { type ProgramLimits, type ProgramResult, runProgram } from '../process.ts';
import { sourceAddressTo } from '../source-address.ts';
import type { Address, Target } from '../target.ts';
import { type PingComplaint, type PingOutput, readPingOutput } from './ping-output.ts';

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
  /** The address that this machine sends from; absent: none, or not known. */
  readonly source?: string;
  /** Connects to see whether it is there at all; absent: a ping told. */
  readonly tcp?: readonly Connect[];
}

export interface Connect extends Attempt {
  readonly port: number;
}

/** More are a percentage of loss, and take at most a minute where a ping sends one each second. */
export const COUNTS = { usual: 5, most: 50 } as const;
/** A refusal is an answer as well: the first two that filters let through. */
export const FALLBACK_PORTS = [443, 80] as const;
/** A second for each packet, and some for the last answer and to start. */
const limitsOf = (count: number): ProgramLimits => ({ deadlineMs: count * 1_000 + 7_000, maxBytes: 64 * 1024 });

/** Pings each address of the permit, both families at once. */
export async function observe(permit: Permit, signal: AbortSignal): Promise<ReachabilityObservation> {
  usePermit(permit, 'reachability');
  const addresses = await Promise.all(permit.addresses.map((address) => ping(address, permit.target, signal)));
  return { probe: 'reachability', target: permit.target, addresses };
}

async function ping(address: Address, target: Target, signal: AbortSignal): Promise<PingObservation> {
  const { file, args } = pingCommand(address, target);
  const result = await runProgram(file, args, limitsOf(target.count ?? COUNTS.usual), signal);
  const output = readPingOutput(result.output);
  const source = await sourceAddressTo(address);
  const told = (output?.received ?? 0) > 0 || (output?.complaint !== undefined && SAYS_WHERE.has(output.complaint));
  const tcp = told || signal.aborted ? undefined : await connects(address, signal);
  return {
    address: address.text,
    family: address.family,
    end: result.end,
    ...(output === undefined ? {} : { ping: output }),
    ...(source !== undefined && { source }),
    ...(tcp && { tcp }),
  };
}

/** Whoever says so has seen the packets: TCP would hear the same. */
const SAYS_WHERE: ReadonlySet<PingComplaint> = new Set(['no-route', 'host-unreachable', 'prohibited']);

const connects = (address: Address, signal: AbortSignal): Promise<readonly Connect[]> =>
  Promise.all(
    FALLBACK_PORTS.map(async (port): Promise<Connect> => ({ port, ...(await attemptConnect(address, port, signal)) })),
  );

/** The program and its argument list; the address is an address and nothing else, and stands behind `--` where ping knows it. */
export function pingCommand(
  { text, family }: Address,
  { count: packets = COUNTS.usual }: Pick<Target, 'count'> = {},
  system: NodeJS.Platform = platform(),
): { readonly file: string; readonly args: readonly string[] } {
  const count = String(packets);
  if (system === 'win32') {
    const file = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'PING.EXE');
    return { file, args: ['-n', count, '-w', '1000', family === 'ipv4' ? '-4' : '-6', text] };
  }
  if (system === 'darwin') {
    // ping6 of macOS has no -t for a deadline; the limits end it.
    return family === 'ipv4'
      ? { file: 'ping', args: ['-n', '-c', count, '-t', String(packets + 1), '--', text] }
      : { file: 'ping6', args: ['-n', '-c', count, '--', text] };
  }
  return {
    file: 'ping',
    // A router asks three seconds for a host that is not there before it says so (RFC 4861 10, and ARP likewise).
    args: ['-n', family === 'ipv4' ? '-4' : '-6', '-c', count, '-i', '0.2', '-W', '4', '--', text],
  };
}
