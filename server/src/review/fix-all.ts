import { applyEdits, type TextEdit } from '../../../grammars/text/edit.ts';
import type { Finding, Fix } from './finding.ts';

export interface Selection {
  /** Also take unsafe fixes. */
  readonly unsafe?: boolean;
  /** Only this rule. */
  readonly rule?: string;
}

/**
 * The first acceptable fix of each finding, in text order; a fix that touches a place an earlier one changes is left out:
 * review the result and ask again.
 */
export function selectFixes(findings: readonly Finding[], selection: Selection = {}): Fix[] {
  const chosen: Fix[] = [];
  const taken: TextEdit[] = [];
  for (const finding of findings) {
    if (selection.rule !== undefined && finding.rule !== selection.rule) continue;
    const fix = finding.fixes.find((candidate) => candidate.safety === 'safe' || selection.unsafe === true);
    if (!fix || fix.edits.some((edit) => taken.some((other) => touches(edit, other)))) continue;
    chosen.push(fix);
    taken.push(...fix.edits);
  }
  return chosen;
}

export const applyFixes = (text: string, fixes: readonly Fix[]): string =>
  applyEdits(
    text,
    fixes.flatMap((fix) => fix.edits),
  );

const touches = (a: TextEdit, b: TextEdit): boolean =>
  a.span.start < b.span.end && b.span.start < a.span.end
    ? true
    : a.span.start === b.span.start ||
      (a.span.start === a.span.end && a.span.start > b.span.start && a.span.start < b.span.end);
