import type { Sysctl } from '../../../../../grammars/model/device.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { nearestName } from '../../wording/nearest-name.ts';
import { isOwn, settingsInForce } from '../settings-in-force.ts';

export const rule = defineRule({
  meta: {
    id: 'host/bbr-fq',
    severity: 'info',
    needs: ['sysctls'],
    title: {
      en: 'BBR without a queue that paces, or a congestion control that does not exist',
      'zh-cn': '使用 BBR 却没有支持 pacing 的队列,或拥塞控制算法不存在',
    },
    sources: ['Linux kernel: tcp_bbr.c', 'Linux kernel: ip-sysctl, tcp_congestion_control', 'tc-fq(8)'],
    options: {
      preferBbr: {
        default: false,
        article: true,
        unit: '-',
        description: {
          en: 'Also tells of CUBIC, where a server is far from its clients.',
          'zh-cn': '服务器远离客户端时,也提示 CUBIC。',
        },
      },
    },
  },
  *check({ device, network, dialect, option }) {
    const settings = settingsInForce({ device, network });
    const control = settings.get('net.ipv4.tcp_congestion_control');
    const queue = settings.get('net.core.default_qdisc');
    const name = control?.value.value;
    if (!control || name === undefined) return;
    const own = isOwn(device, control);
    if (/^bbr\d?$/.test(name)) {
      if (queue ? isOwn(device, queue) && !PACING.test(queue.value.value) : own)
        yield withoutPacing(control, queue, dialect.id === 'sysctl');
    } else if (own && !KNOWN.has(name)) {
      const meant = nearestName(name, KNOWN);
      // Kernels are built with others, too.
      if (meant !== undefined) yield misspelt(control, meant);
    } else if (own && name === 'cubic' && option<boolean>('preferBbr')) yield farAway(control);
  },
});

/** Queues that send when the time of a packet has come, or keep flows apart. */
const PACING = /^(?:fq|fq_codel|cake|fq_pie|noqueue|mq|etf)$/;

/** Modules of the kernel, and those that kernels for servers are patched with. */
const KNOWN: ReadonlySet<string> = new Set(
  'reno cubic bbr bbr1 bbr2 bbr3 bbrplus dctcp htcp westwood vegas veno hybla highspeed illinois yeah lp scalable bic cdg nv prague brutal'.split(
    ' ',
  ),
);

function withoutPacing(control: Sysctl, queue: Sysctl | undefined, hasLines: boolean): Report {
  const { value, span } = queue ?? control;
  const change = queue
    ? { span: queue.value.span, newText: 'fq' }
    : { span: { start: span.end, end: span.end }, newText: '\nnet.core.default_qdisc = fq' };
  const now = queue
    ? { en: `${queue.value.value} sends them as they come`, zh: `${queue.value.value} 按到达顺序发出` }
    : { en: 'no file here says which queue new interfaces get', zh: '此处没有文件指定新接口使用的队列' };
  return {
    span: value.span,
    text: {
      en: `BBR spaces its packets, and ${now.en}. Since Linux 4.20 TCP can do that with timers of its own, at more cost; before, BBR needs fq to work at all. Set net.core.default_qdisc to fq: it holds for interfaces that come up after it.`,
      'zh-cn': `BBR 需要按间隔发送报文,而${now.zh}。Linux 4.20 起 TCP 可自行用定时器实现,但开销更大;更早的内核必须使用 fq。请将 net.core.default_qdisc 设为 fq:对之后启用的接口生效。`,
    },
    fixes:
      queue || hasLines
        ? [
            {
              title: {
                en: 'Give interfaces that come up the queue fq',
                'zh-cn': '新启用的接口使用 fq 队列',
              },
              safety: 'unsafe',
              change: { kind: 'replace-text', ...change },
            },
          ]
        : [],
  };
}

const misspelt = ({ value }: Sysctl, meant: string): Report => ({
  severity: 'error',
  span: value.span,
  text: {
    en: `No congestion control is called ${value.value}: setting it fails, and the default stays. Did you mean ${meant}?`,
    'zh-cn': `没有名为 ${value.value} 的拥塞控制算法:设置会失败,默认值不变。是否想用 ${meant}?`,
  },
  fixes: [
    {
      title: { en: `Use ${meant}: it takes effect then`, 'zh-cn': `改为 ${meant}:此后将生效` },
      safety: 'unsafe',
      change: { kind: 'replace-text', span: value.span, newText: meant },
    },
  ],
});

const farAway = ({ value }: Sysctl): Report => ({
  severity: 'hint',
  span: value.span,
  text: {
    en: 'CUBIC takes each lost packet for congestion: over long paths with random loss BBR sends several times as fast. Try it with the queue fq where clients are far away.',
    'zh-cn': 'CUBIC 把每次丢包都视为拥塞:在存在随机丢包的长路径上,BBR 可快数倍。客户端较远时可配合 fq 队列试用。',
  },
});
