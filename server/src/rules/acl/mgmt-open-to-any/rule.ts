import { type Family, type Prefix, parseNetwork } from '../../../../../grammars/model/address.ts';
import type { Filter, FilterRule } from '../../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Opening, RuleRef } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { permittedHalves } from '../../exposure/halves.ts';
import { type Ingress, ingresses } from '../../exposure/ingress.ts';
import { openServices } from '../../exposure/open-services.ts';
import { reachable } from '../../exposure/outside.ts';
import { everythingBetween } from '../../exposure/zone-ways.ts';
import { closeFixes } from './fixes.ts';
import { extraServices, SERVICES, type Service, servicesText } from './services.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/mgmt-open-to-any',
    severity: 'error',
    needs: ['packet-filters'],
    title: {
      en: 'Management or data-store port open to the Internet',
      'zh-cn': '管理端口或数据存储端口对互联网开放',
    },
    sources: ['CIS AWS Foundations Benchmark 5.2, 5.3', 'CIS Cisco IOS Benchmark 1.2.2', 'GB/T 22239-2019 8.1.4.1'],
    options: {
      minPublicSources: {
        default: 65536,
        unit: 'entries',
        description: {
          en: 'So many public IPv4 addresses let in are "anyone"; for IPv6, so many /48 networks.',
          'zh-cn': '放行的公网 IPv4 地址达到此数即视为"任何人";IPv6 按 /48 网段计数。',
        },
      },
      extraPorts: {
        default: [],
        unit: 'ports',
        description: {
          en: 'More ports that must not be open: `tcp/8443`, `udp/5060`, `tcp/9000-9010`.',
          'zh-cn': '另外不得开放的端口,如 `tcp/8443`、`udp/5060`、`tcp/9000-9010`。',
        },
      },
      allowedSources: {
        default: [],
        unit: 'prefixes',
        description: {
          en: 'Prefixes that may manage: they do not count, and the fix narrows a permit to them.',
          'zh-cn': '允许管理的来源前缀:不计入,且快速修复会把放行收窄到这些来源。',
        },
      },
    },
  },
  *check(context) {
    if (context.profile === 'lab') return;
    const { device, option } = context;
    const allowed = option<readonly string[]>('allowedSources').flatMap((text) => parseNetwork(text) ?? []);
    const enough = BigInt(option<number>('minPublicSources'));
    const services = [...SERVICES, ...extraServices(option<readonly string[]>('extraPorts'))];
    const found = new Map<string, Found>();
    for (const ingress of ingresses(device)) {
      // Where answers need an entry, every high port is open, and the groups behind decide.
      if (ingress.binding?.outside === 'precedes' || ingress.zonesDecide) continue;
      const { family } = device.filters[ingress.filter]!;
      for (const one of family === 'both' ? (['ipv4', 'ipv6'] as const) : [family]) {
        const destinations = reachable(device, one);
        for (const { service, opening } of destinations.flatMap((towards) => [
          ...openServices(context, ingress, one, services, { allowed, towards, enough }),
        ])) {
          const ref = opening.ref && placeOf(context, ingress, opening);
          if (!ref) continue;
          const key = `${ref.filter} ${ref.rule}`;
          const known = found.get(key);
          if (!known) found.set(key, { ref, ingress, services: [service], opening, family: one });
          else if (!known.services.includes(service)) known.services.push(service);
        }
      }
    }
    for (const one of found.values()) yield reportOf(context, one, allowed);
  },
});

interface Found {
  readonly ref: RuleRef;
  readonly ingress: Ingress;
  readonly services: Service[];
  readonly opening: Opening;
  readonly family: Family;
}

/**
 * The rule to point at; undefined where another rule's finding says it: a permit of everything is acl/permit-any-any, a default that lets
 * in is acl/default-accept, and what programs publish by themselves is theirs.
 */
