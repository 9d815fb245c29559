import { askPermit, type Permit } from '../../client/src/probes/permit.ts';
import type { Probe } from '../../client/src/probes/probe.ts';
import { asAddress, parseTarget, type Target } from '../../client/src/probes/target.ts';

/** A permit as the user would give it, for targets of a test's own. @throws Error when it is refused. */
export async function permitFor(
  probe: Pick<Probe, 'id' | 'plan' | 'defaultPort' | 'takesName' | 'takesRoutes' | 'takesProtocol' | 'parseSubject'>,
  text: string,
  addresses: readonly string[] = [],
  alsoAllowed: readonly string[] = [],
  more: Partial<Target> = {},
): Promise<Permit> {
  const target = parseTarget(text, probe);
  if (!target.ok) throw new Error(target.problem.en);
  const decision = await askPermit({
    probe,
    target: { ...target.value, ...more },
    trusted: true,
    allowed: ['loopback', 'private', target.value.host, ...alsoAllowed],
    lookup: async () => addresses.flatMap((address) => asAddress(address) ?? []),
    confirm: async () => true,
  });
  if (!decision.ok) throw new Error(decision.refusal.text.en);
  return decision.permit;
}

export const forever = (): AbortSignal => new AbortController().signal;
