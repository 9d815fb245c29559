import { appendLine } from './append-line.ts';
import type { Observation } from './probe.ts';
import type { ProbeRun } from './probe-log.ts';
import { type Address, targetText } from './target.ts';

/** One run, and what was seen in it. */
export interface MeasuredRun extends ProbeRun {
  readonly addresses: readonly Address[];
  readonly observation: Observation;
}

/**
 * Appends the numbers of a run to `.netreview/telemetry/YYYY-MM-DD.ndjson` of a trusted folder, for whoever looks for a trend: when (UTC),
 * what, whom, over which families, whether it was well, how long it took, and every number that was seen. No text of a peer, no address
 * but the target's, no credentials.
 * @returns whether it was written: see `appendLine`
 */
export function appendTelemetry(folder: string, run: MeasuredRun): boolean {
  const { started, probe, target, addresses, observation, verdict } = run;
  const t = new Date(started).toISOString();
  const line = JSON.stringify({
    t,
    probe,
    target: targetText(target),
    af: [...new Set(addresses.map(({ family }) => family))].sort(),
    ok: verdict.level === 'ok' || verdict.level === 'info',
    ms: Date.now() - started,
    ...measuresOf(observation),
    verdict: verdict.code,
  });
  return appendLine(folder, line, `${t.slice(0, 10)}.ndjson`, 'telemetry');
}

const MOST_FIELDS = 60;
const DEEPEST = 6;
/** What every record has, under these very names. */
const TAKEN = ['t', 'probe', 'target', 'af', 'ok', 'ms', 'verdict'];

/**
 * The numbers of an observation by the way to them, `tcp.opened`; yes and no are 1 and 0. Of a list its length (`.count`), and of the
 * numbers in its items the mean and the largest.
 */
export function measuresOf(observation: Observation): Readonly<Record<string, number>> {
  const numbers = new Map<string, number[]>();
  const listed = new Set<string>();
  const note = (way: string, value: number): void => {
    const known = numbers.get(way);
    if (known) known.push(value);
    else if (numbers.size < MOST_FIELDS) numbers.set(way, [value]);
  };
  const walk = (value: unknown, way: string, inList: boolean, depth: number): void => {
    if (typeof value === 'number' && Number.isFinite(value)) note(way, value);
    else if (typeof value === 'boolean') note(way, Number(value));
    else if (Array.isArray(value)) {
      note(`${way}.count`, value.length);
      if (inList) listed.add(`${way}.count`);
      if (depth < DEEPEST) for (const item of value) walk(item, way, true, depth + 1);
    } else if (typeof value === 'object' && value !== null && depth < DEEPEST)
      for (const [name, inner] of Object.entries(value))
        walk(inner, way === '' ? name : `${way}.${name}`, inList, depth + 1);
    if (inList) listed.add(way);
  };
  const { target: _, probe: __, ...seen } = observation;
  walk(seen, '', false, 0);
  return Object.fromEntries(
    [...numbers].flatMap(([way, values]): [string, number][] => {
      if (TAKEN.includes(way) || !WAY.test(way)) return [];
      if (!listed.has(way)) return [[way, values[0]!]];
      const sum = values.reduce((a, b) => a + b, 0);
      return [
        [`${way}.mean`, Math.round((sum / values.length) * 1_000) / 1_000],
        [`${way}.max`, values.reduce((a, b) => Math.max(a, b))],
      ];
    }),
  );
}

/** Names of our own only: where a peer's words are keys of a record, they stay out. */
const WAY = /^[a-zA-Z][a-zA-Z0-9-]{0,30}(?:\.[a-zA-Z][a-zA-Z0-9-]{0,30}){0,6}$/;
