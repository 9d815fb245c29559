import { dialects } from '../../../grammars/dialects/index.ts';
import { nearestDialect, nearestText } from '../review/nearest-dialect.ts';
import type { DocumentInput } from '../review/prepare.ts';
import type { Locale } from './options.ts';

/** What is said of a text that no dialect claims: one line, with the dialect that it resembles most. */
export function nobodys(document: DocumentInput, locale: Locale): string {
  const ids = dialects.map(({ id }) => id).join(', ');
  const nearest = nearestDialect(document);
  const hint = nearest
    ? {
        en: `; ${nearestText(nearest).en} (--dialect ${nearest.dialect.id} reviews it as that)`,
        'zh-cn': `;${nearestText(nearest)['zh-cn']}(可用 --dialect ${nearest.dialect.id} 按其审查)`,
      }
    : { en: '', 'zh-cn': '' };
  return locale === 'en'
    ? `not a configuration of a known dialect (${ids})${hint.en}`
    : `不是已知方言的配置(${ids})${hint['zh-cn']}`;
}
