import type { RedisServer, SentinelMonitor } from '../../../../../grammars/model/redis.ts';
import { type Member, nameOf } from '../../../network/network.ts';
import type { Related } from '../../../review/finding.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'redundancy/redis-ha',
    severity: 'warning',
    needs: ['redis'],
    title: {
      en: 'Redis failover that comes too late, too early, or not at all',
      'zh-cn': 'Redis 故障切换过晚、过早或无法进行',
    },
    sources: [
      'Redis: High availability with Sentinel',
      'Redis: sentinel.conf, redis.conf',
      'Redis: Cluster specification',
    ],
    options: {
      downAfterMax: {
        default: 30,
        unit: 's',
        description: {
          en: 'A master that has not answered for longer counts as down.',
          'zh-cn': '主节点无应答超过该时间应判为下线。',
        },
      },
      downAfterMin: {
        default: 1,
        unit: 's',
        description: {
          en: 'A shorter silence is a pause, not a death.',
          'zh-cn': '更短的无应答只是停顿,不是宕机。',
        },
      },
    },
  },
  *check({ device, network, option }) {
    const { redis } = device;
    if (!redis) return;
    for (const monitor of redis.monitors) {
      yield* votes(monitor);
      yield* patience(monitor, option<number>('downAfterMax'), option<number>('downAfterMin'));
      yield* mixed(redis, monitor);
      if (network) yield* master(monitor, network);
    }
  },
});

/** `quorum` Sentinels must see the master down; a majority of all must then let one of them act. */
function* votes({ quorum, known, name }: SentinelMonitor): Generator<Report> {
  const all = known + 1;
  if (known > 0 && quorum.value > all)
    yield {
      severity: 'error',
      span: quorum.span,
      text: {
        en: `${quorum.value} Sentinels must agree that ${name.value} is down, and there are ${all} (${known} known to this one): it is never failed over. Ask for ${majority(all)}.`,
        'zh-cn': `须有 ${quorum.value} 个 Sentinel 认定 ${name.value} 下线,但总共只有 ${all} 个(本节点已知 ${known} 个):永远不会切换。请设为 ${majority(all)}。`,
      },
      fixes: [quorumFix(quorum.span, majority(all))],
    };
  else if (quorum.value === 1)
    yield {
      span: quorum.span,
      text: {
        en: `One Sentinel alone decides that ${name.value} is down: whichever loses its own network calls for a failover. Ask for a majority, 2 of 3.`,
        'zh-cn': `仅凭一个 Sentinel 即可认定 ${name.value} 下线:任何一个自身断网的节点都会触发切换。请要求多数,例如 3 个中的 2 个。`,
      },
      fixes: [quorumFix(quorum.span, 2)],
    };
  if (known === 1)
    yield {
      span: name.span,
      text: {
        en: `Two Sentinels watch ${name.value}: when one is lost, the other is no majority and nothing is failed over. Run three, on three hosts.`,
        'zh-cn': `只有两个 Sentinel 监视 ${name.value}:其中一个失效后,另一个不构成多数,无法切换。请在三台主机上运行三个。`,
      },
    };
  else if (known > 1 && all % 2 === 0)
    yield {
      severity: 'info',
      span: name.span,
      text: {
        en: `${all} Sentinels watch ${name.value}: half of them are no majority, so ${all} bear the loss of no more than ${all - 1} do. Run an odd number.`,
        'zh-cn': `有 ${all} 个 Sentinel 监视 ${name.value}:半数不构成多数,容错能力与 ${all - 1} 个相同。请使用奇数个。`,
      },
    };
}

const majority = (count: number): number => Math.floor(count / 2) + 1;

const quorumFix = (span: Related['span'], newQuorum: number) =>
  ({
    title: {
      en: `Ask for ${newQuorum} Sentinels that agree`,
      'zh-cn': `要求 ${newQuorum} 个 Sentinel 一致`,
    },
    safety: 'unsafe',
    change: { kind: 'replace-text', span, newText: `${newQuorum}` },
  }) as const;

