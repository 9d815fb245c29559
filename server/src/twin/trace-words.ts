import type { Bilingual } from '../../../grammars/outline.ts';

export const NOBODY = (address: string): Bilingual => ({
  en: `no machine of these files has ${address}, so what stands before it is not known`,
  'zh-cn': `这些文件中没有机器使用 ${address},无法得知其前面有哪些过滤器`,
});
export const OUTSIDE = (name: string): Bilingual => ({
  en: `${name} hands it to the Internet`,
  'zh-cn': `${name} 将其交给互联网`,
});
export const NOT_FORWARDING = (name: string): Bilingual => ({
  en: `the cloud drops what passes ${name} and is not its own: its source/destination check (IP forwarding) is not switched for that`,
  'zh-cn': `云平台会丢弃经过 ${name} 但不属于它的数据包:其源/目的检查(IP 转发)未作相应设置`,
});
export const MAY_FORWARD = (name: string): Bilingual => ({
  en: `whether ${name} passes on what is not its own is not in these files`,
  'zh-cn': `${name} 是否转发不属于它的数据包,这些文件未说明`,
});
export const LOOP = (name: string): Bilingual => ({
  en: `the packet comes to ${name} a second time: it goes round in a circle`,
  'zh-cn': `数据包第二次到达 ${name}:形成环路`,
});
export const SEVERAL = (address: string): Bilingual => ({
  en: `several devices here have the next hop ${address}`,
  'zh-cn': `此处有多台设备拥有下一跳 ${address}`,
});
export const DOWN = (address: string): Bilingual => ({
  en: `the device with ${address} is down, or its interface is`,
  'zh-cn': `拥有 ${address} 的设备或其接口已关闭`,
});
export const ON_LINK = (name: string): Bilingual => ({
  en: `it is delivered on the network of ${name}`,
  'zh-cn': `已送达 ${name} 所在的网络`,
});
export const LEAVES = (address: string): Bilingual => ({
  en: `it leaves towards ${address}, which no configuration here has`,
  'zh-cn': `发往 ${address} 并离开:此处没有任何配置拥有该地址`,
});
export const HERE = (name: string): Bilingual => ({ en: `it arrives at ${name}`, 'zh-cn': `已到达 ${name}` });
export const DENIED = (filter: string, name: string): Bilingual => ({
  en: `${filter} on ${name} denies it`,
  'zh-cn': `${name} 上的 ${filter} 拒绝了它`,
});
export const DISCARDED = (name: string): Bilingual => ({
  en: `${name} discards it: its route leads nowhere`,
  'zh-cn': `${name} 将其丢弃:路由指向空接口`,
});
export const NO_ROUTE = (name: string, address: string): Bilingual => ({
  en: `${name} has no route to ${address}`,
  'zh-cn': `${name} 没有到 ${address} 的路由`,
});
export const UNDECIDED = (filter: string): Bilingual => ({
  en: `a condition of ${filter || 'a filter'} cannot be decided here`,
  'zh-cn': `${filter || '过滤器'} 的某个条件无法在此判定`,
});
export const POLICY_ROUTED: Bilingual = {
  en: 'packets of this interface may be sent elsewhere by policy routing, which is not followed here',
  'zh-cn': '该接口的数据包可能被策略路由送往别处,此处不做推演',
};

export const LABELS = (path: string): Bilingual => ({
  en: `whether labels carry packets all the way to ${path} is not followed here`,
  'zh-cn': `标签能否把报文一路送到 ${path},此处不做推演`,
});
