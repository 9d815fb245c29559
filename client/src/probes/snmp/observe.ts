import { setTimeout as delay } from 'node:timers/promises';
import type { Varbind } from 'net-snmp';
import { type Permit, usePermit } from '../permit.ts';
import { plainText } from '../plain-text.ts';
import type { Credentials, Observation } from '../probe.ts';
import type { Address } from '../target.ts';
import {
  type Agent,
  type Asked,
  agentOfCommunity,
  agentOfUser,
  EXCEPTION,
  PROTECTIONS,
  type Protection,
  type Refusal,
} from './agent.ts';

export interface SnmpObservation extends Observation {
  readonly probe: 'snmp';
  readonly address: string;
  /** Whom it was asked as; names, passwords and communities are not recorded. */
  readonly as: 'nobody' | 'user' | 'community';
  /** `speaks-v3`: an engine answers, and nobody was asked as. */
  readonly end: 'done' | 'speaks-v3' | Refusal;
  /** Communities that everybody guesses and that were accepted, read only. */
  readonly guessed?: readonly string[];
  readonly protection?: Protection;
  /** Seconds since the host started, or the agent where the host does not say. */
  readonly uptime?: number;
  /** Seconds between the two looks at the counters; absent: only one was taken. */
  readonly interval?: number;
  readonly restarted?: true;
  readonly interfaces?: readonly InterfaceState[];
}

export interface InterfaceState {
  readonly name: string;
  /** Whether somebody described it: then it is meant to be used. */
  readonly described: boolean;
  readonly admin: 'up' | 'down' | 'testing' | 'unknown';
  readonly oper: 'up' | 'down' | 'testing' | 'unknown' | 'dormant' | 'notPresent' | 'lowerLayerDown';
  /** Bits per second; absent: not told. */
  readonly speed?: number;
  /** Seconds since its state last changed. */
  readonly changedAgo?: number;
  /** Over the interval. */
  readonly octets?: { readonly in: number; readonly out: number };
  readonly packets?: number;
  readonly errors?: number;
}

/** Seconds between two looks: agents keep counters for up to fifteen. */
export const INTERVAL = 60;
export const LONGEST_INTERVAL = 600;
/** Tried once each, to read the uptime: who can, can read all. */
export const GUESSED = ['public'];

const SYS_UPTIME = '1.3.6.1.2.1.1.3.0';
const HOST_UPTIME = '1.3.6.1.2.1.25.1.1.0';
const IF_ENTRY = '1.3.6.1.2.1.2.2.1';
const IF_X_ENTRY = '1.3.6.1.2.1.31.1.1.1';
/** IF-MIB (RFC 2863). */
const COLUMN = {
  admin: `${IF_ENTRY}.7`,
  oper: `${IF_ENTRY}.8`,
  lastChange: `${IF_ENTRY}.9`,
  name: `${IF_X_ENTRY}.1`,
  speed: `${IF_X_ENTRY}.15`,
  alias: `${IF_X_ENTRY}.18`,
} as const;
const COUNTER = {
  inErrors: `${IF_ENTRY}.14`,
  outErrors: `${IF_ENTRY}.20`,
  inOctets: `${IF_X_ENTRY}.6`,
  inPackets: `${IF_X_ENTRY}.7`,
  outOctets: `${IF_X_ENTRY}.10`,
  outPackets: `${IF_X_ENTRY}.11`,
} as const;

