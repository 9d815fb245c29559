import { type Family, formatAddress, formatPrefix } from '../../../grammars/model/address.ts';
import { type Member, nameOf } from '../network/network.ts';
import { addressesOf, FAMILIES, isUp, vrfsOf } from './base-routes.ts';
import { checkIntents, type IntentResult } from './check-intents.ts';
import type { Intent } from './intents-file.ts';
import type { Route } from './route-table.ts';
import type { Start } from './starts.ts';
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
  /** The device, with its VRF in brackets. */
  readonly from: string;
  /** Of `from`. */
  readonly path: string;
  readonly to: string;
  readonly before: TraceEnd;
  readonly after: TraceEnd;
}

/** Devices and their VRFs that are asked for each other: each address of each costs a trace from every other one. */
const MOST_ENDS = 30;

export function consequences(before: Twin, after: Twin, intents: readonly Intent[]): Consequences {
  const kept = before.members.filter(({ path }) => {
    const now = after.members.find((member) => member.path === path)?.device;
    return now?.interfaces.some((one) => isUp(now, one)) ?? false;
  });
  const left = after.members.filter(({ path }) => kept.some((member) => member.path === path));
  const first = checkIntents(before, intents);
  const second = checkIntents(after, intents);
  const ends = endsOf(left);
  return {
    routes: kept.flatMap((member) => [...routeChanges(before, after, member)]),
    reach: reachChanges(before, after, ends.slice(0, MOST_ENDS)),
    reachCut: ends.length > MOST_ENDS,
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

/** A device in one of its VRFs. */
type End = Pick<Start, 'member' | 'vrf'>;

/** Global tables first. @param members as they are afterwards: an address that is gone with its interface is not asked for */
function endsOf(members: readonly Member[]): readonly End[] {
  const all = members.flatMap((member) =>
    vrfsOf(member.device).flatMap((vrf) =>
      FAMILIES.some((family) => ownAddresses({ member, vrf }, family).length > 0) ? [{ member, vrf }] : [],
    ),
  );
  return [...all.filter(({ vrf }) => vrf === ''), ...all.filter(({ vrf }) => vrf !== '')];
}

const endName = ({ member, vrf }: End): string => `${nameOf(member)}${vrf === '' ? '' : ` (${vrf})`}`;

function reachChanges(before: Twin, after: Twin, all: readonly End[]): ReachChange[] {
  const changes: ReachChange[] = [];
  for (const family of FAMILIES) {
    const ends = all.map((end) => ({ end, addresses: ownAddresses(end, family) }));
    for (const { end, addresses: sources } of ends) {
      const [source] = sources;
      if (source === undefined) continue;
      const { path } = end.member;
      for (const other of ends) {
        if (other.end.member === end.member) continue;
        for (const destination of other.addresses) {
          const question: Question = { path, vrf: end.vrf, family, source, destination, to: other.end };
          const [was, is] = [endOf(before, question), endOf(after, question)];
          const to = `${endName(other.end)} ${formatAddress(family, destination)}`;
          if (was !== is && was && is) changes.push({ from: endName(end), path, to, before: was, after: is });
        }
      }
    }
  }
  return changes;
}

interface Question {
  readonly path: string;
  readonly vrf: string;
  readonly family: Family;
  readonly source: bigint;
  readonly destination: bigint;
  /** Who is meant. */
  readonly to: End;
}

/** Addresses of one device that others are asked for. */
const MOST_ADDRESSES = 8;

/** Loopbacks first: what it speaks from. */
const ownAddresses = ({ member: { device }, vrf }: End, family: Family): readonly bigint[] =>
  [...addressesOf(device, vrf, family)]
    .sort(([a], [b]) => Number(b.loopback ?? false) - Number(a.loopback ?? false))
    .slice(0, MOST_ADDRESSES)
    .map(([, { address }]) => address);

/** Undefined: it gets to another VRF of the device, which has the address too. */
function endOf(twin: Twin, { path, vrf, family, source, destination, to }: Question): TraceEnd | undefined {
  const start = twin.members.find((member) => member.path === path);
  if (!start) return 'unknown';
  const echo = family === 'ipv4' ? { protocol: 1, icmpType: 8 } : { protocol: 58, icmpType: 128 };
  const { end, doubts, hops } = trace(twin, { member: start, vrf }, { family, source, destination, ...echo });
  const last = hops.at(-1);
  if (end === 'delivered' && last?.member.path === to.member.path && last.vrf !== to.vrf) return undefined;
  return doubts.length > 0 && end !== 'denied' ? 'unknown' : end;
}
