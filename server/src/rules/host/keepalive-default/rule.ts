import type { Change } from '../../../../../grammars/change.ts';
import type { Device, Sysctl } from '../../../../../grammars/model/device.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'host/keepalive-default',
    severity: 'info',
    needs: ['sysctls'],
    title: {
      en: 'Keepalives that notice a dead peer late',
      'zh-cn': '保活参数使失效对端很晚才被发现',
    },
    sources: ['RFC 9293 section 3.8.4', 'Linux kernel: ip-sysctl, tcp_keepalive_*'],
    options: {
      maxDetect: {
        default: 600,
        unit: 's',
        description: {
          en: 'How long an idle connection may outlive its peer.',
          'zh-cn': '空闲连接在对端失效后最多可保留多久。',
        },
      },
    },
  },
  *check({ device, option }) {
    const [time, interval, probes] = KEYS.map((key) => lastOf(device, key));
    // What is not written may be set elsewhere.
    if (!time || !interval || !probes) return;
    const seconds = numberOf(time) + numberOf(interval) * numberOf(probes);
    if (seconds <= option<number>('maxDetect')) return;
    const parts = `(${numberOf(time)} + ${numberOf(interval)} x ${numberOf(probes)})`;
    yield {
      span: time.value.span,
      text: {
        en: `A peer that is gone is noticed on an idle connection after ${seconds} s ${parts}, and its connection takes up memory and ports until then. Set ${KEYS[0]} to ${TIME}, with ${INTERVAL} s between ${PROBES} probes. Only sockets with SO_KEEPALIVE follow it.`,
        'zh-cn': `空闲连接要在 ${seconds} 秒 ${parts} 后才能发现对端已失效,在此之前连接一直占用内存和端口。请将 ${KEYS[0]} 设为 ${TIME},并以 ${INTERVAL} 秒间隔发送 ${PROBES} 次探测。仅对启用 SO_KEEPALIVE 的套接字有效。`,
      },
      fixes: [
        {
          title: {
            en: `Send the first keepalive after ${TIME} s instead of ${numberOf(time)} s, and ${PROBES} of them ${INTERVAL} s apart (more probes on idle connections)`,
            'zh-cn': `空闲 ${TIME} 秒(现为 ${numberOf(time)} 秒)后发送首个保活探测,间隔 ${INTERVAL} 秒共 ${PROBES} 次(空闲连接上的探测会增多)`,
          },
          safety: 'unsafe',
          change: {
            kind: 'several',
            changes: [replaced(time, TIME), replaced(interval, INTERVAL), replaced(probes, PROBES)],
          },
        },
      ],
    };
  },
});

const KEYS = ['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'] as const;

/** What the fix writes: two minutes in all. */
const [TIME, INTERVAL, PROBES] = [60, 10, 6] as const;

const replaced = ({ value: { span } }: Sysctl, value: number): Change => ({
  kind: 'replace-text',
  span,
  newText: `${value}`,
});

const lastOf = ({ sysctls }: Device, key: string): Sysctl | undefined =>
  sysctls.findLast((one) => one.key.value === key && /^\d{1,9}$/.test(one.value.value));

const numberOf = ({ value }: Sysctl): number => Number(value.value);
