import { platform } from 'node:os';
import { type Address, asAddress } from '../target.ts';

/** What `tracepath` found with datagrams that must not be fragmented. */
export interface Tracepath {
  /** Whether the address itself has answered; if not, the size holds for a part of the way only. */
  readonly reached: boolean;
  /** Bytes. */
  readonly pmtu: number;
  /** The router that said "too big"; absent: none did. */
  readonly by?: string;
}

/** @returns undefined on systems that have no such program */
export const tracepathCommand = (
  { text, family }: Address,
  system: NodeJS.Platform = platform(),
): { readonly file: string; readonly args: readonly string[] } | undefined =>
  system === 'linux'
    ? { file: 'tracepath', args: ['-n', family === 'ipv4' ? '-4' : '-6', '-m', '30', '--', text] }
    : undefined;

/** Reads `tracepath -n` of iputils. @returns undefined where it has not come to its last line */
export function readTracepath(output: string): Tracepath | undefined {
  let by: string | undefined;
  let resume: number | undefined;
  let reached = false;
  for (const line of output.split(/\r?\n/)) {
    //  2:  10.0.0.1                                              0.034ms pmtu 1400
    const [, router, narrow] = /^ *\d{1,3}\??: {1,4}(\S{2,45}) .{0,80}\bpmtu (\d{1,5})\s*$/.exec(line) ?? [];
    const address = router === undefined ? undefined : asAddress(router);
    if (address && narrow !== undefined) by = address.text;
    //  3:  10.0.9.2                                              0.051ms reached
    reached ||= /^ *\d{1,3}: .{1,120}\breached\s*$/.test(line);
    //      Resume: pmtu 1400 hops 2 back 2
    const [, size] = /^ *Resume: pmtu (\d{1,5})\b/.exec(line) ?? [];
    if (size !== undefined) resume = Number(size);
  }
  return resume === undefined ? undefined : { reached, pmtu: resume, ...(by !== undefined && { by }) };
}
