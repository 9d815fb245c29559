import type { BgpAddressFamily } from '../../../grammars/model/bgp.ts';
import type { SessionEnd } from './bgp-peers.ts';

/** Why two ends that name each other do not come together, or carry nothing. */
export type SessionFault =
  /** This end expects another AS number than the other one has. */
  | { readonly kind: 'as-number'; readonly expected: number; readonly actual: number }
  | { readonly kind: 'shut-down' }
  /** Both have it, inside one AS. */
  | { readonly kind: 'router-id'; readonly id: string }
  /** One end has a key. */
  | { readonly kind: 'key'; readonly here: boolean }
  /** This end asks for a TTL that the other one does not send. */
  | { readonly kind: 'ttl' }
  /** No family is active on both. */
  | { readonly kind: 'families'; readonly here: readonly string[]; readonly there: readonly string[] }
  /** RFC 9234: these roles do not go together. */
  | { readonly kind: 'roles'; readonly here: string; readonly there: string };

/** In the order in which they stop a session; each is seen from `here`. */
export function* sessionFaults(here: SessionEnd, there: SessionEnd): Generator<SessionFault> {
  const expected = here.neighbour.remoteAs?.value;
  // A member of a confederation shows the confederation's number outside it.
  const whole = there.neighbour.external === false ? undefined : there.process.confederation;
  const actual = there.neighbour.localAs ?? whole ?? there.process.asn?.value;
  const confederates = [here, there].some(
    ({ process }) => process.reflectsOrConfederates !== undefined && process.confederation === undefined,
  );
  if (typeof expected === 'number' && actual !== undefined && expected !== actual && !confederates) {
    // With a local AS of its own, the router may answer with either number.
    if (there.neighbour.localAs === undefined || expected !== there.process.asn?.value)
      yield { kind: 'as-number', expected, actual };
  }
  if (there.neighbour.shutdown && !here.neighbour.shutdown) yield { kind: 'shut-down' };
  // RFC 6286: between ASes the same identifier may come twice.
  const [mine, theirs] = [here.process.routerId, there.process.routerId];
  if (mine && mine.value === theirs?.value && here.neighbour.external === false)
    yield { kind: 'router-id', id: mine.value };
  const [hereKey, thereKey] = [here.neighbour.authentication, there.neighbour.authentication];
  if (Boolean(hereKey) !== Boolean(thereKey) && here.neighbour.closed && there.neighbour.closed)
    yield { kind: 'key', here: hereKey !== undefined };
  if (asksForTtl(here) && there.process.checksTtl && there.neighbour.closed && sendsFewHops(there))
    yield { kind: 'ttl' };
  const [hereFamilies, thereFamilies] = [activeOf(here), activeOf(there)];
  if (
    here.neighbour.closed &&
    there.neighbour.closed &&
    hereFamilies.length > 0 &&
    thereFamilies.length > 0 &&
    !hereFamilies.some((family) => thereFamilies.includes(family))
  )
    yield { kind: 'families', here: hereFamilies, there: thereFamilies };
  const [role, other] = [here.neighbour.localRole, there.neighbour.localRole];
  if (role && other && PARTNER[role] !== other) yield { kind: 'roles', here: role, there: other };
}

const asksForTtl = ({ neighbour }: SessionEnd): boolean => neighbour.ttlSecurity !== undefined;

/** External sessions start with a TTL of 1 unless something says otherwise. */
const sendsFewHops = ({ neighbour }: SessionEnd): boolean =>
  neighbour.external === true &&
  neighbour.ttlSecurity === undefined &&
  neighbour.multihop === undefined &&
  neighbour.connectedCheckOff !== true;

const activeOf = ({ neighbour }: SessionEnd): string[] =>
  neighbour.families.filter(({ active }: BgpAddressFamily) => active).map(({ name }) => name);

/** RFC 9234 section 4.2 */
const PARTNER: Readonly<Record<string, string>> = {
  provider: 'customer',
  customer: 'provider',
  peer: 'peer',
  'rs-server': 'rs-client',
  'rs-client': 'rs-server',
};
