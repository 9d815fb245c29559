import type { LineIndex } from '../../../grammars/text/line-index.ts';
import { describeIntent, type IntentResult } from '../twin/check-intents.ts';
import type { Finding } from './finding.ts';
import type { Report } from './rule.ts';
import type { Settings } from './settings.ts';

/** Intents to keep places apart are a rule's. */
export const ISOLATION = 'routing/isolation-violation';

const INTENT = 'netreview/intent';

/** A finding for each intent that a statement of this document breaks: written down by people, so never a guess. */
export const brokenIntents = (
  results: readonly IntentResult[],
  path: string,
  index: LineIndex,
  { rules }: Pick<Settings, 'rules'>,
): Finding[] =>
  results.flatMap((result): Finding[] => {
    const rule = result.intent.kind === 'isolate' ? ISOLATION : INTENT;
    const severity = rules[rule]?.severity ?? 'error';
    const report = severity === 'off' ? undefined : brokenHere(result, path, index);
    return report && severity !== 'off' ? [{ related: [], ...report, rule, severity, fixes: [] }] : [];
  });

/** What is said of an intent where a statement of this document breaks it. */
export function brokenHere(
  { intent, at, status, witness, why }: IntentResult,
  path: string,
  index: LineIndex,
): Report | undefined {
  if (status !== 'violated' || at?.path !== path) return undefined;
  const name = describeIntent(intent);
  const way = witness?.hops.map(({ device }) => device).join(' > ');
  return {
    span: { start: index.offsetAt(at.range.start), end: index.offsetAt(at.range.end) },
    text: {
      en: `This breaks the intent "${name}": ${why.en}${way ? ` (by way of ${way})` : ''}. Change this statement, or the intent in .netreview/intents.yaml.`,
      'zh-cn': `此处违反意图“${name}”:${why['zh-cn']}${way ? `(途经 ${way})` : ''}。请修改该语句,或修改 .netreview/intents.yaml 中的意图。`,
    },
    related: (witness?.hops ?? []).flatMap(({ route, device }) =>
      route && (route.path !== path || route.line !== at.line)
        ? [
            {
              span: { start: 0, end: 0 },
              text: {
                en: `${device} sends it on by this route`,
                'zh-cn': `${device} 按此路由转发`,
              },
              elsewhere: { path: route.path, range: route.range },
            },
          ]
        : [],
    ),
    ...(witness ? { witness: witness.packet, intent: name } : {}),
  };
}
