import type { OpenAccess, ShellAccess } from '../../../../../grammars/model/services.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'compliance/insecure-management',
    severity: 'warning',
    needs: ['open-access'],
    title: {
      en: 'Management over the network that anyone can use or listen to',
      'zh-cn': '任何人都可使用或窃听的网络管理方式',
    },
    sources: [
      'HAProxy: Management Guide 9.3; Configuration Manual, stats admin',
      'Redis: Security, protected mode',
      'Cisco: Guide to Harden IOS Devices, Secure Interactive Management Sessions',
      'NIST SP 800-53 AC-17(2)',
      'GB/T 22239-2019 8.1.4.1',
    ],
    options: {},
  },
  *check({ device }) {
    for (const access of device.openAccess ?? [])
      yield { severity: SEVERITY[access.reach], span: access.span, text: textOf(access) };
    for (const access of device.shellAccess ?? [])
      yield { severity: severityOf(access), span: access.span, text: shellText(access) };
  },
});

/** A list leaves those on the way, who listen; and those on the list, who are asked nothing. */
function severityOf({ kind, restricted }: ShellAccess): 'error' | 'warning' | 'info' {
  if (kind === 'telnet') return restricted ? 'info' : 'warning';
  return restricted ? 'warning' : 'error';
}

function shellText({ kind, open }: ShellAccess): Bilingual {
  switch (kind) {
    case 'telnet':
      return {
        en: 'Telnet is on: passwords and commands cross the network in the clear, for whoever is on the way to read and to change. Use SSH only.',
        'zh-cn': '已启用 Telnet:口令与命令以明文经过网络,途中任何人都可读取或篡改。请只使用 SSH。',
      };
    case 'no-login':
      return {
        en: 'Nobody who connects to these lines is asked for a password: whoever reaches the device has its command line. Ask for one (login local, or AAA).',
        'zh-cn': '连接到这些线路的人无需任何口令:能到达设备的人即可使用命令行。请要求认证(login local 或 AAA)。',
      };
    case 'anyone': {
      const { service, port } = open!;
      return {
        en: `Anyone on the Internet may try passwords over ${service} at ${port}, which faces the outside. Name the addresses of those who need it.`,
        'zh-cn': `互联网上的任何人都可在面向外部的 ${port} 上通过 ${service} 尝试口令。请只列出需要访问者的地址。`,
      };
    }
  }
}

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