function* patience({ downAfter, name }: SentinelMonitor, longest: number, shortest: number): Generator<Report> {
  if (!downAfter) return;
  const seconds = downAfter.value / 1000;
  if (seconds > longest)
    yield {
      span: downAfter.span,
      text: {
        en: `${name.value} must be silent for ${seconds} s before a Sentinel calls it down; until then every write fails. 5 to ${longest} s are usual.`,
        'zh-cn': `${name.value} 须无应答 ${seconds} 秒才会被判下线,其间所有写入失败。通常为 5 至 ${longest} 秒。`,
      },
    };
  else if (seconds < shortest)
    yield {
      span: downAfter.span,
      text: {
        en: `${seconds} s of silence and ${name.value} is called down: a slow command or the fork for a snapshot lasts longer, and writes of that moment are lost in the failover. Wait ${shortest} s at least; 5 s are usual.`,
        'zh-cn': `${name.value} 无应答 ${seconds} 秒即判下线:一条慢命令或快照的 fork 都更久,切换会丢失此刻的写入。请至少等待 ${shortest} 秒,通常为 5 秒。`,
      },
    };
}

/** Cluster nodes elect their own masters. */
function* mixed({ cluster }: RedisServer, { span }: SentinelMonitor): Generator<Report> {
  if (cluster) yield { severity: 'error', span, text: CONFUSED, related: [{ span: cluster.span, text: CLUSTER }] };
}

const CONFUSED = {
  en: 'Sentinel watches a node of a Redis Cluster: the cluster elects new masters by itself (gossip on the port 10000 above), and a Sentinel that promotes another node tears it apart. Use one of both.',
  'zh-cn':
    'Sentinel 在监视 Redis Cluster 的节点:集群自行选举主节点(通过端口号加 10000 的 gossip 总线),Sentinel 再提升其他节点会破坏集群。两者只能选其一。',
};
const CLUSTER = { en: 'Cluster mode is on here', 'zh-cn': '此处启用了集群模式' };

/** What the file of the watched server says, where it is in the workspace. */
function* master(monitor: SentinelMonitor, { network, self }: Surroundings): Generator<Report> {
  const masters = [...network.members].flatMap((member) => {
    const { redis } = member.device;
    const same =
      redis &&
      redis.monitors.length === 0 &&
      (redis.port?.value ?? 6379) === monitor.port &&
      redis.addresses.some(({ value }) => value === monitor.host.value);
    return same ? [{ member, redis }] : [];
  });
  const found = network.near(self.path, masters);
  // Several files of one address are several networks.
  if (found.length !== 1) return;
  const { member, redis } = found[0]!;
  if (redis.cluster)
    yield {
      severity: 'error',
      span: monitor.span,
      text: CONFUSED,
      related: [elsewhere(member, redis.cluster.span, CLUSTER)],
    };
  if (redis.password && !monitor.password)
    yield {
      severity: 'error',
      span: monitor.span,
      text: {
        en: `${nameOf(member)} asks for a password, and this Sentinel has none for ${monitor.name.value}: to it the master is down, and no replica can be promoted. Add \`sentinel auth-pass ${monitor.name.value} ...\`.`,
        'zh-cn': `${nameOf(member)} 要求口令,而该 Sentinel 没有 ${monitor.name.value} 的口令:在它看来主节点已下线,也无法提升副本。请加上 \`sentinel auth-pass ${monitor.name.value} ...\`。`,
      },
      related: [
        elsewhere(member, redis.password.span, { en: 'The password is asked for here', 'zh-cn': '此处要求口令' }),
      ],
    };
}

const elsewhere = (member: Member, span: Related['span'], text: Related['text']): Related => ({
  span,
  text,
  elsewhere: { path: member.path, range: member.index.rangeOf(span) },
});
