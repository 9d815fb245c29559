import { parsePrefix } from '../../../../grammars/model/address.ts';
import type { AskedRoute } from '../asked-route.ts';
import type { Attributes } from './attributes.ts';
import { hopsOf } from './hops-of.ts';
import { addressText, keyOf, pathText, prefixText } from './network-text.ts';
import type { Network, Said } from './routes.ts';

/** What a file says of one prefix, or of one inside it. */
export interface PrefixHistory {
  /** Canonical. */
  readonly prefix: string;
  readonly announcements: number;
  readonly withdrawals: number;
  /** Peers that had a route to it at some time. */
  readonly peers: number;
  /** Who originated it, in the order of their first sight; a path that ends in a set has no origin. */
  readonly origins: readonly { readonly asn: number; readonly first: number; readonly peers: number }[];
  /** At one moment, routes of several origins stood side by side. */
  readonly sideBySide: boolean;
  /** Different paths that one peer went through at most: exploration. */
  readonly mostPaths: number;
  /** Times that one peer lost and got it back at most. */
  readonly mostFlaps: number;
  /** Announcements along the path that the peer had, with other communities (RFC 1997). */
  readonly retagged: number;
  /** Seconds from the first withdrawal to the last change of any peer; absent: none was withdrawn. */
  readonly settled?: number;
  /** The AS before the origin, as each peer last saw it, and as it saw it first. */
  readonly upstreams: readonly {
    readonly asn: number;
    readonly first: number;
    readonly peers: number;
    readonly replaced: boolean;
  }[];
  /** Who handed it to whom, from the origin outwards, with when that was first seen and by how many peers. */
  readonly hops: readonly {
    readonly from: number;
    readonly to: number;
    readonly first: number;
    readonly peers: number;
  }[];
  /** The first of all that happened, in order. */
  readonly events: readonly {
    readonly time: number;
    readonly kind: 'table' | 'announced' | 'withdrawn';
    readonly peer: string;
    readonly path?: string;
    /** Of a route: `64500:100`, at most `MOST_COMMUNITIES`; absent: it has none. */
    readonly communities?: readonly string[];
  }[];
}

export interface AskedHistory extends AskedRoute {
  readonly history?: PrefixHistory;
  /** Prefixes inside it, at most `MOST_INSIDE`. */
  readonly inside: readonly PrefixHistory[];
  /** How many more there are. */
  readonly moreInside: number;
}

export interface Timeline {
  add(said: Said): void;
  /** What was said before the window: who had which route as it opened. */
  before(said: Said): void;
  readonly answers: readonly AskedHistory[];
}

const MOST_INSIDE = 20;
const MOST_EVENTS = 100;
const MOST_HOPS = 200;
const MOST_COMMUNITIES = 50;
/** Ten times as many as any collector has; what a file claims beyond is passed over. */
const MOST_PEERS = 10_000;
const MOST_PATHS = 1_000;

/** One look-up for each length that is asked about and fits: linear in what the file holds. */
export function timelineOf(routes: readonly AskedRoute[], opens = Number.NEGATIVE_INFINITY): Timeline {
  const asked = new Map<
    string,
    { readonly route: AskedRoute; readonly own: Draft; readonly inside: Map<string, Draft>; more: Set<string> }[]
  >();
  const lengths = new Set<number>();
  const all = routes.map((route) => {
    const { family, address, length } = parsePrefix(route.prefix)!;
    const octets = Buffer.from(address.toString(16).padStart(family === 'ipv4' ? 8 : 32, '0'), 'hex');
    const entry = { route, own: new Draft(route.prefix), inside: new Map<string, Draft>(), more: new Set<string>() };
    const key = keyOf(family, octets, length);
    asked.set(key, [...(asked.get(key) ?? []), entry]);
    lengths.add(length);
    return entry;
  });
  const tell = (said: Said, drafted: (draft: Draft, one: Route) => void): void => {
    if (said.kind === 'state' || said.network.multicast) return;
    const { family, octets, length } = said.network;
    for (const shorter of lengths) {
      if (shorter > length) continue;
      for (const { own, inside, more } of asked.get(keyOf(family, octets, shorter)) ?? []) {
        const draft = shorter === length ? own : insideOf(inside, more, said.network);
        if (draft) drafted(draft, said);
      }
    }
  };
  return {
    add: (said) => tell(said, (draft, one) => draft.add(one)),
    before: (said) => tell(said, (draft, one) => draft.before(one, opens)),
    get answers() {
      return all.map(({ route, own, inside, more }) => ({
        ...route,
        ...(own.seen && { history: own.history }),
        inside: [...inside.values()].filter(({ seen }) => seen).map(({ history }) => history),
        moreInside: more.size,
      }));
    },
  };
}

