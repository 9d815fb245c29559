import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  ATTRIBUTE,
  type Attribute,
  decodeChannelData,
  decodeMessage,
  type Endpoint,
  encodeChannelData,
  encodeMessage,
  MESSAGE,
  xorPeerAddress,
} from '../../client/src/probes/stun-message.ts';

type Request = 'allocate' | 'refresh' | 'createPermission' | 'channelBind';

/** What it does otherwise than a TURN server should; absent: nothing. */
export interface Faults {
  /** Refuses a request of a kind with this code, its first so many times; `silent` does not answer it at all. */
  readonly refuses?: Partial<
    Record<Request, { readonly code: number | 'silent'; readonly reason?: string; readonly times?: number }>
  >;
  /** Instead of the relay's own address. */
  readonly claims?: Endpoint;
  /** Instead of the Data indication that a packet from a peer leads to. */
  readonly onPeer?: (data: Buffer) => readonly Buffer[];
  /** Carries nothing in a channel that it bound. */
  readonly deafChannel?: true;
}

export interface FakeTurn {
  readonly port: number;
  /** Kinds of the requests that came, in their order. */
  readonly asked: readonly Request[];
  close(): void;
}

const REQUESTS: readonly Request[] = ['allocate', 'refresh', 'createPermission', 'channelBind'];
const CHANNEL = 0x4000;
const HERE = '127.0.0.1';

/** A TURN server on loopback for one client, over UDP, that believes every user. Its relay is a real one. */
export async function fakeTurn(faults: Faults): Promise<FakeTurn> {
  const [server, relay] = await Promise.all([boundSocket(), boundSocket()]);
  const asked: Request[] = [];
  const refused = new Map<Request, number>();
  let client: Endpoint | undefined;
  let peer: Endpoint | undefined;
  let inChannel = false;
  const toClient = (message: Buffer): void => {
    if (client) server.send(message, client.port, client.address);
  };
  const toPeer = (data: Buffer): void => {
    if (peer) relay.send(data, peer.port, peer.address);
  };

  server.on('message', (message, from) => {
    const binding = decodeMessage(message, undefined, [MESSAGE.bindingRequest]);
    if (binding.ok) {
      const transaction = message.subarray(8, 20);
      const [, mapped] = xorPeerAddress(from, transaction);
      const answer = encodeMessage(MESSAGE.bindingSuccess, transaction, [[ATTRIBUTE.xorMappedAddress, mapped]]);
      server.send(answer, from.port, from.address);
      return;
    }
    client = from;
    const sent = decodeMessage(message, undefined, [MESSAGE.sendIndication]);
    if (sent.ok) {
      peer = sent.message.endpoint(ATTRIBUTE.xorPeerAddress);
      toPeer(sent.message.value(ATTRIBUTE.data)!);
      return;
    }
    const data = decodeChannelData(message, CHANNEL);
    if (data) {
      if (!faults.deafChannel) toPeer(data);
      return;
    }
    const kind = REQUESTS.find((one) => decodeMessage(message, undefined, [MESSAGE[`${one}Request`]]).ok);
    if (!kind) return;
    asked.push(kind);
    answerTo(kind, message, from);
  });
  relay.on('message', (data, from) => {
    peer = from;
    if (faults.onPeer) for (const one of faults.onPeer(data)) toClient(one);
    else if (inChannel) toClient(encodeChannelData(CHANNEL, data));
    else {
      const transaction = Buffer.alloc(12, 1);
      const attributes: Attribute[] = [xorPeerAddress(from, transaction), [ATTRIBUTE.data, data]];
      toClient(encodeMessage(MESSAGE.dataIndication, transaction, attributes));
    }
  });

  function answerTo(kind: Request, message: Buffer, from: Endpoint): void {
    const transaction = message.subarray(8, 20);
    const request = decodeMessage(message, transaction, [MESSAGE[`${kind}Request`]]);
    if (!request.ok) return;
    const refuse = (code: number, reason: string): void => {
      const value = Buffer.from([0, 0, Math.floor(code / 100), code % 100, ...Buffer.from(reason)]);
      const nonce = Buffer.from(`nonce ${asked.length}`);
      toClient(
        encodeMessage(MESSAGE[`${kind}Error`], transaction, [
          ...([[ATTRIBUTE.errorCode, value]] as const),
          ...([[ATTRIBUTE.realm, Buffer.from('realm')]] as const),
          ...([[ATTRIBUTE.nonce, nonce]] as const),
        ]),
      );
    };
    if (!request.message.value(ATTRIBUTE.username)) {
      refuse(401, 'Unauthorized');
      return;
    }
    const fault = faults.refuses?.[kind];
    const before = refused.get(kind) ?? 0;
    if (fault && before < (fault.times ?? Number.POSITIVE_INFINITY)) {
      refused.set(kind, before + 1);
      if (fault.code !== 'silent') refuse(fault.code, fault.reason ?? '');
      return;
    }
    inChannel ||= kind === 'channelBind';
    const relayed = faults.claims ?? { address: HERE, port: relay.address().port };
    toClient(
      encodeMessage(
        MESSAGE[`${kind}Success`],
        transaction,
        kind === 'allocate'
          ? [
              [ATTRIBUTE.xorRelayedAddress, xorPeerAddress(relayed, transaction)[1]],
              [ATTRIBUTE.xorMappedAddress, xorPeerAddress(from, transaction)[1]],
            ]
          : [],
      ),
    );
  }

  return {
    port: server.address().port,
    asked,
    close: () => {
      server.close();
      relay.close();
    },
  };
}

async function boundSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, HERE);
  await once(socket, 'listening');
  return socket;
}