function placeOf({ device, packets }: RuleContext, ingress: Ingress, { ref, witness }: Opening): RuleRef | undefined {
  const trace = witness ? packets.test(ingress.filter, witness).trace : [];
  const path = [...trace.filter((one) => device.filters[one.filter]!.rules[one.rule]!.action.kind !== 'continue')];
  const last = path.at(-1);
  if (!last || last.filter !== ref!.filter || last.rule !== ref!.rule) path.push(ref!);
  if (path.some(({ filter }) => device.filters[filter]!.generated)) return undefined;
  for (const one of path.reverse()) {
    const filter = device.filters[one.filter]!;
    if (filter.rules[one.rule]!.implicit || permittedHalves(filter)?.includes(one.rule)) return undefined;
    if (everythingBetween(filter.rules[one.rule]!).length > 0) return undefined;
    // An ACCEPT without a condition, in a chain that some are sent to: the jump says who.
    if (!filter.rules[one.rule]!.everything && !packets.lines(one.filter)[one.rule]?.matchesEverything) return one;
  }
  return undefined;
}

function reportOf(context: RuleContext, found: Found, allowed: readonly Prefix[]): Report {
  const { device } = context;
  const { ref, ingress, opening, services } = found;
  const filter = device.filters[ref.filter]!;
  const preceded = mayBePreceded(filter, ref.rule);
  const list = servicesText(services);
  const who = sourcesText(opening.sources, found.family);
  const where = ingress.binding?.outside
    ? {
        en: ` on whatever carries ${device.filters[ingress.filter]!.name.value.replace(/ ingress$/, '')} and has a public address`,
        'zh-cn': `(凡使用 ${device.filters[ingress.filter]!.name.value.replace(/ ingress$/, '')} 且有公网地址者)`,
      }
    : ingress.known
      ? { en: `, on ${ingress.where}, which faces the outside`, 'zh-cn': `,且用于面向外部的 ${ingress.where}` }
      : { en: ', if this host is on the Internet', 'zh-cn': '(若此主机在互联网上)' };
  const unless = preceded
    ? {
        en: ', unless a rule with a lower number, which is not in this text, denies it first',
        'zh-cn': ',除非有不在此文本中、编号更小的规则先行拒绝',
      }
    : { en: '', 'zh-cn': '' };
  return {
    severity: filter.elsewhere
      ? preceded
        ? 'info'
        : 'warning'
      : severityOf(services, ingress.known && namesPorts(filter.rules[ref.rule]!)),
    span: filter.rules[ref.rule]!.span,
    text: {
      en: `Lets ${who.en} reach ${list.en}${where.en}${unless.en}. Permit these ports from the addresses of those who need them only.`,
      'zh-cn': `允许${who['zh-cn']}访问 ${list['zh-cn']}${where['zh-cn']}${unless['zh-cn']}。请只对需要的来源地址放行这些端口。`,
    },
    ...(ingress.binding
      ? {
          related: [
            {
              span: ingress.binding.span,
              text: {
                en: `${ingress.binding.filter.value} is put to work here`,
                'zh-cn': `${ingress.binding.filter.value} 在此生效`,
              },
            },
          ],
        }
      : {}),
    ...(opening.witness ? { witness: formatPacket(opening.witness) } : {}),
    // Who comes in without the rule, the other text says.
    fixes: preceded ? [] : closeFixes(context, ref, services, allowed),
  };
}

/** Other texts may hold a rule that comes first. */
const mayBePreceded = ({ elsewhere, rules }: Filter, rule: number): boolean =>
  elsewhere !== undefined && !(Number(rules[rule]!.key?.value) <= elsewhere.behind);

/** A permit of whole networks lets in these ports among others: on the way to customers that is the trade. */
const namesPorts = ({ matches }: FilterRule): boolean =>
  matches.some(({ destinationPort }) => destinationPort !== undefined);

/** SSH on a host that may or may not be on the Internet is how most hosts are run. */
function severityOf(services: readonly Service[], known: boolean): Severity {
  if (!known) return services.every(({ name }) => name === 'SSH') ? 'info' : 'warning';
  return services.some(({ kind }) => kind === 'management') ? 'error' : 'warning';
}

function sourcesText(sources: bigint, family: Family): Bilingual {
  if (family === 'ipv6' || sources >= 1n << 31n) return { en: 'anyone on the Internet', 'zh-cn': '互联网上的任何人' };
  return { en: `${sources} public addresses`, 'zh-cn': ` ${sources} 个公网地址` };
}
