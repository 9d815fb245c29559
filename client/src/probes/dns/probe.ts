import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, questionsOf, TRIES } from './observe.ts';

export const dns = defineProbe({
  id: 'dns',
  title: { en: 'Ask a DNS server', 'zh-cn': '询问 DNS 服务器' },
  defaultPort: 53,
  takesName: true,
  plan: ({ port, name }, addresses) =>
    addresses.map(({ text }) => {
      const to = targetText({ host: text, port: port! });
      const questions = questionsOf(name).map((question) => `${name ?? '.'} ${question}`);
      return {
        en: `up to ${TRIES} DNS queries each for ${questions.join(' and ')} to ${to} over UDP, one more of 17 bytes for the root should an answer be unreadable, and one TCP connect without data`,
        'zh-cn': `向 ${to} 通过 UDP 查询 ${questions.join('、')}(各最多 ${TRIES} 次),若应答无法读懂再对根发送一个 17 字节的查询,并建立一次不发送数据的 TCP 连接`,
      };
    }),
  observe,
  grounds,
  cameBack,
  judge,
});
