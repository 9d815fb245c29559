import { type Family, networkOf, type Prefix } from '../../../grammars/model/address.ts';
import type { RouteSource } from '../../../grammars/model/route-choice.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { holdsAround, type PrefixSpace, union } from '../routes/prefix-space.ts';

/** Why something cannot be told, and where the text that makes it so is. */
export interface Doubt {
  readonly text: Bilingual;
  readonly path: string;
  readonly span: Span;
}

/** A rule that had a say, or the statement of a route. */
export interface Line {
  readonly path: string;
  readonly span: Span;
}

/** Out of this interface; to the gateway, else to the destination itself. */
export interface Hop {
  readonly interface: string;
  readonly gateway?: bigint;
  /**
   * Who is at the other end, where no address that a text has names it; `takes`: it takes the destination as its own; `labelled`: it is the
   * end of a tunnel of labels that starts here, and the packet comes in by none of its interfaces.
   */
  readonly neighbour?: {
    readonly path: string;
    readonly interface?: string;
    readonly vrf: string;
    readonly takes?: true;
    readonly labelled?: true;
  };
}

export interface Route {
  /** Host bits are zero. */
  readonly prefix: Prefix;
  readonly source: RouteSource;
  /** The lowest wins. */
  readonly distance: number;
  readonly metric: number;
  /** Empty where it is discarded. */
  readonly hops: readonly Hop[];
  /** Next hops as the route itself has them, before they are looked up. */
  readonly via: readonly bigint[];
  /** The statement on this device that it comes from. */
  readonly span: Span;
  /** Of OSPF: it comes from outside of it. */
  readonly external?: boolean;
  /** Of OSPF: how it comes to be known; absent: within the area. */
  readonly beyond?: 'other-area' | 'external-1' | 'external-2';
  /** Nobody else can be on this network. */
  readonly loopback?: boolean;
  /** It is one of another VRF's table (`Device.tableLeaks`). */
  readonly leaked?: true;
  /** It may be another, or not be there. */
  readonly doubt?: Doubt;
}

/** Routes that may be there as well, of this distance. */
export interface Cloud {
  readonly space: PrefixSpace;
  readonly distance: number;
  readonly doubt: Doubt;
}

/** The routes of one device, VRF and family that are in use. */
export interface RouteTable {
  readonly family: Family;
  /** In order of their prefixes. */
  readonly routes: () => readonly Route[];
  readonly doubts: () => readonly Doubt[];
  readonly spaces: () => readonly Cloud[];
  /** Keeps the better of two routes for one prefix. */
  put(route: Route): void;
  /** In the place of the one for its prefix. */
  replace(route: Route): void;
  /** Any of these prefixes may have another route. */
  doubt(space: PrefixSpace, distance: number, doubt: Doubt): void;
  exact(prefix: Prefix): Route | undefined;
  /**
   * The route that decides an address; `doubts` where another one may.
   * @param without leaves these out
   */
  lookup(address: bigint, without?: (route: Route) => boolean): Found;
}

export interface Found {
  readonly route: Route | undefined;
  readonly doubts: readonly Doubt[];
}

export function routeTable(family: Family): RouteTable {
  /** By length, then network. */
  const levels = new Map<number, Map<bigint, Route>>();
  let lengths: number[] = [];
  const clouds: Cloud[] = [];
  const levelOf = (length: number): Map<bigint, Route> => {
    const known = levels.get(length);
    if (known) return known;
    const made = new Map<bigint, Route>();
    levels.set(length, made);
    lengths = [...levels.keys()].sort((a, b) => b - a);
    return made;
  };
  return {
    family,
    routes: () => [...levels.values()].flatMap((level) => [...level.values()]).sort(byPrefix),
    spaces: () => clouds,
    doubts: () => clouds.map(({ doubt }) => doubt),
    put: (route) => {
      const level = levelOf(route.prefix.length);
      const known = level.get(route.prefix.address);
      if (!known || route.distance < known.distance) level.set(route.prefix.address, route);
    },
    replace: (route) => {
      levelOf(route.prefix.length).set(route.prefix.address, route);
    },
    doubt: (space, distance, doubt) => {
      const at = clouds.findIndex((one) => one.doubt === doubt && one.distance === distance);
      if (at >= 0) clouds[at] = { ...clouds[at]!, space: union(clouds[at]!.space, space) };
      else clouds.push({ space, distance, doubt });
    },
    exact: ({ address, length }) => levels.get(length)?.get(address),
    lookup: (address, without) => {
      let route: Route | undefined;
      for (const length of lengths) {
        const found = levels.get(length)!.get(networkOf({ family, address, length }));
        if (!found || without?.(found)) continue;
        route = found;
        break;
      }
      const doubts = clouds.filter((cloud) => mayDecide(cloud, address, route)).map(({ doubt }) => doubt);
      return { route, doubts: route?.doubt ? [route.doubt, ...doubts] : doubts };
    },
  };
}

/**
 * Whether a prefix of the cloud would win against the route. What is directly connected is believed to be where the text has it: nobody
 * announces parts of a neighbour's subnet by accident.
 */
function mayDecide({ space, distance }: Cloud, address: bigint, route: Route | undefined): boolean {
  if (route?.source === 'connected' && !route.loopback) return false;
  const from = route ? route.prefix.length + (distance > route.distance ? 1 : 0) : 0;
  return holdsAround(space, address, from);
}

const byPrefix = (a: Route, b: Route): number =>
  a.prefix.address < b.prefix.address
    ? -1
    : a.prefix.address > b.prefix.address
      ? 1
      : a.prefix.length - b.prefix.length;
