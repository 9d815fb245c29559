import { type Family, holds, parseAddress, parseIpv4 } from '../../../grammars/model/address.ts';
import type { BgpAddressFamily, BgpProcess } from '../../../grammars/model/bgp.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { VrfTargets } from '../../../grammars/model/vrf-targets.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { peerOf, type SessionEnd, sourcesOf } from '../network/bgp-peers.ts';
import { type Member, type Network, nameOf } from '../network/network.ts';
import { sessionFaults } from '../network/session-faults.ts';
import { addressesOf, hopsTo, isOwn, isUp } from './base-routes.ts';
import type { Doubt, RouteTable } from './route-table.ts';
import { expectEachOther, portOf, unnumberedSession } from './unnumbered-session.ts';

/** One BGP process in one family. */
export interface BgpNode {
  readonly member: Member;
  readonly process: BgpProcess;
  readonly vrf: string;
  readonly family: Family;
  readonly asn: number;
  readonly routerId: bigint;
  readonly clusterId: bigint;
  /** Its routes are those of VPNs (RFC 4364), told apart by their distinguishers; `vrf` is where it finds next hops. */
  readonly vpn?: true;
  /** Routes may come and go in ways that are not followed. */
  readonly doubts: Doubt[];
  /** Where it sends routes to. */
  readonly out: Direction[];
  /** Other routers may send it routes that its VRF takes. */
  fromVpns?: Doubt;
  /** Other VRFs of the device that take its routes. */
  readonly leaks: Leak[];
  /** Neighbours of whom nothing is known. */
  readonly outsiders: { readonly end: SessionEnd; readonly family: BgpAddressFamily; readonly doubt: Doubt }[];
}

/** Routes of one BGP table of a device go into another one of it (RFC 4364 section 4.3.5). */
export interface VrfLeak {
  readonly from: BgpNode;
  readonly to: BgpNode;
  readonly gives: VrfTargets | undefined;
  readonly takes: VrfTargets;
}

/** From a VRF to its device's routes of VPNs, or back. */
export type Leak =
  | VrfLeak
  | { readonly from: BgpNode; readonly to: BgpNode; readonly gives: VrfTargets; readonly takes?: undefined }
  | { readonly from: BgpNode; readonly to: BgpNode; readonly gives?: undefined; readonly takes: VrfTargets };

/** A session that stands, one way. */
export interface Direction {
  readonly from: BgpNode;
  readonly to: BgpNode;
  readonly sender: SessionEnd;
  readonly receiver: SessionEnd;
  readonly exports: BgpAddressFamily;
  readonly imports: BgpAddressFamily;
  /** Between different AS. */
  readonly external: boolean;
  /** Between members of one confederation. */
  readonly confederates: boolean;
  /** Every path goes over it, not the best alone (RFC 7911). */
  readonly everyPath: boolean;
  /** Of the session's transport; the family may be another one than that of the routes. */
  readonly senderAddress: bigint;
  readonly receiverAddress: bigint;
  readonly transport: Family;
  /** The ports of an unnumbered session, whose addresses are not in the text (they are 0 here). */
  readonly ports?: { readonly sender: string; readonly receiver: string };
}

export type TableOf = (member: Member, vrf: string, family: Family) => RouteTable;

/** A session as the twin sees it from one end. */
export interface SessionState {
  readonly end: SessionEnd;
  readonly vrf: string;
  readonly state: 'up' | 'down' | 'unknown';
  readonly reason?: Bilingual;
  readonly peer?: SessionEnd;
}