/** Beyond so many, prefixes inside are not even counted one by one. */
const MOST_COUNTED = 100_000;

function insideOf(inside: Map<string, Draft>, more: Set<string>, network: Network): Draft | undefined {
  const prefix = prefixText(network);
  const known = inside.get(prefix);
  if (known) return known;
  if (inside.size >= MOST_INSIDE) {
    if (more.size < MOST_COUNTED) more.add(prefix);
    return undefined;
  }
  const draft = new Draft(prefix);
  inside.set(prefix, draft);
  return draft;
}

type Route = Exclude<Said, { readonly kind: 'state' }>;

/** What a peer said, without the bytes of its record. */
interface Told {
  readonly name: string;
  /** The peer, and which of its routes. */
  readonly key: string;
  readonly kind: Route['kind'];
  readonly time: number;
  /** Absent: it has none any more. */
  readonly route?: Pick<Attributes, 'path' | 'communities'>;
}

function toldOf(said: Route): Told {
  const name = `${addressText(said.peer.address)} AS${said.peer.asn}`;
  const { kind, time } = said;
  const told = { name, key: `${name} ${said.network.pathId ?? ''}`, kind, time };
  if (said.kind === 'withdrawn') return told;
  const { path, communities } = said.attributes;
  return { ...told, route: { path, communities } };
}

interface PeerState {
  path: string | undefined;
  origin: number | undefined;
  upstream: number | undefined;
  /** Of the route that stands, in order. */
  communities: readonly number[];
  readonly paths: Set<string>;
  flaps: number;
  lost: boolean;
}

