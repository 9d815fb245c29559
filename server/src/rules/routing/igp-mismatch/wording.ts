import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { IgpFault } from '../../../network/igp-faults.ts';

/** The two ends, for messages. */
export interface Ends {
  readonly protocol: 'OSPF' | 'IS-IS';
  readonly interface: string;
  readonly other: string;
  readonly otherInterface: string;
}

/** What is wrong, what comes of it, and what to do. */
export function faultText({ kind, here, there }: IgpFault, ends: Ends): Bilingual {
  const { protocol, interface: own, other, otherInterface } = ends;
  const far = `${other} ${otherInterface}`;
  const differs = (en: string, zh: string, outcome: Bilingual): Bilingual => ({
    en: `${own} and ${far} share a link, with ${en}: ${outcome.en}. Make both ends agree.`,
    'zh-cn': `${own} 与 ${far} 处于同一链路,但${zh}:${outcome['zh-cn']}。请使两端一致。`,
  });
  switch (kind) {
    case 'area':
      return differs(
        `area ${here.value} here and area ${there.value} there`,
        `本端为区域 ${here.value},对端为区域 ${there.value}`,
        NONE(protocol),
      );
    case 'area-type':
      return differs(
        `a ${TYPES[here.value]!.en} area here and a ${TYPES[there.value]!.en} one there`,
        `本端为${TYPES[here.value]!['zh-cn']}区域,对端为${TYPES[there.value]!['zh-cn']}区域`,
        NONE(protocol),
      );
    case 'hello':
      return differs(
        `hello packets every ${here.value} s here and every ${there.value} s there`,
        `本端 hello 间隔为 ${here.value} 秒,对端为 ${there.value} 秒`,
        NONE(protocol),
      );
    case 'dead':
      return differs(
        `a dead interval of ${here.value} s here and ${there.value} s there`,
        `本端 dead 间隔为 ${here.value} 秒,对端为 ${there.value} 秒`,
        NONE(protocol),
      );
    case 'network-type':
      return differs(
        `network type ${here.value} here and ${there.value} there`,
        `本端网络类型为 ${here.value},对端为 ${there.value}`,
        protocol === 'OSPF'
          ? {
              en: 'the neighbours may come up, but the routes between them are not used',
              'zh-cn': '邻居可能建立,但彼此的路由不会被使用',
            }
          : NONE(protocol),
      );
    case 'mtu':
      return differs(
        `an MTU of ${here.value} here and ${there.value} there`,
        `本端 MTU 为 ${here.value},对端为 ${there.value}`,
        {
          en: 'the exchange of databases stalls, and the neighbour stays in ExStart',
          'zh-cn': '数据库交换会停滞,邻居停留在 ExStart 状态',
        },
      );
    case 'authentication':
      return differs(
        `${AUTHENTICATION[here.value]!.en} here and ${AUTHENTICATION[there.value]!.en} there`,
        `本端${AUTHENTICATION[here.value]!['zh-cn']},对端${AUTHENTICATION[there.value]!['zh-cn']}`,
        NONE(protocol),
      );
    case 'passive':
      return here.value === 'passive'
        ? {
            en: `${own} is passive, while ${far} at the other end of the link looks for a ${protocol} neighbour: none comes up. Let both ends speak, or make both passive.`,
            'zh-cn': `${own} 为 passive,而链路另一端的 ${far} 在寻找 ${protocol} 邻居:邻居无法建立。请让两端都参与,或都设为 passive。`,
          }
        : {
            en: `${own} looks for a ${protocol} neighbour, while ${far} at the other end of the link is passive: none comes up. Let both ends speak, or make both passive.`,
            'zh-cn': `${own} 在寻找 ${protocol} 邻居,而链路另一端的 ${far} 为 passive:邻居无法建立。请让两端都参与,或都设为 passive。`,
          };
    case 'router-id':
      return {
        en: `${far} on the same link has this router ID as well: the two take each other's announcements for their own, and routes come and go. Give each router an ID of its own.`,
        'zh-cn': `同一链路上的 ${far} 使用相同的 router ID:两台路由器会把对方的通告当作自己的,路由反复消失。请为每台路由器配置唯一的 ID。`,
      };
    case 'system-id':
      return {
        en: `${far} on the same link has system ID ${here.value} as well: no adjacency comes up, and routes of both come and go elsewhere. Give each router an ID of its own.`,
        'zh-cn': `同一链路上的 ${far} 使用相同的 system ID ${here.value}:邻接无法建立,其他位置的路由也会反复变化。请为每台路由器配置唯一的 ID。`,
      };
    case 'level':
      return differs(
        `${here.value} here and ${there.value} there`,
        `本端为 ${here.value},对端为 ${there.value}`,
        NONE(protocol),
      );
    case 'level-1-area':
      return differs(
        `level 1 alone in common, and area ${here.value} here but ${there.value} there`,
        `两端仅有 level 1 相同,且本端区域为 ${here.value},对端为 ${there.value}`,
        NONE(protocol),
      );
    case 'metric-style':
      return differs(
        `${here.value} metrics here and ${there.value} ones there`,
        `本端 metric 样式为 ${here.value},对端为 ${there.value}`,
        {
          en: 'the adjacency comes up, but neither end uses the routes of the other',
          'zh-cn': '邻接可以建立,但两端都不会使用对方的路由',
        },
      );
  }
}

const NONE = (protocol: string): Bilingual => ({
  en: `no ${protocol} adjacency comes up`,
  'zh-cn': `${protocol} 邻接无法建立`,
});

const TYPES: Readonly<Record<string, Bilingual>> = {
  normal: { en: 'normal', 'zh-cn': '普通' },
  stub: { en: 'stub', 'zh-cn': 'stub ' },
  nssa: { en: 'not-so-stubby', 'zh-cn': 'NSSA ' },
};

const AUTHENTICATION: Readonly<Record<string, Bilingual>> = {
  none: { en: 'no authentication', 'zh-cn': '没有认证' },
  'clear-text': { en: 'a clear-text password', 'zh-cn': '使用明文口令' },
  cryptographic: { en: 'cryptographic authentication', 'zh-cn': '使用加密认证' },
};
