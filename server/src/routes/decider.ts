import { formatPrefix, type Prefix } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { decidedBy } from './prefix-lists.ts';
import type { Outcome } from './run-policy.ts';

/** What lets the route through: `permit 20 of IMPORT`, `term rest of IMPORT`. */
export function deciderText({ by }: Outcome, prefix: Prefix): Bilingual {
  if (!by) return { en: 'the default of the protocol', 'zh-cn': '协议的默认行为' };
  if (by.kind === 'use') return { en: by.use.name.value, 'zh-cn': by.use.name.value };
  if (by.kind === 'prefix-list') {
    const entry = decidedBy(by.list.entries, prefix);
    const key = entry?.key?.value;
    const name = by.list.name.value;
    const what =
      entry && !entry.key?.value.includes('/') ? `${entry.action} ${key ?? formatPrefix(entry.prefix)}` : key;
    return { en: `${what} of prefix list ${name}`, 'zh-cn': `前缀列表 ${name} 的 ${what}` };
  }
  const name = by.policy.name.value;
  const key = by.entry?.key?.value;
  if (!by.entry) return { en: `the end of ${name}`, 'zh-cn': `${name} 的末尾` };
  if (key === undefined) return { en: `the last lines of ${name}`, 'zh-cn': `${name} 的最后语句` };
  const what =
    by.policy.fallback === 'deny' ? `${by.entry.action === 'deny' ? 'deny' : 'permit'} ${key}` : `term ${key}`;
  return { en: `${what} of ${name}`, 'zh-cn': `${name} 的 ${what}` };
}

/** Where that is written. */
export function deciderSpan({ by }: Outcome, prefix: Prefix): Span | undefined {
  if (by?.kind === 'policy') return by.entry?.key?.span ?? by.entry?.span;
  return by?.kind === 'prefix-list' ? decidedBy(by.list.entries, prefix)?.span : undefined;
}
