import type { SnmpCommunity } from '../../../../../grammars/model/services.ts';
import { defineRule, type Proposal, type Report } from '../../../review/rule.ts';

/** What is tried first, by people and by scanners. */
const GUESSED: ReadonlySet<string> = new Set(['public', 'private', 'cisco', 'admin', 'manager', 'snmp']);

export const rule = defineRule({
  meta: {
    id: 'compliance/default-community',
    severity: 'error',
    needs: ['snmp-communities'],
    title: {
      en: 'SNMP community that everybody tries, or that lets anybody write',
      'zh-cn': '人人都会尝试的 SNMP 团体字,或允许任何人写入的团体字',
    },
    sources: ['RFC 3584 section 5.2.1', 'RFC 3414, RFC 7860, RFC 3826', 'GB/T 22239-2019 8.1.4.1'],
    options: {},
  },
  *check({ device }) {
    const hostname = device.hostname?.value.toLowerCase();
    for (const community of device.snmpCommunities ?? []) {
      const name = community.name.value;
      const isName = name.toLowerCase() === hostname;
      if (GUESSED.has(name.toLowerCase()) || isName) yield guessed(community, isName);
      else if (community.access === 'write' && !community.restricted) yield writable(community);
    }
  },
});

function guessed(community: SnmpCommunity, isName: boolean): Report {
  const { access, restricted, name } = community;
  const which = isName
    ? { en: 'is the name of the device', zh: '就是设备名称' }
    : { en: `is "${name.value}", which everybody tries first`, zh: `为“${name.value}”,人人首先尝试` };
  const may =
    access === 'write'
      ? { en: 'whoever knows it changes the configuration', zh: '知道它的人可以更改配置' }
      : { en: 'routes, addresses and neighbours are open', zh: '路由、地址与邻居因此公开' };
  const writes = access === 'write';
  const whom = restricted
    ? {
        en: writes
          ? ', with an allowed address written into a datagram'
          : ' to whoever writes an allowed address into a datagram',
        zh: ',只要在报文中填入允许的源地址即可',
      }
    : {
        en: writes ? ', from wherever the device can be reached' : ' to whoever reaches the device',
        zh: ',任何能到达设备的人都可以',
      };
  return {
    severity: restricted ? 'warning' : 'error',
    span: community.spans[0]!,
    text: {
      en: `The SNMP community ${which.en}: ${may.en}${whom.en}. Use SNMPv3 with authentication and encryption (authPriv); until then, a long random community, read only, and a list of who may ask.`,
      'zh-cn': `SNMP 团体字${which.zh}:${may.zh}${whom.zh}。请使用带认证和加密的 SNMPv3(authPriv);在此之前,请使用长的随机只读团体字,并以列表限制可查询者。`,
    },
    fixes: removal(community),
  };
}

/** The community itself is not shown: it may be a secret. */
const writable = (community: SnmpCommunity): Report => ({
  severity: 'warning',
  span: community.spans[0]!,
  text: {
    en: 'This SNMP community may change the configuration, travels in the clear, and no list says who may use it. Use SNMPv3 with authentication and encryption (authPriv), or make it read only; until then, name those who may ask.',
    'zh-cn':
      '该 SNMP 团体字可以更改配置,以明文传输,且没有列表限制使用者。请使用带认证和加密的 SNMPv3(authPriv),或改为只读;在此之前,请限制可查询者。',
  },
  fixes: removal(community),
});

const removal = ({ spans, stays }: SnmpCommunity): readonly Proposal[] =>
  stays
    ? []
    : [
        {
          title: {
            en: 'Remove the community; who asks with it gets no answer then',
            'zh-cn': '删除该团体字;使用它的查询将不再得到应答',
          },
          safety: 'unsafe',
          change: { kind: 'delete-statements', spans },
        },
      ];
