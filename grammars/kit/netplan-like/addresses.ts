import { formatPrefix, hostMask, networkOf, parseAddress, parsePrefix, widthOf } from '../../model/address.ts';
import type { InterfaceAddress } from '../../model/interface.ts';
import type { Span } from '../../text/span.ts';
import { itemsOf, textOf, type YamlNode } from '../yaml-node.ts';
import { report, type SchemaReport } from './schema-report.ts';

/** `addresses: [10.0.0.5/24, 10.0.0.6/24: {label: x}]` */
export function readAddresses(list: YamlNode, to: SchemaReport): InterfaceAddress[] {
  const found: InterfaceAddress[] = [];
  for (const { value } of itemsOf(list)) {
    const first = value.kind === 'map' ? value.entries[0] : undefined;
    const text = first ? first.key : textOf(value);
    const span = first ? first.keySpan : value.span;
    const address = text === undefined ? undefined : readAddress(text, span, to);
    if (address) found.push(address);
  }
  return found;
}

/** One interface address; reports why it is none. */
export function readAddress(text: string, span: Span, to: SchemaReport): InterfaceAddress | undefined {
  // ${ADDR} and the like: a template of another tool.
  if (/[$<%{]/.test(text)) return undefined;
  const prefix = parsePrefix(text);
  if (prefix) {
    reportEnds({ ...prefix, span }, to);
    return { ...prefix, span };
  }
  if (parseAddress(text)) {
    report(to, span, 'address-without-length', 'error', {
      en: `The address ${text} needs its prefix length, as in ${text}/${text.includes(':') ? 64 : 24}.`,
      'zh-cn': `地址 ${text} 缺少前缀长度,例如 ${text}/${text.includes(':') ? 64 : 24}。`,
    });
    return undefined;
  }
  report(to, span, 'address-malformed', 'error', {
    en: `'${text}' is no address with prefix length (10.0.0.5/24 or 2001:db8::5/64).`,
    'zh-cn': `“${text}”不是带前缀长度的地址(如 10.0.0.5/24 或 2001:db8::5/64)。`,
  });
  return undefined;
}

/** The first and last address of an IPv4 subnet name the subnet and everyone in it (RFC 1122 3.2.1.3); /31 has neither (RFC 3021). */
function reportEnds(address: InterfaceAddress, to: SchemaReport): void {
  if (address.family !== 'ipv4' || address.length > 30 || address.length === 0) return;
  const host = address.address & hostMask(address.family, address.length);
  if (host !== 0n && host !== hostMask(address.family, address.length)) return;
  const [en, zh] = host === 0n ? ['network', '网络'] : ['broadcast', '广播'];
  report(to, address.span, 'address-not-a-host', 'warning', {
    en: `${formatPrefix(address)} is the ${en} address of its subnet, not a host's.`,
    'zh-cn': `${formatPrefix(address)} 是所在子网的${zh}地址,不能作为主机地址。`,
  });
}

/** The prefix without its host bits, as text; undefined when it has none. */
export function withoutHostBits(prefix: Parameters<typeof networkOf>[0]): string | undefined {
  const network = networkOf(prefix);
  if (prefix.length === widthOf(prefix.family) || network === prefix.address) return undefined;
  return formatPrefix({ ...prefix, address: network });
}
