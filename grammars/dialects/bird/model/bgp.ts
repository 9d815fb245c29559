import { formatAddress, parseAddress, parseIpv4 } from '../../../model/address.ts';
import type {
  BgpAddressFamily,
  BgpNeighbour,
  BgpProcess,
  BgpTimers,
  LocalRole,
  MaxPrefix,
  PolicyUse,
} from '../../../model/bgp.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located, type Span } from '../../../text/span.ts';
import { type Channel, channelsOf, filterOf, mainTables } from './channels.ts';
import { hasUnknown } from './coverage.ts';
import { allOf, isOn, lastOf, numberAt, optionsOf, spanOfWords, textAt, worth } from './options.ts';
import type { Policies } from './policies.ts';
import type { Protocol, Source } from './source.ts';

/** A process of the model and the protocols that its neighbours are. */
export interface BgpPlace {
  readonly process: BgpProcess;
  readonly protocols: readonly BgpProtocol[];
}

export interface BgpProtocol {
  readonly protocol: Protocol;
  readonly options: readonly Statement[];
  readonly channels: readonly Channel[];
}

interface Peer extends BgpProtocol {
  readonly neighbour: BgpNeighbour;
  readonly localAs: Located<number> | undefined;
  readonly vrf: string | undefined;
}

/** Neighbours whose routes meet in one table are one process. */
export function bgpOf(source: Source, policies: Policies): BgpPlace[] {
  const peers = source.protocols.filter(({ type }) => type === 'bgp').flatMap((one) => peerOf(one, source, policies));
  const mains = mainTables(peers.flatMap(({ channels }) => channels));
  const groups = new Map<string, Peer[]>();
  for (const peer of peers) {
    const elsewhere = peer.channels.find(({ family, table }) => mains.get(family) !== table)?.table;
    const key = peer.vrf ?? elsewhere ?? '';
    const group = groups.get(key);
    if (group) group.push(peer);
    else groups.set(key, [peer]);
  }
  return [...groups].map(([key, group]) => ({ process: processOf(key, group, source), protocols: group }));
}

function processOf(vrf: string, peers: readonly Peer[], source: Source): BgpProcess {
  const asn = peers.find(({ localAs }) => localAs)?.localAs;
  const switches = (
    ...name: readonly string[]
  ): { readonly on: boolean | undefined; readonly statement?: Statement }[] =>
    peers.map(({ options }) => {
      const option = lastOf(options, ...name);
      return { on: isOn(option), ...(option ? { statement: option.statement } : {}) };
    });
  const deterministic = switches('deterministic', 'med');
  const compared = switches('med', 'metric').find(({ on }) => on)?.statement;
  const inner = ['rr client', 'confederation']
    .flatMap((name) => peers.map(({ options }) => lastOf(options, ...name.split(' '))))
    .find((option) => option)?.statement;
  const cluster = peers
    .map(({ options }) => textAt(lastOf(options, 'rr', 'cluster', 'id')?.rest ?? []))
    .find((id) => id !== undefined && parseIpv4(id.value) !== undefined);
  return {
    ...(asn ? { asn } : {}),
    ...(vrf === '' ? {} : { vrf }),
    neighbours: peers.map(({ neighbour }) => neighbour),
    withoutPolicy: 'exchanges-all',
    policyChain: 'first-decides',
    checksTtl: true,
    defaultHold: 240,
    limitRetry: 'own-time',
    ...(deterministic.every(({ on }) => on !== true)
      ? { deterministicMed: false }
      : deterministic.every(({ on }) => on)
        ? { deterministicMed: true }
        : {}),
    ...(compared ? { alwaysCompareMed: { span: compared.header } } : {}),
    ...(source.routerIdAt ? { routerId: source.routerIdAt } : {}),
    ...(cluster ? { clusterId: cluster } : {}),
    ...(inner ? { reflectsOrConfederates: { span: inner.header } } : {}),
    span: peers[0]!.protocol.statement.span,
    closed: source.includes.length === 0 && !source.filled && peers.every(({ neighbour }) => neighbour.closed),
  };
}

