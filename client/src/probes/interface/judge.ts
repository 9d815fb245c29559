import type { InterfaceState } from '../../show/interface-state.ts';
import { percent } from '../percent.ts';
import type { Part, Verdict } from '../probe.ts';
import type { Target } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import { judgeOptics } from './judge-optics.ts';

/** Share of packets that arrive damaged. A clean link has none: copper is allowed one bit in 10^10 (IEEE 802.3). */
export const ERROR_SHARE = { warning: 0.000_01, error: 0.001 } as const;
/** Fewer packets than these say nothing about a share. */
export const ENOUGH_PACKETS = 1_000;
/** Share of the bandwidth, averaged by the device, from which bursts are dropped. */
export const BUSY = 0.8;
/** Share of outgoing packets that the queue did not take. */
export const DROPS = 0.001;
const NAMED = 5;

export function judge(interfaces: readonly InterfaceState[], { subject }: Target): Verdict {
  if (interfaces.length === 0) {
    return verdict(
      'error',
      'no-such-interface',
      `The device has no interface ${subject}: another name, a missing module, or a configuration that was not loaded.`,
      `设备上没有接口 ${subject}:名称不同、缺少模块,或配置未加载。`,
    );
  }
  const asked = subject !== undefined;
  const seen = interfaces.flatMap((one) => [
    errorDisabled(one),
    // Without light there is no link: the cause before what comes of it.
    ...judgeOptics(one, asked),
    down(one, asked),
    damaged(one),
    halfDuplex(one),
    slow(one, asked),
    busy(one),
    dropping(one),
  ]);
  return worst([...seen.flatMap((one) => one ?? []), fine(interfaces)]);
}

/** Each interface with a fault, where all were asked about. */
export function judgeEach(interfaces: readonly InterfaceState[], target: Target): readonly Part[] {
  if (target.subject !== undefined) return [];
  return interfaces.flatMap((one) => {
    const said = judge([one], target);
    return said.level === 'ok' ? [] : [{ subject: one.name, verdict: said }];
  });
}

function errorDisabled({ name, link, reason }: InterfaceState): Verdict | undefined {
  if (link !== 'error-disabled') return undefined;
  return verdict(
    'error',
    'error-disabled',
    `${name} was shut by the device itself${reason ? ` (${reason})` : ''}. Mend the cause, then shut it and open it again.`,
    `${name} 被设备自身关闭${reason ? `(${reason})` : ''}。请排除原因,然后先关闭再开启该接口。`,
  );
}

/** Asked about, or described: somebody wants it up. Without that, a free port is no fault. */
function down({ name, admin, link, reason, description }: InterfaceState, asked: boolean): Verdict | undefined {
  if (link !== 'down') return undefined;
  if (admin === 'down') {
    return asked
      ? verdict('info', 'shut-down', `${name} is shut down by configuration.`, `${name} 已被配置关闭。`)
      : undefined;
  }
  if (!asked && !description) return undefined;
  return verdict(
    asked ? 'error' : 'warning',
    'down',
    `${name}${description ? ` "${description}"` : ''} is configured to be up and is down${reason ? ` (${reason})` : ''}. Check the cable, the optics and the other end.`,
    `${name}${description ? `“${description}”` : ''} 配置为启用但处于 down${reason ? `(${reason})` : ''}。请检查线缆、光模块和对端。`,
  );
}

export interface Damage {
  readonly packets: number;
  readonly errors: number;
  /** What kind, largest first. */
  readonly kinds: string;
}

/** What arrived, and what of it was damaged. @returns undefined where nothing is counted, or too little to say. */
export function damageOf({ counters }: Pick<InterfaceState, 'counters'>): Damage | undefined {
  const { inputPackets, inputErrors, crc, frame, runts, giants } = counters;
  const kinds = Object.entries({ CRC: crc, frame, runts, giants })
    .filter((one): one is [string, number] => (one[1] ?? 0) > 0)
    .sort((a, b) => b[1] - a[1]);
  const errors = Math.max(inputErrors ?? 0, ...kinds.map(([, count]) => count));
  const packets = (inputPackets ?? 0) + errors;
  if (inputPackets === undefined || packets < ENOUGH_PACKETS) return undefined;
  return { packets, errors, kinds: kinds.map(([kind, count]) => `${kind} ${count}`).join(', ') };
}

