/** What the editor shows beside findings; each can be switched off, and none changes a review. */
export interface Display {
  /** `netreview.codeLens.filters`: counts above each filter. */
  readonly filterLenses: boolean;
  /** `netreview.codeLens.changes`: what packets fare otherwise since HEAD. */
  readonly changeLenses: boolean;
  /** `netreview.inlayHints`: behind rules that decide nothing. */
  readonly inlayHints: boolean;
  /** `netreview.fadeDeadRules` */
  readonly fadeDeadRules: boolean;
}

/** From the editor's `netreview` section; what it does not say is on. */
export function displayOf(said: unknown): Display {
  const section = asObject(said);
  const lenses = asObject(section.codeLens);
  return {
    filterLenses: lenses.filters !== false,
    changeLenses: lenses.changes !== false,
    inlayHints: section.inlayHints !== false,
    fadeDeadRules: section.fadeDeadRules !== false,
  };
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
