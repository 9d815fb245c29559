import type { Device, Sysctl } from '../../../../../grammars/model/device.ts';
import { defineRule } from '../../../review/rule.ts';
import { inTheMiddle } from '../../nat/flow-timers.ts';

export const rule = defineRule({
  meta: {
    id: 'host/conntrack-undersized',
    severity: 'warning',
    needs: ['sysctls'],
    title: {
      en: 'Connection table that is too small, or has too few buckets',
      'zh-cn': '连接跟踪表过小,或哈希桶过少',
    },
    sources: ['Linux kernel: nf_conntrack-sysctl', 'GB/T 22239-2019 8.1.2.1 a'],
    options: {
      gatewayMinimum: {
        default: 131_072,
        unit: 'entries',
        description: {
          en: 'What a gateway should be able to track at once.',
          'zh-cn': '网关应能同时跟踪的连接数。',
        },
      },
      recommended: {
        default: 524_288,
        unit: 'entries',
        description: { en: 'What the fix sets.', 'zh-cn': '修复时设置的值。' },
      },
      chainLength: {
        default: 4,
        unit: 'entries',
        description: {
          en: 'Entries for each bucket of the hash table from which on searching gets slow.',
          'zh-cn': '每个哈希桶的条目数,超过后查找变慢。',
        },
      },
    },
  },
  *check({ device, option }) {
    const size = last(device, 'nf_conntrack_max');
    if (!size) return;
    const entries = Number(size.value.value);
    const minimum = option<number>('gatewayMinimum');
    if (isGateway(device) && entries < minimum) {
      const recommended = option<number>('recommended');
      yield {
        span: size.value.span,
        text: {
          en: `This host forwards for others and tracks ${entries} connections at most: when the table is full, new connections are dropped ("nf_conntrack: table full"). Have room for ${minimum} or more.`,
          'zh-cn': `本机为其他主机转发,却最多只能跟踪 ${entries} 个连接:表满后新连接会被丢弃(“nf_conntrack: table full”)。请至少留出 ${minimum} 个。`,
        },
        fixes: [
          {
            title: {
              en: `Track up to ${recommended} connections (about ${Math.ceil((recommended * 320) / 2 ** 20)} MiB of memory when full)`,
              'zh-cn': `最多跟踪 ${recommended} 个连接(全满时约占 ${Math.ceil((recommended * 320) / 2 ** 20)} MiB 内存)`,
            },
            safety: 'unsafe',
            change: { kind: 'replace-text', span: size.value.span, newText: `${recommended}` },
          },
        ],
      };
    }
    const buckets = last(device, 'nf_conntrack_buckets');
    if (!buckets) return;
    const perBucket = entries / Number(buckets.value.value);
    if (perBucket > option<number>('chainLength'))
      yield {
        severity: 'info',
        span: buckets.value.span,
        text: {
          en: `${entries} entries in ${buckets.value.value} buckets make chains of ${Math.round(perBucket)}, and each connection is in twice: every packet searches them. Have as many buckets as entries.`,
          'zh-cn': `${entries} 个条目分布在 ${buckets.value.value} 个桶中,平均链长 ${Math.round(perBucket)},且每个连接登记两次:每个报文都要查找。请让桶数与条目数相同。`,
        },
      };
  },
});

/** The setting in force, if it is a number. */
function last({ sysctls }: Device, name: string): Sysctl | undefined {
  const found = sysctls
    .filter(({ key }) => key.value.replace(/^net\.(?:netfilter\.|ipv4\.netfilter\.)?/, '') === name)
    .at(-1);
  return found && /^[1-9]\d{0,9}$/.test(found.value.value) ? found : undefined;
}

/** It forwards or translates, as far as this text tells. */
const isGateway = (device: Device): boolean => inTheMiddle(device) === 'yes';
