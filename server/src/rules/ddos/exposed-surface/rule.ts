import type { FilterRule, Interval } from '../../../../../grammars/model/filter.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule } from '../../../review/rule.ts';
import { ingresses } from '../../exposure/ingress.ts';
import { openServices } from '../../exposure/open-services.ts';
import { reachable } from '../../exposure/outside.ts';

export const rule = defineRule({
  meta: {
    id: 'ddos/exposed-surface',
    severity: 'warning',
    needs: ['packet-filters'],
    title: {
      en: 'Service that amplifies floods, open to the Internet',
      'zh-cn': '可被用于放大攻击的服务对互联网开放',
    },
    sources: ['RFC 4732 section 3.1', 'RFC 5358 (BCP 140)', 'CISA alert TA14-017A: UDP-based amplification attacks'],
    options: {},
  },
  *check(context) {
    const { device, profile } = context;
    if (profile === 'lab') return;
    const said = new Set<FilterRule>();
    for (const ingress of ingresses(device)) {
      // What a host's only port faces is not told.
      if (!ingress.known || ingress.binding?.outside === 'precedes' || ingress.zonesDecide) continue;
      const { family } = device.filters[ingress.filter]!;
      for (const one of family === 'both' ? (['ipv4', 'ipv6'] as const) : [family])
        for (const towards of reachable(device, one))
          for (const { service, opening } of openServices(context, ingress, one, AMPLIFIERS, {
            allowed: [],
            towards,
            enough: ANYONE,
          })) {
            const rule = opening.ref && device.filters[opening.ref.filter]?.rules[opening.ref.rule];
            if (!rule || rule.implicit || said.has(rule) || !names(rule, service.ports)) continue;
            said.add(rule);
            yield {
              span: rule.span,
              text: {
                en: `Lets anyone on the Internet ask UDP ${service.ports.first} (${service.name}) on ${ingress.where}: one forged packet makes the server send ${service.factor} to whoever is named as its sender. Permit it from the networks that need it only.`,
                'zh-cn': `允许互联网上任何人在 ${ingress.where} 访问 UDP ${service.ports.first}(${service.name}):一个伪造来源的报文可使服务器向被冒用者发送${service.zh}的流量。请只对需要的网络放行。`,
              },
              ...(opening.witness ? { witness: formatPacket(opening.witness) } : {}),
            };
          }
    }
  },
});

/** Public IPv4 addresses, or /48 of IPv6. */
const ANYONE = 65_536n;

interface Amplifier {
  readonly protocol: 17;
  readonly ports: Interval;
  readonly name: string;
  /** As measured by those who were hit (TA14-017A), in words. */
  readonly factor: string;
  readonly zh: string;
}

const amplifier = (port: number, name: string, times: number): Amplifier => ({
  protocol: 17,
  ports: { first: port, last: port },
  name,
  factor: `some ${times} times as much`,
  zh: `约 ${times} 倍`,
});

/** Nobody has to offer these to strangers. DNS and NTP have reason to, and SNMP is acl/mgmt-open-to-any's. */
const AMPLIFIERS: readonly Amplifier[] = [
  amplifier(17, 'QOTD', 140),
  amplifier(19, 'chargen', 359),
  amplifier(111, 'portmap', 28),
  amplifier(137, 'NetBIOS', 4),
  amplifier(389, 'CLDAP', 56),
  amplifier(1900, 'SSDP', 31),
  amplifier(11_211, 'memcached', 10_000),
];

/** Said of the port itself, or a few around it: what lets in all high ports is for answers. */
const names = ({ matches }: FilterRule, { first }: Interval): boolean =>
  matches.some(
    ({ destinationPort }) =>
      destinationPort !== undefined &&
      !destinationPort.negated &&
      destinationPort.anyOf.some((one) => one.first <= first && first <= one.last && one.last - one.first < FEW),
  );

const FEW = 64;
