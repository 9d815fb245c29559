import type { Bilingual } from '../../../grammars/outline.ts';

export const BALANCER_ONLY = (name: string): Bilingual => ({
  en: `${name} is a load balancer and passes on nothing that is not for its own address`,
  'zh-cn': `${name} 是负载均衡器,不转发目的地址不是其自身的流量`,
});
export const NO_LISTENER = (name: string, port: number): Bilingual => ({
  en: `${name} has no listener for port ${port}`,
  'zh-cn': `${name} 没有监听端口 ${port} 的监听器`,
});
export const NOT_TCP_OR_UDP = (name: string): Bilingual => ({
  en: `what ${name} does with packets without ports is not followed here`,
  'zh-cn': `${name} 如何处理没有端口的数据包,此处不做推演`,
});
export const ANSWERS_ITSELF = (name: string): Bilingual => ({
  en: `${name} may answer by itself: a redirect, or a page of its own`,
  'zh-cn': `${name} 可能自行应答:重定向或固定页面`,
});
export const NO_TARGET = (name: string): Bilingual => ({
  en: `${name} has no targets that could get it`,
  'zh-cn': `${name} 没有可接收它的目标`,
});
export const NONE_ALIVE = (group: string, { en, 'zh-cn': zh }: Bilingual): Bilingual => ({
  en: `no target of ${group} counts as alive, as no check reaches one: ${en}`,
  'zh-cn': `${group} 中没有任何目标被视为健康,因为健康检查无法到达:${zh}`,
});
export const UNTOLD_ADDRESS = (name: string): Bilingual => ({
  en: `which address ${name} has is not in these files`,
  'zh-cn': `这些文件未说明 ${name} 的地址`,
});
export const NO_CHECK: Bilingual = {
  en: 'how it is checked is not in these files',
  'zh-cn': '这些文件未说明如何对其进行健康检查',
};
