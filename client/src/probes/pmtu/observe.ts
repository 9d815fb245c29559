import { platform } from 'node:os';
import { join } from 'node:path';
import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import { type ProgramLimits, type ProgramResult, runProgram } from '../process.ts';
import type { Address, Target } from '../target.ts';
import { HEADERS, readSizedPings, type SizedPing } from './ping-sizes.ts';
import { readTracepath, type Tracepath, tracepathCommand } from './tracepath.ts';

export interface PmtuObservation extends Observation {
  readonly probe: 'pmtu';
  readonly addresses: readonly PmtuSearch[];
}

export interface PmtuSearch {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly pings: readonly SizedPing[];
  /** Where no ping was answered, and there is such a program. */
  readonly tracepath?: Tracepath;
  /** How the program that could not go on ended; absent: the search came to its end. */
  readonly stopped?: Exclude<ProgramResult['end'], 'exit'> | 'unreadable';
}

/** Bytes. RFC 8200 5 for IPv6; for IPv4 no smaller path is in use. */
export const SMALLEST = { ipv4: 576, ipv6: 1280 } as const;
/** Ethernet. */
export const USUAL = 1_500;
/** Bytes between which the search ends. */
const PRECISION = 4;
/** Silence may be a lost packet: it is asked again. */
const TRIES = 2;
/** Smallest and usual, then halves of what lies between. */
export const PINGS = TRIES * (2 + Math.ceil(Math.log2((USUAL - SMALLEST.ipv4) / PRECISION)));
const LIMITS: ProgramLimits = { deadlineMs: 4_000, maxBytes: 16 * 1024 };
/** Three seconds for each hop that does not answer. */
const TRACEPATH_LIMITS: ProgramLimits = { ...LIMITS, deadlineMs: 10_000 };

export async function observe(permit: Permit, signal: AbortSignal): Promise<PmtuObservation> {
  usePermit(permit, 'pmtu');
  const { target, addresses } = permit;
  return { probe: 'pmtu', target, addresses: await Promise.all(addresses.map((address) => searched(address, signal))) };
}

async function searched(address: Address, signal: AbortSignal): Promise<PmtuSearch> {
  const found = await search(address, signal);
  const command =
    found.stopped || found.pings.some(({ end }) => end !== 'silent') ? undefined : tracepathCommand(address);
  if (!command) return found;
  const { output } = await runProgram(command.file, command.args, TRACEPATH_LIMITS, signal);
  const tracepath = readTracepath(output);
  return tracepath ? { ...found, tracepath } : found;
}

async function search(address: Address, signal: AbortSignal): Promise<PmtuSearch> {
  const { family } = address;
  const known = { address: address.text, family };
  const pings: SizedPing[] = [];
  const fits = async (size: number): Promise<boolean | NonNullable<PmtuSearch['stopped']>> => {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const { file, args } = sizedPingCommand(address, size);
      const { end, output } = await runProgram(file, args, LIMITS, signal);
      if (end !== 'exit') return end;
      const [ping] = readSizedPings(output, family);
      if (!ping) return 'unreadable';
      pings.push({ ...ping, size });
      if (ping.end !== 'silent') return ping.end === 'answered';
    }
    return false;
  };
  let low: number = SMALLEST[family];
  let high: number = USUAL;
  for (const size of [low, high]) {
    const answer = await fits(size);
    if (typeof answer === 'string') return { ...known, pings, stopped: answer };
    if (answer !== (size === low)) return { ...known, pings };
  }
  while (high - low > PRECISION) {
    // What a router says need not be searched for, only tried.
    const told = pings.find(({ mtu }) => mtu !== undefined && mtu > low && mtu < high)?.mtu;
    const middle = told ?? Math.floor((low + high) / 2);
    const answer = await fits(middle);
    if (typeof answer === 'string') return { ...known, pings, stopped: answer };
    if (answer) low = middle;
    else high = middle;
    if (told !== undefined && answer) break;
  }
  return { ...known, pings };
}

/** One ping that must not be fragmented, as an argument list. @param size of the whole packet, in bytes */
export function sizedPingCommand(
  { text, family }: Address,
  size: number,
  system: NodeJS.Platform = platform(),
): { readonly file: string; readonly args: readonly string[] } {
  const payload = String(size - HEADERS[family]);
  if (system === 'win32') {
    const file = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'PING.EXE');
    // Windows never fragments IPv6 on the way; -f is for IPv4 only.
    const version = family === 'ipv4' ? ['-4', '-f'] : ['-6'];
    return { file, args: ['-n', '1', '-w', '1000', ...version, '-l', payload, text] };
  }
  if (system === 'darwin') {
    return {
      file: family === 'ipv4' ? 'ping' : 'ping6',
      args: ['-n', '-D', '-s', payload, '-c', '1', '--', text],
    };
  }
  const version = family === 'ipv4' ? '-4' : '-6';
  return { file: 'ping', args: ['-n', version, '-M', 'do', '-s', payload, '-c', '1', '-W', '1', '--', text] };
}

/** Outputs of pings of several sizes, one behind the other, or that of tracepath. */
export function readSaved(text: string, target: Target): PmtuObservation | undefined {
  const family = target.host.includes(':') ? 'ipv6' : 'ipv4';
  const pings = readSizedPings(text, family);
  const tracepath = readTracepath(text);
  return pings.length === 0 && !tracepath
    ? undefined
    : { probe: 'pmtu', target, addresses: [{ address: target.host, family, pings, ...(tracepath && { tracepath }) }] };
}
