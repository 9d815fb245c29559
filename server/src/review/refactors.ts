import type { Change } from '../../../grammars/change.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { analyseFilters } from '../packets/analyse.ts';
import type { FilterAnalyses, Rewrite } from '../packets/analyses.ts';
import { toHost } from './embedding.ts';
import { writtenFix } from './engine.ts';
import type { Fix } from './finding.ts';
import { layersOf } from './layers.ts';
import type { Prepared } from './prepare.ts';
import { ruleAt } from './rule-at.ts';

/**
 * Other ways to write the rule at an offset of the outermost text, none of which changes what befalls a packet: made one with another rule
 * that does the same, or reduced to what it still matches. Only those that the dialect can write.
 */
export function refactorsAt(
  prepared: Prepared,
  offset: number,
  packetsOf: (layer: Prepared) => FilterAnalyses = (layer) => analyseFilters(layer.device),
): Fix[] {
  const found = ruleAt(prepared, offset);
  if (!found || found.filter.filter.generated) return [];
  const { filter, rule } = found;
  const document = filter.layer.prepared;
  const rewrites = packetsOf(document).rewrites?.({ filter: filter.index, rule }) ?? [];
  return rewrites.flatMap((rewrite) => {
    const title = titleOf(rewrite, (other) => lineOf(prepared, filter, other), rule);
    const fix = writtenFix(document, { title, safety: 'safe', change: changeOf(rewrite, filter.index, rule) });
    return fix ? inOutermost(prepared, document, fix) : [];
  });
}

function changeOf(rewrite: Rewrite, filter: number, rule: number): Change {
  if (rewrite.kind === 'narrow') return { kind: 'set-match', filter, rule, match: rewrite.match };
  return {
    kind: 'several',
    changes: [
      { kind: 'set-match', filter, rule: rewrite.keep, match: rewrite.match },
      { kind: 'delete-rule', filter, rule: rewrite.drop },
    ],
  };
}

function titleOf(rewrite: Rewrite, line: (rule: number) => number, rule: number): Bilingual {
  if (rewrite.kind === 'narrow')
    return {
      en: `Narrow to what is left, ${rewrite.text}: no packet changes`,
      'zh-cn': `缩小到仍能匹配的部分 ${rewrite.text}:不影响任何数据包`,
    };
  const other = line(rewrite.keep === rule ? rewrite.drop : rewrite.keep);
  return {
    en: `Merge with line ${other} into ${rewrite.text}: no packet changes`,
    'zh-cn': `与第 ${other} 行合并为 ${rewrite.text}:不影响任何数据包`,
  };
}

function lineOf(
  prepared: Prepared,
  { layer, filter }: NonNullable<ReturnType<typeof ruleAt>>['filter'],
  rule: number,
): number {
  return prepared.index.positionAt(layer.toOutermost(filter.rules[rule]!.span).start).line + 1;
}

/** Told of the text that embeds the document, from the inside out; nothing where it cannot be said there. */
function inOutermost(prepared: Prepared, document: Prepared, fix: Fix): Fix[] {
  if (document === prepared) return [fix];
  for (const host of layersOf(prepared)) {
    const embedded = host.prepared.embedded.find((one) => one.document === document);
    if (!embedded) continue;
    const span = { start: 0, end: 0 };
    const { fixes } = toHost(
      { rule: '', severity: 'hint', span, text: { en: '', 'zh-cn': '' }, related: [], fixes: [fix] },
      embedded.embedding,
    );
    return fixes.flatMap((one) => inOutermost(prepared, host.prepared, one));
  }
  return [];
}
