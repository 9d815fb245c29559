import type { CheckResult } from './check.ts';

/** Where the time went and how much of each dialect was understood. */
export function statsReport(result: CheckResult): string {
  const byDialect = new Map<string, { files: number; modelled: number; recognised: number; unknown: number }>();
  for (const { prepared, coverage } of result.files) {
    const sum = byDialect.get(prepared.dialect.id) ?? { files: 0, modelled: 0, recognised: 0, unknown: 0 };
    byDialect.set(prepared.dialect.id, {
      files: sum.files + 1,
      modelled: sum.modelled + coverage.modelled,
      recognised: sum.recognised + coverage.recognised,
      unknown: sum.unknown + coverage.unknown,
    });
  }
  const { readMs, parseMs, modelMs, rulesMs } = result.timings;
  const ms = (value: number): string => value.toFixed(1).padStart(10);
  return [
    'dialect       files   modelled recognised    unknown  known %',
    ...[...byDialect].map(([id, sum]) => {
      const all = sum.modelled + sum.recognised + sum.unknown;
      const known = all === 0 ? 100 : (100 * (all - sum.unknown)) / all;
      return `${id.padEnd(12)} ${String(sum.files).padStart(6)} ${String(sum.modelled).padStart(10)} ${String(sum.recognised).padStart(10)} ${String(sum.unknown).padStart(10)} ${known.toFixed(2).padStart(8)}`;
    }),
    `read ${ms(readMs)} ms`,
    `parse${ms(parseMs)} ms`,
    `model${ms(modelMs)} ms`,
    `rules${ms(rulesMs)} ms`,
    ...Object.entries(result.ruleMs)
      .sort((a, b) => b[1] - a[1])
      .map(([rule, value]) => `  ${rule.padEnd(36)}${ms(value)} ms`),
    '',
  ].join('\n');
}
