import { defineRule } from '../../../review/rule.ts';
import { isOwn, numberIn, settingsInForce } from '../settings-in-force.ts';

export const rule = defineRule({
  meta: {
    id: 'host/conntrack-memory',
    severity: 'warning',
    needs: ['sysctls'],
    title: {
      en: 'Connection table that may take too much memory',
      'zh-cn': '连接跟踪表可能占用过多内存',
    },
    sources: ['Linux kernel: nf_conntrack-sysctl'],
    options: {
      memory: {
        default: null,
        unit: 'MiB',
        description: {
          en: 'Memory of the host; unset: not judged.',
          'zh-cn': '主机内存;未设置则不判断。',
        },
      },
      entryBytes: {
        default: 320,
        unit: 'bytes',
        description: {
          en: 'What one tracked connection takes in the kernel.',
          'zh-cn': '内核中每个被跟踪连接占用的内存。',
        },
      },
      maxMemoryShare: {
        default: 0.25,
        unit: '-',
        description: {
          en: 'Share of the memory that the full table may take.',
          'zh-cn': '连接表填满时可占内存的比例。',
        },
      },
    },
  },
  *check({ device, network, option }) {
    const memory = option<number | null>('memory');
    if (memory === null) return;
    const settings = settingsInForce({ device, network });
    const setting = settings.get('net.netfilter.nf_conntrack_max') ?? settings.get('net.nf_conntrack_max');
    const entries = numberIn(setting);
    if (entries === undefined || !isOwn(device, setting)) return;
    const each = option<number>('entryBytes');
    // Without a number of its own, the kernel makes as many buckets as entries or fewer.
    const buckets = (numberIn(settings.get('net.netfilter.nf_conntrack_buckets')) ?? 0) * BUCKET;
    const room = memory * MIB * option<number>('maxMemoryShare');
    if (entries * each + buckets <= room) return;
    const needed = Math.ceil((entries * each + buckets) / MIB);
    const better = 2 ** Math.floor(Math.log2(Math.max(room - buckets, 1) / each));
    yield {
      span: setting.value.span,
      text: {
        en: `${entries} connections take about ${needed} MiB when the table is full, of ${memory} MiB in all: a flood then has programs killed for want of memory, where a full table only refuses new connections. ${Math.max(better, 1)} fit into ${Math.floor(room / MIB)} MiB; shorter timeouts keep the table small.`,
        'zh-cn': `连接表填满 ${entries} 条时约占 ${needed} MiB(总内存 ${memory} MiB):洪泛会使内存耗尽、进程被杀,而表满只是拒绝新连接。${Math.floor(room / MIB)} MiB 可容纳 ${Math.max(better, 1)} 条;缩短超时可使表保持较小。`,
      },
      fixes:
        better < LEAST
          ? []
          : [
              {
                title: {
                  en: `Track up to ${better} connections (about ${Math.ceil((better * each) / MIB)} MiB)`,
                  'zh-cn': `最多跟踪 ${better} 个连接(约 ${Math.ceil((better * each) / MIB)} MiB)`,
                },
                safety: 'unsafe',
                change: { kind: 'replace-text', span: setting.value.span, newText: `${better}` },
              },
            ],
    };
  },
});

const MIB = 2 ** 20;

/** Bytes of a pointer: the head of a chain. */
const BUCKET = 8;

/** A table that small is no repair. */
const LEAST = 65_536;
