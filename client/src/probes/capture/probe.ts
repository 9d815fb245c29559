import { defineProbe } from '../probe.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { captureText, LONGEST, observe, readFile, USUAL } from './observe.ts';

export const capture = defineProbe({
  id: 'capture',
  title: { en: 'Headers of packets that pass here', 'zh-cn': '经过此处的报文头' },
  defaultPort: 443,
  lasts: { usual: USUAL, longest: LONGEST },
  plan: ({ port, longest = USUAL }, addresses) => {
    const command = captureText(
      port!,
      addresses.map(({ text }) => text),
    );
    return [
      {
        en: `nothing over the network; heard here for at most ${longest} s, 96 bytes of each packet, nothing kept but counts: ${command}`,
        'zh-cn': `不发送网络报文;在本机侦听最长 ${longest} 秒,每个报文 96 字节,只保留计数:${command}`,
      },
    ];
  },
  observe,
  grounds,
  judge,
  readFile,
});
