import { randomBytes } from 'node:crypto';
import { isInside } from '../is-inside.ts';
import type { Permit } from '../permit.ts';
import { plainText } from '../plain-text.ts';
import {
  ATTRIBUTE,
  type Attribute,
  bindingRequest,
  decodeChannelData,
  decodeMessage,
  type Endpoint,
  encodeChannelData,
  encodeMessage,
  errorOf,
  MESSAGE,
  type Message,
  xorPeerAddress,
} from '../stun-message.ts';
import { openStunSocket, type StunSocket } from '../stun-socket.ts';
import { type Address, asAddress } from '../target.ts';
import type { Asked, Conversation, Failure } from './exchange.ts';
import type { Session } from './session.ts';

/** What became of packets between a relay and a second socket of this machine. */
export interface RelayLoop {
  /**
   * `passed`: in and out, in indications and in a channel. `denied`: 403, it relays nothing to this machine's address.
   * `nothing-in`: what is sent to the relayed address does not come out; `only-answers`: it does once the relay has sent first.
   * `nothing-out`: what comes in does, what goes out does not. `no-channel`: indications pass, a channel does not.
   * `not-allowed`, `other-family`: nothing was sent, for the relayed address may not be asked or cannot be.
   */
  readonly end:
    | 'passed'
    | 'denied'
    | 'nothing-in'
    | 'only-answers'
    | 'nothing-out'
    | 'no-channel'
    | 'not-allowed'
    | 'other-family'
    | 'error'
    | Failure;
  /** The second socket, as the relay sees it. */
  readonly peer?: Endpoint;
  readonly error?: { readonly code: number; readonly reason: string };
  /** Milliseconds of a packet out through the relay and back in, from this machine to itself. */
  readonly ms?: number;
  /** Milliseconds of a request to the server and its answer. */
  readonly serverMs?: number;
}

const FORBIDDEN = 403;
/** RFC 8656 12: the first that a client may choose. */
const CHANNEL = 0x4000;
const REPEAT_MS = [0, 400, 1_200];
const TIMEOUT_MS = 2_500;

/**
 * Sends STUN requests of its own through a relay that was granted, both ways, from and to a second socket.
 * Nothing leaves for an address that the permit does not tell, nor for one that only the server's own network has.
 * @param port of the server
 */
export async function loopThrough(
  allocated: Message,
  session: Session,
  conversation: Conversation,
  permit: Permit,
  server: { readonly address: Address; readonly port: number },
  signal: AbortSignal,
): Promise<RelayLoop> {
  const relayed = allocated.endpoint(ATTRIBUTE.xorRelayedAddress);
  const mapped = allocated.endpoint(ATTRIBUTE.xorMappedAddress);
  const relay = relayed && asAddress(relayed.address);
  if (!relay || !mapped || relayed.port === 0) return { end: 'not-turn' };
  // RFC 8656 7.2: who does not ask for IPv6 is given IPv4, from wherever it comes.
  if (relay.family !== server.address.family) return { end: 'other-family' };
  if (!isOpenTo(permit, relay, server.address)) return { end: 'not-allowed' };
  // From the same address as the conversation: the server told how it sees that one.
  const peer = await openStunSocket(server.address, server.port, signal);
  if (typeof peer === 'string') return { end: peer === 'not-stun' ? 'not-made' : peer };
  try {
    const bound = await peer.ask({ address: server.address.text, port: server.port });
    if (bound.end === 'cancelled') return { end: 'cancelled' };
    const known = bound.end === 'response' ? bound.response.mapped : undefined;
    return await both({ peer, known, mapped, relayed, session, conversation });
  } finally {
    peer.close();
  }
}

/** The plan tells of the server's own addresses and of those that are allowed; a private one of a public server is not ours. */
function isOpenTo({ addresses, mayAlsoAsk }: Permit, relay: Address, server: Address): boolean {
  if (isInside(relay.text) && !isInside(server.text)) return false;
  return addresses.some(({ text }) => text === relay.text) || mayAlsoAsk(relay);
}

interface Ways {
  readonly peer: StunSocket;
  /** The second socket as the server sees it; undefined: it does not say. */
  readonly known: Endpoint | undefined;
  /** The first one. */
  readonly mapped: Endpoint;
  readonly relayed: Endpoint;
  readonly session: Session;
  readonly conversation: Conversation;
}

