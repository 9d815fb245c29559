import type { Span } from '../../../../grammars/text/span.ts';
import type { CheckedFile, CheckResult } from '../check.ts';
import type { Locale } from '../options.ts';
import { summarise } from '../summary.ts';

/** The report that scripts read: one object, `version` 1; positions are 0-based lines and UTF-16 characters. */
export function jsonReport(result: CheckResult, locale: Locale): string {
  return `${JSON.stringify({
    version: 1,
    files: result.files.map((file) => fileEntry(file, locale)),
    summary: { ...summarise(result), skipped: result.skipped, problems: result.problems },
    timings: result.timings,
  })}\n`;
}

function fileEntry(file: CheckedFile, locale: Locale) {
  const { index, dialect } = file.prepared;
  const range = (span: Span) => index.rangeOf(span);
  const { lines, modelled, recognised, unknown } = file.coverage;
  return {
    path: file.path,
    dialect: dialect.id,
    lines,
    coverage: { modelled, recognised, unknown },
    findings: file.findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.text[locale],
      range: range(finding.span),
      related: finding.related.map((related) => ({
        path: related.elsewhere?.path ?? file.path,
        range: related.elsewhere?.range ?? range(related.span),
        message: related.text[locale],
      })),
      ...(finding.witness === undefined ? {} : { witness: finding.witness }),
      fixes: finding.fixes.map((fix) => ({
        title: fix.title[locale],
        safety: fix.safety,
        edits: fix.edits.map((edit) => ({ path: file.path, range: range(edit.span), newText: edit.newText })),
      })),
    })),
  };
}
