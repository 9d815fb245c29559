import { notConnected } from '../not-connected.ts';
import type { Verdict } from '../probe.ts';
import { targetText } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import type { InterfaceState, SnmpObservation } from './observe.ts';

/** Shares of the speed, and of packets, from which it is too much. */
export const BUSY = 0.8;
export const ERRORS_BAD = 0.001;
export const ERRORS_SOME = 0.000_01;
/** Fewer errors than that say nothing. */
export const ENOUGH = 10;
export const DAY = 86_400;

export function judge(observation: SnmpObservation): Verdict {
  const {
    address,
    target,
    end,
    guessed = [],
    restarted,
    uptime,
    interfaces = [],
    interval = 0,
    protection,
  } = observation;
  const agent = targetText({ host: address, port: target.port! });
  if (guessed.length > 0) {
    return verdict(
      'error',
      'default-community',
      `The SNMP agent ${agent} answers to the community "${guessed[0]}", which everybody tries first: routes, addresses and neighbours are open to all who reach it. Remove it; use SNMPv3.`,
      `SNMP 代理 ${agent} 接受团体字“${guessed[0]}”,这是人人首先尝试的:路由、地址与邻居对所有可达者公开。请删除它并使用 SNMPv3。`,
    );
  }
  if (end !== 'done') return notDone(agent, observation);
  if (restarted) {
    return verdict(
      'warning',
      'restarted',
      `The SNMP agent ${agent} started anew while it was watched: counters say nothing. Look for the cause.`,
      `SNMP 代理 ${agent} 在观察期间重新启动,计数器无法比较。请查找原因。`,
    );
  }
  const verdicts = interfaces.flatMap((one) => judgeInterface(agent, one, interval));
  const first = worst([...verdicts, ...recent(agent, uptime, interfaces), ok(agent, interfaces, interval, protection)]);
  const others = verdicts.filter(({ code }) => code === first.code).length - 1;
  return others <= 0
    ? first
    : {
        ...first,
        text: {
          en: `${first.text.en} So it is with ${others} more.`,
          'zh-cn': `${first.text['zh-cn']}另有 ${others} 个接口如此。`,
        },
      };
}

function ok(
  agent: string,
  interfaces: readonly InterfaceState[],
  interval: number,
  protection: string | undefined,
): Verdict {
  const up = interfaces.filter(({ oper }) => oper === 'up').length;
  const how = protection ? ` (SNMPv3, ${protection})` : '';
  return verdict(
    'ok',
    'ok',
    `The SNMP agent ${agent}${how} reports ${up} of ${interfaces.length} interfaces up, none of them busy or with errors over ${Math.round(interval)} s.`,
    `SNMP 代理 ${agent}${how} 报告 ${interfaces.length} 个接口中 ${up} 个正常,${Math.round(interval)} 秒内均不繁忙且无错误。`,
  );
}

function judgeInterface(agent: string, one: InterfaceState, interval: number): readonly Verdict[] {
  const { name, described, admin, oper, speed, octets, packets = 0, errors = 0 } = one;
  const said: Verdict[] = [];
  // A port that nobody described may be free on purpose.
  if (admin === 'up' && described && (oper === 'down' || oper === 'lowerLayerDown' || oper === 'notPresent')) {
    said.push(
      verdict(
        'warning',
        'interface-down',
        `Interface ${name} of ${agent} is switched on and down (${oper}), and somebody described it. Look at the cable, the other end, the module.`,
        `${agent} 的接口 ${name} 已启用却处于断开状态(${oper}),且配有描述。请检查线缆、对端与模块。`,
      ),
    );
  }
  const share = errors >= ENOUGH ? errors / (errors + packets) : 0;
  if (share > ERRORS_SOME) {
    said.push(
      verdict(
        share > ERRORS_BAD ? 'error' : 'warning',
        'errors',
        `Interface ${name} of ${agent} had ${errors} errors in ${Math.round(interval)} s, ${percent(share)} of its packets. Look at the cable, the module, the duplex of both ends.`,
        `${agent} 的接口 ${name} 在 ${Math.round(interval)} 秒内出现 ${errors} 个错误,占报文的 ${percent(share)}。请检查线缆、模块与两端双工模式。`,
      ),
    );
  }
  const busiest = octets && speed && interval > 0 ? (Math.max(octets.in, octets.out) * 8) / interval / speed : 0;
  if (busiest > BUSY) {
    said.push(
      verdict(
        'warning',
        'busy',
        `Interface ${name} of ${agent} carried ${percent(busiest)} of its ${speed! / 1_000_000} Mbit/s over ${Math.round(interval)} s (over ${BUSY * 100} %): it is about to drop.`,
        `${agent} 的接口 ${name} 在 ${Math.round(interval)} 秒内承载了 ${speed! / 1_000_000} Mbit/s 的 ${percent(busiest)}(超过 ${BUSY * 100} %):即将丢包。`,
      ),
    );
  }
  return said;
}