/** Grows with peers and paths, not with events. */
class Draft {
  readonly #prefix: string;
  readonly #peers = new Map<string, PeerState>();
  /** By peer, what it had before the window. */
  readonly #earlier = new Map<string, Told>();
  readonly #origins = new Map<number, { readonly first: number; readonly peers: Set<string> }>();
  readonly #upstreams = new Map<number, { readonly first: number; readonly peers: Set<string>; replaced: boolean }>();
  readonly #hops = new Map<
    string,
    { readonly from: number; readonly to: number; readonly first: number; readonly peers: Set<string> }
  >();
  /** How many peers have a route of each origin now. */
  readonly #standing = new Map<number, number>();
  readonly #events: PrefixHistory['events'][number][] = [];
  #sideBySide = false;
  #announcements = 0;
  #withdrawals = 0;
  #retagged = 0;
  #firstWithdrawn: number | undefined;
  #lastChange = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get seen(): boolean {
    return this.#earlier.size + this.#announcements + this.#withdrawals > 0;
  }

  /** Keeps the last that each peer had before the window; it stands as the window opens. */
  before(said: Route, opens: number): void {
    const told = toldOf(said);
    if (!told.route) this.#earlier.delete(told.key);
    else if (this.#earlier.has(told.key) || this.#earlier.size < MOST_PEERS)
      this.#earlier.set(told.key, { ...told, kind: 'table', time: opens });
  }

  add(said: Route): void {
    this.#open();
    this.#note(toldOf(said));
  }

  #open(): void {
    for (const told of this.#earlier.values()) this.#note(told);
    this.#earlier.clear();
  }

  #note({ name, key, kind, time, route }: Told): void {
    const known = this.#peers.get(key);
    const peer: PeerState = known ?? {
      path: undefined,
      origin: undefined,
      upstream: undefined,
      communities: [],
      paths: new Set(),
      flaps: 0,
      lost: false,
    };
    if (!known && this.#peers.size >= MOST_PEERS) return;
    if (!known) this.#peers.set(key, peer);
    if (route) this.#announce(peer, key, time, route);
    else this.#withdraw(peer, time);
    if (this.#events.length < MOST_EVENTS) {
      const tags = peer.communities.slice(0, MOST_COMMUNITIES).map((one) => `${one >>> 16}:${one & 0xffff}`);
      const more = route ? { path: peer.path!, ...(tags.length > 0 && { communities: tags }) } : {};
      this.#events.push({ time, kind, peer: name, ...more });
    }
  }

  #withdraw(peer: PeerState, time: number): void {
    this.#withdrawals += 1;
    this.#firstWithdrawn ??= time;
    if (peer.path === undefined) return;
    this.#lastChange = time;
    this.#count(peer.origin, -1);
    peer.path = undefined;
    peer.origin = undefined;
    peer.lost = true;
  }

  #announce(peer: PeerState, key: string, time: number, { path, communities }: NonNullable<Told['route']>): void {
    this.#announcements += 1;
    const text = pathText(path);
    if (peer.lost) peer.flaps += 1;
    peer.lost = false;
    const before = peer.communities;
    peer.communities = [...communities].sort((a, b) => a - b);
    if (peer.path === text) {
      if (before.join() !== peer.communities.join()) this.#retagged += 1;
      return;
    }
    this.#lastChange = time;
    const { origin, hops } = hopsOf(path);
    this.#count(peer.origin, -1);
    this.#count(origin, 1);
    peer.path = text;
    peer.origin = origin;
    if (peer.paths.size < MOST_PATHS) peer.paths.add(text);
    if (origin !== undefined) noted(this.#origins, origin, { first: time }).peers.add(key);
    for (const { from, to } of hops) {
      if (this.#hops.size >= MOST_HOPS && !this.#hops.has(`${from} ${to}`)) continue;
      noted(this.#hops, `${from} ${to}`, { from, to, first: time }).peers.add(key);
    }
    const upstream = hops[0]?.to;
    if (upstream === undefined) return;
    const entry = noted(this.#upstreams, upstream, { first: time, replaced: false });
    entry.peers.add(key);
    if (peer.upstream !== undefined && peer.upstream !== upstream) entry.replaced = true;
    peer.upstream = upstream;
  }

  #count(origin: number | undefined, by: 1 | -1): void {
    if (origin === undefined) return;
    const standing = (this.#standing.get(origin) ?? 0) + by;
    if (standing > 0) this.#standing.set(origin, standing);
    else this.#standing.delete(origin);
    if (this.#standing.size > 1) this.#sideBySide = true;
  }

  get history(): PrefixHistory {
    this.#open();
    const peers = [...this.#peers.values()];
    const most = (count: (peer: PeerState) => number): number =>
      peers.reduce((max, peer) => Math.max(max, count(peer)), 0);
    return {
      prefix: this.#prefix,
      announcements: this.#announcements,
      withdrawals: this.#withdrawals,
      peers: peers.filter(({ paths }) => paths.size > 0).length,
      origins: [...this.#origins].map(([asn, { first, peers: by }]) => ({ asn, first, peers: by.size })),
      sideBySide: this.#sideBySide,
      mostPaths: most(({ paths }) => paths.size),
      retagged: this.#retagged,
      mostFlaps: most(({ flaps }) => flaps),
      ...(this.#firstWithdrawn !== undefined && { settled: Math.max(0, this.#lastChange - this.#firstWithdrawn) }),
      upstreams: [...this.#upstreams].map(([asn, { first, peers: by, replaced }]) => ({
        asn,
        first,
        peers: by.size,
        replaced,
      })),
      hops: [...this.#hops.values()].map(({ from, to, first, peers: by }) => ({ from, to, first, peers: by.size })),
      events: this.#events,
    };
  }
}

function noted<K, V extends object>(map: Map<K, V & { readonly peers: Set<string> }>, key: K, fresh: V) {
  const known = map.get(key);
  if (known) return known;
  const entry = { ...fresh, peers: new Set<string>() };
  map.set(key, entry);
  return entry;
}
