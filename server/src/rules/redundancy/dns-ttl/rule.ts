import { formatAddress, holds, networkOf, parsePrefix } from '../../../../../grammars/model/address.ts';
import type { DnsZone, NameServer, RecordTtl } from '../../../../../grammars/model/dns.ts';
import { defineRule, type Proposal, type Report } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'redundancy/dns-ttl',
    severity: 'warning',
    needs: ['dns'],
    title: {
      en: 'Names that are kept too short or too long, and zones that one failure takes away',
      'zh-cn': 'DNS 记录缓存时间过短或过长,以及一处故障即失效的区域',
    },
    sources: [
      'RFC 1035 3.2.1, 5.1',
      'RFC 2182 3.1, 5',
      'RFC 2308 4, 5',
      'RFC 8555 8.4',
      'Amazon Route 53 Developer Guide: best practices for Amazon Route 53 DNS',
    ],
    options: {
      shortest: {
        default: 30,
        unit: 's',
        description: { en: 'A shorter TTL is a warning.', 'zh-cn': 'TTL 更短则给出警告。' },
      },
      failover: {
        default: 300,
        unit: 's',
        description: {
          en: 'A longer TTL of a name that is switched when a server dies is a warning.',
          'zh-cn': '随故障切换的名称,TTL 更长则给出警告。',
        },
      },
      negative: {
        default: 10800,
        unit: 's',
        description: {
          en: 'Longer memory of names that are not there is an info.',
          'zh-cn': '否定应答缓存时间更长则给出提示信息。',
        },
      },
    },
  },
  *check({ device, option }) {
    const { ttls = [], zones = [] } = device.dns ?? {};
    const [shortest, failover] = [option<number>('shortest'), option<number>('failover')];
    for (const ttl of ttls) {
      if (ttl.acme) continue;
      if (ttl.seconds.value < shortest) yield tooShort(ttl, shortest);
      else if (ttl.failover && ttl.seconds.value > failover) yield tooLong(ttl, ttl.failover.value, failover);
    }
    for (const zone of zones) {
      if (zone.local) continue;
      if (zone.negative.value > option<number>('negative')) yield remembered(zone);
      if (!zone.closed || zone.nameServers.length === 0) continue;
      const [only, another] = zone.nameServers;
      if (!another) yield single(zone, only!);
      else yield* together(zone);
    }
  },
});

const tooShort = ({ of, seconds, replaceable }: RecordTtl, shortest: number): Report => ({
  span: seconds.span,
  text: {
    en: `${of}: resolvers forget the answer after ${seconds.value} s and ask again: the name servers carry that load, users wait for it, and resolvers with a minimum of their own ignore it. ${Math.max(60, shortest)} s are short enough for a failover.`,
    'zh-cn': `${of}:解析器 ${seconds.value} 秒后即丢弃应答并重新查询:增加权威服务器负载和用户等待,而设有最小 TTL 的解析器会忽略它。故障切换使用 ${Math.max(60, shortest)} 秒已足够短。`,
  },
  ...fixed(seconds, replaceable, Math.max(60, shortest)),
});

const tooLong = ({ of, seconds, replaceable }: RecordTtl, sign: string, failover: number): Report => ({
  span: seconds.span,
  text: {
    en: `${of} changes when a server dies (${sign}), but resolvers go on with the old answer for ${seconds.value} s. Use ${Math.min(60, failover)} s, and no more than ${failover} s.`,
    'zh-cn': `${of} 会随服务器故障切换(${sign}),但解析器仍会使用旧应答 ${seconds.value} 秒。请使用 ${Math.min(60, failover)} 秒,最多不超过 ${failover} 秒。`,
  },
  ...fixed(seconds, replaceable, Math.min(60, failover)),
});

