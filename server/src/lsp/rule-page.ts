import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { RulePageParams, RulePageResult } from '../../../client/src/protocol.ts';
import { isRule } from './diagnostic-of.ts';

/** `netreview/rulePage`: a rule's README, from beside the bundle or from the source tree. */
export function rulePage({ rule }: RulePageParams): RulePageResult {
  if (!isRule(rule)) return null;
  const home = dirname(process.argv[1] ?? '.');
  for (const path of [resolve(home, 'rules', `${rule}.md`), resolve(home, '../rules', rule, 'README.md')]) {
    try {
      return { markdown: readFileSync(path, 'utf8') };
    } catch {
      // Not here: the server runs from the other place.
    }
  }
  return null;
}
