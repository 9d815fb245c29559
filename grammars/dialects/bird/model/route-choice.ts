import type { PolicyUse } from '../../../model/bgp.ts';
import type { InterfacePatterns, RouteChoice, RoutingProgram, Unfollowed } from '../../../model/route-choice.ts';
import { type Statement, walk } from '../../../outline.ts';
import type { BgpPlace } from './bgp.ts';
import { type Channel, channelsOf, filterOf } from './channels.ts';
import { interfacePatterns } from './interface-patterns.ts';
import { isOn, lastOf, numberAt, type Option, optionsOf } from './options.ts';
import type { Policies } from './policies.ts';
import type { Protocol, Source } from './source.ts';

/**
 * How BIRD 2 chooses (User's Guide: "Protocols", each with its default preference): the highest preference wins, which is told here as the
 * lowest distance. Version 1, whose families are programs of their own, is not followed.
 */
export function routeChoiceOf(source: Source, policies: Policies, places: readonly BgpPlace[]): RouteChoice {
  const protocols = source.protocols.map((protocol) => readProtocol(protocol, source)).filter((one) => !one.off);
  const old = protocols.find(isVersion1)?.protocol.statement.header;
  const merging = mergedPaths(protocols, source);
  return {
    distances: {
      connected: distance(240),
      static: distance(200),
      ospf: distance(150),
      'external-ospf': distance(150),
      isis: 255,
      'isis-2': 255,
      'external-isis': 255,
      'external-isis-2': 255,
      aggregate: distance(130),
      'external-bgp': distance(100),
      'internal-bgp': distance(100),
      'local-bgp': distance(100),
    },
    exportsTable: true,
    exportsAll: true,
    program: programOf(protocols, policies),
    keepsNextHop: 'everything',
    tellsPeersOwnAddress: true,
    sparesPeerAs: false,
    announcesInactive: false,
    aggregatesAnything: false,
    externalBeyond: 'no-session',
    redistributesInternalBgp: true,
    redistributesExternalOspf: true,
    resolvesOverDefault: true,
    staticNeedsLink: true,
    prefersOldest: false,
    multipath: { external: merging, internal: merging },
    multipathAcrossAs: true,
    unfollowed: [
      ...(old ? [{ about: { kind: 'protocol', protocol: '*' }, vrf: '*', span: old } as const] : []),
      ...protocols.flatMap((one) => [...unfollowedIn(one, source)]),
      ...otherStatements(source),
      ...differing(places),
      ...changingFilters(source, policies),
    ],
  };
}

const distance = (preference: number): number => 255 - preference;

interface ReadProtocol {
  readonly protocol: Protocol;
  readonly statements: readonly Statement[];
  readonly complete: boolean;
  readonly channels: readonly Channel[];
  readonly off: boolean;
}

function readProtocol(protocol: Protocol, source: Source): ReadProtocol {
  const { statements, complete } = optionsOf(protocol, source);
  const off = isOn(lastOf(statements, 'disabled')) === true;
  return { protocol, statements, complete, channels: channelsOf(statements, undefined), off };
}

const isVersion1 = ({ protocol, channels }: ReadProtocol): boolean =>
  !/^(?:device|pipe|mrt|aggregator)$/.test(protocol.type) && channels.some(({ word }) => word === undefined);

const familyOf = ({ word }: Channel): 'ipv4' | 'ipv6' | undefined =>
  word === 'ipv4' || word === 'ipv6' ? word : undefined;

/** Every interface. */
const ALL: InterfacePatterns = ['*'];

function programOf(protocols: readonly ReadProtocol[], policies: Policies): RoutingProgram {
  const direct: { ipv4?: InterfacePatterns; ipv6?: InterfacePatterns } = {};
  const kernel: { ipv4?: readonly PolicyUse[]; ipv6?: readonly PolicyUse[] } = {};
  for (const { protocol, statements, channels } of protocols)
    for (const channel of channels) {
      const family = familyOf(channel);
      if (!family) continue;
      if (protocol.type === 'direct') {
        const written = lastOf(statements, 'interface');
        direct[family] = written ? (interfacePatterns(written.rest) ?? ALL) : ALL;
      }
      const option = filterOf(channel.options, 'export');
      if (protocol.type !== 'kernel' || !option || lastOf(statements, 'kernel', 'table')) continue;
      const policy = policies.use(option, `${protocol.name?.value ?? 'kernel'} ${channel.word} export`);
      kernel[family] = policy ? [{ kind: 'route-policy', name: policy }] : [];
    }
  return { direct, kernel };
}

