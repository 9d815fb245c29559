import type { Severity } from '../../review/finding.ts';
import type { CheckResult } from '../check.ts';
import type { Locale } from '../options.ts';

const COMMAND: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' };

/** Workflow commands that GitHub shows on the changed lines. */
export function githubReport(result: CheckResult, locale: Locale): string {
  const lines = result.files.flatMap((file) =>
    file.findings.map((finding) => {
      const { start, end } = file.prepared.index.rangeOf(finding.span);
      const place = [
        `file=${property(file.path)}`,
        `line=${start.line + 1}`,
        `endLine=${end.line + 1}`,
        `col=${start.character + 1}`,
        `title=${property(finding.rule)}`,
      ];
      return `::${COMMAND[finding.severity]} ${place.join(',')}::${data(finding.text[locale])}`;
    }),
  );
  return lines.map((line) => `${line}\n`).join('');
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
