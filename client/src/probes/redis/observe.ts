import { type Attempt, openConnection } from '../connect.ts';
import { type Permit, usePermit } from '../permit.ts';
import { plainText } from '../plain-text.ts';
import type { Credentials, Observation } from '../probe.ts';
import { numberOf, readFields, readRecords } from './read-replies.ts';
import { converse, type NoReply, type RedisConversation, type Reply } from './resp.ts';

export interface RedisObservation extends Observation {
  readonly probe: 'redis';
  readonly address: string;
  /** Whether a user's name and password were at hand; they are not recorded. */
  readonly asUser: boolean;
  /**
   * `wants-user`: it asks for a password and none was at hand. `wrong-user`: it does not take this one. `not-permitted`: the user may not
   * ask. `protected`: it answers its own machine only. `loading`: it reads its data from disk.
   */
  readonly end:
    | 'done'
    | 'wants-user'
    | 'wrong-user'
    | 'not-permitted'
    | 'protected'
    | 'loading'
    | NoReply
    | Exclude<Attempt['end'], 'open'>;
  readonly version?: string;
  /** As a server of data: its part in replication. */
  readonly replication?: Replication;
  readonly cluster?: Cluster;
  /** As a sentinel: what it watches. */
  readonly masters?: readonly WatchedMaster[];
}

export interface Replication {
  readonly role: 'master' | 'replica';
  /** Of a replica. */
  readonly linkUp?: boolean;
  /** Seconds since the master was last heard; of a replica whose link is up. */
  readonly heardAgo?: number;
  /** Of a master. */
  readonly replicas?: readonly { readonly online: boolean; readonly lag: number }[];
}

export interface Cluster {
  readonly ok: boolean;
  /** Of 16384. */
  readonly assigned: number;
  readonly suspected: number;
  readonly failed: number;
}

export interface WatchedMaster {
  readonly name: string;
  /** `o_down`, `s_down`, `master`, ... */
  readonly flags: readonly string[];
  readonly downAfterMs: number;
  readonly quorum: number;
  /** Itself among them. */
  readonly sentinels: number;
  /** Other sentinels that do not answer this one. */
  readonly sentinelsDown: number;
  /** Whether enough sentinels can be reached to fail over; absent: not said. */
  readonly quorumReached?: boolean;
  readonly replicas: readonly { readonly address: string; readonly up: boolean }[];
}

const MOST_MASTERS = 20;

/** Everything that is ever asked; all of it reads, none of it changes anything. */
export const COMMANDS = [
  'INFO',
  'CLUSTER INFO',
  'SENTINEL MASTERS',
  'SENTINEL REPLICAS',
  'SENTINEL SENTINELS',
  'SENTINEL CKQUORUM',
] as const;

export async function observe(permit: Permit, signal: AbortSignal, user?: Credentials): Promise<RedisObservation> {
  usePermit(permit, 'redis');
  const { target, addresses } = permit;
  const [address] = addresses;
  const known = { probe: 'redis', target, address: address!.text, asUser: user !== undefined } as const;
  const socket = await openConnection(address!, target.port!, signal);
  if (typeof socket === 'string') return { ...known, end: socket };
  try {
    return { ...known, ...(await look(converse(socket, signal), user)) };
  } finally {
    socket.destroy();
  }
}

type Seen = Omit<RedisObservation, keyof Observation | 'address' | 'asUser'>;

async function look(redis: RedisConversation, user: Credentials | undefined): Promise<Seen> {
  if (user) {
    const words = user.username === 'default' ? [user.password] : [user.username, user.password];
    const login = await redis.ask('AUTH', ...words);
    if (typeof login === 'string') return { end: login };
    if (login.kind === 'error') return { end: refusalOf(login.text) ?? 'wrong-user' };
  }
  const info = await redis.ask('INFO');
  if (typeof info === 'string') return { end: info };
  if (info.kind === 'error') return { end: refusalOf(info.text) ?? 'not-redis' };
  const fields = readFields(info);
  const mode = fields.get('redis_mode');
  const version = fields.get('redis_version');
  if (version === undefined) return { end: 'not-redis' };
  const seen = { end: 'done', version: version.slice(0, 40) } as const;
  if (mode === 'sentinel') {
    const masters = await mastersOf(redis);
    return typeof masters === 'string' ? { end: masters } : { ...seen, masters };
  }
  const replication = replicationOf(fields);
  if (mode !== 'cluster') return { ...seen, ...(replication && { replication }) };
  const cluster = await redis.ask('CLUSTER', 'INFO');
  if (typeof cluster === 'string') return { end: cluster };
  return { ...seen, ...(replication && { replication }), ...clusterOf(cluster) };
}