/** @param tables what is reachable so far: a session stands only where both ends reach each other */
export function bgpNodes(
  network: Network,
  members: readonly Member[],
  tables: TableOf,
): { readonly nodes: readonly BgpNode[]; readonly sessions: readonly SessionState[] } {
  const nodes = new Map<BgpProcess, Map<string, BgpNode>>();
  for (const member of members)
    for (const process of member.device.bgp) {
      const tables = new Map<string, BgpNode>();
      for (const family of ['ipv4', 'ipv6'] as const) {
        tables.set(`${family}-unicast`, nodeOf(member, process, family));
        if (exchangesVpns(member, process, family)) tables.set(VPN[family], nodeOf(member, process, family, true));
      }
      nodes.set(process, tables);
    }
  const sessions: SessionState[] = [];
  for (const member of members)
    for (const process of member.device.bgp)
      for (const neighbour of process.neighbours) {
        const end: SessionEnd = { member, process, neighbour };
        const found = sessionOf(network, end, tables);
        sessions.push(...(found ? [found.state] : []));
        if (!found) continue;
        for (const [name, own] of nodes.get(process)!) {
          const here = neighbour.families.find((one) => one.name === name && one.active);
          if (!here || found.state.state === 'down') continue;
          if (!found.link && found.state.state === 'up') continue;
          if (!found.link) {
            own.outsiders.push({
              end,
              family: here,
              doubt: {
                text: found.state.reason ?? OUTSIDE(neighbour.address.value),
                path: member.path,
                span: neighbour.address.span,
              },
            });
            continue;
          }
          const { peer, link } = found;
          const there = peer.neighbour.families.find((one) => one.name === name && one.active);
          if (!there) continue;
          const to = nodes.get(peer.process)?.get(name);
          if (own.vpn && (!to || own.asn !== to.asn || neighbour.external === true || link.family !== 'ipv4')) {
            const doubt: Doubt = { text: OTHER_VPNS, path: member.path, span: neighbour.address.span };
            own.outsiders.push({ end, family: here, doubt });
            continue;
          }
          if (!to) continue;
          const confederates = isConfederate(end);
          const kind = {
            confederates,
            external: !confederates && (own.asn !== to.asn || neighbour.external === true),
          };
          own.out.push({
            from: own,
            to,
            sender: end,
            receiver: peer,
            exports: here,
            imports: there,
            everyPath: goesWhole(here, there),
            ...kind,
            senderAddress: link.here,
            receiverAddress: link.there,
            transport: link.family,
            ...(link.ports ? { ports: { sender: link.ports.here, receiver: link.ports.there } } : {}),
          });
          // A range names nobody: its routes go out by what the other end names.
          if (!link.ports && !parseAddress(peer.neighbour.address.value))
            to.out.push({
              from: to,
              to: own,
              sender: peer,
              receiver: end,
              exports: there,
              imports: here,
              everyPath: goesWhole(there, here),
              ...kind,
              senderAddress: link.there,
              receiverAddress: link.here,
              transport: link.family,
            });
        }
      }
  return { nodes: [...nodes.values()].flatMap((tables) => [...tables.values()]), sessions };
}

const goesWhole = (exports: BgpAddressFamily, imports: BgpAddressFamily): boolean =>
  exports.sendsAllPaths === true && imports.receivesPaths === true;

/** As dialects call them. */
const VPN: Readonly<Record<Family, string>> = { ipv4: 'vpnv4-unicast', ipv6: 'vpnv6-unicast' };

const exchangesVpns = ({ device }: Member, { vrf, neighbours }: BgpProcess, family: Family): boolean =>
  device.routeChoice?.exchangesVpns === true &&
  vrf === undefined &&
  neighbours.some(({ families }) => families.some(({ name, active }) => active && name === VPN[family]));

function nodeOf(member: Member, process: BgpProcess, family: Family, vpn = false): BgpNode {
  const vrf = process.vrf ?? '';
  const { device, path } = member;
  const routerId = routerIdOf(member, process);
  const doubts: Doubt[] = [];
  if (!device.routeChoice) doubts.push({ text: NOT_FOLLOWED, path, span: process.span });
  if (!process.closed) doubts.push({ text: NOT_READ, path, span: process.span });
  for (const { about, vrf: own = '', span } of device.routeChoice?.unfollowed ?? [])
    if (
      about.kind === 'protocol' &&
      (about.protocol === 'bgp' || about.protocol === '*' || (vpn && about.protocol === 'vpn')) &&
      (own === vrf || own === '*')
    )
      doubts.push({ text: UNFOLLOWED, path, span });
  return {
    member,
    process,
    vrf,
    family,
    ...(vpn ? { vpn } : {}),
    asn: process.asn?.value ?? 0,
    routerId,
    clusterId: (process.clusterId && parseIpv4(process.clusterId.value)) ?? routerId,
    doubts,
    out: [],
    leaks: [],
    outsiders: [],
  };
}

