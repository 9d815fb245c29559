/** What the editor shows and reads beside the document itself; each can be switched off. */
export interface Display {
  /** `netreview.codeLens.filters`: counts above each filter. */
  readonly filterLenses: boolean;
  /** `netreview.codeLens.changes`: what packets fare otherwise since HEAD. */
  readonly changeLenses: boolean;
  /** `netreview.inlayHints`: behind rules that decide nothing. */
  readonly inlayHints: boolean;
  /** `netreview.fadeDeadRules` */
  readonly fadeDeadRules: boolean;
  /** `netreview.wholeNetwork`: documents are reviewed among the other devices of the workspace. */
  readonly wholeNetwork: boolean;
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
    wholeNetwork: section.wholeNetwork !== false,
  };
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
