import { readAllowList } from '../allow-list.ts';
import { notConnected } from '../not-connected.ts';
import type { Verdict } from '../probe.ts';
import { asAddress, targetText } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import type { Cluster, RedisObservation, Replication, WatchedMaster } from './observe.ts';

/** Milliseconds after which a master that is gone should be suspected. */
export const SLOW_MS = 30_000;
/** Seconds that a replica may be behind, or not have heard its master. */
export const LAG = 10;
/** Sentinels of which one may fail and a majority stays. */
export const ENOUGH = 3;
export const SLOTS = 16_384;

export function judge(observation: RedisObservation): Verdict {
  const { address, target, end, masters, replication, cluster, version } = observation;
  const server = targetText({ host: address, port: target.port! });
  if (end !== 'done') return notDone(server, end);
  if (masters) return judgeSentinel(server, masters);
  const verdicts = [
    ...(cluster ? judgeCluster(server, cluster) : []),
    ...(replication ? judgeReplication(server, replication) : []),
  ];
  if (!observation.asUser && !isLoopback(address)) {
    verdicts.push(
      verdict(
        'info',
        'no-password',
        `Redis at ${server} answers without a password: whoever reaches it may read and write all of it.`,
        `${server} 上的 Redis 无需密码即可应答:任何能到达它的人都可以读写全部数据。`,
      ),
    );
  }
  const role =
    replication?.role === 'replica'
      ? { en: 'a replica with its link up', zh: '链路正常的副本' }
      : { en: 'a master', zh: '主节点' };
  verdicts.push(
    verdict(
      'ok',
      'ok',
      `Redis ${version} at ${server} works, as ${role.en}.`,
      `${server} 上的 Redis ${version} 工作正常,角色为${role.zh}。`,
    ),
  );
  return worst(verdicts);
}

const loopback = readAllowList(['loopback']);
const isLoopback = (text: string): boolean => {
  const address = asAddress(text);
  return address !== undefined && loopback.allowsAddress(address);
};

function judgeCluster(server: string, { ok, assigned, suspected, failed }: Cluster): readonly Verdict[] {
  if (!ok || assigned < SLOTS) {
    return [
      verdict(
        'error',
        'cluster-down',
        `The cluster of ${server} is ${ok ? 'incomplete' : 'down'}: ${assigned} of ${SLOTS} slots are assigned, ${failed} have failed. Give every slot to a master that lives.`,
        `${server} 所在的集群${ok ? '不完整' : '不可用'}:${SLOTS} 个槽位已分配 ${assigned} 个,${failed} 个故障。请让每个槽位都有存活的主节点。`,
      ),
    ];
  }
  if (suspected + failed === 0) return [];
  return [
    verdict(
      'warning',
      'slots-failing',
      `In the cluster of ${server}, masters of ${suspected + failed} slots do not answer.`,
      `${server} 所在的集群中,${suspected + failed} 个槽位的主节点没有应答。`,
    ),
  ];
}

function judgeReplication(
  server: string,
  { role, linkUp, heardAgo = 0, replicas = [] }: Replication,
): readonly Verdict[] {
  if (role === 'replica') {
    if (!linkUp) {
      return [
        verdict(
          'error',
          'link-down',
          `The replica ${server} has lost its master: what it answers is old, and it cannot take over without loss. Look at masterauth, and at filters between them.`,
          `副本 ${server} 与主节点失去联系:其数据已陈旧,接管时会丢失数据。请检查 masterauth 及两者之间的过滤。`,
        ),
      ];
    }
    return heardAgo > LAG
      ? [
          verdict(
            'warning',
            'lag',
            `The replica ${server} has not heard its master for ${heardAgo} s.`,
            `副本 ${server} 已有 ${heardAgo} 秒未收到主节点的消息。`,
          ),
        ]
      : [];
  }
  const behind = replicas.filter(({ online, lag }) => !online || lag > LAG);
  if (behind.length > 0) {
    return [
      verdict(
        'warning',
        'lag',
        `${behind.length} of ${replicas.length} replicas of ${server} are more than ${LAG} s behind or still copy.`,
        `${server} 的 ${replicas.length} 个副本中有 ${behind.length} 个落后超过 ${LAG} 秒或仍在同步。`,
      ),
    ];
  }
  return replicas.length > 0
    ? []
    : [
        verdict(
          'info',
          'no-replica',
          `The master ${server} has no replica: when it fails, nothing takes over.`,
          `主节点 ${server} 没有副本:故障时没有可接管的节点。`,
        ),
      ];
}

function judgeSentinel(server: string, masters: readonly WatchedMaster[]): Verdict {
  if (masters.length === 0)
    return verdict(
      'error',
      'no-masters',
      `The sentinel ${server} watches no master.`,
      `哨兵 ${server} 没有监视任何主节点。`,
    );
  return worst(masters.map((master) => judgeMaster(server, master)));
}