function peerOf(protocol: Protocol, source: Source, policies: Policies): Peer[] {
  const { statements: options, complete } = optionsOf(protocol, source);
  const remote = remoteOf(options, source);
  if (!remote.address) return [];
  const local = localOf(options, source);
  const parsed = parseAddress(remote.address.value.split(/[/%]/)[0]!);
  const channels = channelsOf(options, parsed?.family);
  const external = isExternal(remote, local.asn?.value, options);
  const { name, from } = protocol;
  const place = `${name?.value ?? 'bgp'}`;
  const client = isOn(lastOf(options, 'rr', 'client')) === true;
  const families = channels.map((channel) =>
    familyOf(channel, external, remote.address!, place, client, source, policies),
  );
  const timers = timersOf(options, source);
  const multihop = multihopOf(options, source);
  const ttl = lastOf(options, 'ttl', 'security');
  const key = ['password', 'keys', 'authentication']
    .map((word) => lastOf(options, word))
    .find((option) => option && option.rest[0]?.text !== 'none');
  const description = textAt(lastOf(options, 'description')?.rest ?? [])?.value ?? name?.value;
  const group = from ?? name;
  // A client of this route server wants everybody's routes.
  const serves = isOn(lastOf(options, 'rs', 'client')) === true;
  const role = ROLES[lastOf(options, 'local', 'role')?.rest[0]?.text ?? ''] ?? (serves ? 'rs-server' : undefined);
  const disabled = lastOf(options, 'disabled');
  const vrf = textAt(lastOf(options, 'vrf')?.rest ?? [])?.value;
  const neighbour: BgpNeighbour = {
    address: remote.address,
    ...(parsed ? { family: parsed.family } : {}),
    ...(remote.asn ? { remoteAs: remote.asn } : {}),
    ...(local.asn ? { localAs: local.asn.value } : {}),
    ...(external === undefined ? {} : { external }),
    ...(group ? { group } : {}),
    ...(description === undefined ? {} : { description }),
    shutdown: isOn(disabled) === true,
    families,
    ...(timers ? { timers } : {}),
    // Here the two go together: so many hops, and no more.
    ...(multihop && !isOn(ttl) ? { multihop } : {}),
    ...(ttl && isOn(ttl) ? { ttlSecurity: at(multihop?.value ?? 1, ttl.statement.header) } : {}),
    ...(key ? { authentication: { span: key.statement.header } } : {}),
    ...(local.source ? { updateSource: local.source } : {}),
    ...(role ? { localRole: role } : {}),
    bfd: isOn(lastOf(options, 'bfd')) === true,
    spans: [protocol.statement.span],
    closed: complete && !options.some(hasUnknown),
  };
  return [
    {
      protocol,
      options,
      channels,
      neighbour,
      localAs: local.asn,
      vrf: vrf === 'default' ? undefined : vrf,
    },
  ];
}

const ROLES: Readonly<Record<string, LocalRole>> = {
  provider: 'provider',
  customer: 'customer',
  peer: 'peer',
  rs_server: 'rs-server',
  rs_client: 'rs-client',
};

interface Remote {
  readonly address?: Located<string>;
  readonly asn?: Located<number | 'external' | 'internal'>;
}

/** `neighbor 192.0.2.1 port 1179 as 64500`, in one statement or several. */
function remoteOf(options: readonly Statement[], source: Source): Remote {
  let address: Located<string> | undefined;
  let asn: Remote['asn'];
  for (const { rest } of allOf(options, 'neighbor')) {
    address = addressAt(rest, source) ?? address;
    asn = asAt(rest, source) ?? asn;
    const word = rest.find(({ text }) => text === 'external' || text === 'internal');
    if (word && !asAt(rest, source)) asn = at(word.text as 'external' | 'internal', word.span);
  }
  return { ...(address ? { address } : {}), ...(asn ? { asn } : {}) };
}

interface Local {
  readonly asn?: Located<number>;
  readonly source?: Located<string>;
}

function localOf(options: readonly Statement[], source: Source): Local {
  let asn: Located<number> | undefined;
  let from: Located<string> | undefined;
  for (const statement of options) {
    const [first, second] = statement.words;
    if (first!.text === 'local' && second?.text !== 'role') {
      const rest = statement.words.slice(1);
      from = addressAt(rest, source) ?? from;
      asn = asAt(rest, source) ?? asn;
    } else if (first!.text === 'source' && second?.text === 'address')
      from = addressAt(statement.words.slice(2), source) ?? from;
  }
  return { ...(asn ? { asn } : {}), ...(from ? { source: from } : {}) };
}

const STOPS: ReadonlySet<string> = new Set([
  'as',
  'port',
  'external',
  'internal',
  'range',
  'onlink',
  'direct',
  'multihop',
]);

