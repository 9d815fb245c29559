/** What a ping program said, in numbers. */
export interface PingOutput {
  readonly sent: number;
  readonly received: number;
  /** Round-trip times in milliseconds, in order of arrival. */
  readonly times: readonly number[];
  /** Of the last reply. */
  readonly ttl?: number;
  readonly complaint?: PingComplaint;
}

export type PingComplaint = 'no-route' | 'host-unreachable' | 'prohibited' | 'not-permitted' | 'other';

/**
 * Reads the output of iputils, BSD and Windows ping in English. Anything else in it is passed over.
 * @returns undefined when neither a summary nor a complaint is in it.
 */
export function readPingOutput(output: string): PingOutput | undefined {
  const lines = output.split(/\r?\n/);
  const times: number[] = [];
  let ttl: number | undefined;
  let summary: { readonly sent: number; readonly received: number } | undefined;
  let complaint: PingComplaint | undefined;
  for (const line of lines) {
    // 64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.045 ms
    // Reply from 10.0.0.1: bytes=32 time<1ms TTL=128
    const reply = /\btime[=<]([0-9.]{1,12}) ?ms\b/.exec(line);
    if (reply && !/\bDUP!/.test(line)) {
      times.push(Number(reply[1]));
      const hops = /\b(?:ttl|hlim)[= ](\d{1,3})\b/i.exec(line);
      if (hops) ttl = Number(hops[1]);
    }
    // 5 packets transmitted, 5 received, 0% packet loss, time 4005ms
    const unix = /^(\d{1,9}) packets transmitted, (\d{1,9})(?: packets)? received/.exec(line);
    // Packets: Sent = 5, Received = 5, Lost = 0 (0% loss),
    const windows = /Sent = (\d{1,9}), Received = (\d{1,9})/.exec(line);
    const counts = unix ?? windows;
    if (counts) summary = { sent: Number(counts[1]), received: Number(counts[2]) };
    complaint ??= complaintOf(line);
  }
  if (!summary && !complaint) return undefined;
  return {
    sent: summary?.sent ?? 0,
    // Windows counts "Destination host unreachable" as received.
    received: Math.min(summary?.received ?? 0, times.length),
    times: times.filter(Number.isFinite),
    ...(ttl === undefined ? {} : { ttl }),
    ...(complaint === undefined ? {} : { complaint }),
  };
}

function complaintOf(line: string): PingComplaint | undefined {
  if (/Network is unreachable|No route to host|Destination Net(?:work)? Unreachable|no route/i.test(line))
    return 'no-route';
  if (/Destination Host Unreachable|Address unreachable/i.test(line)) return 'host-unreachable';
  if (/prohibited|Packet filtered/i.test(line)) return 'prohibited';
  if (/Operation not permitted|Permission denied|socket: /i.test(line)) return 'not-permitted';
  if (/^(?:ping6?|connect): /i.test(line)) return 'other';
  return undefined;
}