/** User's Guide, "Kernel": where paths are merged and no limit is said, this many are. */
const MERGED = 16;

function mergedPaths(protocols: readonly ReadProtocol[], source: Source): number {
  for (const { protocol, statements, channels } of protocols) {
    if (protocol.type !== 'kernel') continue;
    for (const options of [statements, ...channels.map((one) => one.options)]) {
      const merging = lastOf(options, 'merge', 'paths');
      if (!merging || !isOn(merging)) continue;
      const limit = merging.rest.findIndex(({ text }) => text === 'limit');
      return (limit < 0 ? undefined : numberAt(merging.rest.slice(limit + 1), source)?.value) ?? MERGED;
    }
  }
  return 1;
}

/** By protocol: statements that are in the model, or change no route. */
const PLAIN: Readonly<Record<string, RegExp>> = {
  device: /./,
  bfd: /./,
  rpki: /./,
  radv: /./,
  mrt: /./,
  bmp: /./,
  direct: /^(?:ipv4|ipv6|interface|description|debug|mrtdump|disabled|check link)\b/,
  kernel:
    /^(?:ipv4|ipv6|description|debug|mrtdump|disabled|persist|scan time|graceful restart|merge paths|metric|netlink|kernel table|learn)\b/,
  static: /^(?:ipv4|ipv6|description|debug|mrtdump|disabled|route|check link|scan time)\b/,
  // Told by the process itself.
  ospf: /./,
  bgp: new RegExp(
    `^(?:ipv[46]$|${[
      'local (?!role)',
      'neighbor',
      'direct',
      'multihop',
      'source address',
      'ttl security',
      'password|authentication|keys|setkey',
      'hold time|keepalive time|(?:min|startup|send) hold time|min keepalive time|connect |error ',
      'description|debug|mrtdump|disabled|passive|restart time|thread group|tx |router id',
      'bfd|graceful restart|long lived|enable |disable |capabilities|advertise hostname|interpret communities|enforce first as',
      'strict bind|free bind|check link|require (?!roles)|start delay time|rr (?:client|cluster)|med metric|deterministic med|allow as sets',
    ].join('|')})`,
  ),
};

/** Of a channel. */
const CHANNEL: Readonly<Record<string, RegExp>> = {
  bgp: /^(?:table|import|export|receive|next hop self|debug|graceful restart|long lived|rpki reload|mandatory|settle|roa settle|require)\b/,
  kernel: /^(?:table|import|export|debug|merge paths|learn|settle)\b/,
};
const ANY_CHANNEL = /^(?:table|import|export|receive|debug|settle)\b/;

function* unfollowedIn(
  { protocol, statements, complete, channels }: ReadProtocol,
  source: Source,
): Generator<Unfollowed> {
  const { type } = protocol;
  const header = protocol.statement.header;
  const about = (span: Unfollowed['span'], name = type === 'bgp' || type === 'ospf' ? type : '*'): Unfollowed => ({
    about: { kind: 'protocol', protocol: name },
    vrf: '*',
    span,
  });
  const plain = PLAIN[type];
  if (!plain || !complete) {
    yield about(header, plain ? undefined : type === 'pipe' || type === 'l3vpn' ? '*' : type);
    return;
  }
  for (const statement of statements) {
    const text = wordsOf(statement);
    if (!plain.test(text) || (lastOf([statement], 'vrf') && !/^(?:device|bfd|rpki|radv)$/.test(type)))
      yield about(statement.header);
    // What is said of one route alone.
    else if (text.startsWith('route ') && statement.children.length > 0) yield about(statement.header);
  }
  if (type === 'direct' && lastOf(statements, 'interface') && !interfacePatterns(lastOf(statements, 'interface')!.rest))
    yield about(header);
  if (type === 'bgp' && isInternalDirect(statements, source)) yield about(header);
  for (const { options, table, family } of channels) {
    if (/^(?:device|bfd|rpki|radv|mrt|bmp)$/.test(type)) continue;
    if (table !== `master${family.startsWith('ipv6') ? 6 : 4}`) yield about(header, '*');
    for (const statement of options)
      if (!(CHANNEL[type] ?? ANY_CHANNEL).test(wordsOf(statement)) || isStored(statement))
        yield about(statement.header);
    const option = filterOf(options, 'import');
    if ((type === 'direct' || type === 'static') && !isAll(option)) yield about(option!.statement.header);
  }
  if (type === 'kernel') {
    const learning = [statements, ...channels.map(({ options }) => options)].map((options) => lastOf(options, 'learn'));
    const learned = learning.find((option) => isOn(option));
    const taken = channels.some(({ options }) => filterOf(options, 'import')?.rest[0]?.text !== 'none');
    if (learned && taken) yield about(learned.statement.header);
  }
}

