import { type Family, formatAddress, formatPrefix } from '../../../grammars/model/address.ts';
import { type Member, nameOf } from '../network/network.ts';
import { addressesOf, FAMILIES, isUp, vrfsOf } from './base-routes.ts';
import { checkIntents, type IntentResult } from './check-intents.ts';
import type { Intent } from './intents-file.ts';
import type { Route } from './route-table.ts';
import { trace } from './trace.ts';
import type { TraceEnd } from './trace-hop.ts';
import type { Twin } from './twin.ts';

/** What a change of the network changes. */
export interface Consequences {
  /** Routes that go another way, come, or are gone; those of devices that are gone are left out. */
  readonly routes: readonly RouteChange[];
  /** Between the devices themselves, to each of their addresses: what was reached and is not any more, or the other way round. */
  readonly reach: readonly ReachChange[];
  /** There are more devices than are asked for each other. */
  readonly reachCut: boolean;
  readonly intents: readonly { readonly before: IntentResult; readonly after: IntentResult }[];
}

export interface RouteChange {
  readonly device: string;
  readonly path: string;
  readonly vrf: string;
  readonly prefix: string;
  /** `external-bgp via 192.0.2.1`; absent: there is none. */
  readonly before?: string;
  readonly after?: string;
}

export interface ReachChange {
  readonly from: string;
  /** Of `from`. */
  readonly path: string;
  readonly to: string;
  readonly before: TraceEnd;
  readonly after: TraceEnd;
}

/** Devices that are asked for each other: each address of each costs a trace from every other one. */
const MOST_DEVICES = 30;

export function consequences(before: Twin, after: Twin, intents: readonly Intent[]): Consequences {
  const kept = before.members.filter(({ path }) => {
    const now = after.members.find((member) => member.path === path)?.device;
    return now?.interfaces.some((one) => isUp(now, one)) ?? false;
  });
  const left = after.members.filter(({ path }) => kept.some((member) => member.path === path));
  const first = checkIntents(before, intents);
  const second = checkIntents(after, intents);
  return {
    routes: kept.flatMap((member) => [...routeChanges(before, after, member)]),
    reach: reachChanges(before, after, left.slice(0, MOST_DEVICES)),
    reachCut: kept.length > MOST_DEVICES,
    intents: first.map((one, at) => ({ before: one, after: second[at]! })),
  };
}

/** Somebody is not reached any more, or an intent holds no more. */
export const isLoss = ({ reach, intents }: Consequences): boolean =>
  reach.some(({ before, after }) => before === 'delivered' && after !== 'delivered') ||
  intents.some(({ before, after }) => before.status === 'holds' && after.status !== 'holds');

function* routeChanges(before: Twin, after: Twin, member: Member): Generator<RouteChange> {
  const { path, device } = member;
  for (const vrf of vrfsOf(device))
    for (const family of FAMILIES) {
      const old = routesBy(before, path, vrf, family);
      const now = routesBy(after, path, vrf, family);
      for (const prefix of new Set([...old.keys(), ...now.keys()])) {
        const [a, b] = [old.get(prefix), now.get(prefix)];
        if (a === b) continue;
        yield {
          device: nameOf(member),
          path,
          vrf,
          prefix,
          ...(a === undefined ? {} : { before: a }),
          ...(b === undefined ? {} : { after: b }),
        };
      }
    }
}

const routesBy = (twin: Twin, path: string, vrf: string, family: Family): Map<string, string> =>
  new Map(
    twin
      .table(path, vrf, family)
      .routes()
      .map((route) => [formatPrefix(route.prefix), routeText(route)]),
  );

export function routeText({ source, hops, prefix, doubt }: Route): string {
  const ways = hops.map(({ interface: port, gateway }) =>
    gateway === undefined ? port : `${formatAddress(prefix.family, gateway)} (${port})`,
  );
  return `${source}${ways.length === 0 ? ' discarded' : ` via ${ways.join(', ')}`}${doubt ? ' (not certain)' : ''}`;
}

/** @param members as they are afterwards: an address that is gone with its interface is not asked for */
function reachChanges(before: Twin, after: Twin, members: readonly Member[]): ReachChange[] {
  const changes: ReachChange[] = [];
  for (const family of FAMILIES) {
    const ends = members.map((member) => ({ member, addresses: ownAddresses(member, family) }));
    for (const { member, addresses: sources } of ends) {
      const [source] = sources;
      if (source === undefined) continue;
      for (const other of ends) {
        if (other.member === member) continue;
        for (const destination of other.addresses) {
          const question: Question = { path: member.path, family, source, destination };
          const [was, is] = [endOf(before, question), endOf(after, question)];
          const to = `${nameOf(other.member)} ${formatAddress(family, destination)}`;
          if (was !== is) changes.push({ from: nameOf(member), path: member.path, to, before: was, after: is });
        }
      }
    }
  }
  return changes;
}

interface Question {
  readonly path: string;
  readonly family: Family;
  readonly source: bigint;
  readonly destination: bigint;
}

/** Addresses of one device that others are asked for. */
const MOST_ADDRESSES = 8;

/** Loopbacks first: what it speaks from. */
const ownAddresses = ({ device }: Member, family: Family): readonly bigint[] =>
  [...addressesOf(device, '', family)]
    .sort(([a], [b]) => Number(b.loopback ?? false) - Number(a.loopback ?? false))
    .slice(0, MOST_ADDRESSES)
    .map(([, { address }]) => address);

function endOf(twin: Twin, { path, family, source, destination }: Question): TraceEnd {
  const start = twin.members.find((member) => member.path === path);
  if (!start) return 'unknown';
  const echo = family === 'ipv4' ? { protocol: 1, icmpType: 8 } : { protocol: 58, icmpType: 128 };
  const { end, doubts } = trace(twin, { member: start, vrf: '' }, { family, source, destination, ...echo });
  return doubts.length > 0 && end !== 'denied' ? 'unknown' : end;
}
