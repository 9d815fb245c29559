import type { OpenAccess } from '../../../../../grammars/model/services.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'compliance/insecure-management',
    severity: 'warning',
    needs: ['open-access'],
    title: {
      en: 'Service that can be commanded over the network without a password',
      'zh-cn': '可经网络无口令控制的服务',
    },
    sources: [
      'HAProxy: Management Guide 9.3; Configuration Manual, stats admin',
      'Redis: Security, protected mode',
      'GB/T 22239-2019 8.1.4.1',
    ],
    options: {},
  },
  *check({ device }) {
    for (const access of device.openAccess ?? [])
      yield { severity: SEVERITY[access.reach], span: access.span, text: textOf(access) };
  },
});

/** On every address: whether the Internet reaches one of them, this file does not say. */
const SEVERITY = { public: 'error', anywhere: 'warning', private: 'info' } as const;

function textOf({ service, reach, address }: OpenAccess): Bilingual {
  const { what, remedy } = WORDS[service];
  const where: Bilingual =
    reach === 'anywhere'
      ? { en: 'on every address of this host', 'zh-cn': '本机的所有地址' }
      : reach === 'public'
        ? { en: `on the public address ${address.value}`, 'zh-cn': `公网地址 ${address.value}` }
        : { en: `on ${address.value}`, 'zh-cn': ` ${address.value} ` };
  return {
    en: `${what.en} ${where.en}, and nobody is asked for a password: whoever reaches the port is in charge. ${remedy.en}`,
    'zh-cn': `${what['zh-cn']}${where['zh-cn']},且不要求口令:能访问该端口的人即可完全控制。${remedy['zh-cn']}`,
  };
}

const WORDS: Readonly<Record<OpenAccess['service'], { readonly what: Bilingual; readonly remedy: Bilingual }>> = {
  redis: {
    what: { en: 'Redis takes commands', 'zh-cn': 'Redis 接受命令的位置是' },
    remedy: {
      en: 'Bind it to the addresses that need it, set requirepass or ACL users, and leave protected-mode on.',
      'zh-cn': '请只绑定需要的地址,设置 requirepass 或 ACL 用户,并保持 protected-mode 开启。',
    },
  },
  'haproxy-socket': {
    what: {
      en: 'HAProxy’s socket for commands (level admin) listens',
      'zh-cn': 'HAProxy 的命令套接字(level admin)监听',
    },
    remedy: {
      en: 'Use a Unix socket, or 127.0.0.1, or level user.',
      'zh-cn': '请使用 Unix 套接字、127.0.0.1,或改为 level user。',
    },
  },
  'haproxy-page': {
    what: {
      en: 'HAProxy’s page that switches servers off and on listens',
      'zh-cn': 'HAProxy 可启停服务器的管理页面监听',
    },
    remedy: {
      en: 'Add `stats auth`, or bind the page to an inner address with a condition on its clients.',
      'zh-cn': '请加上 `stats auth`,或将页面绑定到内部地址并限制来源。',
    },
  },
};
