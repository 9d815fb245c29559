import type { Prefix } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { FilterRule, Interval } from '../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';
import { analyseFilters } from '../../packets/analyse.ts';
import type { BlockedPorts, FilterAnalyses } from '../../packets/analyses.ts';
import { formatPacket } from '../../packets/packet-text.ts';
import type { Report } from '../../review/rule.ts';
import { type Denier, denierOf } from '../wording/denier.ts';
import { clientsOf } from './clients.ts';
import { blockedTowards, type EgressFilter, familiesOf } from './egress-filters.ts';
import { permitFix } from './permit-fix.ts';
import { widenFix } from './widen-fix.ts';

/** UDP ports that no client gets through an egress filter, with what a report needs to say of it. */
export interface Denial extends Required<Pick<Report, 'span' | 'related' | 'fixes'>>, Pick<Report, 'witness'> {
  /** `3478-3479, 8803` */
  readonly ports: string;
  /** `line 12`, `the default of OUT` */
  readonly by: Bilingual;
  /** ` for IPv6`, where the other family passes; else empty. */
  readonly family: Bilingual;
}

type Family = 'ipv4' | 'ipv6';

type Denied = Pick<BlockedPorts, 'by' | 'witness'>;

export function denialOf(
  egress: EgressFilter,
  device: Device,
  packets: FilterAnalyses,
  asked: { readonly ports: readonly Interval[]; readonly towards?: readonly Prefix[] },
  lineOf: (offset: number) => number,
): Denial | undefined {
  const { index, filter } = egress;
  const { ports, towards } = asked;
  const answers = egress.families
    .map((family) => ({
      family,
      ...blockedTowards(packets, index, { ...egress.way, family, protocol: 17, ports }, towards),
    }))
    .filter(({ blocked }) => blocked.length > 0);
  const [first] = answers;
  if (!first || (filter.hook === 'output' && isHostDefault(first, packets))) return undefined;
  const placeOf = ({ filter }: Denier): EgressFilter => ({
    ...egress,
    index: filter,
    filter: device.filters[filter]!,
  });
  const denierFor = (denied: Denied): Denier => denierOf({ device, packets, lineOf }, index, denied, egress.binding);
  const ofAnyone = denierFor(first);
  // Whom it matters to are clients: a line that denies theirs alone comes before the one that denies most of all others.
  const { source } = clientsOf(placeOf(ofAnyone), first.family);
  const way = { ...egress.way, family: first.family, protocol: 17, ports: first.blocked } as const;
  const theirs = source && blockedTowards(packets, index, way, towards, source);
  const denied: Denied = theirs && theirs.blocked.length > 0 ? theirs : first;
  const denier = denied === first ? ofAnyone : denierFor(denied);
  const { span, by, before, related } = denier;
  const place = placeOf(denier);
  if (egress.byPortsOnly && !place.filter.rules.some((one) => one.span.start === span.start && namesPorts(one)))
    return undefined;
  const text = portsText(first.blocked);
  const widened = widenFix(place, device, { before, ports: first.blocked }, lineOf);
  const only = answers.length < familiesOf(filter).length ? first.family : undefined;
  return {
    span,
    by,
    related,
    ports: text,
    family: only ? { en: ` for ${FAMILY[only]}`, 'zh-cn': `(${FAMILY[only]})` } : { en: '', 'zh-cn': '' },
    ...(denied.witness ? { witness: formatPacket(denied.witness) } : {}),
    fixes: [
      ...(widened ? [widened] : []),
      permitFix(place, device, {
        before,
        family: only ?? filter.family,
        destinationPort: first.blocked,
        passesWithout: (rule) => {
          const other = analyseFilters(withoutRule(device, place.index, rule));
          return (
            blockedTowards(other, index, way, towards, theirs === denied ? source : undefined).blocked.length === 0
          );
        },
      }),
    ],
  };
}

const withoutRule = (device: Device, index: number, rule: number): Device => ({
  ...device,
  filters: device.filters.map((filter, at) =>
    at === index
      ? { ...filter, rules: filter.rules.map((one, place) => (place === rule ? { ...one, active: false } : one)) }
      : filter,
  ),
});

const FAMILY: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

/** A host that lets out only what it needs: not a filter of clients. An explicit denial of UDP is another matter. */
function isHostDefault({ by }: BlockedPorts, packets: FilterAnalyses): boolean {
  if (!by) return true;
  return packets.lines(by.filter)[by.rule]?.matchesEverything !== false;
}

export const portsText = (list: readonly Interval[]): string =>
  list.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');

const namesPorts = ({ matches }: FilterRule): boolean => matches.every(({ destinationPort }) => destinationPort);
