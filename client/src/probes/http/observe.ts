import { setTimeout as delay } from 'node:timers/promises';
import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import type { Address, Target } from '../target.ts';
import { ask, type HttpAnswer, isSecure } from './exchange.ts';
import { type Reuse, reuseAfter } from './reuse.ts';

export interface HttpObservation extends Observation {
  readonly probe: 'http';
  /** Milliseconds that the lookup of the name took; absent: there was none. */
  readonly lookupMs?: number;
  readonly servers: readonly HttpServer[];
}

export interface HttpServer {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly secure: boolean;
  readonly answers: readonly HttpAnswer[];
  /** Absent: no silence was asked for, or there is nobody to keep it with. */
  readonly reuse?: Reuse;
}

export const REQUESTS = 10;
const PAUSE_MS = 250;

/** Steps are asked for in turn. */
export const pathsOf = ({ paths = ['/'] }: Target): readonly string[] => paths;

/** One request after the other, each on a connection of its own; a server that gives no answer is not asked again. */
export async function observe(permit: Permit, signal: AbortSignal): Promise<HttpObservation> {
  usePermit(permit, 'http');
  const { target, addresses, lookupMs } = permit;
  const servers = await Promise.all(addresses.map((address) => askServer(address, target, signal)));
  return { probe: 'http', target, ...(lookupMs !== undefined && { lookupMs }), servers };
}

async function askServer(address: Address, target: Target, signal: AbortSignal): Promise<HttpServer> {
  const paths = pathsOf(target);
  const answers: HttpAnswer[] = [];
  while (answers.length < REQUESTS) {
    const answer = await ask(address, target, paths[answers.length % paths.length]!, signal);
    answers.push(answer);
    if (answer.end !== 'answered' && answer.end !== 'closed' && answer.end !== 'silent') break;
    if (answers.length === 2 && answers.every(({ end }) => end === 'silent')) break;
    await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
  }
  const known = { address: address.text, family: address.family, secure: isSecure(target), answers };
  if (target.idle === undefined || !answers.some(({ end }) => end === 'answered')) return known;
  return { ...known, reuse: await reuseAfter(target.idle, address, target, paths[0]!, signal) };
}
