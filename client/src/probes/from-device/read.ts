import { readTraceroute, type TracerouteOutput } from '../path/traceroute-output.ts';
import { readSizedPings, type SizedPing } from '../pmtu/ping-sizes.ts';
import { type PingOutput, readPingOutput } from '../reachability/ping-output.ts';
import type { Target } from '../target.ts';
import { SIZES } from './commands.ts';

/** What a device said when it was asked to ping and trace. */
export interface SeenThere {
  readonly ping?: PingOutput;
  /** Pings of sizes that tell something, which must not be fragmented. */
  readonly sized: readonly SizedPing[];
  readonly trace?: TracerouteOutput;
}

/** @param text outputs of pings and of a traceroute, one behind the other, in any order. @returns undefined where there is none */
export function read(text: string, { subject = '' }: Pick<Target, 'subject'>): SeenThere | undefined {
  const family = subject.includes(':') ? 'ipv6' : 'ipv4';
  const outputs = apart(text);
  const traces = outputs.filter((output) => TRACE.test(output));
  const pings = outputs.filter((output) => !TRACE.test(output));
  const sized = pings
    .flatMap((output) => readSizedPings(output, family))
    .filter(({ size }) => size >= SIZES[family][0]);
  const ping = pings
    .filter((output) => readSizedPings(output, family).every(({ size }) => size < SIZES[family][0]))
    .map(readPingOutput)
    .find((one) => one !== undefined);
  const trace = traces.map(readTraceroute).find((one) => one !== undefined);
  if (!ping && sized.length === 0 && !trace) return undefined;
  return { ...(ping && { ping }), sized, ...(trace && { trace }) };
}

const TRACE = /^ *(?:traceroute6? to |Tracing (?:the )?route)/im;
/** The first line of each output. */
const HEAD = /^ *(?:PING6? |Sending \d{1,5}, |traceroute6? to |Tracing (?:the )?route)/i;

function apart(text: string): readonly string[] {
  const outputs: string[][] = [[]];
  for (const line of text.split(/\r?\n/)) {
    if (HEAD.test(line)) outputs.push([line]);
    else outputs.at(-1)!.push(line);
  }
  return outputs.map((lines) => lines.join('\n')).filter((output) => output.trim() !== '');
}
