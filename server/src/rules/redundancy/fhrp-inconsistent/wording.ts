import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { FhrpFault } from '../../../network/fhrp-faults.ts';

/** Of whom a message speaks: `HSRP group 10 of Vlan10`, `edge2`. */
export interface GroupWords {
  readonly en: string;
  readonly 'zh-cn': string;
  readonly other: string;
}

/** What is wrong, what comes of it, and what to do. */
export function faultText(fault: FhrpFault, { en, 'zh-cn': zh, other }: GroupWords): Bilingual {
  switch (fault.kind) {
    case 'address':
      return {
        en: `${en} has another virtual address than on ${other}: both routers answer, and hosts lose their gateway when one fails. Give the group one address.`,
        'zh-cn': `${zh} 的虚拟地址与 ${other} 上的不同:两台路由器各自应答,任一台故障时主机会失去网关。请为该组配置同一地址。`,
      };
    case 'version':
      return {
        en: `${en} speaks version ${fault.own}, ${other} version ${fault.other}: they do not hear each other, and both become active. Use one version.`,
        'zh-cn': `${zh} 使用版本 ${fault.own},${other} 使用版本 ${fault.other}:双方互相听不到,都会成为活动路由器。请使用同一版本。`,
      };
    case 'authentication':
      return {
        en: `${en} and the same group on ${other} do not authenticate alike: each drops what the other sends, and both become active. Use one kind on both.`,
        'zh-cn': `${zh} 与 ${other} 上同一组的认证方式不同:彼此丢弃对方的报文,都会成为活动路由器。请在两端使用相同的认证。`,
      };
    case 'interval':
      return {
        en: `${en} is announced every ${seconds(fault.own)} s here and every ${seconds(fault.other)} s on ${other}: version 2 drops announcements with another interval, and both become master. Use one interval.`,
        'zh-cn': `${zh} 本机通告间隔为 ${seconds(fault.own)} 秒,${other} 为 ${seconds(fault.other)} 秒:版本 2 会丢弃间隔不同的通告,两台都会成为主路由器。请使用同一间隔。`,
      };
    case 'hold':
      return {
        en: `${en} gives the other up after ${seconds(fault.hold)} s, but ${other} speaks every ${seconds(fault.hello)} s only: the group changes hands again and again. Use the same timers on both.`,
        'zh-cn': `${zh} 在 ${seconds(fault.hold)} 秒后就认为对端失效,而 ${other} 每 ${seconds(fault.hello)} 秒才发送一次:该组会反复切换。请在两端使用相同的定时器。`,
      };
    case 'same-priority':
      return {
        en: `${en} has priority ${fault.priority} here and on ${other}: addresses decide who forwards, which nobody chose. Give the router that should forward the higher priority.`,
        'zh-cn': `${zh} 在本机与 ${other} 上的优先级均为 ${fault.priority}:由地址大小决定谁转发,而非有意选择。请为应当转发的路由器配置更高优先级。`,
      };
    case 'keeps':
      return {
        en: `${en} keeps ${fault.left} points when everything it tracks has failed, more than the ${fault.other} of ${other}: the group does not move, and traffic goes nowhere. Take off more points.`,
        'zh-cn': `${zh} 所跟踪的对象全部失效后优先级仍为 ${fault.left},高于 ${other} 的 ${fault.other}:不会发生切换,流量中断。请增大扣减值。`,
      };
    case 'transport':
      return {
        en: `${en} speaks to ${fault.unicast ? 'named routers alone' : 'all routers of the group'} here and to ${fault.unicast ? 'all of the group' : 'named ones alone'} on ${other}: they do not hear each other, and both become master. Name the routers on both or on none.`,
        'zh-cn': `${zh} 在本机使用${fault.unicast ? '单播' : '组播'},在 ${other} 上使用${fault.unicast ? '组播' : '单播'}:互相听不到,都会成为主路由器。请两端都指定对端,或都不指定。`,
      };
    case 'both-begin':
      return {
        en: `${en} begins as master here and on ${other}: both hold the address until they have heard each other. Let one begin as backup.`,
        'zh-cn': `${zh} 在本机与 ${other} 上都以主路由器启动:在听到对方之前两台都持有该地址。请让其中一台以备份启动。`,
      };
    case 'no-preempt':
      return {
        en: `${en} does not preempt: when what ${other} tracks fails, that one falls to ${fault.left} points, below the ${fault.own} here, and keeps forwarding all the same. Let this router preempt.`,
        'zh-cn': `${zh} 未启用抢占:当 ${other} 跟踪的对象失效时,其优先级降到 ${fault.left},低于本机的 ${fault.own},却仍由它转发。请在本机启用抢占。`,
      };
  }
}

const seconds = (ms: number): string => `${ms / 1000}`;
