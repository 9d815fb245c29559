import { brokenHere, ISOLATION } from '../../../review/broken-intents.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: ISOLATION,
    severity: 'error',
    needs: [],
    title: {
      en: 'Networks that must be kept apart reach each other',
      'zh-cn': '必须隔离的网络之间可以互通',
    },
    sources: ['RFC 4364 section 4.3', 'GB/T 22239-2019 8.1.2.1'],
    options: {},
  },
  *check({ network }) {
    for (const result of network?.broken?.() ?? []) {
      if (result.intent.kind !== 'isolate') continue;
      const report = brokenHere(result, network!.self.path, network!.self.index);
      if (report) yield report;
    }
  },
});
