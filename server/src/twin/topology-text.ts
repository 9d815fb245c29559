import type { Bilingual } from '../../../grammars/outline.ts';
import { nameOf } from '../network/network.ts';
import { lineIn } from './ask-trace.ts';
import type { Topology, TopologyLink, TopologySession, TopologyState } from './topology.ts';

/** One line per device, link and session. */
export function topologyText({ devices, links, sessions }: Topology, locale: 'en' | 'zh-cn'): string {
  const words = WORDS[locale];
  const lines = [
    `${words.devices}: ${devices.length}`,
    ...devices.map(({ name, place }) => `  ${name}  ${place.path}`),
    `${words.links}: ${links.length}`,
    ...links.map(
      (link) => `  ${endNames(link).join(' - ')}${link.subnets.length > 0 ? `  ${link.subnets.join(', ')}` : ''}`,
    ),
    `${words.sessions}: ${sessions.length}`,
    ...sessions.map((session) => `  ${sessionName(session)}  ${STATES[session.state][locale]}`),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * `{ version, devices: [{ name, id, path, line }], links: [{ subnets, told, ends: [{ id, path, device, interface, line }] }], sessions:
 * [{ id, path, device, neighbour, vrf?, peer?, peerId?, state, line }] }`; lines count from 1; `id` is the path, or `PATH#kind name` for one
 * of the devices of a cloud.
 */
export function topologyJson({ devices, links, sessions }: Topology): unknown {
  return {
    version: 1,
    devices: devices.map(({ name, member, place: { path, line } }) => ({ name, id: member.path, path, line })),
    links: links.map(({ subnets, told, ends }) => ({
      subnets,
      told,
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

/** For Graphviz: links are plain edges (with more than two ends, a point in their middle), sessions are dashed ones; a way is bold, with arrows. */
export function topologyDot({ devices, links, sessions }: Topology, way?: DotWay): string {
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
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

const stepKey = (from: Port, to: Port): string => [from.id, from.interface, to.id, to.interface].join('\n');

type LinkEnd = TopologyLink['ends'][number];

function linkDot({ subnets, ends }: TopologyLink, id: string, steps: ReadonlySet<string>): string[] {
  const label = quoted(subnets.join('\n'));
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
  en: { devices: 'Devices', links: 'Links', sessions: 'BGP sessions' },
  'zh-cn': { devices: '设备', links: '链路', sessions: 'BGP 会话' },
} as const;
