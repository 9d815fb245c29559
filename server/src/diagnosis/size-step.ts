import type { Interface } from '../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Packet } from '../packets/analyses.ts';
import { lineIn, type PlacedLine, placeOf, traceReport } from '../twin/ask-trace.ts';
import { comeBack } from '../twin/come-back.ts';
import type { TraceHop } from '../twin/trace-hop.ts';
import type { Twin } from '../twin/twin.ts';
import type { Host } from './host-files.ts';
import type { DiagnosedStep } from './step.ts';
import type { Way } from './way.ts';

/** Of Ethernet, where nothing else is said. */
const USUAL = 1500;
const SOURCE = 'RFC 1191, RFC 8201, RFC 2923';

/**
 * Where packets become too large for a link, the router there says so to their source; whether that message gets through is what decides.
 * Only links whose MTU a text gives are known.
 * @param way of packets of a size that matters
 */
export function sizeStep(twin: Twin, way: Way, hostOf: (member: Host['member']) => Host): DiagnosedStep {
  if (way.status !== 'passes') return { step: 'pmtu', status: 'unknown', text: NO_WAY };
  const { hops } = way.there;
  let fits = mtuOf(portOf(hops[0]!))?.value ?? USUAL;
  let narrowest: { readonly at: PlacedLine; readonly size: number; readonly name: string } | undefined;
  let told = false;
  for (const [i, hop] of hops.entries()) {
    const mtu = mtuOf(portOf(hop));
    if (mtu) told = true;
    if (!mtu || i === 0 || mtu.value >= fits) continue;
    const { value, span } = mtu;
    const name = hostOf(hop.member).name;
    const line = lineIn(hop.member, span ?? portOf(hop)!.name.span);
    const back = comeBack(
      twin,
      hops.slice(0, i),
      { member: hop.member, vrf: hop.vrf },
      tooBig(hop, ownAddress(hop)),
      (packet) => tooBig({ ...hop, packet }, ownAddress(hop)),
    );
    const lost = back.end === 'denied' || back.end === 'no-route' || back.end === 'discarded';
    if (lost && back.doubts.length === 0) {
      const clamps = hops.slice(0, i + 1).some((one) => clamped(one));
      const at = back.at && placeOf(twin, back.at);
      return {
        step: 'pmtu',
        status: clamps ? 'risk' : 'broken',
        at: at ?? line,
        ways: [traceReport(twin, back.hops[0]!.packet, back)],
        text: clamps ? CLAMPED(name, value, fits, back.reason) : BLACK_HOLE(name, value, fits, back.reason, line),
        source: SOURCE,
      };
    }
    if (back.end === 'unknown' || back.doubts.length > 0) {
      const [doubt] = back.doubts;
      const at = doubt && placeOf(twin, doubt);
      return {
        step: 'pmtu',
        status: 'unknown',
        at: at ?? line,
        text: NOT_TOLD(name, value, doubt?.text ?? back.reason),
      };
    }
    fits = value;
    narrowest = { at: line, size: value, name };
  }
  if (narrowest)
    return {
      step: 'pmtu',
      status: 'holds',
      at: narrowest.at,
      text: ANNOUNCED(narrowest.name, narrowest.size),
      source: SOURCE,
    };
  return { step: 'pmtu', status: told ? 'holds' : 'unknown', text: told ? NO_NARROWER(fits) : NO_MTU };
}

const portOf = ({ member, outInterface }: TraceHop): Interface | undefined =>
  member.device.interfaces.find(({ name }) => name.value === outInterface);

/** As the interface says it, or the platform does for it. */
const mtuOf = (port: Interface | undefined): Interface['ipMtu'] => port?.ipMtu;

function clamped(hop: TraceHop): boolean {
  const { interfaces } = hop.member.device;
  return interfaces.some(
    ({ name, clampsMss }) => clampsMss && (name.value === hop.inInterface || name.value === hop.outInterface),
  );
}

/** Routers complain from the address that the packet came in by. */
function ownAddress({ member, inInterface, packet }: TraceHop): bigint {
  const port = member.device.interfaces.find(({ name }) => name.value === inInterface);
  return port?.addresses.find(({ family }) => family === packet.family)?.address ?? packet.destination;
}

/** ICMP type 3 code 4, ICMPv6 type 2. */
const tooBig = ({ packet: { family, source } }: Pick<TraceHop, 'packet'>, own: bigint): Packet => ({
  family,
  source: own,
  destination: source,
  protocol: family === 'ipv4' ? 1 : 58,
  icmpType: family === 'ipv4' ? 3 : 2,
  icmpCode: family === 'ipv4' ? 4 : 0,
  state: 'related',
});

const NO_WAY: Bilingual = {
  en: 'Nothing gets through, so its size does not matter yet.',
  'zh-cn': '报文尚不能通过,其大小暂无意义。',
};
const NO_MTU: Bilingual = {
  en: 'No file on the way gives the MTU of a link.',
  'zh-cn': '途中没有文件给出链路的 MTU。',
};
const NO_NARROWER = (size: number): Bilingual => ({
  en: `No link on the way is narrower than the first, as far as files say: ${size} octets. The way back is not followed for size.`,
  'zh-cn': `就文件所述,去程没有比首段更窄的链路:${size} 字节。未推演回程的 MTU。`,
});
const ANNOUNCED = (name: string, size: number): Bilingual => ({
  en: `${name} passes on ${size} octets at most, and its message about larger packets gets back to the source. The way back is not followed for size.`,
  'zh-cn': `${name} 最多转发 ${size} 字节,其关于过大报文的通知能返回源端。未推演回程的 MTU。`,
});
const BLACK_HOLE = (name: string, size: number, before: number, why: Bilingual, line: PlacedLine): Bilingual => ({
  en: `Packets of up to ${before} octets come to ${name}, whose link takes ${size} (${line.path}:${line.line}), and its message about that does not get back: ${why.en}. Connections open, and stall with the first large packet. Let ICMP "fragmentation needed" (ICMPv6 "packet too big") through there.`,
  'zh-cn': `最大 ${before} 字节的报文到达 ${name},而其链路只允许 ${size} 字节(${line.path}:${line.line}),相应通知无法返回:${why['zh-cn']}。连接可建立,但遇到首个大报文即停滞。请在该处放行 ICMP“需要分片”(ICMPv6“报文过大”)。`,
});
const CLAMPED = (name: string, size: number, before: number, why: Bilingual): Bilingual => ({
  en: `Packets of up to ${before} octets come to ${name}, whose link takes ${size}, and its message about that does not get back: ${why.en}. TCP is kept small on the way; everything else stalls.`,
  'zh-cn': `最大 ${before} 字节的报文到达 ${name},而其链路只允许 ${size} 字节,相应通知无法返回:${why['zh-cn']}。途中限制了 TCP 报文段大小;其他流量会停滞。`,
});
const NOT_TOLD = (name: string, size: number, why: Bilingual): Bilingual => ({
  en: `${name} passes on ${size} octets at most; whether its message about larger packets gets back cannot be told: ${why.en}.`,
  'zh-cn': `${name} 最多转发 ${size} 字节;无法判断其关于过大报文的通知能否返回:${why['zh-cn']}。`,
});
