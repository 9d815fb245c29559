import type { Span } from '../../../grammars/text/span.ts';
import { layersOf } from './layers.ts';
import { type NamedFilter, namedFilters } from './named-filters.ts';
import type { Prepared } from './prepare.ts';

/** A rule of a filter that packets can be put to. */
export interface RuleAt {
  readonly filter: NamedFilter;
  readonly rule: number;
}

/** The rule that is written at an offset of the outermost text, of the innermost file that has one there; else one on the same line. */
export function ruleAt(prepared: Prepared, offset: number): RuleAt | undefined {
  const line = prepared.index.lineSpan(prepared.index.positionAt(offset).line);
  return smallestIn(prepared, { start: offset, end: offset }) ?? smallestIn(prepared, line);
}

function smallestIn(prepared: Prepared, place: Span): RuleAt | undefined {
  const depth = new Map(layersOf(prepared).map((layer, at) => [layer, at]));
  let best: { readonly found: RuleAt; readonly depth: number; readonly size: number } | undefined;
  for (const filter of namedFilters(prepared)) {
    const own = depth.get(filter.layer)!;
    for (const [rule, { span, spans, implicit }] of filter.filter.rules.entries()) {
      if (implicit) continue;
      for (const part of spans ?? [span]) {
        const { start, end } = filter.layer.toOutermost(part);
        if (end < place.start || start > place.end) continue;
        const size = end - start;
        if (best && (own < best.depth || (own === best.depth && size >= best.size))) continue;
        best = { found: { filter, rule }, depth: own, size };
      }
    }
  }
  return best?.found;
}
