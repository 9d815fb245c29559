import { defineProbe } from '../probe.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, PINGS, readSaved, SMALLEST, sizedPingCommand, USUAL } from './observe.ts';
import { tracepathCommand } from './tracepath.ts';

export const pmtu = defineProbe({
  id: 'pmtu',
  title: { en: 'Largest packet on the way (path MTU)', 'zh-cn': '路径上的最大报文(路径 MTU)' },
  plan: (_, addresses) =>
    addresses.map((address) => {
      const { file, args } = sizedPingCommand(address, USUAL);
      const command = [file, ...args].join(' ');
      const datagrams = tracepathCommand(address);
      const then = datagrams ? [datagrams.file, ...datagrams.args].join(' ') : '';
      const smallest = SMALLEST[address.family];
      return {
        en: `up to ${PINGS} pings of ${smallest} to ${USUAL} bytes that must not be fragmented to ${address.text}, one by one: ${command}${then && `; where none is answered, datagrams: ${then}`}`,
        'zh-cn': `向 ${address.text} 逐个发送最多 ${PINGS} 个 ${smallest} 至 ${USUAL} 字节、禁止分片的 ping:${command}${then && `;若均无应答,则发送数据报:${then}`}`,
      };
    }),
  confirms: { 'acl/pmtud-blocked': ['black-hole'], 'routing/tunnel-mss-missing': ['black-hole'] },
  observe,
  grounds,
  cameBack,
  judge,
  readSaved,
});
