import { fileInProject, type SuiteResults } from './suite-results.ts';

/** One line for each suite or test that was skipped: its file, what it is, how many tests it has, why. The reason stands in its title. */
export function skippedRigs({ testResults }: SuiteResults): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name, assertionResults } of testResults) {
    const file = fileInProject(name);
    for (const { status, ancestorTitles, title } of assertionResults) {
      if (status !== 'skipped' && status !== 'pending') continue;
      const titles = [...ancestorTitles, title];
      const [, rig = '', reason, more = ''] =
        titles.map((one) => REASON.exec(one)).find((found) => found !== null) ?? [];
      const line = `${file}: ${reason === undefined ? titles.join(' > ') : rig + more}`;
      const key = `${line}\n${reason ?? 'no reason given'}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts].map(([key, count]) => {
    const [line, reason] = key.split('\n');
    return `skipped: ${line} (${count}): ${reason}`;
  });
}

// a real stayrtr (skipped: no stayrtr; Debian package stayrtr)
const REASON = /^(.*?) ?\(skipped: ([^()]*)\)(.*)$/;