function fixed({ span }: RecordTtl['seconds'], replaceable: boolean, seconds: number): { fixes?: readonly Proposal[] } {
  if (!replaceable) return {};
  return {
    fixes: [
      {
        title: {
          en: `Let resolvers keep it for ${seconds} s`,
          'zh-cn': `将 TTL 改为 ${seconds} 秒`,
        },
        safety: 'unsafe',
        change: { kind: 'replace-text', span, newText: String(seconds) },
      },
    ],
  };
}

const remembered = ({ name, negative: { value, span } }: DnsZone): Report => ({
  severity: 'info',
  span,
  text: {
    en: `A name of ${name.value} that was asked for before it was there stays unknown to resolvers for ${value} s: this number is no longer the default TTL but how long "no such name" is kept. One hour (3600) is usual, three are much.`,
    'zh-cn': `${name.value} 中尚未创建就被查询过的名称,解析器会在 ${value} 秒内一直认为其不存在:此数值已不再是默认 TTL,而是否定应答的缓存时间。通常为一小时(3600),三小时已偏长。`,
  },
  fixes: [
    {
      title: { en: 'Keep "no such name" for an hour', 'zh-cn': '将否定应答缓存改为一小时' },
      safety: 'unsafe',
      change: { kind: 'replace-text', span, newText: '3600' },
    },
  ],
});

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map((text) => parsePrefix(text)!);

/** Servers of an internal network: what takes it off may well take off all that their names are for. */
const areInternal = (servers: readonly NameServer[]): boolean =>
  servers.every(({ addresses }) =>
    addresses.some(({ family, address }) => family === 'ipv4' && PRIVATE.some((prefix) => holds(prefix, address))),
  );

const single = (zone: DnsZone, { name }: NameServer): Report => ({
  ...(areInternal(zone.nameServers) ? { severity: 'info' as const } : {}),
  span: name.span,
  text: {
    en: `${zone.name.value} has one name server, ${name.value}: while it is down or out of reach, none of its names exist. Add a second one in another network.`,
    'zh-cn': `${zone.name.value} 只有一台域名服务器 ${name.value}:其宕机或不可达时,该区域的所有名称都无法解析。请在另一网络中增加第二台。`,
  },
});

/** All in one /24 and nowhere else: one route, often one switch. */
function* together({ name, nameServers }: DnsZone): Generator<Report> {
  const addresses = nameServers.flatMap((server) => server.addresses);
  const [first] = addresses;
  if (!first || nameServers.some((server) => server.addresses.length === 0)) return;
  if (addresses.some(({ family }) => family !== 'ipv4')) return;
  const network = (address: bigint): bigint => networkOf({ family: 'ipv4', address, length: 24 });
  if (addresses.some(({ address }) => network(address) !== network(first.address))) return;
  if (addresses.every(({ address }) => address === first.address)) {
    yield {
      ...(areInternal(nameServers) ? { severity: 'info' as const } : {}),
      span: nameServers[1]!.name.span,
      text: {
        en: `All ${nameServers.length} name servers of ${name.value} are one address, ${formatAddress('ipv4', first.address)}: that is one server with several names. Add one in another network.`,
        'zh-cn': `${name.value} 的 ${nameServers.length} 台域名服务器都是同一地址 ${formatAddress('ipv4', first.address)}:实际上只有一台服务器。请在另一网络中增加一台。`,
      },
    };
    return;
  }
  const block = `${formatAddress('ipv4', network(first.address))}/24`;
  yield {
    ...(areInternal(nameServers) ? { severity: 'info' as const } : {}),
    span: nameServers[1]!.name.span,
    text: {
      en: `All ${nameServers.length} name servers of ${name.value} are in ${block}: what takes this network off (a route, a switch, a provider) takes every name with it. Have one in another network, unless ${block} is announced from several places (anycast).`,
      'zh-cn': `${name.value} 的 ${nameServers.length} 台域名服务器都在 ${block} 中:该网络一旦中断(路由、交换机、运营商),所有名称都无法解析。请在另一网络中部署一台;若 ${block} 由多处宣告(任播)则不必。`,
    },
  };
}
