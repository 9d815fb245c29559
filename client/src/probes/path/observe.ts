import { platform } from 'node:os';
import { join } from 'node:path';
import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import { type ProgramLimits, type ProgramResult, runProgram } from '../process.ts';
import { type Address, asAddress, type Target } from '../target.ts';
import { gatewayCommand, readGateway } from './gateway.ts';
import { readTraceroute, type TracerouteOutput } from './traceroute-output.ts';

export interface PathObservation extends Observation {
  readonly probe: 'path';
  readonly paths: readonly Path[];
}

export interface Path {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  /** `no-protocol`: the program of this system cannot send what was asked for. */
  readonly end: ProgramResult['end'] | 'no-protocol';
  /** Whom this machine hands packets to the address to, by its own routes; absent: nobody between, or not known. */
  readonly gateway?: string;
  /** Absent: the program said nothing that could be read. */
  readonly trace?: TracerouteOutput;
}

export const MOST_HOPS = 30;
export const PROBES = 3;
/** All hops silent, six at a time, a second each, and some to start. */
const LIMITS: ProgramLimits = { deadlineMs: 60_000, maxBytes: 64 * 1024 };

export async function observe(permit: Permit, signal: AbortSignal): Promise<PathObservation> {
  usePermit(permit, 'path');
  const { target, addresses } = permit;
  const paths = await Promise.all(
    addresses.map(async (address): Promise<Path> => {
      const known = { address: address.text, family: address.family };
      const command = traceCommand(address, target);
      if (!command) return { ...known, end: 'no-protocol' };
      const gateway = await gatewayTo(address, signal);
      const { end, output } = await runProgram(command.file, command.args, LIMITS, signal);
      const trace = readTraceroute(output);
      return { ...known, end, ...(gateway !== undefined && { gateway }), ...(trace && { trace }) };
    }),
  );
  return { probe: 'path', target, paths };
}

async function gatewayTo(address: Address, signal: AbortSignal): Promise<string | undefined> {
  const command = gatewayCommand(address);
  if (!command) return undefined;
  const [file, ...args] = command;
  const { output } = await runProgram(file, args, { ...LIMITS, deadlineMs: 2_000 }, signal);
  return readGateway(output);
}

/**
 * The program and its argument list; the address is an address and nothing else, and comes last.
 * @returns undefined where the program of the system cannot send the protocol
 */
export function traceCommand(
  { text, family }: Address,
  { protocol, port }: Pick<Target, 'protocol' | 'port'> = {},
  system: NodeJS.Platform = platform(),
): { readonly file: string; readonly args: readonly string[] } | undefined {
  const hops = String(MOST_HOPS);
  if (system === 'win32') {
    // ICMP is all that it sends.
    if (protocol === 'tcp') return undefined;
    const file = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'TRACERT.EXE');
    return { file, args: ['-d', '-h', hops, '-w', '1000', family === 'ipv4' ? '-4' : '-6', text] };
  }
  const common = ['-n', '-q', String(PROBES), '-w', '1', '-m', hops];
  const toPort = ['-p', String(port)];
  if (system === 'darwin') {
    if (protocol === 'tcp' && family === 'ipv6') return undefined;
    // -e: the same port for all hops.
    const sent = protocol === 'icmp' ? ['-I'] : protocol === 'tcp' ? ['-P', 'tcp', '-e', ...toPort] : [];
    return { file: family === 'ipv4' ? 'traceroute' : 'traceroute6', args: [...common, ...sent, '--', text] };
  }
  const sent = protocol === 'icmp' ? ['-I'] : protocol === 'tcp' ? ['-T', ...toPort] : [];
  // Six at a time: 20 a second at most on a silent way. --back: the hops of the way back, where they are others.
  const own = [family === 'ipv4' ? '-4' : '-6', ...common, '-N', '6', '--back'];
  return { file: 'traceroute', args: [...own, ...sent, '--', text] };
}

/** @returns undefined for no traceroute, and for one to an unnamed address that the target does not name either. */
export function readSaved(text: string, target: Target): PathObservation | undefined {
  const trace = readTraceroute(text);
  const address = asAddress(trace?.to ?? target.host);
  if (!trace || !address) return undefined;
  return { probe: 'path', target, paths: [{ address: address.text, family: address.family, end: 'exit', trace }] };
}
