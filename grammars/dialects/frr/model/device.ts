import { type BgpReader, bgpReader } from '../../../kit/cisco-like/bgp.ts';
import {
  definitions,
  type Facts,
  located,
  lower,
  newFacts,
  numberAt,
  startsWith,
} from '../../../kit/cisco-like/facts.ts';
import { deviceOf, isFragment, isTemplate, withTraces } from '../../../kit/cisco-like/finish.ts';
import { type IgpReader, igpReader } from '../../../kit/cisco-like/igp.ts';
import type { InterfacePlatform } from '../../../kit/cisco-like/interface-draft.ts';
import { type InterfaceReader, interfaceReader } from '../../../kit/cisco-like/interfaces.ts';
import { readRouter } from '../../../kit/cisco-like/network-masks.ts';
import { type PrefixListReader, prefixListReader } from '../../../kit/cisco-like/prefix-lists.ts';
import { FRR_CHOICE } from '../../../kit/cisco-like/route-choice.ts';
import { type RouteListReader, routeListReader } from '../../../kit/cisco-like/route-lists.ts';
import { type RouteMaps, routeMaps } from '../../../kit/cisco-like/route-maps.ts';
import { readRoute } from '../../../kit/cisco-like/routes.ts';
import { unfollowedOf } from '../../../kit/cisco-like/unfollowed.ts';
import { readUses, type UsePlatform } from '../../../kit/cisco-like/uses.ts';
import { vrfTargetsOf } from '../../../kit/cisco-like/vrf-targets.ts';
import type { Device } from '../../../model/device.ts';
import type { Namespace } from '../../../model/reference.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { commands } from '../commands.ts';
import { bgpPlatform } from './bgp-platform.ts';
import { usePatterns } from './use-patterns.ts';

interface Readers {
  readonly facts: Facts;
  readonly bgp: BgpReader;
  readonly prefixLists: PrefixListReader;
  readonly routeLists: RouteListReader;
  readonly routeMaps: RouteMaps;
  readonly interfaces: InterfaceReader;
  readonly igp: IgpReader;
  readonly defined: ReturnType<typeof definitions>;
}

const usePlatform: UsePlatform = { commands, patterns: usePatterns };

const interfacePlatform: InterfacePlatform = {
  addsAddresses: true,
  pointToPoint: /^(?:tun|wg|gre|ppp|sit|ipip|vti)/i,
};

/** Where the kernel says that a link is broadcast; names may be any. */
const networkTypeOf = (name: string): 'broadcast' | 'point-to-point' | undefined =>
  /^(?:eth|en[opsx]|swp|bond|br|vlan|peerlink)/.test(name)
    ? 'broadcast'
    : /^(?:tun|wg|gre|ppp|sit|ipip|vti)/.test(name)
      ? 'point-to-point'
      : undefined;

/** Statements to facts; never throws. */
export function toModel(outline: Outline): Device {
  const facts = newFacts(outline.text);
  const readers: Readers = {
    facts,
    bgp: bgpReader(bgpPlatform(outline.statements)),
    prefixLists: prefixListReader('replaces'),
    routeLists: routeListReader(),
    routeMaps: routeMaps(),
    interfaces: interfaceReader(interfacePlatform),
    igp: igpReader({
      defaultMetric: 10,
      levelsApart: true,
      networkTypeOf,
      referenceBandwidth: 100,
      networks: 'subnet',
    }),
    defined: definitions(),
  };
  for (const statement of outline.statements) {
    if (lower(statement.words, 0) !== 'no' && statement.coverage !== 'unknown') read(statement, readers);
    readUses(usePlatform, statement, facts, readers.defined);
  }
  readers.interfaces.finish(facts);
  readers.igp.finish(facts);
  readers.bgp.finish(facts, readers.defined);
  readers.prefixLists.finish(facts, readers.defined);
  readers.routeMaps.finish(facts, readers.defined);
  readers.routeLists.finish(facts);
  const vrfTargets = vrfTargetsOf(outline.statements);
  return {
    ...deviceOf(facts, []),
    routingProtocols: [...facts.routingProtocols],
    vrfTargets: vrfTargets.targets,
    routeChoice: {
      ...FRR_CHOICE,
      unfollowed: unfollowedOf(outline.statements, vrfTargets.read),
    },
    references: {
      definitions: withTraces(usePlatform, readers.defined.all(), facts, outline, NOTHING),
      uses: facts.uses,
    },
    // The kernel has addresses and routes that this text does not show.
    dynamicRouting: true,
    fragment: isTemplate(outline.text) || (isFragment(facts) && facts.version === undefined),
  };
}

