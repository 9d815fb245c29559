import { parseAddress } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { FilterRule, Match } from '../../../../../grammars/model/filter.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import type { FilterAnalyses } from '../../../packets/analyses.ts';
import { filtersAt, standingBefore } from '../../exposure/ingress.ts';
import { type Inward, inwardTranslations } from '../../exposure/inward.ts';
import { internet } from '../../exposure/outside.ts';

/** A service that the device translates inwards, and the filters on its way in. */
export interface Published {
  /** Where it is said. */
  readonly span: Span;
  readonly protocol: 6 | 17;
  /** As the filters see it. */
  readonly port: number;
  /** New flows to it from the Internet. */
  readonly packets: Match;
  /** To everybody. */
  readonly open: boolean;
  /** Indexes, in the order in which the packets meet them. */
  readonly filters: readonly number[];
  /** What lets it in. */
  readonly permit: Match;
}

export const publishedServices = (device: Device, packets: FilterAnalyses): Published[] => {
  // What nothing comes to publishes nothing: acl/shadowed-rule, nat/rule-order.
  const isLive = (filter: number, rule: number): boolean => packets.lines(filter)[rule]?.status !== 'dead';
  return [
    ...inwardTranslations(device)
      .filter(({ filter, index }) => !device.filters[filter]!.generated && isLive(filter, index))
      .flatMap((inward) => forwarded(device, inward)),
    ...device.filters.flatMap((nat, filter) =>
      /^ip nat inside source(?! list)/.test(nat.name.value)
        ? nat.rules.flatMap((rule, index) => (rule.active && isLive(filter, index) ? fixed(device, rule) : []))
        : [],
    ),
  ];
};

/** Forward chains see where it goes. */
function forwarded(device: Device, { rule, family, destination, port: inner }: Inward): Published[] {
  const [match, more] = rule.matches;
  if (!match || more || match.opaque?.length) return [];
  const protocol = only(match.protocol);
  const port = inner ?? only(match.destinationPort);
  if ((protocol !== 6 && protocol !== 17) || port === undefined) return [];
  const forward = device.filters.findIndex(
    (filter) =>
      filter.hook === 'forward' &&
      filter.purpose === 'packet' &&
      (filter.family === 'both' || filter.family === family),
  );
  if (forward < 0) return [];
  const way = {
    family,
    ...(match.inInterface && !match.inInterface.negated ? { inInterface: match.inInterface } : {}),
    destination,
    protocol: { anyOf: [{ first: protocol, last: protocol }] },
    destinationPort: { anyOf: [{ first: port, last: port }] },
  };
  const from = match.source && !match.source.negated ? { source: match.source } : {};
  return [
    {
      span: rule.span,
      protocol,
      port,
      packets: opening({ ...way, source: internet(family), ...from }, protocol),
      open: from.source === undefined,
      filters: [...standingBefore(device, device.filters[forward]!).filter((one) => !isEarly(device, one)), forward],
      permit: { ...way, ...from },
    },
  ];
}

/** Before routing, the packet still has the address that was dialled. */
const isEarly = ({ filters }: Device, index: number): boolean => filters[index]!.hook === 'prerouting';

/** `ip nat inside source static tcp 10.0.0.5 443 198.51.100.2 443`: lists on outside interfaces see the global address. */
function fixed(device: Device, { matches, span, action }: FilterRule): Published[] {
  const [match, more] = matches;
  if (!match || more || action.kind !== 'translate') return [];
  const protocol = only(match.protocol);
  if ((protocol !== 6 && protocol !== 17) || only(match.sourcePort) === undefined || /route-map/i.test(action.to))
    return [];
  const [first, second, third] = action.to.split(' ');
  const byInterface = first?.toLowerCase() === 'interface';
  const port = Number(byInterface ? third : second);
  if (!Number.isInteger(port)) return [];
  return device.interfaces.flatMap((one): Published[] => {
    if (one.natRole !== 'outside' || one.shutdown) return [];
    const own = one.addresses.find((address) => address.family === 'ipv4');
    const address = byInterface ? own?.address : parseAddress(first ?? '')?.address;
    const bound = device.bindings.find(
      ({ place, direction, family }) =>
        place.kind === 'interface' && place.name === one.name.value && direction === 'in' && family === 'ipv4',
    );
    if (address === undefined || !bound || (byInterface && one.name.value !== second)) return [];
    const filters = filtersAt(device, bound);
    const way: Match = {
      family: 'ipv4',
      destination: { anyOf: [{ kind: 'prefix', family: 'ipv4', address, length: 32 }] },
      protocol: { anyOf: [{ first: protocol, last: protocol }] },
      destinationPort: { anyOf: [{ first: port, last: port }] },
    };
    const packets = opening({ ...way, source: internet('ipv4') }, protocol);
    return filters.length === 1 ? [{ span, protocol, port, packets, open: true, filters, permit: way }] : [];
  });
}

const opening = (match: Match, protocol: 6 | 17): Match => ({
  ...match,
  sourcePort: { anyOf: [{ first: 1024, last: 65535 }] },
  state: { anyOf: ['new'] },
  ...(protocol === 6 ? { tcpFlags: { anyOf: [{ mask: 0x17, value: 0x02 }] } } : {}),
});

function only(field: Match['protocol']): number | undefined {
  const [one, more] = field?.anyOf ?? [];
  return one && !more && one.first === one.last && !field?.negated && !field?.except?.length ? one.first : undefined;
}
