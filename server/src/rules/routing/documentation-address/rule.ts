import {
  type Family,
  formatAddress,
  formatPrefix,
  holds,
  networkOf,
  type Prefix,
  parseAddress,
  parsePrefix,
} from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule, type Report } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'routing/documentation-address',
    severity: 'warning',
    needs: ['routes', 'interfaces', 'bgp'],
    title: {
      en: 'Documentation address or AS number in use',
      'zh-cn': '使用了文档专用地址或 AS 号',
    },
    sources: ['RFC 5737', 'RFC 3849', 'RFC 9637', 'RFC 5398', 'RFC 2544'],
    options: {},
  },
  *check({ device, profile }) {
    if (profile !== 'edge-isp' && profile !== 'enterprise-edge') return;
    const told = new Set<number>();
    for (const report of [...addresses(device), ...routes(device), ...neighbours(device)]) {
      if (told.has(report.span.start)) continue;
      told.add(report.span.start);
      yield report;
    }
  },
});

interface Reserved {
  readonly prefix: Prefix;
  readonly what: Bilingual;
}

const reserve = (text: string, en: string, zh: string): Reserved[] =>
  text.split(' ').map((one) => ({ prefix: parsePrefix(one)!, what: { en, 'zh-cn': zh } }));

const RESERVED: readonly Reserved[] = [
  ...reserve(
    '192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20',
    'reserved for documentation',
    '保留用于文档',
  ),
  ...reserve('198.18.0.0/15', 'reserved for benchmarks', '保留用于性能测试'),
  ...reserve('240.0.0.0/4', 'reserved for the future', '保留待将来使用'),
];

const reservedFor = (family: Family, address: bigint): Reserved | undefined =>
  RESERVED.find(({ prefix }) => prefix.family === family && holds(prefix, address));

const advice: Bilingual = {
  en: 'It mostly comes from an example or a laboratory: put the real one in.',
  'zh-cn': '它多半来自示例或实验环境:请换成真实的值。',
};

function* addresses({ interfaces }: Device): Generator<Report> {
  for (const { addresses: own } of interfaces)
    for (const { family, address, span } of own) {
      const found = reservedFor(family, address);
      if (found) yield { span, text: says(formatAddress(family, address), found) };
    }
}

function* routes(device: Device): Generator<Report> {
  const discarded = device.routes.filter(({ discard }) => discard).map(({ destination }) => destination);
  for (const { destination, destinationSpan, nextHops, discard } of device.routes) {
    if (discard) continue;
    const found = destination.length > 0 ? reservedFor(destination.family, networkOf(destination)) : undefined;
    if (found) yield { span: destinationSpan, text: says(formatPrefix(destination), found) };
    for (const { address, span } of nextHops) {
      if (!address) continue;
      // 192.0.2.1 with a route to Null0 is how blackholes are made.
      if (discarded.some((one) => one.family === address.family && holds(one, address.address))) continue;
      const reserved = reservedFor(address.family, address.address);
      if (reserved) yield { span, text: says(formatAddress(address.family, address.address), reserved) };
    }
  }
}

function* neighbours({ bgp }: Device): Generator<Report> {
  for (const { neighbours: all, asn } of bgp) {
    if (asn && isDocumentation(asn.value)) yield { severity: 'info', span: asn.span, text: numberSays(asn.value) };
    for (const { address, remoteAs } of all) {
      const there = parseAddress(address.value);
      const found = there && reservedFor(there.family, there.address);
      if (found) yield { span: address.span, text: says(address.value, found) };
      if (typeof remoteAs?.value === 'number' && isDocumentation(remoteAs.value))
        yield { severity: 'info', span: remoteAs.span, text: numberSays(remoteAs.value) };
    }
  }
}

/** RFC 5398 */
const isDocumentation = (asn: number): boolean => (asn >= 64496 && asn <= 64511) || (asn >= 65536 && asn <= 65551);

const says = (text: string, { what }: Reserved): Bilingual => ({
  en: `${text} is ${what.en}, and nobody routes it. ${advice.en}`,
  'zh-cn': `${text} ${what['zh-cn']},没有人会为其路由。${advice['zh-cn']}`,
});

const numberSays = (asn: number): Bilingual => ({
  en: `AS ${asn} is reserved for documentation. ${advice.en}`,
  'zh-cn': `AS ${asn} 保留用于文档。${advice['zh-cn']}`,
});