const NOTHING = /^$/;

/** Words between a list's command and its name. */
const KINDS = /^(?:standard|expanded|regexp)$/;

function read(statement: Statement, readers: Readers): void {
  readers.igp.read(statement, readers.facts);
  const { words } = statement;
  const { facts } = readers;
  const first = lower(words, 0);
  const second = lower(words, 1);
  if (first === 'interface') {
    readers.interfaces.read(statement, facts);
  } else if (first === 'hostname' && words[1]) facts.hostname = located(words[1]);
  else if (startsWith(words, 'frr version *')) facts.version = located(words[2]!);
  else if (first === 'route-map') readers.routeMaps.read(statement);
  else if (startsWith(words, 'router bgp')) readers.bgp.read(statement, facts);
  else if (first === 'router') readRouter(statement, facts);
  else if (first === 'rpki') readRpki(statement, facts);
  else if (first === 'vrf' && words[1]) {
    readers.defined.add('vrf', located(words[1]), statement.span, { alwaysUsed: true });
    for (const child of statement.children)
      if (/^(?:ip|ipv6)$/.test(lower(child.words, 0)) && lower(child.words, 1) === 'route')
        readRoute(child, facts, { within: words[1].text, linux: true });
  } else if (first === 'access-list' && words[1]) define('acl', 1, statement, readers);
  else if (first === 'bgp' || first === 'ip' || first === 'ipv6') {
    if (second === 'access-list') define('acl', 2, statement, readers);
    else if (second === 'prefix-list') readers.prefixLists.read(statement, facts);
    else if (second === 'route') readRoute(statement, facts, { linux: true });
    else if (second === 'as-path') {
      readers.routeLists.read(statement);
      define('as-path-list', 3, statement, readers);
    } else if (/^(?:community|large-community|extcommunity)-list$/.test(second)) {
      readers.routeLists.read(statement);
      define('community-list', KINDS.test(lower(words, 2)) ? 3 : 2, statement, readers);
    }
  }
}

function define(namespace: Namespace, index: number, { words, header }: Statement, { defined }: Readers): void {
  const name = words[index];
  if (name) defined.add(namespace, located(name), header);
}

/** `rpki` with `rpki cache tcp 192.0.2.50 3323 preference 1` inside; `tcp` came with 10.0. Invalid routes stay until a policy denies them. */
function readRpki(statement: Statement, facts: Facts): void {
  const caches = statement.children.flatMap(({ words }) => {
    const how = lower(words, 2);
    const at = /^(?:tcp|ssh)$/.test(how) ? 3 : 2;
    const server = startsWith(words, 'rpki cache *') ? words[at] : undefined;
    const port = how === 'ssh' ? undefined : numberAt(words[at + 1])?.value;
    // Behind the port an older release has the user and the keys of SSH.
    const plain =
      how === 'tcp' || (how !== 'ssh' && port !== undefined && /^(?:preference|source|)$/.test(lower(words, at + 2)));
    return server ? [{ ...located(server), ...(port !== undefined && { port }), ...(plain && { plain }) }] : [];
  });
  if (caches.length > 0) facts.validation = { caches, span: statement.header };
}