async function both(ways: Ways): Promise<RelayLoop> {
  const { known, mapped, session } = ways;
  const permission = await session.request('createPermission', (transaction) => [
    xorPeerAddress(known ?? mapped, transaction),
  ]);
  const peer = { peer: known ?? mapped };
  if (permission.end === 'rejected') {
    const error = saidIn(permission.message);
    return { end: error.code === FORBIDDEN ? 'denied' : 'error', ...peer, error };
  }
  if (permission.end !== 'granted') return { end: permission.end };
  const serverMs = permission.ms;
  const first = await comesIn(ways, viaIndication);
  const at = first.ok ? first.reply : known;
  if (!first.ok && first.end !== 'silent') return { end: first.end };
  const out = at !== undefined && (await goesOut(ways, (data) => sendIndication(at, data)));
  if (!at || !out) return { end: first.ok ? 'nothing-out' : 'nothing-in', ...peer, serverMs };
  if (!first.ok) {
    const second = await comesIn(ways, viaIndication);
    return { end: second.ok ? 'only-answers' : 'nothing-in', ...peer, serverMs };
  }
  return { peer: at, serverMs, ...(await throughChannel(ways, at)) };
}

async function throughChannel(ways: Ways, at: Endpoint): Promise<Pick<RelayLoop, 'end' | 'error' | 'ms'>> {
  const bound = await ways.session.request('channelBind', (transaction) => [
    [ATTRIBUTE.channelNumber, Buffer.from([CHANNEL >> 8, CHANNEL & 255, 0, 0])],
    xorPeerAddress(at, transaction),
  ]);
  if (bound.end === 'rejected') return { end: 'no-channel', error: saidIn(bound.message) };
  if (bound.end !== 'granted') return { end: bound.end };
  const started = performance.now();
  if (!(await goesOut(ways, (data) => encodeChannelData(CHANNEL, data)))) return { end: 'no-channel' };
  const back = await comesIn(ways, (message) => {
    const data = decodeChannelData(message, CHANNEL);
    return data && { data, from: at };
  });
  if (!back.ok) return { end: back.end === 'silent' ? 'no-channel' : back.end };
  return { end: 'passed', ms: Math.round((performance.now() - started) * 10) / 10 };
}

/** The second socket sends to the relayed address. @returns where the relay saw it come from */
async function comesIn(
  { peer, relayed, conversation }: Ways,
  read: (message: Buffer) => { readonly data: Buffer; readonly from: Endpoint } | undefined,
): Promise<Asked<Endpoint>> {
  const sent: Buffer[] = [];
  const timers = REPEAT_MS.map((at) => setTimeout(() => sent.push(peer.send(relayed)), at));
  const heard = await conversation.listen((message) => {
    const came = read(message);
    return came && sent.some((transaction) => isOf(came.data, transaction)) ? came.from : undefined;
  }, TIMEOUT_MS);
  for (const timer of timers) clearTimeout(timer);
  return heard;
}

/** The relay is asked to send to the second socket. */
async function goesOut({ peer, conversation }: Ways, wrap: (data: Buffer) => Buffer): Promise<boolean> {
  const transaction = randomBytes(12);
  const packet = wrap(bindingRequest(transaction));
  const timers = REPEAT_MS.map((at) => setTimeout(() => conversation.send(packet), at));
  const heard = await peer.hears(transaction, TIMEOUT_MS);
  for (const timer of timers) clearTimeout(timer);
  return heard;
}

/** RFC 8656 11.4 */
function viaIndication(message: Buffer): { readonly data: Buffer; readonly from: Endpoint } | undefined {
  const decoded = decodeMessage(message, undefined, [MESSAGE.dataIndication]);
  if (!decoded.ok) return undefined;
  const data = decoded.message.value(ATTRIBUTE.data);
  const from = decoded.message.endpoint(ATTRIBUTE.xorPeerAddress);
  return data && from && { data, from };
}

/** RFC 8656 11.1 */
function sendIndication(to: Endpoint, data: Buffer): Buffer {
  const transaction = randomBytes(12);
  const attributes: readonly Attribute[] = [xorPeerAddress(to, transaction), [ATTRIBUTE.data, data]];
  return encodeMessage(MESSAGE.sendIndication, transaction, attributes);
}

const isOf = (packet: Buffer, transaction: Buffer): boolean =>
  packet.length >= 20 && packet.subarray(8, 20).equals(transaction);

function saidIn(message: Message): NonNullable<RelayLoop['error']> {
  const { code, reason } = errorOf(message.value(ATTRIBUTE.errorCode));
  return { code, reason: plainText(reason, 80) };
}
