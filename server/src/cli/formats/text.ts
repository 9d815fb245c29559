import { SEVERITIES } from '../../review/finding.ts';
import type { CheckedFile, CheckResult } from '../check.ts';
import type { Locale } from '../options.ts';
import { summarise } from '../summary.ts';

/** The report that people read: a line a finding, its evidence under it, a summary last. */
export function textReport(result: CheckResult, locale: Locale): string {
  const lines = result.files.flatMap((file) => fileLines(file, locale));
  for (const { path, reason } of result.skipped) lines.push(`${path}: not reviewed: ${reason}`);
  const { findings, files, fixed, preset, coverage, notConfigurations } = summarise(result);
  const statements = coverage.modelled + coverage.recognised + coverage.unknown;
  const unknown = statements === 0 ? 0 : (100 * coverage.unknown) / statements;
  lines.push(
    `${counted(files, 'file')} reviewed (preset ${preset}): ${SEVERITIES.map((one) => counted(findings[one], one)).join(', ')}` +
      `${fixed > 0 ? `; ${fixed} fixed` : ''}; ${coverage.unknown} of ${statements} lines unknown (${unknown.toFixed(1)} %)` +
      `${notConfigurations > 0 ? `; ${counted(notConfigurations, 'other file')} left alone` : ''}`,
  );
  return `${lines.join('\n')}\n`;
}

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

function fileLines(file: CheckedFile, locale: Locale): string[] {
  const { index } = file.prepared;
  return file.findings.flatMap((finding) => {
    const { line, character } = index.positionAt(finding.span.start);
    const head = `${file.path}:${line + 1}:${character + 1}: ${finding.severity}: ${finding.text[locale]} [${finding.rule}]`;
    const evidence = [
      ...(finding.witness === undefined ? [] : [`    packet: ${finding.witness}`]),
      ...finding.related.map((related) => {
        const place = (related.elsewhere?.range.start ?? index.positionAt(related.span.start)).line + 1;
        return `    ${related.elsewhere?.path ?? file.path}:${place}: ${related.text[locale]}`;
      }),
      ...finding.fixes.map((fix) => `    fix (${fix.safety}): ${fix.title[locale]}`),
    ];
    return [head, ...evidence];
  });
}
