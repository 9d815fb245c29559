import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstLostCharacter } from '../grammars/outline.ts';
import { review } from '../server/src/review/engine.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import fc from './support/seeded.ts';

const samples = globSync('samples/*/*')
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  .flatMap(({ path, text }) => {
    const dialect = prepare({ text, path })?.dialect.id;
    return dialect === undefined ? [] : [{ path, text, dialect }];
  });

/** Random edits: cut, double, insert rubbish, flip a character, join lines, truncate. */
const edits = fc.array(
  fc.record({
    kind: fc.constantFrom('cut', 'double', 'insert', 'flip', 'join', 'truncate'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 0, max: 60 }),
    text: fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        '{',
        '}',
        ';',
        '"',
        "'",
        '\n',
        '\r',
        '\t',
        ' !',
        '#',
        '/*',
        '*/',
        '^C',
        '|',
        '- ',
        ': ',
        '\u202e',
        '\u0000',
        'no ',
        '-A INPUT ',
        '$(x)',
      ),
    ),
  }),
  { minLength: 1, maxLength: 8 },
);

function mutate(text: string, list: typeof edits extends fc.Arbitrary<infer T> ? T : never): string {
  return list.reduce((current, { kind, at, length, text: piece }) => {
    const start = Math.floor(at * current.length);
    const head = current.slice(0, start);
    const tail = current.slice(start);
    if (kind === 'cut') return head + tail.slice(length);
    if (kind === 'double') return head + tail.slice(0, length) + tail;
    if (kind === 'insert') return head + piece + tail;
    if (kind === 'flip') return head + (piece[0] ?? '~') + tail.slice(1);
    if (kind === 'join') return head + tail.replace('\n', ' ');
    return head;
  }, text);
}

describe('samples under random edits', () => {
  test('every sample of a dialect is here', () => {
    expect(new Set(samples.map((sample) => sample.dialect))).toEqual(
      new Set(['ios', 'junos', 'iptables', 'cloudinit', 'netplan', 'coturn', 'aws']),
    );
  });

  for (const { path, text, dialect } of samples) {
    test(`${path}: nothing throws, no character is lost, spans stay inside`, async () => {
      await fc.assert(
        fc.asyncProperty(edits, async (list) => {
          const changed = mutate(text, list);
          const prepared = prepare({ text: changed, dialect })!;
          expect(firstLostCharacter(prepared.outline)).toBeUndefined();
          const failures: string[] = [];
          const { findings } = await review(prepared, DEFAULT_SETTINGS, {
            onRuleError: (rule, error) => failures.push(`${rule}: ${String(error)}`),
          });
          expect(failures).toEqual([]);
          for (const { span, related, fixes } of findings) {
            for (const place of [
              span,
              ...related.map((one) => one.span),
              ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.span)),
            ]) {
              expect(place.start).toBeGreaterThanOrEqual(0);
              expect(place.end).toBeGreaterThanOrEqual(place.start);
              expect(place.end).toBeLessThanOrEqual(changed.length);
            }
          }
        }),
        { numRuns: 150 },
      );
    });
  }
});
