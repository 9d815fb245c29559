import type { Dialect } from '../../../../grammars/dialect.ts';
import type { Namespace } from '../../../../grammars/model/reference.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';

/** What a name of this namespace names, as the dialect's people say it: `access list WEB`. */
export const nameKind = (namespace: Namespace, { id }: Pick<Dialect, 'id'>): Bilingual =>
  DIALECT_KINDS[id]?.[namespace] ?? NAME_KINDS[namespace];

const DIALECT_KINDS: Readonly<Record<string, Readonly<Partial<Record<Namespace, Bilingual>>>>> = {
  junos: {
    acl: { en: 'filter', 'zh-cn': '过滤器' },
    object: { en: 'address', 'zh-cn': '地址' },
    'service-object': { en: 'application', 'zh-cn': '应用' },
    'policy-map': { en: 'policer', 'zh-cn': '限速器' },
    vrf: { en: 'routing instance', 'zh-cn': '路由实例' },
    'route-policy': { en: 'policy statement', 'zh-cn': '策略语句' },
    'as-path-list': { en: 'AS path', 'zh-cn': 'AS 路径' },
    'community-list': { en: 'community', 'zh-cn': '团体属性' },
  },
  aws: {
    acl: { en: 'security group or network ACL', 'zh-cn': '安全组或网络 ACL' },
    object: { en: 'resource', 'zh-cn': '资源' },
  },
  azure: { acl: { en: 'network security group', 'zh-cn': '网络安全组' } },
  nft: { object: { en: 'named object', 'zh-cn': '命名对象' }, set: { en: 'set or map', 'zh-cn': '集合或映射' } },
  vrp: {
    'prefix-list': { en: 'ip-prefix list', 'zh-cn': '地址前缀列表' },
    'as-path-list': { en: 'AS path filter', 'zh-cn': 'AS 路径过滤器' },
    'community-list': { en: 'community filter', 'zh-cn': '团体属性过滤器' },
    vrf: { en: 'VPN instance', 'zh-cn': 'VPN 实例' },
  },
  ros: {
    set: { en: 'address list', 'zh-cn': '地址列表' },
    zone: { en: 'interface list', 'zh-cn': '接口列表' },
    'route-policy': { en: 'routing filter', 'zh-cn': '路由过滤链' },
  },
  pf: {
    chain: { en: 'anchor', 'zh-cn': '锚点' },
    set: { en: 'table', 'zh-cn': '地址表' },
    variable: { en: 'macro', 'zh-cn': '宏' },
  },
};

const NAME_KINDS: Readonly<Record<Namespace, Bilingual>> = {
  acl: { en: 'access list', 'zh-cn': '访问列表' },
  object: { en: 'address object', 'zh-cn': '地址对象' },
  'service-object': { en: 'service object', 'zh-cn': '服务对象' },
  set: { en: 'set', 'zh-cn': '集合' },
  variable: { en: 'variable', 'zh-cn': '变量' },
  chain: { en: 'chain', 'zh-cn': '链' },
  zone: { en: 'zone', 'zh-cn': '安全域' },
  interface: { en: 'interface', 'zh-cn': '接口' },
  'time-range': { en: 'time range', 'zh-cn': '时间段' },
  'nat-pool': { en: 'NAT pool', 'zh-cn': 'NAT 地址池' },
  'class-map': { en: 'traffic class', 'zh-cn': '流分类' },
  'policy-map': { en: 'traffic policy', 'zh-cn': '流策略' },
  vrf: { en: 'VRF', 'zh-cn': 'VRF' },
  'route-policy': { en: 'route policy', 'zh-cn': '路由策略' },
  'prefix-list': { en: 'prefix list', 'zh-cn': '前缀列表' },
  'as-path-list': { en: 'AS path list', 'zh-cn': 'AS 路径列表' },
  'community-list': { en: 'community list', 'zh-cn': '团体属性列表' },
  'bgp-group': { en: 'peer group', 'zh-cn': '对等体组' },
  upstream: { en: 'upstream', 'zh-cn': '上游服务器组' },
  'memory-zone': { en: 'shared memory zone', 'zh-cn': '共享内存区' },
  'log-format': { en: 'log format', 'zh-cn': '日志格式' },
};
