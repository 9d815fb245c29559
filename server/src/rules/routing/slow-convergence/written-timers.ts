import type { Device } from '../../../../../grammars/model/device.ts';
import type { FhrpGroup } from '../../../../../grammars/model/fhrp.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import type { Report } from '../../../review/rule.ts';

/** Timers of OSPF and of groups of gateways that somebody wrote, and that let a dead neighbour live for longer than the target. */
export function* writtenTimers({ ospf, fhrp }: Device, target: number): Generator<Report> {
  // Timers of an area or a process stand in each of its interfaces.
  const told = new Set<number>();
  for (const { dead, bfd, passive, closed, interface: name } of ospf.flatMap(({ interfaces }) => interfaces)) {
    if (!dead?.span || dead.value <= target || bfd || passive?.value || !closed || told.has(dead.span.start)) continue;
    told.add(dead.span.start);
    yield {
      span: dead.span,
      text: {
        en: `A dead OSPF neighbour on ${name} is noticed after ${dead.value} s, and its routes are used until then. Run BFD, or set a shorter interval on every router of the link.`,
        'zh-cn': `${name} 上的 OSPF 邻居失效后要 ${dead.value} 秒才会发现,其间仍使用其路由。请启用 BFD,或在该链路的所有路由器上缩短失效间隔。`,
      },
    };
  }
  for (const group of fhrp) {
    const late = group.shutdown || !group.closed ? undefined : takeover(group);
    if (!late || late.seconds <= target) continue;
    yield {
      span: late.span,
      text: {
        en: `Hosts lose their gateway for ${late.seconds} s before another router of group ${group.group.value} takes over. Set shorter timers on every router of the group.`,
        'zh-cn': `组 ${group.group.value} 的另一台路由器接管之前,主机会失去网关 ${late.seconds} 秒。请在该组所有路由器上缩短定时器。`,
      },
    };
  }
}

/** Where it is written: the hold time, or for VRRP three announcements (RFC 9568 section 6.1). */
function takeover({
  protocol,
  hold,
  advertise,
}: FhrpGroup): { readonly seconds: number; readonly span: Span } | undefined {
  if (hold?.span) return { seconds: hold.value / 1000, span: hold.span };
  if (protocol !== 'vrrp' || !advertise?.span) return undefined;
  return { seconds: (3 * advertise.value) / 1000, span: advertise.span };
}
