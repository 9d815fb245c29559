import { type Family, formatAddress, formatPrefix } from '../../../grammars/model/address.ts';
import { type Member, nameOf } from '../network/network.ts';
import { addressesOf, FAMILIES, isUp, vrfsOf } from './base-routes.ts';
import { checkIntents, type IntentResult } from './check-intents.ts';
import type { Intent } from './intents-file.ts';
import type { Route } from './route-table.ts';
import { type TraceEnd, trace } from './trace.ts';
import type { Twin } from './twin.ts';

/** What a change of the network changes. */
export interface Consequences {
  /** Routes that go another way, come, or are gone; those of devices that are gone are left out. */
  readonly routes: readonly RouteChange[];
  /** Between the devices themselves, each by its own address: what was reached and is not any more, or the other way round. */
  readonly reach: readonly ReachChange[];
  /** There are more devices than are asked for each other. */
  readonly reachCut: boolean;
  readonly intents: readonly { readonly before: IntentResult; readonly after: IntentResult }[];
}

export interface RouteChange {
  readonly device: string;
  readonly vrf: string;
  readonly prefix: string;
  /** `external-bgp via 192.0.2.1`; absent: there is none. */
  readonly before?: string;
  readonly after?: string;
}

export interface ReachChange {
  readonly from: string;
  readonly to: string;
  readonly before: TraceEnd;
  readonly after: TraceEnd;
}

/** Devices that are asked for each other: their pairs cost a trace each. */
const MOST_DEVICES = 40;

export function consequences(before: Twin, after: Twin, intents: readonly Intent[]): Consequences {
  const kept = before.members.filter(({ path }) => {
    const now = after.members.find((member) => member.path === path)?.device;
    return now?.interfaces.some((one) => isUp(now, one)) ?? false;
  });
  const first = checkIntents(before, intents);
  const second = checkIntents(after, intents);
  return {
    routes: kept.flatMap((member) => [...routeChanges(before, after, member)]),
    reach: reachChanges(before, after, kept.slice(0, MOST_DEVICES)),
    reachCut: kept.length > MOST_DEVICES,
    intents: first.map((one, at) => ({ before: one, after: second[at]! })),
  };
}

/** Somebody is not reached any more, or an intent holds no more. */
export const isLoss = ({ reach, intents }: Consequences): boolean =>
  reach.some(({ before, after }) => before === 'delivered' && after !== 'delivered') ||
  intents.some(({ before, after }) => before.status === 'holds' && after.status !== 'holds');

function* routeChanges(before: Twin, after: Twin, { path, device }: Member): Generator<RouteChange> {
  for (const vrf of vrfsOf(device))
    for (const family of FAMILIES) {
      const old = routesBy(before, path, vrf, family);
      const now = routesBy(after, path, vrf, family);
      for (const prefix of new Set([...old.keys(), ...now.keys()])) {
        const [a, b] = [old.get(prefix), now.get(prefix)];
        if (a === b) continue;
        yield {
          device: device.hostname?.value ?? path,
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

function reachChanges(before: Twin, after: Twin, members: readonly Member[]): ReachChange[] {
  const homes = members.flatMap((member) => FAMILIES.flatMap((family) => homeOf(member, family) ?? []));
  const changes: ReachChange[] = [];
  for (const from of homes)
    for (const to of homes) {
      if (from.member === to.member || from.family !== to.family) continue;
      const [was, is] = [before, after].map((twin) => endOf(twin, from, to.address)) as [TraceEnd, TraceEnd];
      if (was !== is) changes.push({ from: nameOf(from.member), to: nameOf(to.member), before: was, after: is });
    }
  return changes;
}

interface Home {
  readonly member: Member;
  readonly family: Family;
  readonly address: bigint;
}

/** A loopback's address, else its first one. */
function homeOf(member: Member, family: Family): Home | undefined {
  const own = [...addressesOf(member.device, '', family)];
  const found = own.find(([one]) => one.loopback) ?? own[0];
  return found && { member, family, address: found[1].address };
}

function endOf(twin: Twin, { member, family, address: source }: Home, destination: bigint): TraceEnd {
  const start = twin.members.find(({ path }) => path === member.path);
  if (!start) return 'unknown';
  const echo = family === 'ipv4' ? { protocol: 1, icmpType: 8 } : { protocol: 58, icmpType: 128 };
  const { end, doubts } = trace(twin, { member: start, vrf: '' }, { family, source, destination, ...echo });
  return doubts.length > 0 && end !== 'denied' ? 'unknown' : end;
}
