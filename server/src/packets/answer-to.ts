import type { Packet } from './analyses.ts';

/** The first answer in its session. */
export function answerTo({ sourcePort, destinationPort, source, destination, icmpType, ...rest }: Packet): Packet {
  const { inInterface: _in, outInterface: _out, ...bare } = rest;
  return {
    ...bare,
    source: destination,
    destination: source,
    ...(destinationPort === undefined ? {} : { sourcePort: destinationPort }),
    ...(sourcePort === undefined ? {} : { destinationPort: sourcePort }),
    ...(icmpType === undefined ? {} : { icmpType: icmpType === 8 ? 0 : 129 }),
    ...(rest.protocol === 6 ? { tcpFlags: 18 } : {}),
    state: 'established',
  };
}
