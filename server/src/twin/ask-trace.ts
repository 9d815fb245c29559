import { formatAddress } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Range } from '../../../grammars/text/line-index.ts';
import { type Member, nameOf } from '../network/network.ts';
import type { Packet } from '../packets/analyses.ts';
import { notAPacket } from '../packets/not-a-packet.ts';
import { formatPacket, parsePacket } from '../packets/packet-text.ts';
import { vrfsOf } from './base-routes.ts';
import { partOf } from './cloud-member.ts';
import { withNamedEnds } from './named-ends.ts';
import type { Line } from './route-table.ts';
import { type Start, startsOf } from './starts.ts';
import { traces } from './trace.ts';
import type { CheckedTarget, Trace, TraceEnd, TraceHop } from './trace-hop.ts';
import type { Twin } from './twin.ts';

/** A line of a configuration, as a reader finds it. */
export interface PlacedLine {
  readonly path: string;
  /** 1-based */
  readonly line: number;
  readonly range: Range;
  readonly text: string;
}

export interface HopReport {
  readonly device: string;
  /** Its path, or `PATH#kind name` where a file has several: a cloud's. */
  readonly id: string;
  readonly path: string;
  readonly vrf?: string;
  /** Absent: the packet is made here. */
  readonly inInterface?: string;
  readonly outInterface?: string;
  readonly gateway?: string;
  /** As it comes. */
  readonly packet: string;
  /** What translations make of it here. */
  readonly becomes?: string;
  /** Filters that match it, with the rules that it meets in each. */
  readonly filters: readonly {
    readonly name: string;
    readonly action: string;
    readonly rules: readonly PlacedLine[];
  }[];
  readonly route?: PlacedLine & { readonly prefix: string; readonly source: string };
  /** Of a load balancer: whether its checks reach the targets that may get the packet. */
  readonly checks?: readonly {
    readonly target: string;
    readonly state: CheckedTarget['state'];
    readonly why: Bilingual;
    readonly at?: PlacedLine;
  }[];
  /** The one of these lines that decides here. */
  readonly decided?: PlacedLine;
}

export interface TraceReport {
  readonly packet: string;
  readonly end: TraceEnd;
  readonly reason: Bilingual;
  /** The line that decided the end. */
  readonly at?: PlacedLine;
  readonly hops: readonly HopReport[];
  /** Why it may be otherwise; none: it is sure, as far as the configurations are what runs. */
  readonly doubts: readonly (PlacedLine & { readonly why: Bilingual })[];
}

export type TraceAnswer =
  | { readonly ok: false; readonly problem: Bilingual }
  /** One for each of the ways that equal routes give it. */
  | { readonly ok: true; readonly traces: readonly TraceReport[] };

/**
 * The way of a packet through the network.
 * @param packetText `tcp 192.0.2.7:40000 > 198.51.100.10:443`; ends may be names of devices
 * @param from a device's name, `name:interface` by which it comes in, or `name:VRF`; absent: whoever has the source or its network
 */
export function askTrace(twin: Twin, packetText: string, from?: string, near?: string): TraceAnswer {
  const packet = parsePacket(packetText) ?? parsePacket(withNamedEnds(twin, packetText));
  if (!packet) return { ok: false, problem: notAPacket(packetText) };
  const starts = from === undefined ? startsOf(twin, packet, near) : startAt(twin, packet, from);
  if (starts === 'nobody') return { ok: false, problem: NO_DEVICE(from!, twin) };
  if (starts.length === 0) return { ok: false, problem: NO_START(formatAddress(packet.family, packet.source)) };
  const found = starts.flatMap((start) => traces(twin, start, packet));
  return { ok: true, traces: found.map((one) => traceReport(twin, packet, one)) };
}

function startAt(twin: Twin, packet: Packet, from: string): readonly Start[] | 'nobody' {
  const [name, port] = splitPlace(twin, from);
  const members = twin.members.filter((member) => isCalled(member, name));
  if (members.length === 0) return 'nobody';
  if (port !== undefined) {
    const ports = members.flatMap((member) =>
      member.device.interfaces
        .filter((one) => one.name.value.toLowerCase() === port.toLowerCase())
        .map((one): Start => ({ member, vrf: one.vrf ?? '', inInterface: one.name.value })),
    );
    if (ports.length > 0) return ports;
    const inVrf = members.flatMap((member) =>
      vrfsOf(member.device).flatMap((vrf) => (vrf === port ? [{ member, vrf }] : [])),
    );
    const near = startsOf({ ...twin, members }, packet).filter(({ vrf }) => vrf === port);
    return near.length > 0 ? near : inVrf;
  }
  const own = startsOf({ ...twin, members }, packet);
  return own.length > 0 ? own : members.map((member) => ({ member, vrf: '' }));
}

