import type { Device } from '../../../../../grammars/model/device.ts';
import type { Encapsulation, Interface } from '../../../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule, type Proposal, type Report } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'routing/tunnel-mss-missing',
    severity: 'warning',
    needs: ['interfaces', 'tunnels'],
    title: {
      en: 'Tunnel or PPPoE link whose headers nothing leaves room for',
      'zh-cn': '隧道或 PPPoE 链路没有为封装头部预留空间',
    },
    sources: ['RFC 4459', 'RFC 2923 section 2.1', 'RFC 8899', 'RFC 2516 section 7'],
    options: {},
  },
  *check({ device }) {
    const cared = device.fragment || caredForElsewhere(device);
    const compared = comparedMtus(device);
    for (const port of device.interfaces) {
      if (port.shutdown) continue;
      const tooLong = segmentsTooLong(port);
      if (tooLong) yield tooLong;
      else if (!cared) yield* unlimited(port, compared);
    }
  },
});

/** Segments are kept small on another interface on their way, or the links below take longer packets than Ethernet does. */
const caredForElsewhere = ({ interfaces }: Device): boolean =>
  interfaces.some(
    ({ clampsMss, ipMtu, encapsulation }) => clampsMss || (!encapsulation && ipMtu?.span && ipMtu.value > 1500),
  );

function* unlimited(port: Interface, compared: ReadonlySet<string>): Generator<Report> {
  const { encapsulation, name, ipMtu, closed } = port;
  if (!encapsulation || encapsulation.adapts || ipMtu?.span || !closed) return;
  const { what, octets } = HEADERS[encapsulation.kind];
  yield {
    span: encapsulation.span,
    text: {
      en: `${name.value} puts packets into ${what.en}, which adds ${octets.en} octets, and neither its MTU nor the size of TCP segments is limited. Segments made for 1500 octets do not fit: they are fragmented, or lost where ICMP does not come back, and connections open and then hang. Set an MTU and an MSS that fit, here ${encapsulation.limit.packet} and ${encapsulation.limit.segment}.`,
      'zh-cn': `${name.value} 把报文封装进${what['zh-cn']},会增加${octets['zh-cn']}字节,却既未限制 MTU 也未限制 TCP 报文段大小。按 1500 字节生成的报文段放不下:要么被分片,要么在 ICMP 回不来时丢失,连接能建立却随后卡住。请设置合适的 MTU 和 MSS,此处为 ${encapsulation.limit.packet} 和 ${encapsulation.limit.segment}。`,
    },
    fixes: compared.has(name.value) ? [] : limitSizes(port, encapsulation),
  };
}

const HEADERS: Readonly<Record<Encapsulation['kind'], { readonly what: Bilingual; readonly octets: Bilingual }>> = {
  gre: { what: { en: 'GRE', 'zh-cn': ' GRE' }, octets: { en: '24', 'zh-cn': ' 24 ' } },
  ipip: { what: { en: 'IP', 'zh-cn': ' IP' }, octets: { en: '20', 'zh-cn': ' 20 ' } },
  'gre-in-ipsec': {
    what: { en: 'GRE and IPsec', 'zh-cn': ' GRE 和 IPsec' },
    octets: { en: 'up to 97', 'zh-cn': '最多 97 ' },
  },
  ipsec: { what: { en: 'IPsec', 'zh-cn': ' IPsec' }, octets: { en: '50 to 73', 'zh-cn': ' 50 至 73 ' } },
  pppoe: { what: { en: 'PPPoE', 'zh-cn': ' PPPoE' }, octets: { en: '8', 'zh-cn': ' 8 ' } },
};

/** A neighbour of OSPF or IS-IS that has another MTU is lost (RFC 2328 section 10.6), and with it perhaps the way to the device. */
const comparedMtus = ({ ospf, isis }: Device): ReadonlySet<string> =>
  new Set([...ospf, ...isis].flatMap(({ interfaces }) => interfaces.map((one) => one.interface)));

function limitSizes({ name }: Interface, { limit }: Encapsulation): readonly Proposal[] {
  if (!limit.edits) return [];
  return [
    {
      title: limit.packetsOnly
        ? packetsOnly(name.value, limit.packet)
        : {
            en: `Limit packets on ${name.value} to ${limit.packet} octets and TCP segments to ${limit.segment} (new connections send smaller segments)`,
            'zh-cn': `将 ${name.value} 上的报文限制为 ${limit.packet} 字节、TCP 报文段限制为 ${limit.segment} 字节(新连接将发送更小的报文段)`,
          },
      safety: 'unsafe',
      change: { kind: 'edits', edits: limit.edits },
    },
  ];
}

const packetsOnly = (name: string, octets: number): Bilingual => ({
  en: `Limit packets on ${name} to ${octets} octets (longer ones are fragmented or refused)`,
  'zh-cn': `将 ${name} 上的报文限制为 ${octets} 字节(更长的报文会被分片或拒绝)`,
});

/** Headers of IPv4 and TCP take 40 octets of the MTU. */
function segmentsTooLong({ name, segmentLimit, ipMtu }: Interface): Report | undefined {
  if (!segmentLimit || !ipMtu?.span) return undefined;
  const fitting = ipMtu.value - 40;
  if (segmentLimit.value <= fitting || fitting < 500) return undefined;
  return {
    span: segmentLimit.span,
    text: {
      en: `TCP segments of ${segmentLimit.value} octets and their 40 octets of headers are longer than the MTU of ${name.value}, ${ipMtu.value}: the limit does not keep them from being fragmented or lost. Set it to ${fitting} or less.`,
      'zh-cn': `${segmentLimit.value} 字节的 TCP 报文段加上 40 字节头部,超过了 ${name.value} 的 MTU ${ipMtu.value}:该限制无法避免其被分片或丢失。请设为 ${fitting} 或更小。`,
    },
    related: [{ span: ipMtu.span, text: { en: 'the MTU', 'zh-cn': 'MTU' } }],
    fixes: [
      {
        title: {
          en: `Limit TCP segments to ${fitting} octets (new connections send smaller segments)`,
          'zh-cn': `将 TCP 报文段限制为 ${fitting} 字节(新连接将发送更小的报文段)`,
        },
        safety: 'unsafe',
        change: { kind: 'replace-text', span: segmentLimit.span, newText: String(fitting) },
      },
    ],
  };
}
