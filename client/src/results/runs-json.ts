import type { Bilingual } from '../../../grammars/outline.ts';
import { probes } from '../probes/index.ts';
import type { Verdict } from '../probes/probe.ts';
import { targetText } from '../probes/target.ts';
import type { ProbeId } from '../protocol.ts';
import type { KeptRun } from './kept-run.ts';
import { runDetails, runText } from './run-details.ts';

/** `path:line` as people of the folder know it; undefined: it stood in no file. */
export type PlaceOf = (run: KeptRun) => string | undefined;

/**
 * Runs as JSON, the latest first; each as `netreview probe --format json` tells one, with what was sent and what it is held to.
 * @returns text that ends in a line end
 */
export function runsJson(runs: readonly KeptRun[], placeOf: PlaceOf, locale: keyof Bilingual): string {
  const results = runs.map((run) => runRecord(run, placeOf(run), locale));
  return `${JSON.stringify({ version: 1, results }, null, 2)}\n`;
}

/** One run as plain data; nothing of the configuration but the target and the place of the line. */
export function runRecord(run: KeptRun, line: string | undefined, locale: keyof Bilingual) {
  const { at, probe, target, measured, parts, observation, origin } = run;
  const { sent, threshold, source, vantage } = runDetails(run);
  const { measure } = probes[probe].grounds;
  return {
    probe,
    target: targetText(target),
    at: new Date(at).toISOString(),
    verdict: { ...told(probe, run.verdict, locale), text: runText(run)[locale] },
    ...(threshold && { threshold: threshold[locale] }),
    source: source[locale],
    ...(measure &&
      measured !== undefined && { measured: { title: measure.title[locale], value: measured, unit: measure.unit } }),
    ...(line !== undefined && { line }),
    ...(origin?.rule !== undefined && { rule: origin.rule }),
    sent: sent.map((entry) => entry[locale]),
    ...(parts && {
      parts: parts.map(({ subject, rulePlace, verdict }) => ({
        subject,
        ...(rulePlace && { rule: rulePlace }),
        verdict: told(probe, verdict, locale),
      })),
    }),
    ...(observation && { observation }),
    vantage: vantage[locale],
  };
}

const told = (probe: ProbeId, { level, code, text }: Verdict, locale: keyof Bilingual) => ({
  level,
  code: `probe/${probe}/${code}`,
  text: text[locale],
});
