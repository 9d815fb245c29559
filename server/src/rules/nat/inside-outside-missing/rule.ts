import type { Device } from '../../../../../grammars/model/device.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/inside-outside-missing',
    severity: 'error',
    needs: ['nat-rules', 'interfaces'],
    title: {
      en: 'Translations without an inside or an outside',
      'zh-cn': '配置了地址转换却没有 inside 或 outside 接口',
    },
    sources: [
      'Cisco IOS IP Addressing: NAT Configuration Guide',
      'Cisco Nexus 9000 NX-OS Interfaces Configuration Guide: NAT',
    ],
    options: {},
  },
  *check({ device }) {
    if (device.fragment || !device.nat?.closed || device.interfaces.some(({ closed }) => !closed)) return;
    const translations = device.filters.filter(asksForRoles);
    const [first] = translations.flatMap(({ rules }) => rules);
    if (!first || device.interfaces.length === 0) return;
    const missing = (['inside', 'outside'] as const).filter((role) => !has(device, role));
    const what = missing.length === 2 ? BOTH : missing[0] && ONE[missing[0]];
    if (!what) return;
    yield {
      span: first.span,
      text: {
        en: `Nothing is translated: this needs interfaces on both sides, and none is ${what.en}. Say it on ${what.where.en}.`,
        'zh-cn': `不会发生任何转换:转换需要两侧接口,而没有接口标为 ${what['zh-cn']}。请在${what.where['zh-cn']}上配置。`,
      },
    };
  },
});

/** `ip nat inside source ...`, `ip nat outside source ...`; those of interfaces (`ip nat enable`) ask for none. */
const asksForRoles = ({ purpose, name, implicit }: Device['filters'][number]): boolean =>
  purpose === 'nat' && !implicit && /^ip nat (?:inside|outside) /.test(name.value);

const has = ({ interfaces }: Device, role: 'inside' | 'outside'): boolean =>
  interfaces.some(({ natRole }) => natRole === role);

interface Words extends Bilingual {
  readonly where: Bilingual;
}

const ONE: Readonly<Record<'inside' | 'outside', Words>> = {
  inside: {
    en: '`ip nat inside`',
    'zh-cn': '`ip nat inside`',
    where: { en: 'the interface of the hosts', 'zh-cn': '面向主机的接口' },
  },
  outside: {
    en: '`ip nat outside`',
    'zh-cn': '`ip nat outside`',
    where: { en: 'the interface of the default route', 'zh-cn': '默认路由所在的接口' },
  },
};

const BOTH: Words = {
  en: '`ip nat inside` or `ip nat outside`',
  'zh-cn': '`ip nat inside` 或 `ip nat outside`',
  where: {
    en: 'the interface of the hosts, and on that of the default route',
    'zh-cn': '面向主机的接口和默认路由所在的接口',
  },
};
