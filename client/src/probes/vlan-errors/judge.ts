import { damageOf, ENOUGH_PACKETS, ERROR_SHARE } from '../interface/judge.ts';
import { percent } from '../percent.ts';
import type { Verdict } from '../probe.ts';
import { verdict, worst } from '../verdict.ts';
import { type Growth, INTERVAL_MS } from './observe.ts';

/** Down and up again: a single change may be somebody's hand. */
export const FLAPS = 2;

export function judge(growths: readonly Growth[]): Verdict {
  const seen = growths
    .flatMap((growth) => [flapping(growth), damaged(growth) ?? damagedLight(growth), unknownFrames(growth)])
    .flatMap((one) => one ?? []);
  return worst([...seen, quiet(growths)]);
}

function flapping({ name, changed = 0 }: Growth): Verdict | undefined {
  if (changed < FLAPS) return undefined;
  return verdict(
    'warning',
    'flapping',
    `The link of ${name} changed or was reset ${changed} times between the two readings: cable, optics, power or the other end come and go. Until it is mended, keep traffic away from it (shut it, or raise its cost).`,
    `两次读取之间 ${name} 的链路状态变化或复位了 ${changed} 次:线缆、光模块、供电或对端时断时续。修复之前,请让流量避开该链路(关闭接口或提高其开销)。`,
  );
}

function damaged({ name, mtu, grown }: Growth): Verdict | undefined {
  const damage = damageOf({ counters: grown });
  if (!damage || damage.errors / damage.packets < ERROR_SHARE.warning) return undefined;
  const { errors, packets, kinds } = damage;
  const share = errors / packets;
  const tag = (grown.giants ?? 0) > 0 && (grown.giants ?? 0) >= (grown.crc ?? 0);
  if (tag) {
    return verdict(
      'warning',
      'giants',
      `${name} counts ${grown.giants} frames as too long among ${packets}${mtu ? ` (MTU ${mtu})` : ''}: the other end sends tags or jumbo frames that this one does not expect.`,
      `${name} 的 ${packets} 个帧中有 ${grown.giants} 个超长${mtu ? `(MTU ${mtu})` : ''}:对端发送了本端未预期的标签或巨帧。`,
    );
  }
  return verdict(
    share >= ERROR_SHARE.error ? 'error' : 'warning',
    'errors-grow',
    `${name} gets damaged frames now: ${errors} of ${packets} (${percent(share)})${kinds ? `, ${kinds}` : ''}. Replace cable or optics, look for interference, compare duplex at both ends.`,
    `${name} 正在收到损坏的帧:${packets} 个中有 ${errors} 个(${percent(share)})${kinds ? `,${kinds}` : ''}。请更换线缆或光模块,排查干扰,并比较两端的双工设置。`,
  );
}

/** A clean fibre damages nothing: the first errors come before there are many. */
function damagedLight({ name, optical, grown: { crc = 0, inputPackets = 0 } }: Growth): Verdict | undefined {
  if (!optical || crc === 0) return undefined;
  return verdict(
    'info',
    'optical-errors',
    `${name} is optical and gets damaged frames: CRC ${crc} among ${inputPackets + crc}, fewer than what disturbs, more than a clean fibre has. Look at the light that comes in (probe interface), clean the connectors.`,
    `${name} 为光接口并收到损坏的帧:${inputPackets + crc} 个中 CRC ${crc} 个,尚不致影响业务,但多于洁净光纤应有的数量。请查看接收光功率(interface 探测)并清洁光纤接头。`,
  );
}

function unknownFrames({ name, grown }: Growth): Verdict | undefined {
  const { unknownProtocol = 0, inputDrops = 0, inputPackets = 0 } = grown;
  if (inputPackets < ENOUGH_PACKETS || Math.max(unknownProtocol, inputDrops) / inputPackets < ERROR_SHARE.error)
    return undefined;
  if (unknownProtocol < inputDrops) {
    return verdict(
      'warning',
      'dropped-frames',
      `${name} drops ${inputDrops} of ${inputPackets} frames as they come in: of a VLAN or protocol that it does not take, or for want of buffers.`,
      `${name} 在接收时丢弃了 ${inputPackets} 个帧中的 ${inputDrops} 个:属于其不接受的 VLAN 或协议,或缓冲区不足。`,
    );
  }
  return verdict(
    'warning',
    'unknown-frames',
    `${name} drops ${unknownProtocol} of ${inputPackets} frames as of an unknown protocol or VLAN: the trunks of the two ends do not carry the same VLANs.`,
    `${name} 将 ${inputPackets} 个帧中的 ${unknownProtocol} 个按未知协议或 VLAN 丢弃:两端中继承载的 VLAN 不一致。`,
  );
}

function quiet(growths: readonly Growth[]): Verdict {
  const packets = growths.reduce((sum, { grown }) => sum + (grown.inputPackets ?? 0), 0);
  const seconds = INTERVAL_MS / 1000;
  if (packets < ENOUGH_PACKETS) {
    return verdict(
      'unknown',
      'too-little-traffic',
      `Only ${packets} frames came in between the two readings: too few to say anything.`,
      `两次读取之间仅收到 ${packets} 个帧:数量太少,无法判断。`,
    );
  }
  return verdict(
    'ok',
    'ok',
    `No damaged frames among ${packets} between two readings, ${seconds} seconds apart where it was asked live.`,
    `两次读取之间的 ${packets} 个帧中没有损坏的帧;在线探测时两次间隔 ${seconds} 秒。`,
  );
}