/** What happened within the last day, for whoever looks for a cause. */
function recent(agent: string, uptime: number | undefined, interfaces: readonly InterfaceState[]): readonly Verdict[] {
  if (uptime !== undefined && uptime < DAY) {
    return [
      verdict(
        'info',
        'recent-start',
        `${agent} started ${ago(uptime).en} ago.`,
        `${agent} 于${ago(uptime).zh}前启动。`,
      ),
    ];
  }
  const changed = interfaces.filter(
    ({ admin, changedAgo }) => admin === 'up' && changedAgo !== undefined && changedAgo < DAY,
  );
  if (changed.length === 0) return [];
  const { name, changedAgo } = changed.reduce((a, b) => (a.changedAgo! <= b.changedAgo! ? a : b));
  return [
    verdict(
      'info',
      'recent-change',
      `${changed.length} interfaces of ${agent} went up or down within a day, the last ${name}, ${ago(changedAgo!).en} ago.`,
      `${agent} 有 ${changed.length} 个接口在一天内状态变化,最近的是 ${name},${ago(changedAgo!).zh}前。`,
    ),
  ];
}

const ago = (seconds: number): { readonly en: string; readonly zh: string } =>
  seconds < 3_600
    ? { en: `${Math.floor(seconds / 60)} min`, zh: ` ${Math.floor(seconds / 60)} 分钟` }
    : { en: `${Math.floor(seconds / 3_600)} h`, zh: ` ${Math.floor(seconds / 3_600)} 小时` };

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 3 : 0)} %`;

function notDone(agent: string, { end, as }: SnmpObservation): Verdict {
  switch (end) {
    case 'speaks-v3':
      return verdict(
        'ok',
        'wants-user',
        `An SNMPv3 engine answers at ${agent}, does not take the community "public", and wants a user.`,
        `${agent} 有 SNMPv3 引擎应答,不接受团体字“public”,并要求用户。`,
      );
    case 'wrong-user':
      return verdict(
        'error',
        'wrong-user',
        `The SNMP agent ${agent} does not take this user: the name or a password is wrong, or it wants other protocols than SHA and AES.`,
        `SNMP 代理 ${agent} 不接受该用户:名称或密码错误,或它要求 SHA 与 AES 以外的协议。`,
      );
    case 'level':
      return verdict(
        'error',
        'wrong-level',
        `The SNMP agent ${agent} takes this user with other protection only: give a password for privacy too, or none.`,
        `SNMP 代理 ${agent} 仅以其他安全级别接受该用户:请同时提供加密密码,或不提供。`,
      );
    case 'silent':
      return verdict(
        'warning',
        'no-answer',
        as === 'nobody'
          ? `${agent} gives no SNMP answer: nothing listens, a filter drops it, or it answers known communities only.`
          : `${agent} gives no SNMP answer: nothing listens, a filter drops it, or it does not know ${as === 'community' ? 'the community' : 'SNMPv3'}; agents are silent about that.`,
        as === 'nobody'
          ? `${agent} 没有 SNMP 应答:没有服务监听,报文被过滤,或只应答已知团体字。`
          : `${agent} 没有 SNMP 应答:没有服务监听,报文被过滤,或不认识${as === 'community' ? '该团体字' : ' SNMPv3'};代理对此保持沉默。`,
      );
    case 'refused':
      return verdict('error', 'refused', `Nothing listens at ${agent} (UDP).`, `${agent}(UDP)没有服务监听。`);
    case 'not-snmp':
      return verdict(
        'error',
        'not-snmp',
        `What answers at ${agent} does not speak SNMP.`,
        `${agent} 的应答方使用的不是 SNMP。`,
      );
    default:
      return notConnected(agent, end as Exclude<typeof end, 'done'>);
  }
}
