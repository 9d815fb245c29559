import {
  type AddressTerm,
  formatAddress,
  networkOf,
  type Prefix,
  widthOf,
} from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import {
  type Field,
  type FilterRule,
  type InterfacePattern,
  type Interval,
  type Match,
  NO_INTERFACE,
} from '../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../grammars/model/interface.ts';
import type { Proposal } from '../../review/rule.ts';
import type { EgressFilter } from './egress-filters.ts';
import { includesBrowsing } from './web-rules.ts';

interface Wanted {
  readonly before: number;
  readonly family: Match['family'];
  readonly destinationPort: readonly Interval[];
}

/** Lets the same clients send UDP to these ports who may already browse the web; without such a rule those of the subnet. */
export function permitFix(egress: EgressFilter, device: Device, { before, family, destinationPort }: Wanted): Proposal {
  const { index, filter, inside } = egress;
  const who = { ...subnetOf(inside, family), ...waysOf(egress), ...browsers(filter.rules, family) };
  const from = sourceText(who);
  const ports = destinationPort.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
  return {
    title: {
      en: `Permit udp from ${from.en} to any address, port ${ports}, before the denial`,
      'zh-cn': `在拒绝之前放行从${from['zh-cn']}到任意地址的 udp 端口 ${ports}`,
    },
    safety: 'unsafe',
    change: {
      kind: 'insert-rule',
      filter: index,
      before: Math.min(before, device.filters[index]!.rules.length),
      action: 'permit',
      match: {
        family,
        ...who,
        protocol: { anyOf: [{ first: 17, last: 17 }] },
        destinationPort: { anyOf: destinationPort },
      },
    },
  };
}

type Who = Pick<Match, 'source' | 'inInterface' | 'outInterface'>;

/** Who may send to TCP 443 or 80 by the first rule that says so in a plain match; what else it permits is for the same senders. */
function browsers(rules: readonly FilterRule[], family: Match['family']): Who | undefined {
  for (const { active, action, matches } of rules) {
    const match = matches.find(isWeb);
    if (!active || action.kind !== 'permit' || !match) continue;
    // Of several matches each has its say: only where they are for the same senders, by whatever way, is that one; between zones the way is one.
    if (matches.length > 1 && (match.inInterface ?? match.outInterface) && !areOneWay(matches)) continue;
    if (matches.some((one) => one.source !== match.source)) continue;
    if (match.family !== family && match.family !== 'both') continue;
    const source = match.source && plainSource(match.source);
    if (match.source && !source) continue;
    return {
      ...(source && !source.anyOf.some(({ kind }) => kind === 'any') ? { source } : {}),
      ...(match.inInterface ? { inInterface: match.inInterface } : {}),
      ...(match.outInterface ? { outInterface: match.outInterface } : {}),
    };
  }
  return undefined;
}

const areOneWay = ([first, ...more]: readonly Match[]): boolean =>
  [first?.inInterface, first?.outInterface].some((field) => field?.anyOf.some(({ members }) => members)) &&
  more.every((one) => one.inInterface === first?.inInterface && one.outInterface === first?.outInterface);

/** Browsing, and no condition besides who sends it. */
const isWeb = (match: Match): boolean =>
  !match.sourcePort && !match.opaque?.length && !match.dscp && !match.fragment && includesBrowsing(match);

/** Prefixes only: wildcards that are prefixes are written as such. */
function plainSource({ anyOf, except, negated }: Field<AddressTerm>): Field<AddressTerm> | undefined {
  if (negated || except?.length || anyOf.length !== 1) return undefined;
  const [term] = anyOf;
  if (term?.kind === 'range') return undefined;
  if (term?.kind !== 'wildcard') return { anyOf };
  if ((term.wildcard & (term.wildcard + 1n)) !== 0n) return undefined;
  const hostBits = term.wildcard.toString(2).replace(/^0$/, '').length;
  const prefix: Prefix = { family: term.family, address: term.address, length: widthOf(term.family) - hostBits };
  return { anyOf: [{ kind: 'prefix', ...prefix, address: networkOf(prefix) }] };
}

/** In one list for all zones a rule has to say from where to where. */
function waysOf({ filter, way }: EgressFilter): Who {
  if (filter.hook !== 'forward' || !way) return {};
  const one = (name: string): Field<InterfacePattern> => ({ anyOf: [{ name }] });
  return {
    ...(way.inInterface ? { inInterface: one(way.inInterface) } : {}),
    ...(way.outInterface ? { outInterface: one(way.outInterface) } : {}),
  };
}

/** The clients' own subnet, where there is one only. */
function subnetOf(inside: Interface | undefined, family: Match['family']): Who | undefined {
  if (!inside || family === 'both') return undefined;
  const [subnet, more] = inside.addresses.filter((one) => one.family === family && one.length < widthOf(family));
  if (!subnet || more) return undefined;
  return { source: { anyOf: [{ kind: 'prefix', family, address: networkOf(subnet), length: subnet.length }] } };
}

function sourceText({ source, inInterface, outInterface }: Who): { readonly en: string; readonly 'zh-cn': string } {
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
