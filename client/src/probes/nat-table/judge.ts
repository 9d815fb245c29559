import type { FlowTimeout, NatState } from '../../show/nat/nat-state.ts';
import type { Verdict } from '../probe.ts';
import type { Target } from '../target.ts';
import { verdict, worst } from '../verdict.ts';

/** Share of a pool or of a limit from which a burst takes the rest, and from which there is none. */
export const FILLING = 0.8;
export const FULL = 0.98;
/** Seconds. RFC 4787 REQ-5: a UDP mapping must not expire before two minutes; RFC 5382 REQ-5: an idle TCP one not before 2 h 4 min. */
export const SHORTEST = { udp: 120, tcp: 7_440 } as const;
/** Seconds. What firewalls remember an idle TCP connection for as they are sold, which RFC 5382 finds too short. */
const COMMON_TCP = 1_800;

export function judge(state: NatState, { settings = [] }: Target): Verdict {
  const seen = [full(state), ...differing(state, settings), ...lifetimes(state), filling(state), fine(state)];
  return worst(seen.flatMap((one) => one ?? []));
}

function full({ pools, active, most, failed }: NatState): Verdict | undefined {
  const empty = pools.find(
    ({ total, used, misses = 0, reused }) => misses > 0 || (!reused && total > 0 && used / total >= FULL),
  );
  if (empty) {
    const misses = empty.misses
      ? { en: `, none was left ${empty.misses} times`, zh: `,有 ${empty.misses} 次无可用地址` }
      : undefined;
    return verdict(
      'error',
      'pool-empty',
      `The pool ${empty.name} is used up: ${empty.used} of ${empty.total}${misses?.en ?? ''}. New flows are not translated. Add addresses, or translate ports as well (overload).`,
      `地址池 ${empty.name} 已耗尽:${empty.total} 个已用 ${empty.used} 个${misses?.zh ?? ''}。新的流无法转换。请增加地址,或同时转换端口(overload)。`,
    );
  }
  if (active !== undefined && most && active / most >= FULL) {
    return verdict(
      'error',
      'table-full',
      `The translation table is full: ${active} of ${most}. New flows are not translated. Raise the limit, or look who holds so many.`,
      `转换表已满:${most} 个已用 ${active} 个。新的流无法转换。请提高上限,或查明占用最多的主机。`,
    );
  }
  if (!failed) return undefined;
  return verdict(
    'warning',
    'refused',
    `${failed} flows were refused a translation since the counters were cleared: a pool or the table was full at times.`,
    `自计数器清零以来,有 ${failed} 条流未能转换:地址池或转换表曾经占满。`,
  );
}

function filling({ pools, active, most, peak }: NatState): Verdict | undefined {
  const pool = pools.find(({ total, used }) => total > 0 && used / total >= FILLING);
  if (pool?.reused) {
    return verdict(
      'warning',
      'pool-filling',
      `The pool ${pool.name} fills up: ${pool.used} sessions of one protocol on ${pool.total} ports, which are given out again for other destinations only. Add addresses before flows to one destination get none.`,
      `地址池 ${pool.name} 即将占满:${pool.total} 个端口上有 ${pool.used} 个同一协议的会话,端口只能为其他目的地址重复使用。请在到同一目的地址的流分不到端口之前增加地址。`,
    );
  }
  if (pool) {
    return verdict(
      'warning',
      'pool-filling',
      `The pool ${pool.name} fills up: ${pool.used} of ${pool.total} are in use. Add addresses before a burst takes the rest.`,
      `地址池 ${pool.name} 即将占满:${pool.total} 个已用 ${pool.used} 个。请在突发流量之前增加地址。`,
    );
  }
  const reached = Math.max(active ?? 0, peak ?? 0);
  if (!most || reached / most < FILLING) return undefined;
  return verdict(
    'warning',
    'table-filling',
    `The translation table has held ${reached} of ${most}: a burst fills it.`,
    `转换表曾达到 ${most} 个中的 ${reached} 个:突发流量会将其占满。`,
  );
}

/** What a configuration gives, by the names that a target has for it. */
export const EXPECTED: Readonly<Record<FlowTimeout, string>> = {
  udp: 'timeout.udp',
  'udp-stream': 'timeout.udp-stream',
  'tcp-established': 'timeout.tcp-established',
};

const NAMES: Readonly<Record<FlowTimeout, { readonly en: string; readonly zh: string }>> = {
  udp: { en: 'UDP flows', zh: 'UDP 流' },
  'udp-stream': { en: 'UDP streams', zh: 'UDP 双向流' },
  'tcp-established': { en: 'TCP connections', zh: 'TCP 连接' },
};

/** The device is set otherwise than the file says. */
function differing({ timeouts }: NatState, settings: NonNullable<Target['settings']>): readonly Verdict[] {
  return (Object.keys(EXPECTED) as FlowTimeout[]).flatMap((kind) => {
    const told = timeouts[kind];
    const wanted = settings.find(({ key }) => key === EXPECTED[kind])?.value;
    if (told === undefined || wanted === undefined || !/^\d{1,10}$/.test(wanted) || Number(wanted) === told) return [];
    const { en, zh } = NAMES[kind];
    return verdict(
      'warning',
      'timeout-differs',
      `The device forgets idle ${en} after ${told} seconds, the configuration says ${wanted}: it was not loaded, or the device was changed since.`,
      `设备在 ${told} 秒后老化空闲的 ${zh},而配置为 ${wanted} 秒:配置未加载,或设备此后有更改。`,
    );
  });
}

function lifetimes({ lifetimes: seen }: NatState): readonly Verdict[] {
  return (['udp', 'tcp'] as const).flatMap((protocol) => {
    const seconds = seen[protocol];
    const shortest = SHORTEST[protocol];
    if (seconds === undefined || seconds >= shortest) return [];
    const rfc = protocol === 'udp' ? 'RFC 4787' : 'RFC 5382';
    const name = protocol.toUpperCase();
    return verdict(
      protocol === 'tcp' && seconds >= COMMON_TCP ? 'info' : 'warning',
      `${protocol}-timeout-short`,
      `Idle ${name} translations live ${seconds} seconds here; ${rfc} asks for ${shortest}. Flows that are quiet for longer break: raise the timeout.`,
      `此处空闲的 ${name} 转换仅保留 ${seconds} 秒;${rfc} 要求 ${shortest} 秒。更长时间静默的流会中断:请提高超时。`,
    );
  });
}

function fine({ active, most, pools, seen, top }: NatState): Verdict {
  const count = active ?? Object.values(seen).reduce((sum, one) => sum + one, 0);
  const limit = most ? { en: ` of ${most}`, zh: `(上限 ${most})` } : { en: '', zh: '' };
  const busiest = [...pools].sort((a, b) => b.used / b.total - a.used / a.total)[0];
  const pool = busiest
    ? {
        en: ` Fullest: ${busiest.name}, ${busiest.used} of ${busiest.total}.`,
        zh: `占用最多:${busiest.name},${busiest.total} 个已用 ${busiest.used} 个。`,
      }
    : { en: '', zh: '' };
  const host = top
    ? { en: ` ${top.host} has ${top.count}.`, zh: `${top.host} 占 ${top.count} 个。` }
    : { en: '', zh: '' };
  return verdict(
    'ok',
    'ok',
    `Address translation has room: ${count}${limit.en} translations.${pool.en}${host.en}`,
    `地址转换尚有余量:${count} 个转换${limit.zh}。${pool.zh}${host.zh}`,
  );
}
