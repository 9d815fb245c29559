import type { Bilingual } from '../../../grammars/outline.ts';
import { type Member, nameOf } from '../network/network.ts';
import type { Packet } from '../packets/analyses.ts';
import type { Denied, FilterStep } from './pass-guard.ts';
import type { Doubt, Hop, Line, Route } from './route-table.ts';
import type { Start } from './starts.ts';
import { DENIED } from './trace-words.ts';

export interface TraceHop {
  readonly member: Member;
  readonly vrf: string;
  readonly inInterface?: string;
  readonly outInterface?: string;
  /** To whom it goes on; absent: it ends here, or goes to a host on the network of the interface. */
  readonly gateway?: bigint;
  /** As it comes, and as it goes on. */
  readonly packet: Packet;
  readonly becomes: Packet;
  readonly filters: readonly FilterStep[];
  readonly route?: Route;
  /** Of a load balancer: whether its checks reach targets. */
  readonly checks?: readonly CheckedTarget[];
  /** What decided here. */
  readonly decided?: Line;
}

export interface CheckedTarget {
  readonly name: string;
  readonly state: 'alive' | 'dead' | 'unknown';
  readonly why: Bilingual;
  readonly at?: Line;
}

export type TraceEnd =
  /** At the device that has the address, or on the network that it is in. */
  | 'delivered'
  | 'denied'
  | 'no-route'
  | 'discarded'
  | 'loop'
  /** To a next hop that no configuration here has. */
  | 'leaves'
  | 'unknown';

export interface Trace {
  readonly hops: readonly TraceHop[];
  readonly end: TraceEnd;
  readonly reason: Bilingual;
  /** What made the end so. */
  readonly at?: Line;
  /** Why it may be otherwise. */
  readonly doubts: readonly Doubt[];
}

/** What a device does with a packet. */
export interface Passed {
  readonly hop: TraceHop;
  readonly ways: readonly Hop[];
  readonly end?: TraceEnd;
  readonly reason?: Bilingual;
  readonly decided?: Line;
  readonly doubts: readonly Doubt[];
}

export const denied = (
  at: Start,
  arriving: Packet,
  becomes: Packet,
  filters: TraceHop['filters'],
  { name, line, route }: Denied,
): Omit<Passed, 'doubts'> => ({
  hop: hopOf(at, arriving, becomes, filters, route, line),
  ways: [],
  end: 'denied',
  reason: DENIED(name, nameOf(at.member)),
  ...(line ? { decided: line } : {}),
});

/** Where a port is spoken of. */
export const portIn = (member: Member, name: string | undefined): Line => {
  const port = member.device.interfaces.find((one) => one.name.value === name);
  return port ? { path: member.path, span: port.name.span } : headOf(member);
};

/** Where a device is spoken of as a whole. */
export const headOf = ({ path, device }: Member): Line => ({
  path,
  span: device.hostname?.span ?? device.interfaces[0]?.name.span ?? { start: 0, end: 0 },
});

export function hopOf(
  { member, vrf, inInterface }: Start,
  packet: Packet,
  becomes: Packet,
  filters: TraceHop['filters'],
  route: Route | undefined,
  decided: Line | undefined,
): TraceHop {
  const { inInterface: _in, outInterface: _out, ...plain } = becomes;
  return {
    member,
    vrf,
    ...(inInterface === undefined ? {} : { inInterface }),
    packet,
    becomes: plain,
    filters,
    ...(route ? { route } : {}),
    ...(decided ? { decided } : {}),
  };
}
