import { formatAddress, type Prefix } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { Interval, Match } from '../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';
import type { Span } from '../../../../grammars/text/span.ts';
import type { BlockedPorts, FilterAnalyses, Packet } from '../../packets/analyses.ts';
import type { Related } from '../../review/finding.ts';
import type { Proposal } from '../../review/rule.ts';
import { blockedToInternet, type EgressFilter, familiesOf, insideSubnet, letsWebOut } from './egress-filters.ts';

/** UDP ports that no client gets through an egress filter, with what a report needs to say of it. */
export interface Denial {
  /** The denying rule, or where the filter's default stands. */
  readonly span: Span;
  /** `3478-3479, 8803` */
  readonly ports: string;
  /** Some of the asked ports pass. */
  readonly partial: boolean;
  /** `line 12`, `the default of OUT` */
  readonly by: Bilingual;
  /** ` for IPv6`, where the other family passes; else empty. */
  readonly family: Bilingual;
  readonly related: readonly Related[];
  readonly witness?: Packet;
  readonly fixes: readonly Proposal[];
}

type Family = 'ipv4' | 'ipv6';

export function denialsOf(
  egress: EgressFilter,
  device: Device,
  packets: FilterAnalyses,
  ports: readonly Interval[],
  lineOf: (offset: number) => number,
): Denial | undefined {
  const { index, filter, binding } = egress;
  const families = familiesOf(filter).filter((family) => letsWebOut(packets, index, family));
  const answers = families
    .map((family) => ({ family, ...blockedToInternet(packets, index, { family, protocol: 17, ports }) }))
    .filter(({ blocked }) => blocked.length > 0);
  const [first] = answers;
  if (!first || (filter.hook === 'output' && isHostDefault(first, packets))) return undefined;
  const rule = first.by && device.filters[first.by.filter]?.rules[first.by.rule];
  const span = rule?.span ?? filter.fallback.span ?? filter.name.span;
  const line = lineOf(span.start) + 1;
  const text = portsText(first.blocked);
  const only = answers.length < familiesOf(filter).length ? first.family : undefined;
  return {
    span,
    ports: text,
    partial: sizeOf(first.blocked) < sizeOf(ports),
    by: rule
      ? { en: `line ${line}`, 'zh-cn': `第 ${line} 行` }
      : { en: `the default of ${filter.name.value}`, 'zh-cn': `${filter.name.value} 的默认动作` },
    family: only ? { en: ` for ${FAMILY[only]}`, 'zh-cn': `(${FAMILY[only]})` } : { en: '', 'zh-cn': '' },
    related: binding
      ? [
          {
            span: binding.span,
            text: { en: `${filter.name.value} is put to work here`, 'zh-cn': `${filter.name.value} 在此生效` },
          },
        ]
      : [],
    ...(first.witness ? { witness: first.witness } : {}),
    fixes: [permitFix(egress, first, only ?? filter.family, text)],
  };
}

const FAMILY: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

/** A host that lets out only what it needs: not a filter of clients. An explicit denial of UDP is another matter. */
function isHostDefault({ by }: BlockedPorts, packets: FilterAnalyses): boolean {
  if (!by) return true;
  return packets.lines(by.filter)[by.rule]?.matchesEverything !== false;
}

function permitFix(
  egress: EgressFilter,
  { by, blocked }: BlockedPorts,
  family: Match['family'],
  text: string,
): Proposal {
  const { index, filter, inside } = egress;
  const source = family === 'both' ? undefined : insideSubnet(inside, family);
  const from = source ? `${formatAddress(source.family, source.address)}/${source.length}` : undefined;
  return {
    title: {
      en: `Permit udp from ${from ?? 'any address'} to any address, port ${text}, before the denial`,
      'zh-cn': `在拒绝之前放行从 ${from ?? '任意地址'} 到任意地址的 udp 端口 ${text}`,
    },
    safety: 'unsafe',
    change: {
      kind: 'insert-rule',
      filter: by?.filter ?? index,
      before: by?.rule ?? filter.rules.length,
      action: 'permit',
      match: {
        family,
        ...(source ? { source: { anyOf: [term(source)] } } : {}),
        protocol: { anyOf: [{ first: 17, last: 17 }] },
        destinationPort: { anyOf: blocked },
      },
    },
  };
}

const term = (prefix: Prefix): { readonly kind: 'prefix' } & Prefix => ({ kind: 'prefix', ...prefix });

const sizeOf = (list: readonly Interval[]): number => list.reduce((sum, { first, last }) => sum + last - first + 1, 0);

export const portsText = (list: readonly Interval[]): string =>
  list.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
