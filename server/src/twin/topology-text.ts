import type { Bilingual } from '../../../grammars/outline.ts';
import { type Member, nameOf } from '../network/network.ts';
import { lineIn } from './ask-trace.ts';
import type { ChassisPair } from './chassis-pairs.ts';
import type { Topology, TopologyLink, TopologySession, TopologyState } from './topology.ts';

/** One line per device, link and session; a switch of a pair says with whom. */
export function topologyText({ devices, links, sessions, pairs }: Topology, locale: 'en' | 'zh-cn'): string {
  const words = WORDS[locale];
  const paired = pairedWith(pairs);
  const lines = [
    `${words.devices}: ${devices.length}`,
    ...devices.map(({ name, place, member }) => {
      const pair = paired.get(member);
      return `  ${name}  ${place.path}${pair ? `  ${words.pair(pair.kind, nameOf(pair.other))}` : ''}`;
    }),
    `${words.links}: ${links.length}`,
    ...links.map((link) => {
      const about = [...link.subnets, ...(link.bundle === undefined ? [] : [link.bundle])].join(', ');
      return `  ${endNames(link).join(' - ')}${about === '' ? '' : `  ${about}`}`;
    }),
    `${words.sessions}: ${sessions.length}`,
    ...sessions.map((session) => `  ${sessionName(session)}  ${STATES[session.state][locale]}`),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * `{ version, devices: [{ name, id, path, line }], links: [{ subnets, told, bundle?, ends: [{ id, path, device, interface, line }] }], sessions:
 * [{ id, path, device, neighbour, vrf?, peer?, peerId?, state, line }], pairs: [{ kind, ends: [{ id, path, device, line }] }] }`; lines count from 1; `id` is the path, or `PATH#kind name` for one
 * of the devices of a cloud.
 */
export function topologyJson({ devices, links, sessions, pairs }: Topology): unknown {
  return {
    version: 1,
    devices: devices.map(({ name, member, place: { path, line } }) => ({ name, id: member.path, path, line })),
    links: links.map(({ subnets, told, bundle, ends }) => ({
      subnets,
      told,
      ...(bundle === undefined ? {} : { bundle }),
      ends: ends.map(({ member, interface: one }) => {
        const { path, line } = lineIn(member, one.name.span);
        return { id: member.path, path, device: nameOf(member), interface: one.name.value, line };
      }),
    })),
    sessions: sessions.map(({ from: { member, process, neighbour }, to, state }) => ({
      id: member.path,
      path: lineIn(member, neighbour.address.span).path,
      device: nameOf(member),
      neighbour: neighbour.address.value,
      ...(process.vrf === undefined ? {} : { vrf: process.vrf }),
      ...(to ? { peer: nameOf(to), peerId: to.path } : {}),
      state,
      line: lineIn(member, neighbour.address.span).line,
    })),
    pairs: pairs.map(({ kind, members }) => ({
      kind,
      ends: members.map((member) => {
        const { path, line } = lineIn(member, member.device.multiChassis!.span);
        return { id: member.path, path, device: nameOf(member), line };
      }),
    })),
  };
}

/** A way over the links: from which port to which, and what is written before the devices' names. */
export interface DotWay {
  readonly steps: readonly { readonly from: Port; readonly to: Port }[];
  /** By the device's id. */
  readonly marks: ReadonlyMap<string, string>;
}
interface Port {
  /** Of its device. */
  readonly id: string;
  readonly interface: string;
}

/** For Graphviz: links are plain edges (with more than two ends, a point in their middle), sessions are dashed ones, pairs of switches dotted; a way is bold, with arrows. */
export function topologyDot({ devices, links, sessions, pairs }: Topology, way?: DotWay): string {
  const steps = new Set(way?.steps.map(({ from, to }) => stepKey(from, to)));
  const lines = [
    'graph network {',
    '  node [shape=box];',
    ...devices.map(({ name, member: { path } }) => {
      const mark = way?.marks.get(path);
      return `  ${quoted(path)} [label=${quoted(mark === undefined ? name : `${mark} ${name}`)}${mark === undefined ? '' : ', penwidth=3'}];`;
    }),
    ...links.flatMap((link, at) => linkDot(link, `link ${at}`, steps)),
    ...sessions
      .filter(({ to }) => to !== undefined)
      .map(
        ({ from, to, state }) =>
          `  ${quoted(from.member.path)} -- ${quoted(to!.path)} [style=dashed, label=${quoted(`BGP ${STATES[state].en}`)}];`,
      ),
    ...pairs.map(
      ({ kind, members: [a, b] }) =>
        `  ${quoted(a.path)} -- ${quoted(b.path)} [style=dotted, label=${quoted(WORDS.en.pair(kind, nameOf(b)))}];`,
    ),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

const stepKey = (from: Port, to: Port): string => [from.id, from.interface, to.id, to.interface].join('\n');

type LinkEnd = TopologyLink['ends'][number];

function linkDot({ subnets, ends, bundle }: TopologyLink, id: string, steps: ReadonlySet<string>): string[] {
  const label = quoted([...subnets, ...(bundle === undefined ? [] : [bundle])].join('\n'));
  const ports = ends.map(({ member, interface: { name } }): Port => ({ id: member.path, interface: name.value }));
  const goes = (from: Port, to: Port): boolean => from !== to && steps.has(stepKey(from, to));
  const [a, b, ...more] = ends;
  if (a && b && more.length === 0) {
    const arrows = arrowsOf(goes(ports[0]!, ports[1]!), goes(ports[1]!, ports[0]!));
    return [
      `  ${nodeOf(a)} -- ${nodeOf(b)} [label=${label}, taillabel=${portOf(a)}, headlabel=${portOf(b)}${arrows}];`,
    ];
  }
  return [
    `  ${quoted(id)} [shape=ellipse, label=${label}];`,
    ...ends.map((end, at) => {
      // Most links have no way over them.
      const [out, into] =
        steps.size === 0
          ? [false, false]
          : [ports.some((to) => goes(ports[at]!, to)), ports.some((from) => goes(from, ports[at]!))];
      return `  ${nodeOf(end)} -- ${quoted(id)} [taillabel=${portOf(end)}${arrowsOf(out, into)}];`;
    }),
  ];
}

const nodeOf = ({ member }: LinkEnd): string => quoted(member.path);
const portOf = (end: LinkEnd): string => quoted(end.interface.name.value);

const arrowsOf = (forward: boolean, back: boolean): string =>
  forward || back ? `, penwidth=3, dir=${forward && back ? 'both' : forward ? 'forward' : 'back'}` : '';

/** The DOT language: only the quote and a backslash before it need another backslash. */
const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

/** By each of two switches that look like one: the other. */
function pairedWith(
  pairs: readonly ChassisPair[],
): ReadonlyMap<Member, { readonly kind: ChassisPair['kind']; readonly other: Member }> {
  return new Map(
    pairs.flatMap(({ kind, members: [a, b] }) => [[a, { kind, other: b }] as const, [b, { kind, other: a }] as const]),
  );
}

const endNames = ({ ends }: TopologyLink): string[] =>
  ends.map(({ member, interface: one }) => `${nameOf(member)} ${one.name.value}`);

/** `edge-1 -> core-1 (192.0.2.1)` */
export const sessionName = ({ from, to }: TopologySession): string =>
  `${nameOf(from.member)} -> ${to ? `${nameOf(to)} (${from.neighbour.address.value})` : from.neighbour.address.value}`;

export const STATES: Readonly<Record<TopologyState, Bilingual>> = {
  agrees: { en: 'both ends agree', 'zh-cn': '两端一致' },
  'shut-down': { en: 'shut down', 'zh-cn': '已关闭' },
  'one-sided': { en: 'configured on one side only', 'zh-cn': '仅一端配置' },
  faulty: { en: 'the two ends do not fit together', 'zh-cn': '两端配置不相容' },
  unknown: { en: 'other end not among these files', 'zh-cn': '对端不在这些文件中' },
};

const WORDS = {
  en: {
    devices: 'Devices',
    links: 'Links',
    sessions: 'BGP sessions',
    pair: (kind: string, other: string) => `${kind} pair with ${other}`,
  },
  'zh-cn': {
    devices: '设备',
    links: '链路',
    sessions: 'BGP 会话',
    pair: (kind: string, other: string) => `与 ${other} 组成 ${kind}`,
  },
} as const;
