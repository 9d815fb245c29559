import type { Library, Options, Session, User, Varbind } from 'net-snmp';
import type { Credentials } from '../probe.ts';
import type { Address } from '../target.ts';
import { connectedSocket } from './connected-socket.ts';

/** `wrong-user`: the agent knows no such user, or the password is wrong. `level`: it wants more protection than was offered, or less. */
export type Refusal =
  | 'silent'
  | 'refused'
  | 'unreachable'
  | 'not-made'
  | 'not-snmp'
  | 'wrong-user'
  | 'level'
  | 'cancelled';

export type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly end: Refusal };

/** One agent, asked as one user or community. */
export interface Agent {
  get(oids: readonly string[]): Promise<Asked<readonly Varbind[]>>;
  /** A column of a table, at most `MOST_ROWS`: index and value. */
  column(oid: string): Promise<Asked<ReadonlyMap<string, Varbind['value']>>>;
  close(): void;
}

export const MOST_ROWS = 512;
const ROWS_AT_ONCE = 20;
const TIMEOUT_MS = 1_500;
/** Requests leave in turn, no more than 20 in a second. */
const PACE_MS = 50;

/** Kinds of protection in the order they are tried; RFC 7860, RFC 3414, RFC 3826. */
export const PROTECTIONS = ['SHA-256 AES', 'SHA-1 AES', 'SHA-512 AES'] as const;
export type Protection = (typeof PROTECTIONS)[number];

/** SNMPv2c. */
export async function agentOfCommunity(
  address: Address,
  port: number,
  community: string,
  signal: AbortSignal,
): Promise<Agent> {
  const { Version2c, createSession } = await library();
  return agentOver(address, port, signal, Version2c, (options) => createSession(address.text, community, options));
}

/** SNMPv3 (RFC 3414); without a password for privacy, what is said is signed and not encrypted. */
export async function agentOfUser(
  address: Address,
  port: number,
  user: Credentials | undefined,
  protection: Protection,
  signal: AbortSignal,
): Promise<Agent> {
  const snmp = await library();
  // RFC 3414 4: who asks without a name is told which engine it is, and no more.
  const asked = user ? userOf(snmp, user, protection) : { name: '', level: snmp.SecurityLevel.noAuthNoPriv };
  return agentOver(address, port, signal, snmp.Version3, (options) =>
    snmp.createV3Session(address.text, asked, options),
  );
}

/** Large, and not needed until somebody asks. */
const library = async (): Promise<Library> => (await import('net-snmp')).default;

function userOf(snmp: Library, { username, password, privacyPassword }: Credentials, protection: Protection): User {
  const hash = { 'SHA-256 AES': 'sha256', 'SHA-1 AES': 'sha', 'SHA-512 AES': 'sha512' } as const;
  const signed = { name: username, authProtocol: snmp.AuthProtocols[hash[protection]], authKey: password };
  return privacyPassword === undefined
    ? { ...signed, level: snmp.SecurityLevel.authNoPriv }
    : { ...signed, level: snmp.SecurityLevel.authPriv, privProtocol: snmp.PrivProtocols.aes, privKey: privacyPassword };
}

function agentOver(
  address: Address,
  port: number,
  signal: AbortSignal,
  version: number,
  open: (options: Options) => Session,
): Agent {
  const socket = connectedSocket(address, port);
  const session = open({ version, port, retries: 1, timeout: TIMEOUT_MS, dgramModule: socket.module });
  let malformed = false;
  session.on('error', () => {
    malformed = true;
  });
  const close = (): void => session.close();
  if (signal.aborted) close();
  signal.addEventListener('abort', close, { once: true });
  let last = 0;
  const ask = async <T>(send: (done: (error: Error | null, value?: T) => void) => void): Promise<Asked<T>> => {
    const wait = last + PACE_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    last = performance.now();
    if (signal.aborted) return { ok: false, end: 'cancelled' };
    return new Promise((resolve) =>
      send((error, value) => {
        if (!error && value !== undefined) return resolve({ ok: true, value });
        resolve({ ok: false, end: signal.aborted ? 'cancelled' : endOf(error, malformed, socket.problem()) });
      }),
    );
  };
  const get: Agent['get'] = (oids) => ask((done) => session.get(oids, done));
  return {
    get,
    async column(oid) {
      const rows = new Map<string, Varbind['value']>();
      let from = oid;
      while (rows.size < MOST_ROWS) {
        const got = await ask<readonly (readonly Varbind[])[]>((done) =>
          session.getBulk([from], 0, ROWS_AT_ONCE, done),
        );
        if (!got.ok) return got;
        const [found = []] = got.value;
        const inside = found.filter((row) => row.type < EXCEPTION && row.oid.startsWith(`${oid}.`));
        const before = rows.size;
        for (const row of inside) rows.set(row.oid.slice(oid.length + 1), row.value);
        // An agent that repeats itself would be asked for ever.
        if (inside.length < found.length || rows.size === before) break;
        from = inside.at(-1)!.oid;
      }
      return { ok: true, value: rows };
    },
    close() {
      signal.removeEventListener('abort', close);
      session.close();
      socket.close();
    },
  };
}

/** noSuchObject, noSuchInstance, endOfMibView */
export const EXCEPTION = 128;

/** RFC 3416 3: of a user whom the agent knows, and whom it tells nothing at this level. */
const AUTHORIZATION_ERROR = 16;

/** By the library's fixed words alone: its texts hold digests. */
function endOf(error: Error | null, malformed: boolean, problem: string | undefined): Refusal {
  const said = error?.message ?? '';
  if (/^(?:Unknown User Name|Wrong Digest|Decryption Error|Failed to decrypt|Authentication digest)/.test(said))
    return 'wrong-user';
  if (said.startsWith('Unsupported Security Level')) return 'level';
  if ((error as { readonly status?: unknown } | null)?.status === AUTHORIZATION_ERROR) return 'level';
  const errno = problem ?? (error as NodeJS.ErrnoException | null)?.code;
  if (errno === 'ECONNREFUSED') return 'refused';
  if (errno === 'EHOSTUNREACH' || errno === 'ENETUNREACH') return 'unreachable';
  if (malformed || problem === 'malformed') return 'not-snmp';
  if (error?.name === 'RequestTimedOutError' || said === 'Request timed out') return 'silent';
  return problem === undefined ? 'not-snmp' : 'not-made';
}
