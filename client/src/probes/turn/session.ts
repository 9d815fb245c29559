import { randomBytes } from 'node:crypto';
import { plainText } from '../plain-text.ts';
import type { Credentials } from '../probe.ts';
import {
  ATTRIBUTE,
  type Attribute,
  decodeMessage,
  encodeMessage,
  errorOf,
  longTermKey,
  MESSAGE,
  type Message,
} from '../stun-message.ts';
import type { Conversation, Failure } from './exchange.ts';

export type Method = 'allocate' | 'refresh' | 'createPermission' | 'channelBind';

/** `granted` and `rejected` are what the server said; anything else is why it said nothing. */
export type Answer =
  | { readonly end: 'granted' | 'rejected'; readonly message: Message; readonly ms: number }
  | { readonly end: Failure };

/** Requests of one client, signed as soon as the server has asked who it is. */
export interface Session {
  /** @param attributes may depend on the transaction, which masks addresses */
  request(method: Method, attributes: (transaction: Buffer) => readonly Attribute[]): Promise<Answer>;
  /** Of the user that the server took; undefined while it has not asked. */
  realm(): string | undefined;
}

/** A server asks who it is once (401), and may say that the nonce is old (438, RFC 8489 9.2.5): it is believed this often in all. */
const MOST_LOGINS = 2;

export function openSession(conversation: Conversation, user: Credentials | undefined): Session {
  let login: Login | undefined;
  let logins = 0;
  return {
    realm: () => login?.realm,
    async request(method, attributes) {
      for (;;) {
        const started = performance.now();
        const asked = await ask(conversation, method, attributes, login);
        if (!asked.ok) return { end: asked.end };
        if (asked.reply === 'malformed') return { end: 'not-turn' };
        const message = asked.reply;
        const ms = Math.round((performance.now() - started) * 10) / 10;
        if (message.type === MESSAGE[`${method}Success`]) return { end: 'granted', message, ms };
        const { code } = errorOf(message.value(ATTRIBUTE.errorCode));
        const next = code === (login ? 438 : 401) ? loginFor(message, user) : undefined;
        if (!next || logins === MOST_LOGINS) return { end: 'rejected', message, ms };
        login = next;
        logins += 1;
      }
    },
  };
}

interface Login {
  readonly attributes: readonly Attribute[];
  readonly realm: string;
  readonly key: Buffer;
}

function ask(
  conversation: Conversation,
  method: Method,
  attributes: (transaction: Buffer) => readonly Attribute[],
  login: Login | undefined,
) {
  const transaction = randomBytes(12);
  const types = [MESSAGE[`${method}Success`], MESSAGE[`${method}Error`]];
  const all = [...attributes(transaction), ...(login?.attributes ?? [])];
  return conversation.ask<Message | 'malformed'>(
    encodeMessage(MESSAGE[`${method}Request`], transaction, all, login?.key),
    (bytes) => {
      const decoded = decodeMessage(bytes, transaction, types);
      return decoded.ok ? decoded.message : decoded.why === 'malformed' ? 'malformed' : undefined;
    },
  );
}

function loginFor(challenge: Message, user: Credentials | undefined): Login | undefined {
  const realm = challenge.value(ATTRIBUTE.realm);
  const nonce = challenge.value(ATTRIBUTE.nonce);
  if (!user || !realm || !nonce) return undefined;
  const name = realm.toString('utf8');
  return {
    attributes: [
      [ATTRIBUTE.username, Buffer.from(user.username)],
      [ATTRIBUTE.realm, realm],
      [ATTRIBUTE.nonce, nonce],
    ],
    realm: plainText(name, 80),
    key: longTermKey(user.username, name, user.password),
  };
}
