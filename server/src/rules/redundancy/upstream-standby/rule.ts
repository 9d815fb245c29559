import { parseAddress } from '../../../../../grammars/model/address.ts';
import type { Pool, PoolMember } from '../../../../../grammars/model/pool.ts';
import { defineRule, type Report } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'redundancy/upstream-standby',
    severity: 'warning',
    needs: ['pools'],
    title: {
      en: 'Pool whose servers cannot stand in for each other',
      'zh-cn': '后端池中的服务器无法互相接替',
    },
    sources: ['nginx: ngx_http_upstream_module, server', 'HAProxy: Configuration Manual 5.2, check, backup'],
    options: {
      active: {
        default: 1,
        article: 4,
        unit: 'entries',
        description: {
          en: 'So many servers of a pool must take requests.',
          'zh-cn': '一个池中至少应有这么多台处理请求的服务器。',
        },
      },
      standby: {
        default: 0,
        article: 2,
        unit: 'entries',
        description: {
          en: 'So many servers of a pool must stand by for the others.',
          'zh-cn': '一个池中至少应有这么多台备用服务器。',
        },
      },
    },
  },
  *check({ device, option }) {
    for (const pool of device.pools ?? []) {
      yield* refused(pool);
      yield* blind(pool);
      yield* twice(pool);
      yield* tooFew(pool, option<number>('active'), option<number>('standby'));
    }
  },
});

const isActive = ({ standby, off }: PoolMember): boolean => !standby && !off;

/** nginx does not start. */
function* refused({ refusesStandby, members }: Pool): Generator<Report> {
  if (!refusesStandby) return;
  for (const { standby, span } of members)
    if (standby && span.start > refusesStandby.span.start)
      yield {
        severity: 'error',
        span: standby.span,
        text: {
          en: `\`${refusesStandby.value}\` takes no standby below it: nginx refuses the configuration ("balancing method does not support parameter "backup""). Take \`backup\` out, or balance with least_conn.`,
          'zh-cn': `\`${refusesStandby.value}\` 之后不能使用备用服务器:nginx 会拒绝该配置("balancing method does not support parameter "backup"")。请去掉 \`backup\`,或改用 least_conn。`,
        },
      };
}

/** Dead servers that nobody notices. */
function* blind(pool: Pool): Generator<Report> {
  const { members, addCheck, name } = pool;
  if (members.filter(({ off }) => !off).length < 2) return;
  const active = members.filter(isActive);
  for (const { unwatched } of members)
    if (unwatched)
      yield {
        severity: 'info',
        span: unwatched.span,
        text: {
          en: `This server of ${name.value} never counts as dead: while it is, every request tries it in its turn and waits. Let a few failures take it out for a while (max_fails=3).`,
          'zh-cn': `池 ${name.value} 中的这台服务器永远不会被视为失效:它宕机期间,轮到它的请求仍会尝试并等待。请允许若干次失败后暂时摘除(max_fails=3)。`,
        },
      };
  if (addCheck === undefined) return;
  const unchecked = active.filter(({ watched }) => watched === false);
  const standby = members.find(({ standby: written, off }) => written && !off);
  if (standby?.standby && unchecked.length > 0)
    yield {
      span: standby.standby.span,
      text: {
        en: `This standby of ${name.value} never takes over: it waits until all others are down, and ${unchecked[0]!.address.value} is never found to be, because nothing checks it. Add ${addCheck} to the servers.`,
        'zh-cn': `池 ${name.value} 的备用服务器永远不会接管:它要等其他服务器全部宕机,而 ${unchecked[0]!.address.value} 没有健康检查,永远不会被判为宕机。请为服务器加上 ${addCheck}。`,
      },
    };
  else if (unchecked[0]) {
    const { address, span } = unchecked[0];
    const more = unchecked.length - 1;
    yield {
      severity: 'info',
      span,
      text: {
        en: `Nothing checks ${address.value}${more > 0 ? ` and ${more} more of ${name.value}` : ''}: when one dies, ${name.value} goes on sending it its share of the connections. Add ${addCheck}.`,
        'zh-cn': `没有对 ${address.value}${more > 0 ? ` 及池 ${name.value} 的另外 ${more} 台服务器` : ''}做健康检查:宕机后,${name.value} 仍会把相应份额的连接发给它。请加上 ${addCheck}。`,
      },
    };
  }
}

/** The same socket twice is one server. */
function* twice({ members, name }: Pool): Generator<Report> {
  const seen = new Map<string, PoolMember>();
  for (const member of members.filter(isActive)) {
    const { value, span } = member.address;
    const host = /^\[?([0-9a-f:.]+?)\]?(?::\d+)?$/i.exec(value)?.[1];
    const key = `${value} ${member.settings}`;
    const first = seen.get(key);
    if (first && host !== undefined && parseAddress(host))
      yield {
        severity: 'info',
        span,
        text: {
          en: `${value} is in ${name.value} already: both are one server and die together. Name another one, or give the first more weight.`,
          'zh-cn': `${value} 已在池 ${name.value} 中:两项是同一台服务器,会同时失效。请改为另一台,或提高前一项的权重。`,
        },
        related: [{ span: first.span, text: { en: 'The same server', 'zh-cn': '同一台服务器' } }],
      };
    else seen.set(key, member);
  }
}

function* tooFew({ members, name, closed }: Pool, active: number, standby: number): Generator<Report> {
  if (!closed || members.some(({ many }) => many)) return;
  const now = members.filter(isActive).length;
  const waiting = members.filter((one) => one.standby && !one.off).length;
  if (now >= active && waiting >= standby) return;
  yield {
    severity: 'info',
    span: name.span,
    text: {
      en: `${name.value} has ${now} active and ${waiting} standby servers; ${active} and ${standby} are required here. Add servers.`,
      'zh-cn': `池 ${name.value} 有 ${now} 台工作服务器和 ${waiting} 台备用服务器;此处要求分别为 ${active} 台和 ${standby} 台。请增加服务器。`,
    },
  };
}