function addressAt(rest: readonly Word[], source: Source): Located<string> | undefined {
  const from = rest[0]?.text === 'range' ? 1 : 0;
  const end = rest.findIndex(({ text }, i) => i >= from && STOPS.has(text));
  const words = rest.slice(from, end < 0 ? undefined : end);
  const span = spanOfWords(words);
  if (!span) return undefined;
  const scope = words.findIndex(({ text }) => text === '%');
  const value = worth(scope < 0 ? words : words.slice(0, scope), source);
  if (value.kind === 'address') {
    const zone =
      scope < 0
        ? ''
        : words
            .slice(scope)
            .map(({ text }) => text.replace(/['"]/g, ''))
            .join('');
    return at(`${formatAddress(value.family, value.address)}${zone}`, span);
  }
  if (value.kind !== 'prefix') return undefined;
  return at(`${formatAddress(value.prefix.family, value.prefix.address)}/${value.prefix.length}`, span);
}

function asAt(rest: readonly Word[], source: Source): Located<number> | undefined {
  const start = rest.findIndex(({ text }) => text === 'as');
  if (start < 0) return undefined;
  const after = rest.slice(start + 1);
  const end = after.findIndex(({ text }) => STOPS.has(text));
  return numberAt(end < 0 ? after : after.slice(0, end), source);
}

function isExternal(remote: Remote, local: number | undefined, options: readonly Statement[]): boolean | undefined {
  const { asn } = remote;
  if (isOn(lastOf(options, 'confederation', 'member'))) return false;
  if (!asn) return undefined;
  if (typeof asn.value === 'string') return asn.value === 'external';
  return local === undefined ? undefined : asn.value !== local;
}

function familyOf(
  { family, word, options }: Channel,
  external: boolean | undefined,
  neighbour: Located<string>,
  place: string,
  client: boolean,
  source: Source,
  policies: Policies,
): BgpAddressFamily {
  const uses = (direction: 'import' | 'export'): PolicyUse[] => {
    const option = filterOf(options, direction);
    const what = word === undefined ? direction : `${word} ${direction}`;
    const name = option
      ? policies.use(option, `${place} ${what}`)
      : // Nothing is exported unless told to; version 2 takes no external neighbour without a word on it.
        direction === 'export' && (word === undefined || external === false)
        ? policies.nothing(neighbour.span)
        : undefined;
    return name ? [{ kind: 'route-policy', name }] : [];
  };
  const imports = uses('import');
  const exports = uses('export');
  const said = (['import', 'export'] as const).every((direction) => filterOf(options, direction) !== undefined);
  const maxPrefix = limitOf(options, source);
  return {
    name: family,
    active: true,
    imports,
    exports,
    ...(external === true && word !== undefined && !said ? { withoutPolicy: 'refused' } : {}),
    ...(maxPrefix ? { maxPrefix } : {}),
    sendsCommunities: true,
    removesPrivateAs: exports.some(({ name }) => policies.cutting.has(name.value)),
    ...(isOn(lastOf(options, 'next', 'hop', 'self')) ? { nextHopSelf: true } : {}),
    ...(client ? { reflectorClient: true } : {}),
  };
}

/** The strictest of those that there are; without an action the protocol is disabled. */
function limitOf(options: readonly Statement[], source: Source): MaxPrefix | undefined {
  const limits = [
    ['import', 'limit'],
    ['receive', 'limit'],
    ['route', 'limit'],
  ].flatMap((name) => {
    const option = lastOf(options, ...name);
    if (!option || option.rest[0]?.text === 'off') return [];
    const action = option.rest.findIndex(({ text }) => text === 'action');
    const limit = numberAt(action < 0 ? option.rest : option.rest.slice(0, action), source);
    const what = action < 0 ? 'disable' : option.rest[action + 1]?.text;
    return limit ? [{ limit, warningOnly: what === 'warn', span: option.statement.header }] : [];
  });
  return limits.find(({ warningOnly }) => !warningOnly) ?? limits[0];
}

/** BIRD sends a keepalive every third of the hold time, unless told otherwise. */
function timersOf(options: readonly Statement[], source: Source): BgpTimers | undefined {
  const seconds = (name: string): { value: Located<number>; span: Span } | undefined => {
    const option = lastOf(options, name, 'time');
    const unit = option?.rest.at(-1)?.text;
    const words = option && (unit === 's' ? option.rest.slice(0, -1) : option.rest);
    const value = words && numberAt(words, source);
    return value && { value, span: option.statement.header };
  };
  const hold = seconds('hold');
  const keepalive = seconds('keepalive');
  const own = hold ?? keepalive;
  if (!own) return undefined;
  return {
    ...(hold ? { hold: hold.value } : {}),
    ...(keepalive
      ? { keepalive: keepalive.value }
      : hold
        ? { keepalive: at(Math.floor(hold.value.value / 3), hold.value.span) }
        : {}),
    span: own.span,
  };
}

const DEFAULT_HOPS = 64;

function multihopOf(options: readonly Statement[], source: Source): Located<number> | undefined {
  const last = options.findLast(({ words: [first] }) => first?.text === 'multihop' || first?.text === 'direct');
  if (last?.words[0]?.text !== 'multihop') return undefined;
  return numberAt(last.words.slice(1), source) ?? at(DEFAULT_HOPS, last.header);
}
