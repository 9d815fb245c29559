import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import { ATTRIBUTE, type Attribute, type Endpoint } from '../stun-message.ts';
import { askedAddress, type StunReply, type StunSocket, stunSockets, whySilent } from '../stun-socket.ts';
import { type Address, asAddress } from '../target.ts';

export interface StunNatObservation extends Observation {
  readonly probe: 'stun-nat';
  readonly address: string;
  /** `no-other`: the server names no second address. `other-not-allowed`: it names one that the user has not allowed. */
  readonly end: 'done' | Exclude<StunReply['end'], 'response'> | 'no-address' | 'no-other' | 'other-not-allowed';
  readonly local?: Endpoint;
  /** The server's second address and port. */
  readonly other?: Endpoint;
  /** Where one socket was seen from: by the server, by its second address, by that on its second port. Absent: silence. */
  readonly mapped?: Endpoint;
  readonly mappedByOther?: Endpoint;
  readonly mappedByOtherPort?: Endpoint;
  /** Whether answers came from an address and a port that were never sent to. */
  readonly filtering?: 'endpoint-independent' | 'address-dependent' | 'address-and-port-dependent';
  /** Whether a datagram to one's own outside address came back in; `not-tried`: that address is not allowed. */
  readonly hairpin?: 'works' | 'fails' | 'not-tried';
}

/** RFC 5780 7.2 */
const CHANGE_ADDRESS_AND_PORT: Attribute = [ATTRIBUTE.changeRequest, Buffer.from([0, 0, 0, 6])];
const CHANGE_PORT: Attribute = [ATTRIBUTE.changeRequest, Buffer.from([0, 0, 0, 2])];
const HAIRPIN_MS = 1_500;

/** The tests of RFC 5780 4.3 to 4.5, over the first address of the target. */
export async function observe(permit: Permit, signal: AbortSignal): Promise<StunNatObservation> {
  usePermit(permit, 'stun-nat');
  const { target, addresses } = permit;
  const address = askedAddress(addresses);
  const known = { probe: 'stun-nat', target, address: address.text } as const;
  const server = { address: address.text, port: target.port! };
  const { open, closeAll } = stunSockets(address, target.port!, signal);
  try {
    const socket = await open();
    if (typeof socket === 'string') return { ...known, end: socket };
    const first = await socket.ask(server);
    if (first.end === 'silent') return { ...known, end: await whySilent(address, target.port!, signal) };
    if (first.end !== 'response') return { ...known, end: first.end };
    const { mapped, other } = first.response;
    const seen = { ...known, local: socket.local, ...(mapped && { mapped }), ...(other && { other }) };
    if (!mapped) return { ...seen, end: 'no-address' };
    const second = other && asAddress(other.address);
    if (!second || !other || other.address === address.text) return { ...seen, end: 'no-other' };
    // The server names it, so it counts as anybody's address until the user's own list says otherwise.
    if (!permit.mayAlsoAsk(second)) return { ...seen, end: 'other-not-allowed' };
    const mapping = await mappingOf(socket, server, other);
    const fresh = await open();
    if (typeof fresh === 'string') return { ...seen, end: fresh };
    const filtering = await filteringOf(fresh, server);
    const hairpin = await hairpinOf(socket, mapped, permit, open);
    return { ...seen, ...mapping, filtering, hairpin, end: signal.aborted ? 'cancelled' : 'done' };
  } finally {
    closeAll();
  }
}

/**
 * RFC 5780 4.4, on a socket of its own: the mapping tests let the second address in, and an answer that a translation
 * dropped makes it avoid that port for the mapping (Linux does).
 */
async function filteringOf(
  socket: StunSocket,
  server: Endpoint,
): Promise<NonNullable<StunNatObservation['filtering']>> {
  await socket.ask(server);
  if ((await socket.ask(server, [CHANGE_ADDRESS_AND_PORT])).end === 'response') return 'endpoint-independent';
  return (await socket.ask(server, [CHANGE_PORT])).end === 'response'
    ? 'address-dependent'
    : 'address-and-port-dependent';
}

/** RFC 5780 4.3 */
async function mappingOf(
  socket: StunSocket,
  server: Endpoint,
  other: Endpoint,
): Promise<Pick<StunNatObservation, 'mappedByOther' | 'mappedByOtherPort'>> {
  const byOther = await socket.ask({ address: other.address, port: server.port });
  const byOtherPort = await socket.ask(other);
  const seenBy = (reply: StunReply): Endpoint | undefined =>
    reply.end === 'response' ? reply.response.mapped : undefined;
  const [one, two] = [seenBy(byOther), seenBy(byOtherPort)];
  return { ...(one && { mappedByOther: one }), ...(two && { mappedByOtherPort: two }) };
}

/** RFC 5780 4.5 */
async function hairpinOf(
  socket: StunSocket,
  mapped: Endpoint,
  permit: Permit,
  open: () => Promise<StunSocket | string>,
): Promise<NonNullable<StunNatObservation['hairpin']>> {
  const outside: Address | undefined = asAddress(mapped.address);
  if (!outside || !permit.mayAlsoAsk(outside)) return 'not-tried';
  const sender = await open();
  if (typeof sender === 'string') return 'not-tried';
  return (await socket.hears(sender.send(mapped), HAIRPIN_MS)) ? 'works' : 'fails';
}
