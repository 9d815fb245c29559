import { fileInProject, type SuiteResults } from './suite-results.ts';

/** One line for each test that passed only when it was tried again, as those in the real editor are: why the first try failed. */
export function secondTries({ testResults }: SuiteResults): readonly string[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages = [] }) => status === 'passed' && failureMessages.length > 0)
      .map(({ ancestorTitles, title, failureMessages }) => {
        const [why] = failureMessages![0]!.split('\n');
        return `passed at the second try: ${fileInProject(name)}: ${[...ancestorTitles, title].join(' > ')}: ${why}`;
      }),
  );
}
