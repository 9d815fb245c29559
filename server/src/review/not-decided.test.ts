import { expect, test } from 'vitest';
import { analyseFilters } from '../packets/analyse.ts';
import { review } from './engine.ts';
import { prepare } from './prepare.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

/** Wildcards that share no structure: each doubles what the sets before it cost. */
function oddWildcards(count: number): string {
  const octet = (seed: number): number => (seed * 2_654_435_761) >>> 24;
  const lines = Array.from({ length: count }, (_, at) => {
    const address = [1, 2, 3, 4].map((part) => octet(at * 7 + part)).join('.');
    const wildcard = [5, 6, 7, 8].map((part) => octet(at * 13 + part)).join('.');
    return ` ${at % 2 === 0 ? 'permit' : 'deny'} ip ${address} ${wildcard} ${wildcard} ${address}`;
  });
  return `hostname r1\nip access-list extended ODD\n${lines.join('\n')}\ninterface Gi0/1\n ip access-group ODD in\n`;
}

const limits = { nodes: 4_000, steps: 4_000 };
const reviewed = (text: string, small: boolean) =>
  review(prepare({ text, dialect: 'ios' })!, DEFAULT_SETTINGS, {
    ...(small ? { packetsOf: ({ device }) => analyseFilters(device, { limits }) } : {}),
  });
const notes = async (text: string, small: boolean) =>
  (await reviewed(text, small)).findings.filter(({ rule }) => rule === 'netreview/not-decided');

test('a list that costs more than allowed is told of once, at its name, and nothing else is claimed', async () => {
  const text = oddWildcards(60);
  const found = await notes(text, true);
  expect(found).toHaveLength(1);
  expect(text.slice(found[0]!.span.start, found[0]!.span.end)).toBe('ODD');
  expect(found[0]!.text.en).toMatch(/^\d+ of 60 rules of ODD are not decided/);
});

test('the note can be suppressed like a finding', async () => {
  const text = `! netreview-disable netreview/not-decided -- generated list\n${oddWildcards(60)}`;
  expect(await notes(text, true)).toEqual([]);
});

test('a list within the budget gets no note', async () => {
  expect(await notes(oddWildcards(10), false)).toEqual([]);
});
