import type { DeviceObservation } from '../../device/device-probe.ts';
import { percent } from '../percent.ts';
import type { Grounds } from '../probe.ts';
import { FLAPS, NEAR_LIMIT } from './judge.ts';
import { LONG } from './judge-paths.ts';
import type { BgpSeen } from './observe.ts';

export const grounds: Grounds<DeviceObservation<BgpSeen>> = {
  source: 'RFC 4271',
  thresholds: {
    'near-limit': {
      en: `less than ${percent(NEAR_LIMIT)} of the prefix limit`,
      'zh-cn': `低于前缀上限的 ${percent(NEAR_LIMIT)}`,
    },
    'limit-reached': { en: 'less than the prefix limit', 'zh-cn': '低于前缀上限', source: 'RFC 4486 4' },
    'no-policy': { en: 'a policy for each direction', 'zh-cn': '每个方向都有策略', source: 'RFC 8212' },
    flapping: {
      en: `fewer than ${FLAPS.ends} ends, or up for ${FLAPS.standsForSeconds} s`,
      'zh-cn': `断开少于 ${FLAPS.ends} 次,或已建立 ${FLAPS.standsForSeconds} 秒`,
    },
    'hold-lowered': {
      en: 'the hold time that this side is configured for',
      'zh-cn': '本端配置的保持时间',
      source: 'RFC 4271 4.2',
    },
    'rov-invalid': { en: 'a path that is not invalid', 'zh-cn': '路径非无效', source: 'RFC 6811' },
    'bogon-asn': {
      en: 'no number that IANA keeps back',
      'zh-cn': '没有 IANA 保留的号码',
      source: 'RFC 7607, RFC 5398',
    },
    'own-as': {
      en: "a path without the device's own AS",
      'zh-cn': '路径中没有本设备自身的 AS',
      source: 'RFC 4271 9.1.2',
    },
    'long-path': {
      en: `fewer than ${LONG.unusual} AS numbers, a warning from ${LONG.refused}`,
      'zh-cn': `少于 ${LONG.unusual} 个 AS 号,达到 ${LONG.refused} 个为警告`,
    },
  },
  measure: { title: { en: 'Prefixes received', 'zh-cn': '收到的前缀' }, unit: '', of: ({ state }) => received(state) },
};

function received(state: BgpSeen | undefined): number | undefined {
  const told = state?.sessions?.flatMap(({ prefixesReceived }) => prefixesReceived ?? []) ?? [];
  return told.length > 0 ? told.reduce((sum, one) => sum + one, 0) : undefined;
}
