import { appendProbeLog } from './probe-log.ts';
import { appendTelemetry, type MeasuredRun } from './telemetry.ts';

/** What a trusted folder with a `.netreview` keeps of a run: who asked what, and the numbers that were seen. */
export function recordRun(folder: string, run: MeasuredRun): void {
  appendProbeLog(folder, run);
  appendTelemetry(folder, run);
}