function damaged(one: InterfaceState): Verdict | undefined {
  const damage = damageOf(one);
  if (!damage || damage.errors / damage.packets < ERROR_SHARE.warning) return undefined;
  const late = one.counters.lateCollisions ?? 0;
  const { packets, errors, kinds } = damage;
  const share = percent(errors / packets);
  return verdict(
    // Counters may be years old: only their growth says that it is so now (`vlan-errors`).
    'warning',
    'errors',
    `${one.name} got ${errors} damaged frames among ${packets} (${share})${kinds ? `: ${kinds}` : ''} since its counters were cleared${late > 0 ? `, and ${late} late collisions` : ''}. Ask again with vlan-errors whether they grow; then replace cable or optics.`,
    `自计数器清零以来,${one.name} 收到的 ${packets} 个帧中有 ${errors} 个损坏(${share})${kinds ? `:${kinds}` : ''}${late > 0 ? `,另有 ${late} 次迟冲突` : ''}。请用 vlan-errors 查看是否仍在增长,然后更换线缆或光模块。`,
  );
}

function halfDuplex({ name, link, duplex, speed, counters }: InterfaceState): Verdict | undefined {
  if (link !== 'up' || duplex !== 'half') return undefined;
  const late = counters.lateCollisions ?? 0;
  return verdict(
    'warning',
    'half-duplex',
    `${name} runs half duplex${speed ? ` at ${speed} Mbit/s` : ''}${late > 0 ? ` and has ${late} late collisions: the other end is full duplex` : ''}. Let both ends negotiate, or set both the same.`,
    `${name} 以半双工运行${speed ? `,速率 ${speed} Mbit/s` : ''}${late > 0 ? `,有 ${late} 次迟冲突:对端为全双工` : ''}。请让两端自协商,或设置为一致。`,
  );
}

/** Both ends negotiate, and do not agree on what the port can. */
function slow({ name, link, speed, able, peerAble, description }: InterfaceState, asked: boolean): Verdict | undefined {
  if (link !== 'up' || !speed || !able || speed >= able) return undefined;
  // A telephone behind a port that nobody described is no fault.
  if (!asked && !description) return undefined;
  // The other end can no more: that is as it should be.
  if (peerAble !== undefined && peerAble <= speed) return undefined;
  const known = peerAble !== undefined;
  return verdict(
    known ? 'warning' : 'info',
    'low-speed',
    `${name} runs at ${speed} Mbit/s and negotiates up to ${able}${known ? `; the other end offers ${peerAble}: a pair of the cable is broken, or it is too long` : ': the other end can no more, or a pair of the cable is broken'}.`,
    `${name} 以 ${speed} Mbit/s 运行,而其可协商至 ${able}${known ? `;对端提供 ${peerAble}:线缆有线对断开,或线缆过长` : ':对端不支持更高速率,或线缆有线对断开'}。`,
  );
}

function busy({ name, link, bandwidth, inputRate, outputRate }: InterfaceState): Verdict | undefined {
  if (link !== 'up' || !bandwidth) return undefined;
  const rate = Math.max(inputRate ?? 0, outputRate ?? 0);
  const share = rate / (bandwidth * 1e6);
  // More than all is a bandwidth that was written for a routing protocol.
  if (share < BUSY || share > 1.05) return undefined;
  const way = (outputRate ?? 0) >= (inputRate ?? 0) ? { en: 'out', zh: '出' } : { en: 'in', zh: '入' };
  return verdict(
    'warning',
    'busy',
    `${name} carries ${megabits(rate)} Mbit/s ${way.en}, ${percent(share)} of its bandwidth: bursts will be dropped.`,
    `${name} ${way.zh}方向流量为 ${megabits(rate)} Mbit/s,占带宽的 ${percent(share)}:突发流量会被丢弃。`,
  );
}

function dropping({ name, counters: { outputPackets, outputDrops } }: InterfaceState): Verdict | undefined {
  if (!outputPackets || !outputDrops || outputPackets < ENOUGH_PACKETS) return undefined;
  const share = outputDrops / (outputPackets + outputDrops);
  if (share < DROPS) return undefined;
  return verdict(
    'info',
    'output-drops',
    `The queue of ${name} dropped ${outputDrops} packets on the way out (${percent(share)}) since its counters were cleared.`,
    `自计数器清零以来,${name} 的出向队列丢弃了 ${outputDrops} 个报文(${percent(share)})。`,
  );
}

function fine(interfaces: readonly InterfaceState[]): Verdict {
  const up = interfaces
    .filter(({ link, optics }) => link === 'up' || (link === undefined && optics))
    .map(({ name }) => name);
  const list = up.slice(0, NAMED).join(', ') + (up.length > NAMED ? ', ...' : '');
  return verdict(
    'ok',
    'ok',
    up.length > 0 ? `Without faults: ${list}.` : 'No interface is up, and none should be.',
    up.length > 0 ? `没有故障:${list}。` : '没有接口处于 up,也没有接口应当如此。',
  );
}

const megabits = (rate: number): number => Number((rate / 1e6).toPrecision(3));
