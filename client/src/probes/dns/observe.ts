import { Resolver } from 'node:dns/promises';
import { type Attempt, attemptConnect } from '../connect.ts';
import { type Permit, usePermit } from '../permit.ts';
import { plainText } from '../plain-text.ts';
import type { Observation } from '../probe.ts';
import { type Address, targetText } from '../target.ts';
import { askHeader, isFound, queryFor, REFUSED, SERVFAIL, unchecked } from './header-query.ts';
import { askIdentity, type Identity } from './identity.ts';
import { askNameServers, type Delegation } from './name-servers.ts';

export interface DnsObservation extends Observation {
  readonly probe: 'dns';
  readonly servers: readonly DnsServer[];
  /** Whom the zone of the name is delegated to; absent: no name was asked, or nobody tells. */
  readonly delegation?: Delegation;
}

export interface DnsServer {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly answers: readonly DnsAnswer[];
  /** Whether port 53 is open over TCP too (RFC 7766). */
  readonly tcp: Attempt['end'];
  /** Absent: it did not answer, or does not say. */
  readonly identity?: Identity;
}

export type Question = 'A' | 'AAAA' | 'NS';

export interface DnsAnswer {
  readonly question: Question;
  /** `no-data`: the name exists, without such a record. `bogus`: SERVFAIL, and without a check of signatures there is an answer. */
  readonly end:
    | 'answer'
    | 'no-data'
    | 'no-name'
    | 'servfail'
    | 'bogus'
    | 'refused-by-policy'
    | 'not-dns'
    | 'silent'
    | 'closed'
    | 'unreachable'
    | 'not-made'
    | 'cancelled';
  readonly ms: number;
  /** Addresses or name servers. */
  readonly records: readonly string[];
  /** Seconds, the smallest; of addresses. */
  readonly ttl?: number;
}

export const TIMEOUT_MS = 1_500;
export const TRIES = 2;
/** However long the library waits between its tries. */
const DEADLINE_MS = 8_000;
const RECORDS = 20;

/** A name is asked for its addresses; without one, the root's name servers are asked for, which every resolver knows. */
export const questionsOf = (name: string | undefined): readonly Question[] =>
  name === undefined ? ['NS'] : ['A', 'AAAA'];

/** Asks the server itself, past the system's resolver, its cache and its search list. */
export async function observe(permit: Permit, signal: AbortSignal): Promise<DnsObservation> {
  usePermit(permit, 'dns');
  const { target, addresses } = permit;
  const servers = await Promise.all(
    addresses.map(async (address): Promise<DnsServer> => {
      const [answers, tcp] = await Promise.all([
        ask(address, target.port!, target.name, signal),
        attemptConnect(address, target.port!, signal),
      ]);
      const answered = answers.some(({ end }) => SPOKE.includes(end));
      const identity = answered && (await askIdentity(address, target.port!, TIMEOUT_MS, signal));
      return {
        address: address.text,
        family: address.family,
        answers: answers.map((one) => unsent(one, tcp.end)),
        tcp: tcp.end,
        ...(identity && { identity }),
      };
    }),
  );
  const knowing = addresses.find((_, at) =>
    servers[at]?.answers.some(({ end }) => end === 'answer' || end === 'no-data'),
  );
  const delegation = knowing && target.name !== undefined ? await delegationBy(knowing, permit, signal) : undefined;
  return { probe: 'dns', target, servers, ...(delegation && { delegation }) };
}

/** What a DNS server said; whoever said it can be asked who it is. */
const SPOKE: readonly DnsAnswer['end'][] = ['answer', 'no-data', 'no-name', 'servfail', 'bogus'];

/** As the server tells it that has just answered. */
async function delegationBy(
  address: Address,
  { target, addresses, mayAlsoAsk }: Permit,
  signal: AbortSignal,
): Promise<Delegation | undefined> {
  const mayAsk = (other: Address): boolean => mayAlsoAsk(other) || addresses.some(({ text }) => text === other.text);
  return overResolver(address, target.port!, signal, (resolver) =>
    askNameServers(resolver, target.name!, mayAsk, signal),
  );
}

/** Made for one run: the library keeps answers per resolver. */
async function overResolver<T>(
  address: Address,
  port: number,
  signal: AbortSignal,
  ask: (resolver: Resolver) => Promise<T>,
): Promise<T> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  resolver.setServers([targetText({ host: address.text, port })]);
  const cancel = (): void => resolver.cancel();
  const deadline = setTimeout(cancel, DEADLINE_MS);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await ask(resolver);
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', cancel);
  }
}