export async function observe(permit: Permit, signal: AbortSignal, user?: Credentials): Promise<SnmpObservation> {
  usePermit(permit, 'snmp');
  const { target, addresses } = permit;
  const address = addresses[0]!;
  const port = target.port!;
  const as = user === undefined ? 'nobody' : user.username === '' ? 'community' : 'user';
  const known = { probe: 'snmp', target, address: address.text, as } as const;
  const guessed: string[] = [];
  for (const community of GUESSED) {
    if (as === 'community' && user!.password === community) continue;
    const agent = await agentOfCommunity(address, port, community, signal);
    const got = await agent.get([SYS_UPTIME]);
    agent.close();
    if (got.ok) guessed.push(community);
    else if (got.end !== 'silent' && got.end !== 'not-snmp') return { ...known, end: got.end };
  }
  // Whatever else it says, this comes first.
  if (guessed.length > 0) return { ...known, end: 'done', guessed };
  const entered = await enter(address, port, user, signal);
  if (!entered.ok) {
    const isEngine = as === 'nobody' && (entered.end === 'wrong-user' || entered.end === 'level');
    return { ...known, end: isEngine ? 'speaks-v3' : entered.end };
  }
  const { agent, protection, uptime } = entered.value;
  try {
    const looked = await lookTwice(agent, target.longest ?? INTERVAL, signal);
    const seen = { ...known, ...(protection && { protection }), uptime };
    if (!looked.ok) return { ...seen, end: looked.end };
    const own = as === 'community' && GUESSED.includes(user!.password) ? { guessed: [user!.password] } : {};
    return { ...seen, ...own, end: 'done', ...looked.value };
  } finally {
    agent.close();
  }
}

interface Entered {
  readonly agent: Agent;
  readonly protection?: Protection;
  readonly uptime: number;
}

/** Asks for the uptime; a user with each protection until one is taken. */
async function enter(
  address: Address,
  port: number,
  user: Credentials | undefined,
  signal: AbortSignal,
): Promise<Asked<Entered>> {
  const isUser = user !== undefined && user.username !== '';
  let refusal: Refusal = 'silent';
  for (const protection of isUser ? PROTECTIONS : [undefined]) {
    const agent =
      user && !isUser
        ? await agentOfCommunity(address, port, user.password, signal)
        : await agentOfUser(address, port, user, protection ?? PROTECTIONS[0], signal);
    const got = await agent.get([SYS_UPTIME, HOST_UPTIME]);
    if (got.ok) {
      const ticks = numberOf(got.value[1]) ?? numberOf(got.value[0]) ?? 0;
      return { ok: true, value: { agent, ...(protection && { protection }), uptime: Math.floor(ticks / 100) } };
    }
    agent.close();
    refusal = got.end;
    if (refusal !== 'wrong-user') break;
  }
  if (!isUser || refusal !== 'silent') return { ok: false, end: refusal };
  // An engine that answers nobody in particular and is silent to the user could not decrypt what it was asked.
  const engine = await enter(address, port, undefined, signal);
  return engine.ok ? { ok: false, end: refusal } : engine;
}

type Looked = Pick<SnmpObservation, 'interfaces' | 'interval' | 'restarted'>;

async function lookTwice(agent: Agent, seconds: number, signal: AbortSignal): Promise<Asked<Looked>> {
  const facts = await columns(agent, COLUMN);
  if (!facts.ok) return facts;
  const before = await counters(agent);
  if (!before.ok) return before;
  const since = performance.now();
  await delay(seconds * 1_000, undefined, { signal }).catch(() => {});
  if (signal.aborted) return { ok: false, end: 'cancelled' };
  const after = await counters(agent);
  if (!after.ok) return after;
  const { restarted, interval } = between(before.value, after.value, (performance.now() - since) / 1_000);
  const interfaces = [...facts.value.admin.keys()].map((index) => ({
    ...stateOf(facts.value, index, before.value.ticks),
    ...(!restarted && differences(before.value, after.value, index)),
  }));
  return { ok: true, value: { interfaces, interval, ...(restarted && { restarted }) } };
}

type Columns<K extends string> = Readonly<Record<K, ReadonlyMap<string, Varbind['value']>>>;

async function columns<K extends string>(agent: Agent, oids: Readonly<Record<K, string>>): Promise<Asked<Columns<K>>> {
  const read: Partial<Record<K, ReadonlyMap<string, Varbind['value']>>> = {};
  for (const [name, oid] of Object.entries(oids) as [K, string][]) {
    const got = await agent.column(oid);
    if (!got.ok) return got;
    read[name] = got.value;
  }
  return { ok: true, value: read as Columns<K> };
}