function judgeMaster(server: string, master: WatchedMaster): Verdict {
  const { name, flags, downAfterMs, quorum, sentinels, sentinelsDown, quorumReached, replicas } = master;
  const say = (level: Verdict['level'], code: string, en: string, zh: string): Verdict =>
    verdict(
      level,
      code,
      `The sentinel ${server} says of master ${name}: ${en}.`,
      `哨兵 ${server} 报告主节点 ${name}:${zh}。`,
    );
  if (flags.includes('o_down'))
    return say('error', 'master-down', 'it is down, a quorum agrees', '已宕机,达到法定数的哨兵同意');
  if (quorumReached === false) {
    return say(
      'error',
      'no-quorum',
      `too few sentinels can be reached for a failover (quorum ${quorum}, ${sentinels - sentinelsDown} of ${sentinels} answer); when it fails, nothing takes over`,
      `可达的哨兵不足以进行故障转移(法定数 ${quorum},${sentinels} 个中有 ${sentinels - sentinelsDown} 个应答);它故障时没有节点接管`,
    );
  }
  const up = replicas.filter((replica) => replica.up).length;
  if (up === 0)
    return say(
      'error',
      'no-replica',
      'it has no replica that works, so a failover has nothing to promote',
      '没有可用的副本,故障转移无从提升',
    );
  if (flags.includes('s_down'))
    return say(
      'warning',
      'master-suspected',
      'this sentinel does not hear it, the others may',
      '该哨兵收不到它的回应,其他哨兵或许可以',
    );
  if (up < replicas.length) {
    const down = replicas.filter((replica) => !replica.up).map(({ address }) => address);
    return say(
      'warning',
      'replica-down',
      `${down.length} of ${replicas.length} replicas do not work (${down.slice(0, 3).join(', ')})`,
      `${replicas.length} 个副本中有 ${down.length} 个不可用(${down.slice(0, 3).join(', ')})`,
    );
  }
  if (sentinelsDown > 0)
    return say(
      'warning',
      'sentinel-down',
      `${sentinelsDown} of ${sentinels} sentinels do not answer`,
      `${sentinels} 个哨兵中有 ${sentinelsDown} 个没有应答`,
    );
  if (sentinels < ENOUGH) {
    return say(
      'warning',
      'few-sentinels',
      `${sentinels} sentinels watch it; with fewer than ${ENOUGH}, none may fail`,
      `只有 ${sentinels} 个哨兵监视它;少于 ${ENOUGH} 个时不允许任何一个故障`,
    );
  }
  if (downAfterMs > SLOW_MS) {
    return say(
      'warning',
      'slow-detection',
      `it is suspected only after ${downAfterMs / 1_000} s of silence (down-after-milliseconds); ${SLOW_MS / 1_000} s is the default`,
      `静默 ${downAfterMs / 1_000} 秒后才被怀疑(down-after-milliseconds);默认为 ${SLOW_MS / 1_000} 秒`,
    );
  }
  return say(
    'ok',
    'watched',
    `it is up, with ${up} replicas and ${sentinels} sentinels, and a quorum can be reached`,
    `运行正常,有 ${up} 个副本与 ${sentinels} 个哨兵,可达到法定数`,
  );
}

function notDone(server: string, end: Exclude<RedisObservation['end'], 'done'>): Verdict {
  switch (end) {
    case 'wants-user':
      return verdict(
        'ok',
        'wants-user',
        `Redis at ${server} asks for a password; nothing more was learned.`,
        `${server} 上的 Redis 要求密码;未获得更多信息。`,
      );
    case 'wrong-user':
      return verdict(
        'error',
        'wrong-user',
        `Redis at ${server} does not take this user or password.`,
        `${server} 上的 Redis 不接受该用户或密码。`,
      );
    case 'not-permitted':
      return verdict(
        'unknown',
        'not-permitted',
        `Redis at ${server} does not let this user ask for its state (INFO, CLUSTER INFO, SENTINEL).`,
        `${server} 上的 Redis 不允许该用户查询状态(INFO、CLUSTER INFO、SENTINEL)。`,
      );
    case 'protected':
      return verdict(
        'error',
        'protected',
        `Redis at ${server} answers its own machine only (protected mode): neither replicas nor clients elsewhere can use it. Set a password, or bind it to loopback on purpose.`,
        `${server} 上的 Redis 只应答本机(保护模式):其他机器上的副本与客户端都无法使用。请设置密码,或有意仅绑定到环回地址。`,
      );
    case 'loading':
      return verdict(
        'warning',
        'loading',
        `Redis at ${server} still reads its data from disk.`,
        `${server} 上的 Redis 仍在从磁盘加载数据。`,
      );
    case 'not-redis':
    case 'closed':
      return verdict(
        'error',
        'not-redis',
        `What answers at ${server} does not speak the Redis protocol, or not without TLS.`,
        `${server} 的应答方使用的不是 Redis 协议,或要求 TLS。`,
      );
    case 'silent':
      return verdict(
        'error',
        'silent',
        `${server} takes the connection and says nothing.`,
        `${server} 接受连接但不作应答。`,
      );
    default:
      return notConnected(server, end);
  }
}