/** The library says of whatever it could not send that the connection was refused; the connect over TCP tells why. */
const unsent = (answer: DnsAnswer, tcp: Attempt['end']): DnsAnswer =>
  answer.end === 'closed' && (tcp === 'unreachable' || tcp === 'not-made') ? { ...answer, end: tcp } : answer;

async function ask(
  address: Address,
  port: number,
  name: string | undefined,
  signal: AbortSignal,
): Promise<DnsAnswer[]> {
  const questions = questionsOf(name);
  if (signal.aborted) return questions.map((question) => ({ question, end: 'cancelled', ms: 0, records: [] }));
  return overResolver(address, port, signal, (resolver) =>
    Promise.all(
      questions.map(async (question): Promise<DnsAnswer> => {
        const started = performance.now();
        const took = (): number => Math.round((performance.now() - started) * 10) / 10;
        try {
          const found = await recordsOf(resolver, question, name);
          const records = found.map(({ text }) => plainText(text, 253));
          const ttls = found.flatMap(({ ttl }) => ttl ?? []);
          return {
            question,
            end: records.length > 0 ? 'answer' : 'no-data',
            ms: took(),
            records: records.slice(0, RECORDS),
            ...(ttls.length > 0 && { ttl: Math.min(...ttls) }),
          };
        } catch (problem) {
          const known = endOf((problem as NodeJS.ErrnoException).code);
          const end = await lookCloser(known, { address, port, question, name }, signal);
          return { question, end: end === 'cancelled' && !signal.aborted ? 'silent' : end, ms: took(), records: [] };
        }
      }),
    ),
  );
}

async function recordsOf(
  resolver: Resolver,
  question: Question,
  name: string | undefined,
): Promise<readonly { readonly text: string; readonly ttl?: number }[]> {
  if (question === 'NS') return (await resolver.resolveNs(name ?? '.')).map((text) => ({ text }));
  const found = await (question === 'A'
    ? resolver.resolve4(name!, { ttl: true })
    : resolver.resolve6(name!, { ttl: true }));
  return found.map(({ address, ttl }) => ({ text: address, ttl }));
}

interface Asked {
  readonly address: Address;
  readonly port: number;
  readonly question: Question;
  readonly name: string | undefined;
}

/** What the library cannot tell of two answers, asked for by hand. */
async function lookCloser(end: DnsAnswer['end'], asked: Asked, signal: AbortSignal): Promise<DnsAnswer['end']> {
  if (end === 'not-dns') return (await refuses(asked.address, asked.port, signal)) ? 'refused-by-policy' : end;
  if (end === 'servfail') return (await failsInCheck(asked, signal)) ? 'bogus' : end;
  return end;
}

/** RFC 1035 3.2.2, RFC 3596 2.1 */
const TYPES: Readonly<Record<Question, number>> = { A: 1, NS: 2, AAAA: 28 };

/** Whether it answers as soon as nobody checks signatures, and still fails when somebody does: a zone found late looks the same once. */
async function failsInCheck({ address, port, question, name }: Asked, signal: AbortSignal): Promise<boolean> {
  const query = (): Buffer => queryFor(name ?? '', TYPES[question], true);
  if (!isFound(await askHeader(address, port, unchecked(query()), TIMEOUT_MS, signal))) return false;
  const again = await askHeader(address, port, query(), TIMEOUT_MS, signal);
  return typeof again !== 'string' && again.code === SERVFAIL;
}

/**
 * Whether the server's answer to a bare query for the root carries the code REFUSED. Asked only after an answer that the
 * library could not read: unbound leaves the question out when it refuses.
 */
async function refuses(address: Address, port: number, signal: AbortSignal): Promise<boolean> {
  const said = await askHeader(address, port, queryFor('', 2, true), TIMEOUT_MS, signal);
  return typeof said !== 'string' && said.code === REFUSED;
}

/** Codes of c-ares, by which Node.js asks. */
function endOf(code: string | undefined): DnsAnswer['end'] {
  switch (code) {
    case 'ENODATA':
      return 'no-data';
    case 'ENOTFOUND':
      return 'no-name';
    case 'ESERVFAIL':
      return 'servfail';
    case 'EREFUSED':
      return 'refused-by-policy';
    case 'EFORMERR':
    case 'ENOTIMP':
    case 'EBADRESP':
    case 'EBADNAME':
      return 'not-dns';
    case 'ETIMEOUT':
      return 'silent';
    case 'ECONNREFUSED':
      return 'closed';
    case 'ECANCELLED':
      return 'cancelled';
    default:
      return 'not-made';
  }
}