/** The first word of an error is its code. */
function refusalOf(
  text: string,
):
  | Extract<RedisObservation['end'], 'wants-user' | 'wrong-user' | 'not-permitted' | 'protected' | 'loading'>
  | undefined {
  switch (/^[A-Z]+/.exec(text)?.[0]) {
    case 'NOAUTH':
      return 'wants-user';
    case 'WRONGPASS':
      return 'wrong-user';
    case 'NOPERM':
      return 'not-permitted';
    case 'DENIED':
      return 'protected';
    case 'LOADING':
      return 'loading';
    default:
      return undefined;
  }
}

function replicationOf(fields: ReadonlyMap<string, string>): Replication | undefined {
  const role = fields.get('role');
  if (role === 'slave') {
    const heardAgo = numberOf(fields.get('master_last_io_seconds_ago'));
    const linkUp = fields.get('master_link_status') === 'up';
    return { role: 'replica', linkUp, ...(linkUp && heardAgo !== undefined && heardAgo >= 0 && { heardAgo }) };
  }
  if (role !== 'master') return undefined;
  // slave0:ip=10.0.0.2,port=6379,state=online,offset=84,lag=0
  const replicas = [...fields].flatMap(([name, value]) => {
    if (!/^slave\d{1,4}$/.test(name)) return [];
    const parts = new Map(value.split(',').map((part) => part.split('=', 2) as [string, string]));
    return [{ online: parts.get('state') === 'online', lag: numberOf(parts.get('lag')) ?? 0 }];
  });
  return { role: 'master', replicas };
}

function clusterOf(reply: Reply): { readonly cluster?: Cluster } {
  const fields = readFields(reply);
  const state = fields.get('cluster_state');
  if (state === undefined) return {};
  const slots = (name: string): number => numberOf(fields.get(`cluster_slots_${name}`)) ?? 0;
  return {
    cluster: { ok: state === 'ok', assigned: slots('assigned'), suspected: slots('pfail'), failed: slots('fail') },
  };
}

async function mastersOf(redis: RedisConversation): Promise<readonly WatchedMaster[] | NoReply | 'not-permitted'> {
  const reply = await redis.ask('SENTINEL', 'MASTERS');
  if (typeof reply === 'string') return reply;
  if (reply.kind === 'error') return 'not-permitted';
  const masters: WatchedMaster[] = [];
  for (const record of readRecords(reply).slice(0, MOST_MASTERS)) {
    const name = record.get('name') ?? '';
    const replicas = await redis.ask('SENTINEL', 'REPLICAS', name);
    const sentinels = await redis.ask('SENTINEL', 'SENTINELS', name);
    const quorum = await redis.ask('SENTINEL', 'CKQUORUM', name);
    for (const answer of [replicas, sentinels, quorum]) if (typeof answer === 'string') return answer;
    masters.push({
      name: plainText(name, 60),
      flags: flagsOf(record),
      downAfterMs: numberOf(record.get('down-after-milliseconds')) ?? 0,
      quorum: numberOf(record.get('quorum')) ?? 0,
      sentinels: (numberOf(record.get('num-other-sentinels')) ?? 0) + 1,
      sentinelsDown: readRecords(sentinels as Reply).filter(isDown).length,
      ...reachedBy(quorum as Reply),
      replicas: readRecords(replicas as Reply).map((replica) => ({
        address: plainText(`${replica.get('ip')}:${replica.get('port')}`, 60),
        up: !isDown(replica) && replica.get('master-link-status') === 'ok',
      })),
    });
  }
  return masters;
}

const flagsOf = (record: ReadonlyMap<string, string>): readonly string[] => (record.get('flags') ?? '').split(',');

const isDown = (record: ReadonlyMap<string, string>): boolean =>
  flagsOf(record).some((flag) => ['s_down', 'o_down', 'disconnected'].includes(flag));

function reachedBy(reply: Reply): { readonly quorumReached?: boolean } {
  if (reply.kind === 'text') return { quorumReached: reply.text.startsWith('OK') };
  return reply.kind === 'error' && /^NO(?:QUORUM|AUTH)/.test(reply.text) ? { quorumReached: false } : {};
}
