import type { Prepared } from './prepare.ts';

/** What each side is called: a path, `HEAD`. */
export interface Labels {
  readonly before: string;
  readonly after: string;
}

/** From 1. */
export const lineOf = (prepared: Prepared, offset: number): number => prepared.index.positionAt(offset).line + 1;

/** Inline code, whatever it holds. */
export const code = (text: string): string => `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
