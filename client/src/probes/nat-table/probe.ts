import { deviceProbe } from '../../device/device-probe.ts';
import { readNatTables } from '../../show/nat/nat-tables.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { commands } from './observe.ts';

export const natTable = deviceProbe({
  id: 'nat-table',
  title: { en: 'Address translation of a device', 'zh-cn': '设备的地址转换' },
  subjects: [],
  confirms: {
    'nat/udp-timeout-short': ['udp-timeout-short'],
    'nat/tcp-timeout-short': ['tcp-timeout-short'],
  },
  commands,
  // Sizes come first; where a table is too long to be listed, the counts are of its beginning.
  partial: true,
  read: readNatTables,
  grounds,
  judge,
});
