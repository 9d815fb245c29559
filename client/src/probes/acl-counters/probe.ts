import { deviceProbe } from '../../device/device-probe.ts';
import { grounds } from './grounds.ts';
import { judge, judgeEach } from './judge.ts';
import { commands, read } from './observe.ts';

/** A rule that is said to match nothing, and one that is said to drop what is wanted. */
const DEAD = ['no-hits', 'unused'];
const DROPPING = ['denies'];

export const aclCounters = deviceProbe({
  id: 'acl-counters',
  title: { en: 'Hit counts of packet filters of a device', 'zh-cn': '设备包过滤规则的命中计数' },
  subjects: ['filter'],
  confirms: {
    'acl/shadowed-rule': DEAD,
    'acl/redundant-rule': DEAD,
    'acl/wrong-direction': DEAD,
    'acl/return-traffic-blocked': DROPPING,
    'acl/service-port-blocked': DROPPING,
    'acl/pmtud-blocked': DROPPING,
    'stun/port-3478-blocked': DROPPING,
    'stun/media-ports-blocked': DROPPING,
  },
  commands,
  read,
  grounds,
  judge,
  judgeEach,
});
