import type { RulesResult } from '../../../client/src/protocol.ts';
import { rules as all } from '../rules/index.ts';
import type { Locale } from './locale.ts';

/** `netreview/rules` */
export const rules = (locale: Locale): RulesResult =>
  all.map(({ meta: { id, severity, title } }) => ({ id, severity, title: title[locale] }));
