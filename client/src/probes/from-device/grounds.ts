import type { DeviceObservation } from '../../device/device-probe.ts';
import { medianOf } from '../median.ts';
import { grounds as ofWays } from '../path/grounds.ts';
import { grounds as ofSizes } from '../pmtu/grounds.ts';
import type { Grounds, Threshold } from '../probe.ts';
import { grounds as ofPings } from '../reachability/grounds.ts';
import type { SeenThere } from './read.ts';

/** Those of the probes that would have run here, for what one run of a device can tell; their part stands before the codes. */
export const grounds: Grounds<DeviceObservation<SeenThere>> = {
  source: 'RFC 792, RFC 4443, RFC 1191, RFC 8201',
  thresholds: Object.fromEntries([
    ...under('ping', ofPings.thresholds, ['loss', 'jitter']),
    ...under('size', ofSizes.thresholds, ['reduced', 'under-1280', 'black-hole']),
    ...under('way', ofWays.thresholds, ['loop', 'long', 'asymmetric', 'carrier-nat']),
  ]),
  measure: {
    title: { en: 'Median round trip from the device', 'zh-cn': '设备侧往返时间中位数' },
    unit: 'ms',
    of: ({ state }) => medianOf(state?.ping?.times ?? []),
  },
};

function under(
  part: string,
  thresholds: Readonly<Record<string, Threshold>> = {},
  codes: readonly string[],
): readonly (readonly [string, Threshold])[] {
  return Object.entries(thresholds).flatMap(([code, threshold]) =>
    codes.includes(code) ? [[`${part}-${code}`, threshold] as const] : [],
  );
}
