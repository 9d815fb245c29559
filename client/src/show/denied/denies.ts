import { readCiscoDeny } from './cisco-denies.ts';
import type { DeniedFlow } from './denied-flow.ts';
import { readFirewallDeny } from './firewall-denies.ts';
import { readJunosDeny } from './junos-denies.ts';
import { readKernelDeny } from './kernel-denies.ts';

/** What a log says of refused packets, by flow whatever its source port; the most frequent first. */
export interface DenyLog {
  /** Lines of any kind that a log writes. */
  readonly lines: number;
  readonly flows: readonly DeniedFlow[];
}

/** More flows than these are counted no further: a log of megabytes of a scan. */
const MOST_FLOWS = 5_000;
const LONGEST = 4_000;
/** How logs begin a line: a time, a priority, the kernel's clock, a facility with its severity. */
const LOG_LINE =
  /^\s*(?:<\d{1,3}>|\[ *\d{1,10}\.\d{1,9}\]|\*?[A-Z][a-z]{2} +\d{1,2}[ ,]|\d{4}[-/]\d{2}[-/]\d{2}|\d+: )|%[A-Z][\w-]{1,40}-\d-\w+|^\d,\d{4}\/|^date=\d{4}-|^\d \d{12} eni-/;

/** @returns undefined where no line is one of a log. */
export function readDenies(text: string): DenyLog | undefined {
  const flows = new Map<string, DeniedFlow>();
  let lines = 0;
  for (const line of text.split(/\r?\n/)) {
    const flow = line.length > LONGEST ? undefined : readLine(line);
    if (flow || LOG_LINE.test(line.slice(0, 200))) lines += 1;
    if (!flow) continue;
    const { list, rule, protocol, source, destination, destinationPort, answers } = flow;
    // A client that tries again comes from another port; a server that answers does not.
    const key = [
      list,
      rule,
      protocol,
      source,
      answering(flow) ? flow.sourcePort : '',
      destination,
      answering(flow) ? '' : destinationPort,
      answers,
    ].join(' ');
    const before = flows.get(key);
    if (before) flows.set(key, { ...before, packets: before.packets + flow.packets });
    else if (flows.size < MOST_FLOWS) flows.set(key, flow);
  }
  if (lines === 0) return undefined;
  return { lines, flows: [...flows.values()].sort((a, b) => b.packets - a.packets) };
}

function readLine(line: string): DeniedFlow | undefined {
  return readCiscoDeny(line) ?? readJunosDeny(line) ?? readKernelDeny(line) ?? readFirewallDeny(line);
}

/** Ports beside the well-known ones from which servers answer: STUN and TURN, SIP, and DNS over QUIC and TLS are below. */
const ANSWERING = new Set([3478, 5349, 5060, 5061, 8443, 8080]);

/** Comes from a server's port and goes to a client's: an answer, whose question went out. */
export function answering({ protocol, sourcePort, destinationPort, answers }: DeniedFlow): boolean {
  if (answers) return true;
  if (protocol !== 'tcp' && protocol !== 'udp') return false;
  if (sourcePort === undefined || destinationPort === undefined) return false;
  return (
    (sourcePort < 1_024 || ANSWERING.has(sourcePort)) && destinationPort >= 1_024 && !ANSWERING.has(destinationPort)
  );
}
