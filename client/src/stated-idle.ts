/** Client to server: the silence that a finding of a rule on a line is about: a timer, or the time before the first keepalive. */
export const STATED_IDLE = 'netreview/statedIdle';
export interface StatedIdleParams {
  readonly uri: string;
  /** From 0. */
  readonly line: number;
  readonly rule: string;
}
/** Seconds; null: it is about none. */
export type StatedIdleResult = number | null;
