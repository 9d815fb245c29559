import { type DnsObservation, observe as observeDns } from '../dns/observe.ts';
import { type NatUdpLifetimeObservation, observe as observeLifetime } from '../nat-udp-lifetime/observe.ts';
import { type Permit, permitStep, usePermit } from '../permit.ts';
import { observe as observePmtu, type PmtuObservation } from '../pmtu/observe.ts';
import type { Observation } from '../probe.ts';
import { observe as observePing, type ReachabilityObservation } from '../reachability/observe.ts';
import { observe as observeStun, type StunObservation } from '../stun/observe.ts';
import { observe as observeTcp, type TcpObservation } from '../tcp/observe.ts';
import { observe as observeTls, type TlsObservation } from '../tls/observe.ts';
import { type LocalRoute, localRoute } from './local-route.ts';
import { type PlannedStep, stepsOf } from './steps.ts';

/** A step that is absent was not taken: one before it failed, or nobody asked for it. */
export interface EgressChainObservation extends Observation {
  readonly probe: 'egress-chain';
  readonly routes: readonly LocalRoute[];
  readonly ping?: ReachabilityObservation;
  readonly dns?: DnsObservation;
  /** The machine's resolver, which the user's list does not allow. */
  readonly resolverNotAllowed?: string;
  readonly tcp?: TcpObservation;
  readonly pmtu?: PmtuObservation;
  readonly tls?: TlsObservation;
  readonly stun?: StunObservation;
  readonly lifetime?: NatUdpLifetimeObservation;
}

/**
 * The way out from this machine. What tells causes apart (ping, DNS, TCP, STUN) is asked at once, what needs an open way after it.
 * Addresses without a route are asked nothing.
 */
export async function observe(permit: Permit, signal: AbortSignal): Promise<EgressChainObservation> {
  usePermit(permit, 'egress-chain');
  const { target } = permit;
  const inTime =
    target.longest === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(target.longest * 1_000)]);
  const routes = await Promise.all(permit.addresses.map(localRoute));
  const known = { probe: 'egress-chain', target, routes } as const;
  const routed = permit.addresses.filter(({ text }) =>
    routes.some(({ address, end }) => address === text && end === 'route'),
  );
  if (routed.length === 0 || signal.aborted) return known;
  const steps = stepsOf(target, routed);
  const planned = (id: PlannedStep['probe']['id']): PlannedStep | undefined =>
    steps.find(({ probe }) => probe.id === id);
  const permitOf = ({ probe, target: asked, addresses }: PlannedStep): Permit =>
    permitStep(permit, probe.id, asked, addresses);
  const resolver = planned('dns');
  const mayResolve = resolver?.addresses.every(permit.mayAlsoAsk);
  const [ping, tcp, stun, dns] = await Promise.all([
    observePing(permitOf(planned('reachability')!), signal),
    observeTcp(permitOf(planned('tcp')!), signal),
    observeStun(permitOf(planned('stun')!), signal),
    resolver && mayResolve ? observeDns(permitOf(resolver), signal) : undefined,
  ]);
  const early = {
    ...known,
    ping,
    tcp,
    stun,
    ...(dns && { dns }),
    ...(resolver && !mayResolve && { resolverNotAllowed: resolver.target.host }),
  };
  const open = tcp.addresses.some(({ attempts }) => attempts.some(({ end }) => end === 'open'));
  if (!open) return early;
  const pmtu = await observePmtu(permitOf(planned('pmtu')!), signal);
  const tls = await observeTls(permitOf(planned('tls')!), signal);
  const lasting = planned('nat-udp-lifetime');
  const answered = stun.addresses.some(({ end }) => end === 'response');
  if (!lasting || !answered) return { ...early, pmtu, tls };
  return { ...early, pmtu, tls, lifetime: await observeLifetime(permitOf(lasting), inTime) };
}