/** Written, else the highest address of a loopback, else of any interface; a program takes the lowest, and none of a loopback. */
function routerIdOf({ device }: Member, process: BgpProcess): bigint {
  const written = process.routerId && parseIpv4(process.routerId.value);
  if (written !== undefined) return written;
  const own = [...addressesOf(device, process.vrf ?? '', 'ipv4')];
  if (device.routeChoice?.program) {
    const numbers = own.flatMap(([one, { address }]) => (one.loopback ? [] : [address]));
    return numbers.sort((a, b) => (a < b ? -1 : 1))[0] ?? 0n;
  }
  const loopbacks = own.filter(([one]) => one.loopback);
  const numbers = (loopbacks.length > 0 ? loopbacks : own).map(([, { address }]) => address);
  return numbers.sort((a, b) => (a < b ? 1 : -1))[0] ?? 0n;
}

interface Link {
  readonly family: Family;
  readonly here: bigint;
  readonly there: bigint;
  readonly ports?: { readonly here: string; readonly there: string };
}

type Session =
  | { readonly state: SessionState; readonly link?: undefined }
  | { readonly state: SessionState; readonly peer: SessionEnd; readonly link: Link };

/** Undefined: the neighbour is a range, which the other ends speak of. */
function sessionOf(network: Network, end: SessionEnd, tables: TableOf): Session | undefined {
  const { neighbour, process } = end;
  const vrf = process.vrf ?? '';
  const told = (state: SessionState['state'], reason?: Bilingual): Session => ({
    state: { end, vrf, state, ...(reason ? { reason } : {}) },
  });
  const there = parseAddress(neighbour.address.value);
  if (neighbour.shutdown) return told('down', SHUT_DOWN);
  const port = there ? undefined : portOf(end);
  if (!there && port) return overPort(network, end, port);
  if (!there) return neighbour.address.value.includes('/') ? undefined : told('unknown', BY_NAME);
  if (!process.asn) return told('unknown', NO_OWN_AS);
  if (!neighbour.remoteAs) return told('unknown', NO_REMOTE_AS);
  if (hasNoSource(end, there)) return told('down', NO_SOURCE);
  if (isCutOff(network, end, there, tables)) return told('down', NO_WAY);
  const peer = peerOf(network, end);
  if (peer.kind === 'unknown') return told('unknown', OUTSIDE(neighbour.address.value));
  if (peer.kind !== 'match')
    return told('down', ONE_SIDED(nameOf(peer.kind === 'other-address' ? peer.end.member : peer.member)));
  const other = peer.end;
  // Several devices may have the address that this one comes from: then the other end's session may be with any of them.
  if (parseAddress(other.neighbour.address.value)) {
    const back = peerOf(network, other);
    if (back.kind !== 'match' || back.end.member !== end.member)
      return back.kind === 'unknown' ? told('unknown', OUTSIDE(neighbour.address.value)) : told('down', NO_WAY);
  }
  const [fault] = [...sessionFaults(end, other), ...sessionFaults(other, end)];
  if (other.neighbour.shutdown) return told('down', SHUT_DOWN);
  const back = parseAddress(other.neighbour.address.value);
  if (back && hasNoSource(other, back)) return told('down', NO_SOURCE);
  if (fault) return told('down', DO_NOT_AGREE(nameOf(other.member)));
  const here = sourceOf(end, other, there.family, there.address, tables);
  if (here === undefined) return told('down', NO_WAY);
  const link: Link = { family: there.family, here, there: there.address };
  const out = hopsTo(tables(end.member, vrf, link.family), link.there, end.member.device);
  const homeward = hopsTo(tables(other.member, other.process.vrf ?? '', link.family), link.here, other.member.device);
  if (!isOwn(other.member.device, other.process.vrf ?? '', link.family, link.there)) return told('down', NO_WAY);
  if (!out || !homeward) {
    const doubtful = [
      ...tables(end.member, vrf, link.family).doubts(),
      ...tables(other.member, other.process.vrf ?? '', link.family).doubts(),
    ];
    return doubtful.length > 0 ? told('unknown', doubtful[0]!.text) : told('down', NO_WAY);
  }
  const far = out.route.source !== 'connected' || homeward.route.source !== 'connected';
  const tooFar = far
    ? [end, other].filter((one) => (one.neighbour.external !== false || isConfederate(one)) && !reachesFar(one))
    : [];
  if (tooFar.length > 0) {
    const adjacent = out.hops.some(
      ({ gateway }) =>
        gateway !== undefined && isOwn(other.member.device, other.process.vrf ?? '', link.family, gateway),
    );
    const stands = adjacent && tooFar.every(({ member }) => member.device.routeChoice?.externalBeyond === 'no-routes');
    return stands ? { state: { end, vrf, state: 'up', peer: other, reason: TOO_FAR } } : told('down', TOO_FAR);
  }
  const doubt = far ? (out.doubt ?? homeward.doubt) : undefined;
  if (doubt) return told('unknown', doubt.text);
  return { state: { end, vrf, state: 'up', peer: other }, peer: other, link };
}

