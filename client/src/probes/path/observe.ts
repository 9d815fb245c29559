import { platform } from 'node:os';
import { join } from 'node:path';
import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import { type ProgramLimits, type ProgramResult, runProgram } from '../process.ts';
import { type Address, asAddress, type Target } from '../target.ts';
import { readTraceroute, type TracerouteOutput } from './traceroute-output.ts';

export interface PathObservation extends Observation {
  readonly probe: 'path';
  readonly paths: readonly Path[];
}

export interface Path {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly end: ProgramResult['end'];
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
      const { file, args } = traceCommand(address);
      const { end, output } = await runProgram(file, args, LIMITS, signal);
      const trace = readTraceroute(output);
      return { address: address.text, family: address.family, end, ...(trace && { trace }) };
    }),
  );
  return { probe: 'path', target, paths };
}

/** The program and its argument list; the address is an address and nothing else, and comes last. */
export function traceCommand(
  { text, family }: Address,
  system: NodeJS.Platform = platform(),
): { readonly file: string; readonly args: readonly string[] } {
  const hops = String(MOST_HOPS);
  if (system === 'win32') {
    const file = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'TRACERT.EXE');
    return { file, args: ['-d', '-h', hops, '-w', '1000', family === 'ipv4' ? '-4' : '-6', text] };
  }
  const common = ['-n', '-q', String(PROBES), '-w', '1', '-m', hops];
  if (system === 'darwin')
    return { file: family === 'ipv4' ? 'traceroute' : 'traceroute6', args: [...common, '--', text] };
  // Six at a time: 20 a second at most on a silent way.
  return { file: 'traceroute', args: [family === 'ipv4' ? '-4' : '-6', ...common, '-N', '6', '--', text] };
}

/** @returns undefined for no traceroute, and for one to an unnamed address that the target does not name either. */
export function readSaved(text: string, target: Target): PathObservation | undefined {
  const trace = readTraceroute(text);
  const address = asAddress(trace?.to ?? target.host);
  if (!trace || !address) return undefined;
  return { probe: 'path', target, paths: [{ address: address.text, family: address.family, end: 'exit', trace }] };
}
