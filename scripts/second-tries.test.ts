import { expect, test } from 'vitest';
import { secondTries } from './second-tries.ts';

test('a test that failed first is named with its reason, one that passed or failed for good is not', () => {
  const failureMessages = ['TimeoutError: no answer\n    at somewhere'];
  expect(
    secondTries({
      testResults: [
        {
          name: '/somewhere/test/e2e/editor.test.ts',
          assertionResults: [
            { status: 'passed', ancestorTitles: ['an editor'], title: 'shows', failureMessages },
            { status: 'passed', ancestorTitles: ['an editor'], title: 'hides', failureMessages: [] },
            { status: 'failed', ancestorTitles: ['an editor'], title: 'fails', failureMessages },
          ],
        },
      ],
    }),
  ).toEqual(['passed at the second try: test/e2e/editor.test.ts: an editor > shows: TimeoutError: no answer']);
});
