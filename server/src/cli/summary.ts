import { SEVERITIES, type Severity } from '../review/finding.ts';
import type { CheckResult } from './check.ts';

export interface Summary {
  readonly preset: string;
  readonly profile: string;
  readonly files: number;
  readonly notConfigurations: number;
  readonly findings: Readonly<Record<Severity, number>>;
  readonly fixed: number;
  /** Lines that hold a statement, over all files. */
  readonly coverage: { readonly modelled: number; readonly recognised: number; readonly unknown: number };
}

export function summarise(result: CheckResult): Summary {
  const findings: Record<Severity, number> = { error: 0, warning: 0, info: 0, hint: 0 };
  const coverage = { modelled: 0, recognised: 0, unknown: 0 };
  let fixed = 0;
  for (const file of result.files) {
    for (const finding of file.findings) findings[finding.severity] += 1;
    coverage.modelled += file.coverage.modelled;
    coverage.recognised += file.coverage.recognised;
    coverage.unknown += file.coverage.unknown;
    fixed += file.fixed;
  }
  return {
    preset: result.settings.preset,
    profile: result.settings.profile,
    files: result.files.length,
    notConfigurations: result.notConfigurations,
    findings,
    fixed,
    coverage,
  };
}

/** Whether a finding stands at or above the threshold. */
export function reaches(result: CheckResult, failOn: Severity | 'never'): boolean {
  if (failOn === 'never') return false;
  const limit = SEVERITIES.indexOf(failOn);
  return result.files.some((file) => file.findings.some((finding) => SEVERITIES.indexOf(finding.severity) <= limit));
}
