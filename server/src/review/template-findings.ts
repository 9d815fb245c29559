import { type JinjaBranch, MARKER, touches } from '../../../grammars/kit/jinja.ts';
import type { Span } from '../../../grammars/text/span.ts';
import type { Finding } from './finding.ts';
import type { Prepared } from './prepare.ts';

/**
 * Findings that hold whatever a template is filled with: nothing they speak of is an expression, and what they rest on is there whenever
 * the line they are about is. Fixes that reach over the edge of a branch are left out.
 */
export function holdWhenFilled(prepared: Prepared, findings: readonly Finding[]): Finding[] {
  const { template, index } = prepared;
  if (!template) return [...findings];
  const lines = ({ start, end }: Span): Span => ({
    start: index.lineSpan(index.positionAt(start).line).start,
    end: index.lineSpan(index.positionAt(Math.max(start, end - 1)).line).end,
  });
  return findings.flatMap((finding) => {
    const { span, text, related, witness } = finding;
    if (JSON.stringify([text, related, witness]).includes(MARKER)) return [];
    const here = related.filter((one) => one.elsewhere === undefined);
    const places = [span, ...here.map((one) => one.span)];
    if (places.some((place) => touches(template, lines(place)))) return [];
    const own = template.branchAt(span.start);
    if (here.some((one) => !isAround(template.branchAt(one.span.start), own))) return [];
    const fixes = finding.fixes.filter(({ edits }) =>
      edits.every((edit) => template.branchAt(edit.span.start) === own && template.branchAt(edit.span.end) === own),
    );
    return [{ ...finding, fixes }];
  });
}

const isAround = (outer: JinjaBranch | undefined, inner: JinjaBranch | undefined): boolean => {
  for (let at = inner; at; at = at.parent) if (at === outer) return true;
  return outer === undefined;
};
