import type { ReadableSecret } from '../../../../../grammars/model/services.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'compliance/plaintext-secrets',
    severity: 'warning',
    needs: ['readable-secrets'],
    title: {
      en: 'Password that whoever reads the configuration has',
      'zh-cn': '任何能读取配置的人都能得到的密码',
    },
    sources: ['NSA: Cisco Password Types: Best Practices (2022)', 'GB/T 22239-2019 8.1.4.1'],
    options: {},
  },
  *check({ device, profile }) {
    if (profile === 'lab') return;
    for (const kind of ['enable', 'user'] as const) {
      const [first, ...more] = (device.readableSecrets ?? []).filter((one) => one.kind === kind);
      if (!first) continue;
      const clear = first.form === 'clear' || more.some(({ form }) => form === 'clear');
      yield {
        span: first.span,
        text: textOf(kind, clear, more.length),
        related: more.map(({ span }) => ({ span, text: { en: 'Another one', 'zh-cn': '另一处' } })),
      };
    }
  },
});

const LOGS_IN = { en: 'can log in', zh: '登录' };
const CHANGES = { en: 'can change all of it', zh: '更改全部配置' };

/** Nothing of the value: it is a secret for all that. */
function textOf(kind: ReadableSecret['kind'], clear: boolean, more: number): Bilingual {
  const how = clear
    ? { en: 'stands here in the clear', zh: '以明文写在此处' }
    : { en: 'stands here as type 7, which anybody turns back', zh: '以 type 7 写在此处,任何人都能还原' };
  const whose =
    kind === 'user'
      ? { en: 'The password of a user', zh: '用户密码', command: 'username ... secret', may: LOGS_IN }
      : { en: 'The password for administrators', zh: '特权密码', command: 'enable secret', may: CHANGES };
  const others = more === 0 ? { en: '', zh: '' } : { en: ` (${more} more below)`, zh: `(下方还有 ${more} 处)` };
  return {
    en: `${whose.en} ${how.en}${others.en}: whoever has this file, a backup or a ticket with it, ${whose.may.en}. Use \`${whose.command}\`, which keeps a hash only, and choose another password: this one is known.`,
    'zh-cn': `${whose.zh}${how.zh}${others.zh}:得到此文件、其备份或工单的人都能${whose.may.zh}。请使用只保存散列值的 \`${whose.command}\`,并更换密码:当前密码已经泄露。`,
  };
}
