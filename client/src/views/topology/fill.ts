import type { Counted } from './messages.ts';

/** A text with its values at `{0}` and so on. */
export const fill = (text: string, ...given: readonly (string | number)[]): string =>
  text.replace(/\{(\d)\}/g, (whole, at: string) => `${given[Number(at)] ?? whole}`);

export const counted = ({ one, more }: Counted, count: number): string => fill(count === 1 ? one : more, count);
