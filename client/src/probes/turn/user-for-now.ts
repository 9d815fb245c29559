import { createHmac } from 'node:crypto';
import type { Credentials } from '../probe.ts';

/** Seconds that a name lasts: a server whose clock is further ahead does not take it. */
const LASTS = 3_600;

/**
 * A user as the server knows it. Of a shared secret: the name `SECONDS:NAME`, or `SECONDS` alone where there is no name, with the password
 * that is BASE64(HMAC-SHA1(secret, name)), SECONDS since the epoch being when it runs out (draft-uberti-behave-turn-rest-00 2.2; coturn:
 * `use-auth-secret`).
 * @param now milliseconds since the epoch
 */
export function userForNow(user: Credentials, now: number): Credentials {
  if (!user.sharedSecret) return user;
  const expiry = String(Math.floor(now / 1_000) + LASTS);
  const username = user.username === '' ? expiry : `${expiry}:${user.username}`;
  return { username, password: createHmac('sha1', user.password).update(username).digest('base64') };
}