/** Interfaces have colons too: the longest name that a device has comes first. */
function splitPlace({ members }: Twin, from: string): [string, string | undefined] {
  if (members.some((member) => isCalled(member, from))) return [from, undefined];
  const colon = from.indexOf(':');
  return colon < 0 ? [from, undefined] : [from.slice(0, colon), from.slice(colon + 1)];
}

export const isCalled = (member: Member, name: string): boolean =>
  [nameOf(member), ...(partOf(member)?.aliases ?? [])].some((own) => own.toLowerCase() === name.toLowerCase()) ||
  member.path === name;

export function traceReport(twin: Twin, packet: Packet, { hops, end, reason, at, doubts }: Trace): TraceReport {
  return {
    packet: formatPacket(packet),
    end,
    reason,
    ...(at ? placed(twin, at) : {}),
    hops: hops.map((hop) => hopReport(twin, hop)),
    doubts: doubts.flatMap((doubt) => {
      const line = placeOf(twin, doubt);
      return line ? [{ ...line, why: doubt.text }] : [];
    }),
  };
}

const placed = (twin: Twin, at: Line): { readonly at?: PlacedLine } => {
  const line = placeOf(twin, at);
  return line ? { at: line } : {};
};

export function placeOf({ members, filterFiles, machines }: Twin, { path, span }: Line): PlacedLine | undefined {
  const has = (one: Member): boolean => one.path === path || partOf(one)?.pieces[0]?.member.path === path;
  const member = members.find(has) ?? filterFiles.find(has) ?? machines.find(has);
  return member && lineIn(member, span);
}

/** In the file where it stands, where a device is of the text of several. */
export function lineIn(member: Member, span: Line['span']): PlacedLine {
  const piece = partOf(member)?.pieces.find(({ start, end }) => start <= span.start && span.start < end);
  if (piece) {
    const by = piece.from - piece.start;
    return lineIn(piece.member, { start: span.start + by, end: span.end + by });
  }
  const { path, index } = member;
  const text = index.textOf(span).split('\n')[0]!.trim();
  return { path, line: index.positionAt(span.start).line + 1, range: index.rangeOf(span), text };
}

function hopReport(twin: Twin, hop: TraceHop): HopReport {
  const { member, vrf, inInterface, outInterface, gateway, packet, becomes, filters, route, checks, decided } = hop;
  const [before, after] = [formatPacket(withoutPorts(packet)), formatPacket(withoutPorts(becomes))];
  const line = route && placeOf(twin, { path: member.path, span: route.span });
  const deciding = decided && placeOf(twin, decided);
  return {
    device: nameOf(member),
    id: member.path,
    path: lineIn(member, member.device.hostname?.span ?? { start: 0, end: 0 }).path,
    ...(vrf === '' ? {} : { vrf }),
    ...(inInterface === undefined ? {} : { inInterface }),
    ...(outInterface === undefined ? {} : { outInterface }),
    ...(gateway === undefined ? {} : { gateway: formatAddress(packet.family, gateway) }),
    packet: before,
    ...(before === after ? {} : { becomes: after }),
    filters: filters.map(({ owner, filter, verdict }) => ({
      name: owner.device.filters[filter]!.name.value,
      action: verdict.action,
      rules: verdict.trace.flatMap((ref) => {
        const { span } = owner.device.filters[ref.filter]!.rules[ref.rule]!;
        return span.end > span.start ? (placeOf(twin, { path: owner.path, span }) ?? []) : [];
      }),
    })),
    ...(line && route
      ? {
          route: {
            ...line,
            prefix: `${formatAddress(route.prefix.family, route.prefix.address)}/${route.prefix.length}`,
            source: route.source,
          },
        }
      : {}),
    ...(checks
      ? {
          checks: checks.map(({ name, state, why, at }) => ({
            target: name,
            state,
            why,
            ...(at ? placed(twin, at) : {}),
          })),
        }
      : {}),
    ...(deciding ? { decided: deciding } : {}),
  };
}

/** Interfaces are told apart from the packet. */
function withoutPorts({ inInterface: _in, outInterface: _out, ...packet }: Packet): Packet {
  return packet;
}

const NO_START = (source: string): Bilingual => ({
  en: `No device here has ${source} or a network that it is in. Say where the packet comes in: a device, or device:interface.`,
  'zh-cn': `此处没有任何设备拥有 ${source} 或其所在网络。请指明数据包从何处进入:设备,或 设备:接口。`,
});

const NO_DEVICE = (name: string, { members }: Twin): Bilingual => {
  const names = members.slice(0, 20).map(nameOf);
  return {
    en: `No device is called ${name}; there is ${names.join(', ')}.`,
    'zh-cn': `没有名为 ${name} 的设备;现有:${names.join('、')}。`,
  };
};
