/**
 * Takes a relay of a TURN server on loopback and goes without giving it back, as a client that crashed:
 * `turn-squatter.ts SOURCE-PORT USERNAME PASSWORD`.
 */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  ATTRIBUTE,
  type Attribute,
  decodeMessage,
  encodeMessage,
  longTermKey,
  MESSAGE,
  type Message,
} from '../../client/src/probes/stun-message.ts';

const [, , sourcePort, username = '', password = ''] = process.argv;
const OVER_UDP: Attribute = [ATTRIBUTE.requestedTransport, Buffer.from([17, 0, 0, 0])];

const socket = createSocket('udp4');
socket.bind(Number(sourcePort), '127.0.0.1');
await once(socket, 'listening');
const challenge = await ask([OVER_UDP]);
const realm = challenge.value(ATTRIBUTE.realm)!;
const login: readonly Attribute[] = [
  [ATTRIBUTE.username, Buffer.from(username)],
  [ATTRIBUTE.realm, realm],
  [ATTRIBUTE.nonce, challenge.value(ATTRIBUTE.nonce)!],
];
const granted = await ask([OVER_UDP, ...login], longTermKey(username, realm.toString('utf8'), password));
socket.close();
if (granted.type !== MESSAGE.allocateSuccess) throw new Error('no relay was granted');

async function ask(attributes: readonly Attribute[], key?: Buffer): Promise<Message> {
  const transaction = randomBytes(12);
  socket.send(encodeMessage(MESSAGE.allocateRequest, transaction, attributes, key), 3478, '127.0.0.1');
  const [bytes] = (await once(socket, 'message')) as [Buffer];
  const decoded = decodeMessage(bytes, transaction, [MESSAGE.allocateSuccess, MESSAGE.allocateError]);
  if (!decoded.ok) throw new Error(decoded.why);
  return decoded.message;
}