/** Between two ports that are wired to each other, with no address that a text tells. */
function overPort(network: Network, end: SessionEnd, port: Interface): Session {
  const { neighbour, process, member } = end;
  const told = (state: SessionState['state'], reason?: Bilingual, peer?: SessionEnd): SessionState => ({
    end,
    vrf: process.vrf ?? '',
    state,
    ...(reason ? { reason } : {}),
    ...(peer ? { peer } : {}),
  });
  if (!process.asn) return { state: told('unknown', NO_OWN_AS) };
  if (!neighbour.remoteAs) return { state: told('unknown', NO_REMOTE_AS) };
  if (!isUp(member.device, port)) return { state: told('down', NO_WAY) };
  const found = member.device.routeChoice?.unnumberedBgp ? unnumberedSession(network, end, port) : undefined;
  if (!found) return { state: told('unknown', BY_NAME) };
  const { peer, there } = found;
  if (!peer) return { state: told('unknown', BY_NAME) };
  if (!peer.member.device.routeChoice?.unnumberedBgp) return { state: told('unknown', BY_NAME) };
  if (!isUp(peer.member.device, there)) return { state: told('down', NO_WAY) };
  if (peer.neighbour.shutdown) return { state: told('down', SHUT_DOWN) };
  const faults = [...sessionFaults(end, peer), ...sessionFaults(peer, end)];
  if (faults.length > 0 || !expectEachOther(end, peer))
    return { state: told('down', DO_NOT_AGREE(nameOf(peer.member))) };
  const ports = { here: port.name.value, there: there.name.value };
  return { state: told('up', undefined, peer), peer, link: { family: 'ipv6', here: 0n, there: 0n, ports } };
}

/** Its packets are told to come from an address or an interface that the device does not have. */
const hasNoSource = (end: SessionEnd, there: NonNullable<ReturnType<typeof parseAddress>>): boolean =>
  end.neighbour.updateSource !== undefined &&
  sourcesOf(end, there).length === 0 &&
  end.member.device.interfaces.every((one) => !one.dynamic && one.closed);

/** Nothing that may be elsewhere brings packets to the neighbour: whoever has the address is down, or no network of this device leads there. */
function isCutOff(
  network: Network,
  end: SessionEnd,
  { family, address }: { readonly family: Family; readonly address: bigint },
  tables: TableOf,
): boolean {
  const owners = network.owners(family, address);
  if (owners.length > 0 && owners.every((owner) => !isUp(owner.member.device, owner.interface))) return true;
  const { device } = end.member;
  const vrf = end.process.vrf ?? '';
  const oneHop = end.neighbour.external === true && !reachesFar(end) && end.neighbour.updateSource === undefined;
  if (oneHop && device.interfaces.every(({ dynamic }) => !dynamic))
    return ![...addressesOf(device, vrf, family)].some(([, subnet]) => holds(subnet, address));
  const table = tables(end.member, vrf, family);
  return table.doubts().length === 0 && !hopsTo(table, address, device);
}

