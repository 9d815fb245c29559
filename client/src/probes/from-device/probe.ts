import { type DeviceObservation, partsOf } from '../../device/device-probe.ts';
import { usePermit } from '../permit.ts';
import { defineProbe } from '../probe.ts';
import { asAddress, type Target } from '../target.ts';
import { commands } from './commands.ts';
import { grounds } from './grounds.ts';
import { judge, judgeEach } from './judge.ts';
import { read, type SeenThere } from './read.ts';

const own = partsOf<SeenThere>({
  id: 'from-device',
  title: {
    en: 'Ping, packet size and way from a device to an address',
    'zh-cn': '从设备到某地址的 ping、报文大小与路径',
  },
  subjects: ['address'],
  confirms: {
    'routing/next-hop-unreachable': ['ping-no-reply', 'ping-no-route', 'ping-host-unreachable', 'ping-prohibited'],
    'acl/pmtud-blocked': ['size-black-hole'],
    'routing/tunnel-mss-missing': ['size-black-hole'],
    'routing/route-source-conflict': ['way-loop'],
  },
  risks: ['routing/route-source-conflict'],
  commands,
  deadlineMs: 60_000,
  partial: true,
  read,
  grounds,
  judge: (state, target) => judge({ probe: 'from-device', target, answer: { end: 'answered' }, state }),
});

/** Not only the device is asked something: packets go to the address, which must be among the allowed targets as well. */
export const fromDevice = defineProbe<DeviceObservation<SeenThere>>({
  ...own,
  plan(target, addresses, mayAlsoAsk) {
    const why = barred(target, mayAlsoAsk);
    return why ? [PLANNED[why]] : own.plan(target, addresses, mayAlsoAsk);
  },
  async observe(permit, signal, credentials) {
    const why = barred(permit.target, permit.mayAlsoAsk);
    if (!why) return own.observe(permit, signal, credentials);
    usePermit(permit, 'from-device');
    return { probe: 'from-device', target: permit.target, answer: { end: why } };
  },
  judge,
  judgeEach,
});

function barred(
  { subject }: Target,
  mayAlsoAsk: (address: NonNullable<ReturnType<typeof asAddress>>) => boolean,
): 'no-address' | 'not-allowed' | undefined {
  const address = asAddress(subject ?? '');
  if (!address) return 'no-address';
  return mayAlsoAsk(address) ? undefined : 'not-allowed';
}

const PLANNED = {
  'no-address': { en: 'nothing: there is no address before the @', 'zh-cn': '无:@ 之前没有地址' },
  'not-allowed': {
    en: 'nothing: the address before the @ is not among the allowed targets',
    'zh-cn': '无:@ 之前的地址不在允许的目标之内',
  },
} as const;
