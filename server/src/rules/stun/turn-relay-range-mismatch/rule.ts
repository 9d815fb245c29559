import type { Device } from '../../../../../grammars/model/device.ts';
import type { Interval } from '../../../../../grammars/model/filter.ts';
import { type Member, nameOf } from '../../../network/network.ts';
import { analyseFilters } from '../../../packets/analyse.ts';
import { defineRule, type Surroundings } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'stun/turn-relay-range-mismatch',
    severity: 'error',
    needs: ['turn'],
    title: {
      en: 'Relay ports of a TURN server that its firewall keeps closed, or that are too few',
      'zh-cn': 'TURN 服务器的中继端口被防火墙关闭,或数量过少',
    },
    sources: ['RFC 8656 section 7.2', 'coturn: turnserver.conf, min-port and max-port'],
    options: {
      minPorts: {
        default: 1000,
        unit: 'ports',
        description: {
          en: 'Each call takes two ports or more: fewer ports than this run out.',
          'zh-cn': '每个通话至少占用两个端口:少于该数量会耗尽。',
        },
      },
    },
  },
  *check({ device, network, option }) {
    const { turn } = device;
    if (!turn || turn.withoutUdpRelay) return;
    const first = turn.minPort?.value ?? 49_152;
    const last = turn.maxPort?.value ?? 65_535;
    const span = turn.maxPort?.span ?? turn.minPort?.span ?? turn.span;
    if (first > last) {
      yield {
        span,
        text: {
          en: `The relay's first port (${first}) lies behind its last one (${last}): the server has no port to give out. Swap them.`,
          'zh-cn': `中继的起始端口(${first})大于结束端口(${last}):服务器没有可分配的端口。请对调二者。`,
        },
      };
      return;
    }
    const count = last - first + 1;
    const least = option<number>('minPorts');
    if (count < least)
      yield {
        severity: 'warning',
        span,
        text: {
          en: `${count} relay ports (${first}-${last}) are used up by ${Math.floor(count / 2)} calls: the next ones fail. Give the relay ${least} or more, and open them in the firewall.`,
          'zh-cn': `${count} 个中继端口(${first}-${last})只够 ${Math.floor(count / 2)} 个通话:之后的会失败。请为中继分配至少 ${least} 个端口,并在防火墙中放行。`,
        },
      };
    if (!network) return;
    for (const { member, filter, closed } of closedPorts(network, { first, last })) {
      const gaps = closed
        .map((gap) => (gap.first === gap.last ? `${gap.first}` : `${gap.first}-${gap.last}`))
        .join(', ');
      const name = filter.name.value;
      const host = nameOf(member);
      yield {
        span,
        text: {
          en: `The relay gives out UDP ports ${first}-${last}, but ${name} of ${host} lets no packet in on ${gaps}: calls that get one of those have no sound. Open the whole range there, or narrow it here.`,
          'zh-cn': `中继会分配 UDP 端口 ${first}-${last},但 ${host} 的 ${name} 不放行 ${gaps}:分到这些端口的通话没有声音。请在那里放行整个范围,或在此缩小范围。`,
        },
        related: [
          {
            span: filter.name.span,
            text: { en: 'The filter', 'zh-cn': '过滤器' },
            elsewhere: { path: member.path, range: member.index.rangeOf(filter.name.span) },
          },
        ],
      };
    }
  },
});

interface Closed {
  readonly member: Member;
  readonly filter: Device['filters'][number];
  readonly closed: readonly Interval[];
}

/** Filters of files beside this one, in the same folder, that stand in front of the host itself. */
function* closedPorts({ network, self }: Surroundings, range: Interval): Generator<Closed> {
  const folder = folderOf(self.path);
  for (const member of network.members) {
    if (member.path === self.path || folderOf(member.path) !== folder) continue;
    const filters = [...member.device.filters.entries()].filter(([, filter]) => guardsHost(filter));
    if (filters.length === 0) continue;
    const packets = analyseFilters(member.device);
    for (const [at, filter] of filters) {
      if (filter.family === 'ipv6') continue;
      const { blocked } = packets.blockedPorts(at, {
        family: 'ipv4',
        protocol: 17,
        ports: [range],
        // Not through loopback, nor any card that a rule trusts by name.
        inInterface: '',
      });
      if (blocked.length > 0) yield { member, filter, closed: blocked };
    }
  }
}

const guardsHost = ({ hook, purpose }: Device['filters'][number]): boolean => purpose === 'packet' && hook === 'input';

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
