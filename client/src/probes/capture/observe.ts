import { type Permit, usePermit } from '../permit.ts';
import { plainText } from '../plain-text.ts';
import type { Observation } from '../probe.ts';
import { type ProgramResult, runProgram } from '../process.ts';
import type { Target } from '../target.ts';
import type { Command } from '../this-machine.ts';
import { decode } from './decode.ts';
import { packetsOf } from './packet-file.ts';
import { type Summary, summing } from './summary.ts';

export interface CaptureObservation extends Observation {
  readonly probe: 'capture';
  /** `done`: the time was over, or enough was seen. `failed`: the program says why not. `file`: it was a file. */
  readonly end:
    | 'done'
    | 'failed'
    | 'no-privilege'
    | 'file'
    | Extract<ProgramResult['end'], 'missing' | 'cancelled' | 'denied'>;
  readonly said?: string;
  readonly summary?: Summary;
}

/** Seconds. */
export const USUAL = 30;
export const LONGEST = 600;
const MOST_PACKETS = 500;
/** Octets of each packet: its headers, in whatever they are wrapped. */
const SNAPLEN = 96;
const LIMITS = { maxBytes: 4 * 1024 * 1024, binary: true } as const;

/** Headers of packets to and from the target and of errors about them; nothing is sent, and nothing is written to a disk. */
export function captureCommand(port: number, addresses: readonly string[]): Command {
  const hosts = addresses.flatMap((address, nth) => (nth === 0 ? ['host', address] : ['or', 'host', address]));
  return [
    'tcpdump',
    ...['-i', 'any', '-n', '-s', String(SNAPLEN), '-c', String(MOST_PACKETS), '-U', '--immediate-mode', '-w', '-'],
    ...['(', '(', ...hosts, ')', 'and', 'port', String(port), ')', 'or', 'icmp', 'or', 'icmp6'],
  ];
}

/** As a shell takes it, for people who run it elsewhere. */
export const captureText = (port: number, hosts: readonly string[], file = '-'): string =>
  captureCommand(port, hosts)
    .map((word, at, words) => (words[at - 1] === '-w' ? file : /[()]/.test(word) ? `'${word}'` : word))
    .join(' ');

export async function observe(permit: Permit, signal: AbortSignal): Promise<CaptureObservation> {
  usePermit(permit, 'capture');
  const { target, addresses } = permit;
  const hosts = addresses.map(({ text }) => text);
  const [file, ...args] = captureCommand(target.port!, hosts);
  const deadlineMs = (target.longest ?? USUAL) * 1_000;
  const result = await runProgram(file, args, { ...LIMITS, deadlineMs }, signal);
  const known = { probe: 'capture', target } as const;
  if (result.end === 'missing' || result.end === 'denied') return { ...known, end: result.end };
  if (result.end === 'cancelled') return { ...known, end: 'cancelled' };
  if (result.end === 'exit' && result.code !== 0) {
    const denied = /permi(?:ssion|tted)/i.test(result.output);
    return { ...known, end: denied ? 'no-privilege' : 'failed', said: plainText(result.output, 160) };
  }
  const summary = await summaryOf(once('bytes' in result ? result.bytes : undefined), hosts, target);
  return { ...known, end: 'done', ...(summary && { summary }) };
}

export async function readFile(
  chunks: AsyncIterable<Uint8Array>,
  target: Target,
): Promise<CaptureObservation | undefined> {
  const summary = await summaryOf(chunks, [target.host], target);
  return summary && { probe: 'capture', target, end: 'file', summary };
}

/** @returns undefined when there is no packet at all */
async function summaryOf(
  chunks: AsyncIterable<Uint8Array>,
  hosts: readonly string[],
  target: Target,
): Promise<Summary | undefined> {
  const sum = summing(hosts, target.port!);
  let any = false;
  for await (const captured of packetsOf(chunks)) {
    any = true;
    const packet = decode(captured);
    if (packet) sum.add(packet);
  }
  return any ? sum.summary : undefined;
}

async function* once(bytes: Buffer | undefined): AsyncIterable<Uint8Array> {
  if (bytes) yield bytes;
}
