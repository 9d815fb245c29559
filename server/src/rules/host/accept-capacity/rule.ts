import type { Capacity } from '../../../../../grammars/model/services.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';

/** `net.core.somaxconn` of Linux 5.4 and newer, where nothing is said. */
const LINUX_BACKLOG = 4096;

export const rule = defineRule({
  meta: {
    id: 'host/accept-capacity',
    severity: 'warning',
    needs: ['capacity'],
    title: {
      en: 'More connections promised than files or queues allow',
      'zh-cn': '允许的连接数超过文件数或队列上限',
    },
    sources: [
      'nginx: Core functionality, worker_connections, worker_rlimit_nofile',
      'HAProxy: Configuration Manual 3.1, ulimit-n',
      'listen(2), tcp(7)',
    ],
    options: {},
  },
  *check({ device, network }) {
    if (!device.capacity) return;
    yield* files(device.capacity);
    yield* backlogs(device.capacity, network);
  },
});

function* files({ connections, files: limit, filesEach }: Capacity): Generator<Report> {
  if (!connections || !limit || connections.value * filesEach <= limit.value) return;
  const needed = connections.value * filesEach;
  const each =
    filesEach === 2
      ? { en: ', two for each (client and server)', 'zh-cn': '(客户端与服务器端各一个)' }
      : { en: '', 'zh-cn': '' };
  yield {
    span: limit.span,
    text: {
      en: `${limit.value} open files are too few for ${connections.value} connections, which need ${needed}${each.en}: before the promised number is reached, accepting fails. Allow ${needed} or more, or fewer connections.`,
      'zh-cn': `${limit.value} 个打开文件不足以支撑 ${connections.value} 个连接,需要 ${needed} 个${each['zh-cn']}:未到上限时 accept 就会失败。请提高到 ${needed} 以上,或减少连接数。`,
    },
    related: [{ span: connections.span, text: { en: 'The connections', 'zh-cn': '连接数' } }],
  };
}

/** The kernel cuts a longer queue off without a word; the limit may be raised in a file that is not here. */
function* backlogs({ backlogs: queues }: Capacity, network: Surroundings | undefined): Generator<Report> {
  const limit = kernelLimit(network);
  for (const { value, span } of queues) {
    if (value <= Math.max(limit ?? LINUX_BACKLOG, LINUX_BACKLOG)) continue;
    yield {
      severity: 'info',
      span,
      text: {
        en: `The kernel cuts this queue to net.core.somaxconn, which is ${limit ?? LINUX_BACKLOG}${limit === undefined ? ' unless it was raised' : ' in the sysctl file beside'}: set that to ${value} as well.`,
        'zh-cn': `内核会把该队列截断为 net.core.somaxconn,其值为 ${limit ?? LINUX_BACKLOG}${limit === undefined ? '(除非已调高)' : '(见旁边的 sysctl 文件)'}:请同时将其设为 ${value}。`,
      },
    };
  }
}

/** The highest that any sysctl file in the nearest folder sets. */
function kernelLimit(network: Surroundings | undefined): number | undefined {
  if (!network) return undefined;
  const set = [...network.network.members].flatMap((member) =>
    member.device.sysctls.flatMap(({ key, value }) =>
      /^net[./]core[./]somaxconn$/.test(key.value) && /^\d{1,9}$/.test(value.value)
        ? [{ member, value: Number(value.value) }]
        : [],
    ),
  );
  return network.network
    .near(network.self.path, set)
    .reduce<number | undefined>((most, { value }) => Math.max(most ?? 0, value), undefined);
}
