import { type DeniedFlow, deniedFlow } from './denied-flow.ts';

/** A line of the traffic log of PAN-OS or FortiOS, or of a flow log of a VPC, that says of a packet that it was refused. */
export const readFirewallDeny = (line: string): DeniedFlow | undefined =>
  line.includes(',TRAFFIC,') ? readPanos(line) : line.includes('srcip=') ? readFortios(line) : readVpc(line);

// 1,2026/11/27 01:02:03,0123456789,TRAFFIC,deny,2561,2026/11/27 01:02:03,203.0.113.5,198.51.100.10,0.0.0.0,0.0.0.0,deny-all,,,...
function readPanos(line: string): DeniedFlow | undefined {
  // A field with a comma in it stands in quotes.
  const fields = [...line.slice(line.indexOf(',TRAFFIC,') + 1, MOST).matchAll(/(?:"([^"]*)"|([^,]*))(?:,|$)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  const at = (place: number): string | undefined => fields[place - 3];
  if (!/^(?:deny|drop|reset-(?:client|server|both))/.test(at(30) ?? '')) return undefined;
  return deniedFlow({
    list: at(11),
    protocol: at(29) ?? 'ip',
    source: at(7),
    sourcePort: at(24),
    destination: at(8),
    destinationPort: at(25),
    packets: /^\d{1,9}$/.test(at(23) ?? '') ? at(23) : undefined,
  });
}

const MOST = 4_000;

// type="traffic" subtype="forward" srcip=203.0.113.5 srcport=51234 dstip=198.51.100.10 dstport=22 proto=6 action="deny" policyid=0
function readFortios(line: string): DeniedFlow | undefined {
  const values = new Map(
    [...line.slice(0, MOST).matchAll(/\b([a-z]{2,20})=(?:"([^"]{0,128})"|([^\s"]{1,128}))/g)].map((one) => [
      one[1]!,
      one[2] ?? one[3]!,
    ]),
  );
  if (values.get('action') !== 'deny') return undefined;
  return deniedFlow({
    list: values.get('policyname') ?? values.get('policyid'),
    protocol: values.get('proto') ?? 'ip',
    source: values.get('srcip'),
    sourcePort: values.get('srcport'),
    destination: values.get('dstip'),
    destinationPort: values.get('dstport'),
  });
}

// 2 123456789010 eni-0a1b2c3d 203.0.113.5 198.51.100.10 51234 22 6 1 40 1700000000 1700000060 REJECT OK
function readVpc(line: string): DeniedFlow | undefined {
  const [, list, source, destination, sourcePort, destinationPort, protocol, packets] =
    /(?:^|\s)[2-9] \d{12} (eni-\w{8,20}) ([\d.:a-f]+) ([\d.:a-f]+) (\d+) (\d+) (\d{1,3}) (\d+) \d+ \d+ \d+ REJECT OK\b/.exec(
      line,
    ) ?? [];
  return protocol
    ? deniedFlow({ list, protocol, source, sourcePort, destination, destinationPort, packets })
    : undefined;
}
