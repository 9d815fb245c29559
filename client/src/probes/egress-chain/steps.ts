import { getServers } from 'node:dns';
import type { ProbeId } from '../../protocol.ts';
import { dns } from '../dns/probe.ts';
import { natUdpLifetime } from '../nat-udp-lifetime/probe.ts';
import { pmtu } from '../pmtu/probe.ts';
import type { Probe } from '../probe.ts';
import { reachability } from '../reachability/probe.ts';
import { stun } from '../stun/probe.ts';
import { type Address, asAddress, type Target } from '../target.ts';
import { tcp } from '../tcp/probe.ts';
import { tls } from '../tls/probe.ts';

export interface PlannedStep {
  readonly probe: Pick<Probe, 'id' | 'plan'> & { readonly id: ProbeId };
  readonly target: Target;
  readonly addresses: readonly Address[];
}

/** Where STUN and TURN servers listen (RFC 8489 18.6). */
const STUN_PORT = 3478;
const DNS_PORT = 53;

/** What may be asked of whom, in the order of the chain; the route is looked up here and sends nothing. */
export function stepsOf(target: Target, addresses: readonly Address[]): readonly PlannedStep[] {
  const { host, port, name, longest, stunServer } = target;
  const elsewhere = stunServer === undefined ? undefined : asAddress(stunServer);
  const forStun = elsewhere
    ? { target: { host: elsewhere.text, port: STUN_PORT }, addresses: [elsewhere] }
    : { target: { host, port: STUN_PORT }, addresses };
  const resolver = resolverHere();
  const asked = name ?? (asAddress(host) ? undefined : host);
  const named = name === undefined ? {} : { name };
  return [
    { probe: reachability, target: { host }, addresses },
    ...(resolver && asked !== undefined
      ? [{ probe: dns, target: { host: resolver.text, port: DNS_PORT, name: asked }, addresses: [resolver] }]
      : []),
    { probe: tcp, target: { host, port: port! }, addresses },
    { probe: pmtu, target: { host }, addresses },
    { probe: tls, target: { host, port: port!, ...named }, addresses },
    { probe: stun, ...forStun },
    // Minutes: only for who gives them.
    ...(longest === undefined ? [] : [{ probe: natUdpLifetime, ...forStun }]),
  ];
}

/** The first resolver of this machine; undefined where it listens on a port of its own. */
function resolverHere(): Address | undefined {
  const [first] = getServers();
  return first === undefined ? undefined : asAddress(first);
}
