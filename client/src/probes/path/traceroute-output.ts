import { asAddress } from '../target.ts';

export interface Hop {
  readonly ttl: number;
  /** Who answered; several where ways are shared, none for silence. */
  readonly addresses: readonly string[];
  /** The shortest of its round trips, in milliseconds. */
  readonly ms?: number;
  /** Hops of the way back where they are others: a guess of traceroute's from the hop limit that is left in the answer. */
  readonly back?: number;
  /** `prohibited`: a filter says so (`!X`); `unreachable`: a router knows no way on (`!H`, `!N`). */
  readonly complaint?: 'prohibited' | 'unreachable';
}

export interface TracerouteOutput {
  /** The address that was asked, where the output names it. */
  readonly to?: string;
  readonly hops: readonly Hop[];
  readonly complaint?: 'no-route' | 'not-permitted';
}

const MOST_HOPS = 255;

/** Reads traceroute of Linux and BSD, tracert of Windows, and traceroute of IOS, IOS XR, NX-OS, EOS, Junos and VRP; other lines are passed over. */
export function readTraceroute(output: string): TracerouteOutput | undefined {
  let to: string | undefined;
  let complaint: TracerouteOutput['complaint'];
  const hops: Hop[] = [];
  for (const line of output.split(/\r?\n/)) {
    // traceroute to www.example.net (10.0.6.2), 30 hops max, 60 byte packets
    // Tracing route to 10.0.6.2 over a maximum of 30 hops
    //  traceroute to 10.0.6.2(10.0.6.2), max hops: 30 ,packet length: 40,press CTRL_C to break
    const head = /^ ?(?:traceroute6? to|Tracing (?:the )?route to) (?:[^\s(]{1,255} ?[([])?([0-9A-Fa-f.:]{2,45})/i.exec(
      line,
    );
    const asked = head ? asAddress(head[1]!.replace(/[.,]$/, '')) : undefined;
    if (asked) to ??= asked.text;
    if (/Network is unreachable|No route to host/i.test(line)) complaint = 'no-route';
    if (/Operation not permitted|Permission denied|not have enough privileges/i.test(line)) complaint = 'not-permitted';
    const hop = hops.length < MOST_HOPS ? readHop(line) : undefined;
    if (hop) hops.push(hop);
  }
  if (hops.length === 0 && complaint === undefined) return undefined;
  return { ...(to !== undefined && { to }), hops, ...(complaint && { complaint }) };
}

function readHop(line: string): Hop | undefined {
  //  1  10.0.0.2  0.061 ms  0.002 ms  0.002 ms
  //  6  10.0.4.2  0.009 ms !X  0.006 ms !X *
  //   1    <1 ms    <1 ms    <1 ms  10.0.0.2
  //  2 10.0.1.2 4 msec 4 msec *
  //  1  10.0.6.2 '-7'  0.084 ms  0.005 ms  0.005 ms
  const start = /^ {0,4}(\d{1,3}) +(?=[^ ])(.{0,500})$/.exec(line);
  if (!start) return undefined;
  const words = start[2]!.split(/ +/);
  if (!words.some((word) => word === '*' || word === 'ms' || word === 'msec')) return undefined;
  const addresses = words.flatMap((word) => asAddress(word.replace(/^[([]|[)\]]$/g, ''))?.text ?? []);
  const flags = words.filter((word) => word.startsWith('!'));
  const complaint = flags.some((flag) => /^!(?:X|A|C|9|10|13)/.test(flag))
    ? 'prohibited'
    : flags.some((flag) => /^!(?:H|N|P|U)/.test(flag))
      ? 'unreachable'
      : undefined;
  const times = words.flatMap((word, at) => (/^msec$|^ms$/.test(words[at + 1] ?? '') ? (timeOf(word) ?? []) : []));
  const back = words.flatMap((word) => /^'-(\d{1,3})'$/.exec(word)?.[1] ?? [])[0];
  return {
    ttl: Number(start[1]),
    addresses: [...new Set(addresses)],
    ...(times.length > 0 && { ms: Math.min(...times) }),
    ...(back !== undefined && { back: Number(back) }),
    ...(complaint && { complaint }),
  };
}

/** `0.061`, `<1` */
const timeOf = (word: string): number | undefined =>
  /^<?\d{1,7}(?:\.\d{1,6})?$/.test(word) ? Number(word.replace('<', '')) : undefined;