/** Another AS of the same confederation. */
const isConfederate = ({ process, neighbour }: SessionEnd): boolean =>
  process.confederation !== undefined &&
  neighbour.external === false &&
  typeof neighbour.remoteAs?.value === 'number' &&
  neighbour.remoteAs.value !== process.asn?.value;

const reachesFar = ({ neighbour }: SessionEnd): boolean =>
  (neighbour.multihop?.value ?? 0) > 1 ||
  neighbour.connectedCheckOff === true ||
  (neighbour.ttlSecurity?.value ?? 0) > 1;

/** The address that packets of the session have on this side: the one that the other end names, where this end can use it. */
function sourceOf(
  end: SessionEnd,
  other: SessionEnd,
  family: Family,
  there: bigint,
  tables: TableOf,
): bigint | undefined {
  const named = parseAddress(other.neighbour.address.value);
  const vrf = end.process.vrf ?? '';
  const { device } = end.member;
  if (named) return named.family === family && isOwn(device, vrf, family, named.address) ? named.address : undefined;
  const way = hopsTo(tables(end.member, vrf, family), there, device);
  const source = end.neighbour.updateSource?.value;
  const own = [...addressesOf(device, vrf, family)];
  const byName = source === undefined ? way?.hops[0]?.interface : source;
  return (
    own.find(([one]) => one.name.value.toLowerCase() === byName?.toLowerCase())?.[1].address ??
    (source === undefined ? undefined : parseAddress(source)?.address)
  );
}

const NOT_FOLLOWED: Bilingual = {
  en: 'BGP of this dialect is not followed',
  'zh-cn': '此方言的 BGP 不做推演',
};
const NOT_READ: Bilingual = {
  en: 'statements of this BGP process are not understood',
  'zh-cn': '该 BGP 进程中有无法识别的语句',
};
const UNFOLLOWED: Bilingual = {
  en: 'this BGP statement may change which routes are used, and is not followed here',
  'zh-cn': '该 BGP 语句可能改变选路结果,此处不做推演',
};
const OUTSIDE = (address: string): Bilingual => ({
  en: `what the neighbour ${address} announces is not known: its configuration is not here`,
  'zh-cn': `邻居 ${address} 通告的内容未知:其配置不在此处`,
});
const OTHER_VPNS: Bilingual = {
  en: 'which routes of VPNs go over this session is not followed: only those between internal neighbours over IPv4 are',
  'zh-cn': '该会话传递哪些 VPN 路由不做推演:仅推演经 IPv4 的内部邻居之间的 VPN 路由',
};
const NO_OWN_AS: Bilingual = { en: 'the own AS number is not in the text', 'zh-cn': '文本中没有本端 AS 号' };
const NO_REMOTE_AS: Bilingual = {
  en: 'the AS number of the neighbour is not in the text',
  'zh-cn': '文本中没有邻居的 AS 号',
};
const NO_SOURCE: Bilingual = {
  en: 'the address or interface that its packets are to come from is not on this device',
  'zh-cn': '该会话指定的源地址或源接口在本设备上不存在',
};
const BY_NAME: Bilingual = {
  en: 'which device is at the other end of this interface is not told: no description on both ends names it',
  'zh-cn': '无法得知该接口对端是哪台设备:两端没有相互指明的描述',
};
const SHUT_DOWN: Bilingual = { en: 'it is shut down', 'zh-cn': '已被关闭' };
const NO_WAY: Bilingual = { en: 'the two ends do not reach each other', 'zh-cn': '两端互不可达' };
const TOO_FAR: Bilingual = {
  en: 'the neighbour is more than one hop away and multihop is not configured',
  'zh-cn': '邻居不在一跳之内,且未配置 multihop',
};
const ONE_SIDED = (name: string): Bilingual => ({
  en: `${name} has no such session`,
  'zh-cn': `${name} 没有对应的会话`,
});
const DO_NOT_AGREE = (name: string): Bilingual => ({
  en: `the settings of the two ends do not agree (${name})`,
  'zh-cn': `两端(${name})的设置不一致`,
});