interface Counters extends Columns<keyof typeof COUNTER> {
  /** Hundredths of a second since the agent started. */
  readonly ticks: number;
}

async function counters(agent: Agent): Promise<Asked<Counters>> {
  const uptime = await agent.get([SYS_UPTIME]);
  if (!uptime.ok) return uptime;
  const read = await columns(agent, COUNTER);
  return read.ok ? { ok: true, value: { ...read.value, ticks: numberOf(uptime.value[0]) ?? 0 } } : read;
}

/** The share of the time here that an agent's clock must have gone on, or it started anew; the looks themselves take time too. */
const CLOCK = 0.8;

/** The agent's own clock says how much time went by, and whether it started anew in between. @param elapsed seconds by the clock here */
function between(
  before: Counters,
  after: Counters,
  elapsed: number,
): { readonly interval: number; readonly restarted?: true } {
  const interval = (after.ticks - before.ticks) / 100;
  return interval > 0 && interval >= CLOCK * elapsed ? { interval } : { interval: 0, restarted: true };
}

const ADMIN = ['unknown', 'up', 'down', 'testing'] as const;
const OPER = ['unknown', 'up', 'down', 'testing', 'unknown', 'dormant', 'notPresent', 'lowerLayerDown'] as const;

function stateOf(facts: Columns<keyof typeof COLUMN>, index: string, ticks: number): InterfaceState {
  const number = (name: keyof typeof COLUMN): number | undefined => asNumber(facts[name].get(index));
  const megabits = number('speed');
  const changed = number('lastChange');
  return {
    name: plainText(textOf(facts.name.get(index)), 60) || index,
    described: textOf(facts.alias.get(index)).trim() !== '',
    admin: ADMIN[number('admin') ?? 0] ?? 'unknown',
    oper: OPER[number('oper') ?? 0] ?? 'unknown',
    ...(megabits !== undefined && megabits > 0 && { speed: megabits * 1_000_000 }),
    ...(changed !== undefined &&
      changed > 0 &&
      changed <= ticks && { changedAgo: Math.floor((ticks - changed) / 100) }),
  };
}

function differences(before: Counters, after: Counters, index: string): Partial<InterfaceState> {
  const grown = (name: keyof typeof COUNTER, width: 32 | 64): number | undefined => {
    const [was, is] = [asCounter(before[name].get(index)), asCounter(after[name].get(index))];
    return was === undefined || is === undefined ? undefined : Number(BigInt.asUintN(width, is - was));
  };
  const [inOctets, outOctets] = [grown('inOctets', 64), grown('outOctets', 64)];
  const [inErrors, outErrors] = [grown('inErrors', 32), grown('outErrors', 32)];
  const [inPackets, outPackets] = [grown('inPackets', 64), grown('outPackets', 64)];
  return {
    ...(inOctets !== undefined && outOctets !== undefined && { octets: { in: inOctets, out: outOctets } }),
    ...(inPackets !== undefined && outPackets !== undefined && { packets: inPackets + outPackets }),
    ...(inErrors !== undefined && outErrors !== undefined && { errors: inErrors + outErrors }),
  };
}

const numberOf = (varbind: Varbind | undefined): number | undefined =>
  varbind && varbind.type < EXCEPTION ? asNumber(varbind.value) : undefined;

function asNumber(value: Varbind['value'] | undefined): number | undefined {
  const counter = asCounter(value);
  return counter === undefined ? undefined : Number(counter);
}

/** Counters of 64 bits come as octets. */
function asCounter(value: Varbind['value'] | undefined): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (!Buffer.isBuffer(value) || value.length === 0 || value.length > 9) return undefined;
  return BigInt(`0x${value.toString('hex')}`);
}

const textOf = (value: Varbind['value'] | undefined): string => (Buffer.isBuffer(value) ? value.toString('utf8') : '');
