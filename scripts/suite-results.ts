/** What is needed of vitest's report as JSON. */
export interface SuiteResults {
  readonly testResults: readonly {
    /** The file. */
    readonly name: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      /** Of every try. */
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** A suite's file as the project names it. */
export const fileInProject = (name: string): string =>
  name.replaceAll('\\', '/').replace(/^.*\/(?=(?:client|grammars|scripts|server|test)\/)/, '');
