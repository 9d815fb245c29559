/** What a ping program said, in numbers. */
export interface PingOutput {
  readonly sent: number;
  readonly received: number;
  /** Round-trip times in milliseconds, in order of arrival; the mean alone where the program tells no other. */
  readonly times: readonly number[];
  /** Of the last reply. */
  readonly ttl?: number;
  readonly complaint?: PingComplaint;
}

export type PingComplaint = 'no-route' | 'host-unreachable' | 'prohibited' | 'not-permitted' | 'other';

/**
 * Reads the output of ping of iputils, BSD, Windows (in English), IOS, IOS XR, NX-OS, EOS, Junos, VRP, Comware and RouterOS. Anything else in it is
 * passed over.
 * @returns undefined when neither a summary nor a complaint is in it.
 */
export function readPingOutput(output: string): PingOutput | undefined {
  const lines = output.split(/\r?\n/);
  const times: number[] = [];
  let ttl: number | undefined;
  let summary: { readonly sent: number; readonly received: number } | undefined;
  let average: number | undefined;
  let complaint: PingComplaint | undefined;
  for (const [at, line] of lines.entries()) {
    // 64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.045 ms
    // Reply from 10.0.0.1: bytes=32 time<1ms TTL=128
    //     Reply from 10.1.1.1: bytes=56 Sequence=1 ttl=255 time = 2 ms
    const reply = /\btime ?[=<] ?([0-9.]{1,12}) ?ms\b/.exec(line);
    if (reply && !/\bDUP!/.test(line)) {
      times.push(Number(reply[1]));
      const hops = /\b(?:ttl|hlim)[= ](\d{1,3})\b/i.exec(line);
      if (hops) ttl = Number(hops[1]);
    }
    // 5 packets transmitted, 5 received, 0% packet loss, time 4005ms
    const unix = /^(\d{1,9}) packets transmitted, (\d{1,9})(?: packets)? received/.exec(line);
    // Packets: Sent = 5, Received = 5, Lost = 0 (0% loss),
    const windows = /Sent = (\d{1,9}), Received = (\d{1,9})/.exec(line);
    // Success rate is 100 percent (5/5), round-trip min/avg/max = 1/2/4 ms
    const cisco = /^Success rate is \d{1,3} percent \((\d{1,9})\/(\d{1,9})\)/.exec(line);
    //     sent=5 received=5 packet-loss=0% min-rtt=1ms avg-rtt=1ms204us max-rtt=3ms
    const routeros = /\bsent=(\d{1,9}) received=(\d{1,9})\b/.exec(line);
    //     5 packet(s) transmitted
    //     5 packet(s) received
    // 5 packet(s) transmitted, 5 packet(s) received, 0.0% packet loss
    const vrp = /^ *(\d{1,9}) packet\(s\) transmitted[,\s]{1,9}(\d{1,9}) packet\(s\) received/.exec(
      `${line}\n${lines[at + 1] ?? ''}`,
    );
    const counts = unix ?? windows ?? routeros ?? vrp;
    if (counts) summary = { sent: Number(counts[1]), received: Number(counts[2]) };
    if (cisco) summary = { sent: Number(cisco[2]), received: Number(cisco[1]) };
    average ??= averageIn(line);
    ttl ??= routerosTtl(line);
    complaint ??= complaintOf(line);
  }
  if (!summary && !complaint) return undefined;
  // Windows counts "Destination host unreachable" as received.
  const received = Math.min(summary?.received ?? 0, summary?.sent ?? 0);
  return {
    sent: summary?.sent ?? 0,
    received: times.length > 0 || average === undefined ? Math.min(received, times.length) : received,
    times: times.length === 0 && received > 0 && average !== undefined ? [average] : times.filter(Number.isFinite),
    ...(ttl === undefined ? {} : { ttl }),
    ...(complaint === undefined ? {} : { complaint }),
  };
}

function averageIn(line: string): number | undefined {
  // rtt min/avg/max/mdev = 0.045/0.060/0.080/0.010 ms; round-trip min/avg/max = 1/2/4 ms
  const [, unix] = /\bmin\/avg\/max(?:\/[\w-]{1,8})? ?= ?[\d.]{1,12}\/([\d.]{1,12})\//.exec(line) ?? [];
  // avg-rtt=1ms204us
  const [, ms, us] = /\bavg-rtt=(?:(\d{1,6})ms)?(?:(\d{1,3})us)?/.exec(line) ?? [];
  const average = unix === undefined ? Number(ms ?? 0) + Number(us ?? 0) / 1_000 : Number(unix);
  return (unix ?? ms ?? us) === undefined || !Number.isFinite(average) ? undefined : average;
}

function routerosTtl(line: string): number | undefined {
  //     0 10.0.0.1                                   56  64 1ms204us
  const [, ttl] = /^ *\d{1,9} [\d.:a-fA-F]{2,45} +\d{1,5} +(\d{1,3}) (?:\d{1,6}ms)?(?:\d{1,3}us)? *$/.exec(line) ?? [];
  return ttl === undefined ? undefined : Number(ttl);
}

function complaintOf(line: string): PingComplaint | undefined {
  if (/Network is unreachable|No route to host|Destination Net(?:work)? Unreachable|no route/i.test(line))
    return 'no-route';
  if (/Destination Host Unreachable|Address unreachable|\d host unreachable/i.test(line)) return 'host-unreachable';
  if (/prohibited|Packet filtered/i.test(line)) return 'prohibited';
  // U.U.U: what came back for each request; A: a filter, U and H: a router that does not find the host, N: one without a route.
  const signs = /^[!.UAHNQM?&]{1,100}$/.test(line) ? line : '';
  if (signs.includes('A')) return 'prohibited';
  if (signs.includes('N')) return 'no-route';
  if (/[UH]/.test(signs)) return 'host-unreachable';
  if (/Operation not permitted|Permission denied|socket: /i.test(line)) return 'not-permitted';
  if (/^(?:ping6?|connect): /i.test(line)) return 'other';
  return undefined;
}
