import { type DeniedFlow, deniedFlow } from './denied-flow.ts';

/** A line of Junos that says of a packet that a policy or a filter refused it. */
export const readJunosDeny = (line: string): DeniedFlow | undefined =>
  line.includes('RT_FLOW_SESSION_DENY') ? (readStructured(line) ?? readPlain(line)) : readFilter(line);

// RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.36 source-address="203.0.113.5" source-port="51234" destination-address="198.51.100.10" ...]
function readStructured(line: string): DeniedFlow | undefined {
  const [, told] = /RT_FLOW_SESSION_DENY \[(.{1,1500})/.exec(line) ?? [];
  if (!told) return undefined;
  const values = new Map([...told.matchAll(/([\w-]{1,40})="([^"]{0,128})"/g)].map((one) => [one[1]!, one[2]!]));
  return deniedFlow({
    list: values.get('policy-name'),
    protocol: values.get('protocol-id') ?? 'ip',
    source: values.get('source-address'),
    sourcePort: values.get('source-port'),
    destination: values.get('destination-address'),
    destinationPort: values.get('destination-port'),
  });
}

// session denied 203.0.113.5/51234->198.51.100.10/22 0x0 junos-ssh 6(0) deny-all untrust trust ...
function readPlain(line: string): DeniedFlow | undefined {
  const [, source, sourcePort, destination, destinationPort, protocol, list] =
    /session denied ([\d.:a-f]+)\/(\d+)->([\d.:a-f]+)\/(\d+)(?: \S{1,64}){1,3}? (\d{1,3})\(\d{1,3}\) (\S{1,128})/i.exec(
      line,
    ) ?? [];
  return protocol ? deniedFlow({ list, protocol, source, sourcePort, destination, destinationPort }) : undefined;
}

// PFE_FW_SYSLOG_IP: FW: ge-0/0/0.0   D  tcp 203.0.113.5 198.51.100.10 51234    22 (1 packets)
function readFilter(line: string): DeniedFlow | undefined {
  const [, protocol, source, destination, sourcePort, destinationPort, packets] =
    /PFE_FW_SYSLOG_IP6?(?:_GEN)?: FW: \S{1,40} +[DR] +(\S{1,20}) +([\d.:a-f]+) +([\d.:a-f]+) +(\d+) +(\d+) +\((\d+) packets?\)/i.exec(
      line,
    ) ?? [];
  return protocol ? deniedFlow({ protocol, source, sourcePort, destination, destinationPort, packets }) : undefined;
}
