import { deviceProbe } from '../../device/device-probe.ts';
import { commands } from './commands.ts';
import { grounds } from './grounds.ts';
import { judge, judgeEach } from './judge.ts';
import { read } from './observe.ts';

export const bgp = deviceProbe({
  id: 'bgp',
  title: { en: 'BGP sessions and routes of a device', 'zh-cn': '设备的 BGP 会话与路由' },
  subjects: ['prefix', 'address'],
  confirms: {
    'bgp/ebgp-no-policy': ['no-policy'],
    'bgp/neighbor-inconsistent': ['session-down'],
    'bgp/rpki-not-enforced': ['rov-invalid'],
    'bgp/bogon-asn-accepted': ['bogon-asn'],
    'bgp/long-as-path': ['long-path'],
    'bgp/timers-risky': ['flapping'],
  },
  risks: [
    'bgp/ebgp-no-policy',
    'bgp/rpki-not-enforced',
    'bgp/bogon-asn-accepted',
    'bgp/long-as-path',
    'bgp/timers-risky',
  ],
  commands,
  read,
  grounds,
  judge,
  judgeEach,
});
