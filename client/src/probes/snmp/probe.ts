import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { PROTECTIONS } from './agent.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { GUESSED, INTERVAL, LONGEST_INTERVAL, observe } from './observe.ts';

export const snmp = defineProbe({
  id: 'snmp',
  title: { en: 'SNMP: interfaces, errors, restarts', 'zh-cn': 'SNMP:接口、错误与重启' },
  defaultPort: 161,
  takesCredentials: true,
  signsIn: 'snmp',
  lasts: { usual: INTERVAL, longest: LONGEST_INTERVAL },
  plan: ({ port, longest = INTERVAL }, addresses) => {
    const to = targetText({ host: addresses[0]!.text, port: port! });
    return [
      {
        en: `SNMP requests (UDP) that read, to ${to}: one with the community "${GUESSED.join('", "')}"; then, as the user or community you give, interfaces and their counters twice, ${longest} s apart, at most 20 requests a second (a user with ${PROTECTIONS.join(', ')} until one is taken)`,
        'zh-cn': `向 ${to} 发送只读 SNMP 请求(UDP):一个使用团体字“${GUESSED.join('”、“')}”;然后以您给出的用户或团体字读取接口及其计数器两次,间隔 ${longest} 秒,每秒不超过 20 个请求(用户依次尝试 ${PROTECTIONS.join('、')})`,
      },
    ];
  },
  confirms: { 'compliance/default-community': ['default-community'] },
  observe,
  grounds,
  judge,
});
