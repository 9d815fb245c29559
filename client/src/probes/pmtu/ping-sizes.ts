import { readPingOutput } from '../reachability/ping-output.ts';
import { asAddress } from '../target.ts';

/** One ping of a given size, as its program told it. */
export interface SizedPing {
  /** Of the whole packet, in bytes. */
  readonly size: number;
  /** `too-big`: a router, or this machine, said so. */
  readonly end: 'answered' | 'too-big' | 'silent';
  /** What was said to fit, in bytes. */
  readonly mtu?: number;
  /** Who said so; absent: this machine, or a program that does not tell. */
  readonly by?: string;
}

/** IP and ICMP headers, in bytes. */
export const HEADERS = { ipv4: 28, ipv6: 48 } as const;

/** Reads one or more outputs of ping of iputils, BSD, Windows, IOS, IOS XR, NX-OS, EOS, Junos or VRP, one behind the other; anything else is passed over. */
export function readSizedPings(output: string, family: 'ipv4' | 'ipv6'): SizedPing[] {
  const pings: SizedPing[] = [];
  let size: number | undefined;
  let lines: string[] = [];
  const finish = (): void => {
    const ping = size === undefined ? undefined : sizedPing(size, lines.join('\n'));
    if (ping) pings.push(ping);
  };
  for (const line of output.split(/\r?\n/)) {
    const whole = sizeOf(line, family);
    if (whole !== undefined) {
      finish();
      size = whole;
      lines = [];
    }
    lines.push(line);
  }
  finish();
  return pings;
}

/** Of the whole packet. */
function sizeOf(line: string, family: 'ipv4' | 'ipv6'): number | undefined {
  // Sending 2, 1500-byte ICMP Echos to 10.0.0.1, timeout is 1 seconds:
  const cisco = /^Sending \d{1,9}, (\d{1,5})-byte ICMP Echos/.exec(line);
  if (cisco) return Number(cisco[1]);
  // PING 10.0.0.1 (10.0.0.1) 1472(1500) bytes of data.
  // PING fd00::1(fd00::1) 1452 data bytes
  // PING 10.0.0.1 (10.0.0.1): 1472 data bytes
  //   PING 10.0.0.1: 1472  data bytes, press CTRL_C to break
  const unix = /^ {0,4}PING6?\b.{0,200}?[ (:](\d{1,5})(?:\(\d{1,5}\) bytes of data| {1,2}data bytes)/i.exec(line);
  // Pinging 10.0.0.1 with 1472 bytes of data:
  const windows = /^Pinging .{1,300} with (\d{1,5}) bytes of data/.exec(line);
  const found = unix ?? windows;
  return found ? Number(found[1]) + HEADERS[family] : undefined;
}

function sizedPing(size: number, text: string): SizedPing | undefined {
  // From 10.0.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)
  // From fd00::1 icmp_seq=1 Packet too big: mtu=1400
  // ping: local error: message too long, mtu=1400
  // ping: sendto: Message too long
  // Packet needs to be fragmented but DF set.
  // 36 bytes from 10.0.0.1: frag needed and DF set (MTU 1400)
  // M.M: what came back for each request of IOS
  const tooBig =
    /Frag(?:mentation)? needed|Packet too big|Message too long|needs to be fragmented/i.test(text) ||
    /^[!.]{0,100}M[!.M]{0,100}$/m.test(text);
  const mtu = /\bmtu ?=? ?(\d{1,5})/i.exec(text);
  const read = readPingOutput(text);
  if (!tooBig && !read) return undefined;
  if (read && read.received > 0) return { size, end: 'answered' };
  if (!tooBig && read?.complaint !== undefined) return undefined;
  // Reply from 10.0.0.1: Packet needs to be fragmented but DF set.
  const [, router] =
    /\bfrom ([\dA-Fa-f.:]{2,45}?):? .{0,40}(?:frag needed|packet too big|needs to be fragmented)/i.exec(text) ?? [];
  const by = router === undefined ? undefined : asAddress(router)?.text;
  return {
    size,
    end: tooBig ? 'too-big' : 'silent',
    ...(tooBig && mtu && { mtu: Number(mtu[1]) }),
    ...(tooBig && by !== undefined && { by }),
  };
}
