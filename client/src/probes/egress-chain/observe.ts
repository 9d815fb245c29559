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
  /** The server for STUN that was named, which the user's list does not allow. */
  readonly stunNotAllowed?: string;
  readonly lifetime?: NatUdpLifetimeObservation;
}

/** Steps that are known from before, which are not asked again. */
export type KnownSteps = Partial<Omit<EgressChainObservation, 'probe' | 'target' | 'routes'>>;

/**
 * The way out from this machine. Ping first, then what tells causes apart (DNS, TCP, STUN) at once, what needs an open way after it.
 * Addresses without a route are asked nothing.
 * @param tell hears of each step as it ends: what is known by then
 */
export async function observe(
  permit: Permit,
  signal: AbortSignal,
  known: KnownSteps = {},
  tell: (observation: EgressChainObservation) => void = () => {},
): Promise<EgressChainObservation> {
  usePermit(permit, 'egress-chain');
  const { target } = permit;
  const inTime =
    target.longest === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(target.longest * 1_000)]);
  const routes = await Promise.all(permit.addresses.map(localRoute));
  let seen: EgressChainObservation = { probe: 'egress-chain', target, routes };
  const learn = (part: KnownSteps): void => {
    seen = { ...seen, ...part };
    tell(seen);
  };
  const routed = permit.addresses.filter(({ text }) =>
    routes.some(({ address, end }) => address === text && end === 'route'),
  );
  learn({});
  if (routed.length === 0 || signal.aborted) return seen;
  const steps = stepsOf(target, routed);
  const planned = (id: PlannedStep['probe']['id']): PlannedStep | undefined =>
    steps.find(({ probe }) => probe.id === id);
  const allowed = ({ addresses }: PlannedStep): boolean =>
    addresses.every(
      (address) => permit.addresses.some(({ text }) => text === address.text) || permit.mayAlsoAsk(address),
    );
  const permitOf = ({ probe, target: asked, addresses }: PlannedStep): Permit =>
    permitStep(permit, probe.id, asked, addresses);
  const take = async <K extends keyof KnownSteps>(
    name: K,
    step: PlannedStep | undefined,
    ask: (own: Permit, until: AbortSignal) => Promise<NonNullable<KnownSteps[K]>>,
    until = signal,
  ): Promise<void> => {
    if (!step || !allowed(step) || until.aborted) return;
    learn({ [name]: known[name] ?? (await ask(permitOf(step), until)) } as KnownSteps);
  };
  const [resolver, stun] = [planned('dns'), planned('stun')!];
  if (resolver && !allowed(resolver)) learn({ resolverNotAllowed: resolver.target.host });
  if (!allowed(stun)) learn({ stunNotAllowed: stun.target.host });
  // Routers complain once in a while, not to everybody (RFC 1812 section 4.3.2.8): ping is who can read it.
  await take('ping', planned('reachability'), observePing);
  await Promise.all([
    take('tcp', planned('tcp'), observeTcp),
    take('stun', stun, observeStun),
    take('dns', resolver, observeDns),
  ]);
  const open = seen.tcp?.addresses.some(({ attempts }) => attempts.some(({ end }) => end === 'open'));
  if (!open) return seen;
  await take('pmtu', planned('pmtu'), observePmtu);
  await take('tls', planned('tls'), observeTls);
  const answered = seen.stun?.addresses.some(({ end }) => end === 'response');
  if (answered) await take('lifetime', planned('nat-udp-lifetime'), observeLifetime, inTime);
  return seen;
}
