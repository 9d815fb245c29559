import { type AddressTerm, networkOf, type Prefix, widthOf } from '../../../../grammars/model/address.ts';
import type { Field, FilterRule, InterfacePattern, Match } from '../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../grammars/model/interface.ts';
import type { EgressFilter } from './egress-filters.ts';
import { includesBrowsing } from './web-rules.ts';

/** Who sends through an egress filter, as far as its text tells; nothing: anyone, any way. */
export type Clients = Pick<Match, 'source' | 'inInterface' | 'outInterface'>;

/** Those who may browse the web; without such a rule those of the subnet. */
export const clientsOf = (egress: EgressFilter, family: Match['family']): Clients => ({
  ...subnetOf(egress.inside, family),
  ...waysOf(egress),
  ...browsers(egress.filter.rules, family),
});

/** Who may send to TCP 443 or 80 by the first rule that says so in a plain match; what else it permits is for the same senders. */
function browsers(rules: readonly FilterRule[], family: Match['family']): Clients | undefined {
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
function waysOf({ filter, way }: EgressFilter): Clients {
  if (filter.hook !== 'forward' || !way) return {};
  const one = (name: string): Field<InterfacePattern> => ({ anyOf: [{ name }] });
  return {
    ...(way.inInterface ? { inInterface: one(way.inInterface) } : {}),
    ...(way.outInterface ? { outInterface: one(way.outInterface) } : {}),
  };
}

/** The clients' own subnet, where there is one only. */
function subnetOf(inside: Interface | undefined, family: Match['family']): Clients | undefined {
  if (!inside || family === 'both') return undefined;
  const [subnet, more] = inside.addresses.filter((one) => one.family === family && one.length < widthOf(family));
  if (!subnet || more) return undefined;
  return { source: { anyOf: [{ kind: 'prefix', family, address: networkOf(subnet), length: subnet.length }] } };
}
