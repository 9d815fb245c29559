/** Packets of one flow that a filter refused, as a log tells it; a log is thinned out, so there were at least as many. */
export interface DeniedFlow {
  /** Access list, policy or rule, or what a rule writes before its lines; absent: not told. */
  readonly list?: string;
  /** Sequence number of the rule, where the log has it. */
  readonly rule?: string;
  /** `tcp`, `udp`, `icmp`, or a number. */
  readonly protocol: string;
  readonly source: string;
  readonly sourcePort?: number;
  readonly destination: string;
  readonly destinationPort?: number;
  readonly packets: number;
  /** Its first packet was an answer: SYN and ACK. */
  readonly answers?: true;
}

/** By number, as logs of firewalls write them (IANA). */
const PROTOCOLS: Readonly<Record<string, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  50: 'esp',
  58: 'icmp',
};

/** `TCP`, `6`, `ICMPv6`, `ipv6-icmp`. */
export function protocolOf(word: string): string {
  const name = word.toLowerCase();
  return /icmp/.test(name) ? 'icmp' : (PROTOCOLS[name] ?? name);
}

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:.]*:[\da-f:.]*)$/i;

export const isAddress = (text: string | undefined): text is string =>
  text !== undefined && text.length <= 45 && ADDRESS.test(text);

/** @returns undefined for none: 0 and what is no port. */
export function portOf(text: string | undefined): number | undefined {
  const port = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0;
  return port > 0 && port <= 65_535 ? port : undefined;
}

interface Told {
  readonly list?: string | undefined;
  readonly rule?: string | undefined;
  readonly protocol: string;
  readonly source: string | undefined;
  readonly sourcePort?: string | undefined;
  readonly destination: string | undefined;
  readonly destinationPort?: string | undefined;
  readonly packets?: string | undefined;
  readonly answers?: boolean;
}

/** A flow of words of a line; ports only of protocols that have them. @returns undefined without two addresses */
export function deniedFlow(told: Told): DeniedFlow | undefined {
  const { list, rule, source, destination, packets } = told;
  if (!isAddress(source) || !isAddress(destination)) return undefined;
  const protocol = protocolOf(told.protocol);
  const ported = protocol === 'tcp' || protocol === 'udp';
  const sourcePort = ported ? portOf(told.sourcePort) : undefined;
  const destinationPort = ported ? portOf(told.destinationPort) : undefined;
  return {
    ...(list && { list }),
    ...(rule && { rule }),
    protocol,
    source,
    ...(sourcePort !== undefined && { sourcePort }),
    destination,
    ...(destinationPort !== undefined && { destinationPort }),
    packets: Math.max(1, Number(packets ?? 1)),
    ...(told.answers && { answers: true }),
  };
}
