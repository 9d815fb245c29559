import { type DeniedFlow, deniedFlow } from './denied-flow.ts';

/** A line of IOS, IOS XE, IOS XR, NX-OS or EOS, or of ASA, that says of a packet that an access list refused it. */
export function readCiscoDeny(line: string): DeniedFlow | undefined {
  const message = /%[\w-]{2,40}-\d-([A-Z\d_]{2,40}) ?: ?(.{1,400})/.exec(line);
  if (!message) return undefined;
  const [, mnemonic, said] = message;
  if (/^\d{6}$/.test(mnemonic!)) return readAsa(mnemonic!, said!);
  if (mnemonic!.startsWith('ACLLOG_')) return readFlow(said!);
  return /ACCESS/.test(mnemonic!) ? readList(said!) : undefined;
}

const LIST = /\b(?:access-list|list) (\S{1,128}) (?:\((\d{1,10})\) |[A-Z][\w./:-]{1,40} )?(?:denied|deny) (.{1,240})$/;

// list WAN-IN denied tcp 203.0.113.5(51234) (Gi0/0 0200.5e00.5301) -> 198.51.100.10(22), 1 packet
// list V6-IN/20 denied udp 2001:db8::1(1026) -> 2001:db8::2(161), 3 packets
// list 10 denied 203.0.113.5 2 packets
// access-list WAN-IN (10) deny tcp 203.0.113.5(51234) -> 198.51.100.10(22), 1 packet
// list WAN-IN Ethernet1 denied tcp 203.0.113.5(51234) -> 198.51.100.10(22)
function readList(said: string): DeniedFlow | undefined {
  const [, name, sequence, rest] = LIST.exec(said) ?? [];
  if (!name || !rest) return undefined;
  const [, list, rule] = /^(.{1,120}?)\/(\d{1,10})$/.exec(name) ?? [undefined, name, sequence];
  const packets = /\b(\d{1,12}) packets?\b/.exec(rest)?.[1];
  const [, protocol, source, sourcePort, destination, destinationPort] =
    /^([\w-]{1,20}) +([\d.:a-f]+)(?:\((\d+)\))?(?: +\([^)]{1,60}\))? +-> +([\d.:a-f]+)(?:\((\d+)\))?/i.exec(rest) ?? [];
  if (protocol) return deniedFlow({ list, rule, protocol, source, sourcePort, destination, destinationPort, packets });
  // A standard list sees no more than where a packet comes from.
  const [, only] = /^([\d.]{7,15})\s/.exec(`${rest} `) ?? [];
  return deniedFlow({ list, rule, protocol: 'ip', source: only, destination: only && '0.0.0.0', packets });
}

const FLOW =
  /^Src IP: ([\d.:a-f]{2,45}), Dst IP: ([\d.:a-f]{2,45}), Src Port: (\d{1,5}), Dst Port: (\d{1,5}), .{0,100}?Protocol: "([\w-]{1,20})"\(\d{1,3}\), ACL Name: ([^\s,]{1,128}), ACE Action: Deny\b.{0,100}? Hit-count ?[:=] ?(\d{1,12})/i;

// NX-OS; older releases do not say what became of the flow, and such a line tells of no refusal.
// Src IP: 203.0.113.5, Dst IP: 198.51.100.10, Src Port: 51234, Dst Port: 22, Src Intf: Ethernet1/3, Protocol: "TCP"(6), ACL Name: WAN-IN, ACE Action: Deny, Appl Intf: Vlan10, Hit-count: 9
function readFlow(said: string): DeniedFlow | undefined {
  const [, source, destination, sourcePort, destinationPort, protocol, list, packets] = FLOW.exec(said) ?? [];
  return protocol
    ? deniedFlow({ list, protocol, source, sourcePort, destination, destinationPort, packets })
    : undefined;
}

function readAsa(id: string, said: string): DeniedFlow | undefined {
  // Deny tcp src outside:203.0.113.5/51234 dst inside:198.51.100.10/22 by access-group "OUTSIDE-IN" [0x0, 0x0]
  if (id === '106023') {
    const [, protocol, source, sourcePort, destination, destinationPort, list] =
      /^Deny (?:protocol )?([\w-]{1,20}) src [^\s:]{1,64}:([\d.:a-f]+)(?:\/(\d+))?(?:\([^)]{0,80}\))? dst [^\s:]{1,64}:([\d.:a-f]+)(?:\/(\d+))?.{0,120}? by access-group "([^"]{1,128})"/i.exec(
        said,
      ) ?? [];
    return protocol ? deniedFlow({ list, protocol, source, sourcePort, destination, destinationPort }) : undefined;
  }
  // access-list OUTSIDE-IN denied tcp outside/203.0.113.5(51234) -> inside/198.51.100.10(22) hit-cnt 3 300-second interval
  if (id === '106100') {
    const [, list, protocol, source, sourcePort, destination, destinationPort, packets] =
      /^access-list (\S{1,128}) denied ([\w-]{1,20}) [^\s/]{1,64}\/([\d.:a-f]+)\((\d+)\)(?:\([^)]{0,80}\))? -> [^\s/]{1,64}\/([\d.:a-f]+)\((\d+)\).{0,80}? hit-cnt (\d{1,12})/i.exec(
        said,
      ) ?? [];
    return protocol
      ? deniedFlow({ list, protocol, source, sourcePort, destination, destinationPort, packets })
      : undefined;
  }
  return undefined;
}
