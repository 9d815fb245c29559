import type { Change } from '../../../../grammars/change.ts';
import { formatAddress } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import {
  type Field,
  type FilterRule,
  type InterfacePattern,
  type Interval,
  type Match,
  NO_INTERFACE,
} from '../../../../grammars/model/filter.ts';
import { withoutPlaces } from '../../../../grammars/text/without-places.ts';
import type { Proposal } from '../../review/rule.ts';
import { type Clients, clientsOf } from './clients.ts';
import type { EgressFilter } from './egress-filters.ts';

interface Wanted {
  readonly before: number;
  readonly family: Match['family'];
  readonly destinationPort: readonly Interval[];
  /** Whether the ports pass where the list has no such rule: nothing has to be permitted then. */
  readonly passesWithout: (rule: number) => boolean;
}

/**
 * Lets the same clients send UDP to these ports who may already browse the web; without such a rule those of the subnet. A denial of nothing
 * but that goes: behind the permit it would have nothing left.
 */
export function permitFix(
  egress: EgressFilter,
  device: Device,
  { before, family, destinationPort, passesWithout }: Wanted,
): Proposal {
  const { index } = egress;
  const who = clientsOf(egress, family);
  const from = sourceText(who);
  const ports = destinationPort.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
  const { rules } = device.filters[index]!;
  const match: Match = {
    family,
    ...who,
    protocol: { anyOf: [{ first: 17, last: 17 }] },
    destinationPort: { anyOf: destinationPort },
  };
  const insert: Change = {
    kind: 'insert-rule',
    filter: index,
    before: Math.min(before, rules.length),
    action: 'permit',
    match,
  };
  const goes = isWithin(rules[before], match);
  const drop: Change = { kind: 'delete-rule', filter: index, rule: before };
  if (goes && passesWithout(before))
    return {
      title: {
        en: `Delete the denial: udp from ${from.en} to any address, port ${ports}, is permitted behind it`,
        'zh-cn': `删除该拒绝规则:其后的规则放行从${from['zh-cn']}到任意地址的 udp 端口 ${ports}`,
      },
      safety: 'unsafe',
      change: drop,
    };
  return {
    title: {
      en: `Permit udp from ${from.en} to any address, port ${ports}, ${goes ? 'instead of the denial' : 'before the denial'}`,
      'zh-cn': goes
        ? `放行从${from['zh-cn']}到任意地址的 udp 端口 ${ports},并删除该拒绝规则`
        : `在拒绝之前放行从${from['zh-cn']}到任意地址的 udp 端口 ${ports}`,
    },
    safety: 'unsafe',
    change: goes ? { kind: 'several', changes: [insert, drop] } : insert,
  };
}

/** Whether the rule denies only what the match permits, by what is written. */
function isWithin(rule: FilterRule | undefined, permit: Match): boolean {
  if (rule?.action.kind !== 'deny' || !rule.active || rule.implicit) return false;
  return rule.matches.every(
    (match) =>
      (permit.family === 'both' || match.family === permit.family) &&
      isUdp(match.protocol) &&
      areAmong(match.destinationPort, permit.destinationPort!.anyOf) &&
      (['source', 'inInterface', 'outInterface'] as const).every(
        (side) => !permit[side] || withoutPlaces(match[side]) === withoutPlaces(permit[side]),
      ),
  );
}

const isUdp = (protocol: Match['protocol']): boolean =>
  protocol !== undefined && !protocol.negated && protocol.anyOf.every(({ first, last }) => first === 17 && last === 17);

const areAmong = (ports: Match['destinationPort'], wanted: readonly Interval[]): boolean =>
  ports !== undefined &&
  !ports.negated &&
  ports.anyOf.every((one) => wanted.some(({ first, last }) => first <= one.first && one.last <= last));

function sourceText({ source, inInterface, outInterface }: Clients): { readonly en: string; readonly 'zh-cn': string } {
  const term = source?.anyOf[0];
  const subnet = term?.kind === 'prefix' ? `${formatAddress(term.family, term.address)}/${term.length}` : undefined;
  const leaving = inInterface?.anyOf.some(({ name }) => name === NO_INTERFACE.name) && !inInterface.negated;
  const out = outInterface ? interfaceText(outInterface) : 'any';
  const ways = [
    ...(inInterface && !leaving ? [`in ${interfaceText(inInterface)}`] : []),
    ...(outInterface || leaving ? [`out ${out}`] : []),
  ].join(', ');
  return {
    en: `${subnet ?? 'any address'}${ways === '' ? '' : ` (${ways})`}`,
    'zh-cn': `${subnet ? ` ${subnet} ` : '任意地址'}${ways === '' ? '' : `(${ways})`}`,
  };
}

function interfaceText({ anyOf, negated }: Field<InterfacePattern>): string {
  const named = anyOf.filter(({ name }) => name !== NO_INTERFACE.name);
  if (named.length === 0) return 'any';
  return (negated ? 'not ' : '') + named.map(({ name, prefix }) => (prefix ? `${name}*` : name)).join(', ');
}