const wordsOf = ({ words }: Statement): string => words.map(({ text }) => text).join(' ');

const isAll = (option: Option | undefined): boolean => !option || option.rest[0]?.text === 'all';

/** `import table`, `import keep filtered`: what is not used is kept as well, which changes nothing; targets of other families do. */
const isStored = (statement: Statement): boolean => /^(?:import|export) (?:target|block)\b/.test(wordsOf(statement));

/** Its next hops are then its neighbours, as between external ones. */
const isInternalDirect = (statements: readonly Statement[], source: Source): boolean => {
  if (!lastOf(statements, 'direct')) return false;
  const asns = ['local', 'neighbor'].map((name) => {
    const all = statements.filter(({ words }) => words[0]!.text === name).flatMap(({ words }) => words);
    const as = all.findIndex(({ text }) => text === 'as');
    return as < 0 ? undefined : numberAt(all.slice(as + 1, as + 2), source)?.value;
  });
  return asns[0] === undefined || asns[0] === asns[1];
};

/** What stands at the top of a file and brings no routes. */
const TOP =
  /^(?:define|filter|function|protocol|template|router id|log|mrtdump|debug|timeformat|ipv4 table|ipv6 table|roa4|roa6|aspa|cli|graceful restart|hostname|watchdog|threads?|bfd|password|attribute|router advertisement)\b/;

function* otherStatements({ top, includes }: Source): Generator<Unfollowed> {
  for (const statement of [...top.filter((one) => !TOP.test(wordsOf(one))), ...includes])
    yield { about: { kind: 'protocol', protocol: '*' }, vrf: '*', span: statement.header };
}

/** A neighbour for whom the router is in another AS than for the first; a reflector that puts itself before what it reflects. */
function* differing(places: readonly BgpPlace[]): Generator<Unfollowed> {
  const bgp = (span: Unfollowed['span']): Unfollowed => ({
    about: { kind: 'protocol', protocol: 'bgp' },
    vrf: '*',
    span,
  });
  for (const { process, protocols } of places) {
    for (const { localAs, spans } of process.neighbours)
      if (localAs !== undefined && localAs !== process.asn?.value) yield bgp(spans[0]!);
    if (!process.neighbours.some(({ families }) => families.some((one) => one.reflectorClient))) continue;
    for (const { options } of protocols.flatMap(({ channels }) => channels)) {
      const self = lastOf(options, 'next', 'hop', 'self');
      if (self && isOn(self) && self.rest[0]?.text !== 'ebgp') yield bgp(self.statement.header);
    }
  }
}

/** Attributes whose new value changes where packets go, and is not in the model. */
const ATTRIBUTES =
  /^(?:preference|bgp_next_hop|bgp_originator_id|bgp_cluster_list|bgp_aigp|bgp_otc|bgp_origin|gw|dest|ifname|ifindex|onlink|weight|igp_metric|krt_metric|ospf_metric1|ospf_metric2|ospf_tag|scope|net)$/;

function* changingFilters(source: Source, policies: Policies): Generator<Unfollowed> {
  const policy = (name: string, span: Unfollowed['span']): Unfollowed => ({
    about: { kind: 'policy', name },
    vrf: '*',
    span,
  });
  for (const statement of source.top) {
    const kind = statement.words[0]!.text;
    if (kind !== 'filter' && kind !== 'function' && kind !== 'protocol' && kind !== 'template') continue;
    for (const one of walk(statement.children)) {
      const at = one.words.findIndex(({ text }, i) => ATTRIBUTES.test(text) && one.words[i + 1]?.text === '=');
      const tests = one.words.some(
        ({ text }) => text === 'if' || text === 'where' || text === 'return' || text === 'case',
      );
      if (at < 0 || (at > 0 && tests && one.words[at - 1]?.text !== 'then')) continue;
      const name =
        kind === 'filter' ? source.filters.get(one === statement ? '' : (statement.words[1]?.text ?? '')) : undefined;
      if (name) yield policy(name.name.value, one.header);
      // A function may be called from everywhere, and what a protocol writes itself has no name here.
      else for (const other of policies.all) yield policy(other.name.value, one.header);
    }
  }
}
