import type { DealtPorts } from '../../../../../grammars/model/cloud.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import { seenCloud } from '../../../network/seen-cloud.ts';
import { defineRule, type Proposal, type Report } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'cloud/snat-exhaustion',
    severity: 'warning',
    needs: ['cloud-networks'],
    title: {
      en: 'Too few ports for the connections of machines behind shared addresses',
      'zh-cn': '共享公网地址的机器可用的出站端口过少',
    },
    sources: [
      'Azure Load Balancer: source network address translation for outbound connections; outbound rules',
      'Azure Kubernetes Service: use a public standard load balancer, allocated outbound ports',
      'Google Cloud NAT: IP addresses and ports',
    ],
    options: {
      portsPerMachine: {
        default: 64,
        unit: 'ports',
        description: {
          en: 'A machine that gets fewer ports than this for its own connections, and never more, is reported.',
          'zh-cn': '若一台机器用于自身出站连接的端口少于此数且不会增加,则报告。',
        },
      },
    },
  },
  *check(context) {
    const seen = seenCloud(context);
    const least = context.option<number>('portsPerMachine');
    const said = new Set<number>();
    for (const dealt of seen?.cloud.dealtPorts ?? []) {
      const span = seen!.here(dealt.each.span);
      // Copies of a module stand in one place.
      if (!span || said.has(span.start)) continue;
      const report = tooMany(dealt, span, least) ?? notInSteps(dealt, span) ?? tooFew(dealt, span, least);
      if (!report) continue;
      said.add(span.start);
      yield report;
    }
  },
});

/** More than the addresses have. */
function tooMany(dealt: DealtPorts, span: Span, least: number): Report | undefined {
  const { name, each, addresses, perAddress, machines, step, short } = dealt;
  if (addresses === undefined || each.value * machines <= addresses * perAddress) return undefined;
  const [asked, there] = [each.value * machines, addresses * perAddress];
  const share = Math.floor(there / machines / step) * step;
  const need = Math.ceil(asked / perAddress);
  const ends =
    short === 'refused'
      ? { en: 'the platform refuses that', 'zh-cn': '平台会拒绝该配置' }
      : {
          en: 'machines that come last get none, and their connections are dropped',
          'zh-cn': '最后的机器得不到端口,其连接会被丢弃',
        };
  return {
    severity: 'error',
    span,
    text: {
      en: `${name.value} gives ${each.value} ports to each of ${machines} machines, ${asked} together, and its ${addresses === 1 ? 'address has' : `${addresses} addresses have`} ${there}: ${ends.en}. Give each ${share} at most, or ${need} addresses.`,
      'zh-cn': `${name.value} 为 ${machines} 台机器各分配 ${each.value} 个端口,共 ${asked} 个,而其 ${addresses} 个地址只有 ${there} 个:${ends['zh-cn']}。请将每台降至最多 ${share} 个,或使用 ${need} 个地址。`,
    },
    fixes: share >= least ? change(dealt, span, share) : [],
  };
}

function notInSteps(dealt: DealtPorts, span: Span): Report | undefined {
  const { name, each, step } = dealt;
  if (each.value % step === 0) return undefined;
  const below = Math.floor(each.value / step) * step;
  return {
    severity: 'error',
    span,
    text: {
      en: `${name.value} gives each machine ${each.value} ports, and the platform takes multiples of ${step} only: the deployment is refused. Use ${below} or ${below + step}.`,
      'zh-cn': `${name.value} 为每台机器分配 ${each.value} 个端口,而平台只接受 ${step} 的倍数:部署会被拒绝。请使用 ${below} 或 ${below + step}。`,
    },
    fixes: below > 0 ? change(dealt, span, below) : [],
  };
}

function tooFew({ name, each, grows, machines }: DealtPorts, span: Span, least: number): Report | undefined {
  if (grows || each.value >= least) return undefined;
  return {
    span,
    text: {
      en: `${name.value} leaves each of ${machines} machines ${each.value} ports for its own connections, and connections to one destination need one each: the next ones fail until a port is free again. Give each at least ${least}, add addresses, or let the platform give more on demand.`,
      'zh-cn': `${name.value} 只为 ${machines} 台机器各留 ${each.value} 个出站端口,而到同一目的地的每个连接各占一个:端口用尽后新连接会失败,直到有端口释放。请为每台至少分配 ${least} 个、增加地址,或启用按需分配。`,
    },
  };
}

const change = ({ each }: DealtPorts, span: Span, value: number): readonly Proposal[] =>
  each.exact
    ? [
        {
          title: {
            en: `Give each machine ${value} ports instead of ${each.value}`,
            'zh-cn': `为每台机器分配 ${value} 个端口,而不是 ${each.value} 个`,
          },
          safety: 'unsafe',
          change: { kind: 'replace-text', span, newText: `${value}` },
        },
      ]
    : [];
