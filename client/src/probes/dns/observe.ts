import { Resolver } from 'node:dns/promises';
import { type Attempt, attemptConnect } from '../connect.ts';
import type { RecordType } from '../inputs.ts';
import { type Permit, usePermit } from '../permit.ts';
import { plainText } from '../plain-text.ts';
import type { Observation } from '../probe.ts';
import { type Address, type Target, targetText } from '../target.ts';
import { aliasesOf } from './aliases.ts';
import { askHeader, isFound, queryFor, REFUSED, SERVFAIL, unchecked } from './header-query.ts';
import { askIdentity, type Identity } from './identity.ts';
import { askLarge, type LargeAnswer } from './large-answer.ts';
import { askNameServers, type Delegation } from './name-servers.ts';
import { findRecords, TYPE_NUMBERS } from './records.ts';
import { systemResolver } from './system-resolver.ts';

export interface DnsObservation extends Observation {
  readonly probe: 'dns';
  readonly servers: readonly DnsServer[];
  /** Whom the zone of the name is delegated to; absent: no name was asked, or nobody tells. */
  readonly delegation?: Delegation;
  /** What this machine's own resolver answers; absent: it was not asked, or is the target. */
  readonly system?: { readonly address: string; readonly answers: readonly DnsAnswer[] };
}

export interface DnsServer {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly answers: readonly DnsAnswer[];
  /** Whether port 53 is open over TCP too (RFC 7766). */
  readonly tcp: Attempt['end'];
  /** Absent: it did not answer, or does not say. */
  readonly identity?: Identity;
  /** Of what the name is an alias, in turn; see `aliasesOf`. Absent: it is none. */
  readonly aliases?: readonly string[];
  /** Answers that do not fit what passes everywhere. */
  readonly large?: readonly LargeAnswer[];
}

export type Question = RecordType;

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
  /** Addresses, or what the record says. */
  readonly records: readonly string[];
  /** Seconds, the smallest; of addresses. */
  readonly ttl?: number;
}

export const TIMEOUT_MS = 1_500;
export const TRIES = 2;
/** However long the library waits between its tries. */
const DEADLINE_MS = 8_000;
const RECORDS = 20;

/** A name is asked for its addresses, or for what the user wants; without one, the root's name servers are asked for, which every resolver knows. */
export const questionsOf = ({ name, types = ['A', 'AAAA'] }: Target): readonly Question[] =>
  name === undefined ? ['NS'] : types;

/** Whether they are all that is asked for: then aliases and this machine's own resolver are looked at too. */
export const asksForAddresses = ({ name, types }: Target): boolean => name !== undefined && types === undefined;

/** Asks the server itself, past the system's resolver, its cache and its search list. */
export async function observe(permit: Permit, signal: AbortSignal): Promise<DnsObservation> {
  usePermit(permit, 'dns');
  const { target, addresses } = permit;
  const [servers, system] = await Promise.all([
    Promise.all(addresses.map((address) => askServer(address, target, signal))),
    askSystem(permit, signal),
  ]);
  const knowing = addresses.find((_, at) =>
    servers[at]?.answers.some(({ end }) => end === 'answer' || end === 'no-data'),
  );
  const delegation = knowing && target.name !== undefined ? await delegationBy(knowing, permit, signal) : undefined;
  return { probe: 'dns', target, servers, ...(delegation && { delegation }), ...(system && { system }) };
}

async function askServer(address: Address, target: Target, signal: AbortSignal): Promise<DnsServer> {
  const port = target.port!;
  const [answers, tcp] = await Promise.all([ask(address, port, target, signal), attemptConnect(address, port, signal)]);
  const answered = answers.some(({ end }) => SPOKE.includes(end));
  const { name } = target;
  const [identity, aliases, large] = await Promise.all([
    answered ? askIdentity(address, port, TIMEOUT_MS, signal) : undefined,
    answered && asksForAddresses(target)
      ? overResolver(address, port, signal, (resolver) => aliasesOf(resolver, name!))
      : [],
    largeAnswers(address, target, answers, signal),
  ]);
  return {
    address: address.text,
    family: address.family,
    answers: answers.map((one) => unsent(one, tcp.end)),
    tcp: tcp.end,
    ...(identity && { identity }),
    ...(aliases.length > 0 && { aliases }),
    ...(large.length > 0 && { large }),
  };
}

async function largeAnswers(
  address: Address,
  { port, name = '' }: Target,
  answers: readonly DnsAnswer[],
  signal: AbortSignal,
): Promise<readonly LargeAnswer[]> {
  const found = answers.filter(({ end }) => end === 'answer');
  const all = await Promise.all(
    found.map(({ question }) => askLarge(address, port!, question, name, TIMEOUT_MS, signal)),
  );
  return all.flatMap((one) => one ?? []);
}

async function askSystem(
  { target, addresses, mayAlsoAsk }: Permit,
  signal: AbortSignal,
): Promise<DnsObservation['system']> {
  const own = asksForAddresses(target) ? systemResolver(addresses, mayAlsoAsk) : undefined;
  return own && { address: own.text, answers: await ask(own, own.port, target, signal) };
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

async function ask(address: Address, port: number, target: Target, signal: AbortSignal): Promise<DnsAnswer[]> {
  const questions = questionsOf(target);
  const { name } = target;
  if (signal.aborted) return questions.map((question) => ({ question, end: 'cancelled', ms: 0, records: [] }));
  return overResolver(address, port, signal, (resolver) =>
    Promise.all(
      questions.map(async (question): Promise<DnsAnswer> => {
        const started = performance.now();
        const took = (): number => Math.round((performance.now() - started) * 10) / 10;
        try {
          const found = await findRecords(resolver, question, name ?? '.');
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

/** Whether it answers as soon as nobody checks signatures, and still fails when somebody does: a zone found late looks the same once. */
async function failsInCheck({ address, port, question, name }: Asked, signal: AbortSignal): Promise<boolean> {
  const query = (): Buffer => queryFor(name ?? '', TYPE_NUMBERS[question], true);
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
