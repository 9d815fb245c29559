import type { Browser } from 'playwright-core';

/** What the suites in one editor run share; each is asked for when a test begins. */
export interface EditorRun {
  readonly browser: () => Browser;
  /** Of code-server. */
  readonly entry: () => string;
  readonly vsix: () => string;
}
