import { expect, test, vi } from 'vitest';
import { pageFeed } from './page-feed.ts';

/** A feed whose answers and deliveries the test decides; what is left of them is well. */
function feed({ answers = [], delivered = [] }: { answers?: (string | Error | undefined)[]; delivered?: boolean[] }) {
  const heard: string[] = [];
  const later = vi.fn<(failed: number) => void>();
  const make = vi.fn(async () => {
    if (answers.length === 0) return 'latest';
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  });
  const post = async (message: string): Promise<boolean> => {
    const there = delivered.shift() ?? true;
    if (there) heard.push(message);
    return there;
  };
  return { heard, later, make, ...pageFeed(make, post, later) };
}

test('nothing is said to a page that does not listen yet, and all to one that does', async () => {
  const { heard, make, changed, ready, close } = feed({ answers: ['first', 'second'] });
  await changed();
  expect([heard, make.mock.calls.length]).toEqual([[], 0]);
  await ready();
  await changed();
  expect(heard).toEqual(['first', 'second']);
  // Made anew, it says again that it listens.
  await ready();
  expect(heard).toEqual(['first', 'second', 'latest']);
  close();
  await changed();
  expect(heard).toHaveLength(3);
});

test.each<[string, Parameters<typeof feed>[0]]>([
  ['a server that answers with a rejection', { answers: [new Error('content modified')] }],
  ['a server that knows no network yet', { answers: [undefined] }],
  ['a page that is not there to hear', { delivered: [false] }],
])('%s: it is tried again later', async (_, told) => {
  const { heard, later, ready, changed } = feed(told);
  await ready();
  expect([heard, later.mock.calls]).toEqual([[], [[1]]]);
  await changed();
  expect(heard).toEqual(['latest']);
  expect(later).toHaveBeenCalledTimes(1);
});

test('tries come to an end, and begin anew where the page says that it listens', async () => {
  const { later, ready, changed } = feed({ answers: Array.from({ length: 40 }, () => undefined) });
  await ready();
  for (let nth = 0; nth < 20; nth += 1) await changed();
  expect(later.mock.calls.map(([failed]) => failed)).toEqual([1, 2, 3, 4, 5, 6]);
  await ready();
  expect(later).toHaveBeenCalledTimes(7);
});

test('changes while it is being told are told of once, as the last', async () => {
  let go: (() => void) | undefined;
  let state = 'old';
  const heard: string[] = [];
  const { ready, changed } = pageFeed<string>(
    async () => {
      const now = state;
      if (now === 'old') await new Promise<void>((done) => (go = done));
      return now;
    },
    async (message) => {
      heard.push(message);
      return true;
    },
    () => {},
  );
  const first = ready();
  state = 'new';
  const others = [changed(), changed(), ready()];
  go!();
  await Promise.all([first, ...others]);
  expect(heard).toEqual(['old', 'new']);
});

test('what comes after the page is gone is said to nobody', async () => {
  let go: ((message: string) => void) | undefined;
  const post = vi.fn(async () => true);
  const later = vi.fn();
  const { ready, close } = pageFeed<string>(() => new Promise((done) => (go = done)), post, later);
  const told = ready();
  close();
  go!('late');
  await told;
  expect([post.mock.calls, later.mock.calls]).toEqual([[], []]);
});
