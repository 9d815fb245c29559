import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { followLine, type LineChange } from './anchor.ts';

const change = (
  startLine: number,
  endLine: number,
  text: string,
  margins: readonly [boolean, boolean],
): LineChange => ({
  startLine,
  endLine,
  text,
  startsAtMargin: margins[0],
  endsAtMargin: margins[1],
});

describe('a result stays with its line', () => {
  test('when lines come in above it', () => {
    expect(followLine(5, [change(2, 2, 'a\nb\n', [true, true])])).toBe(7);
  });

  test('when lines go above it', () => {
    expect(followLine(5, [change(1, 3, '', [true, true])])).toBe(3);
  });

  test('when whole lines just above it come or go', () => {
    expect(followLine(5, [change(5, 5, 'a\n', [true, true])])).toBe(6);
    expect(followLine(5, [change(4, 5, '', [true, true])])).toBe(4);
  });

  test('when the text below changes', () => {
    expect(followLine(5, [change(6, 9, 'x', [false, false])])).toBe(5);
  });

  test('until the line itself is edited', () => {
    expect(followLine(5, [change(5, 5, 'x', [false, false])])).toBeUndefined();
    expect(followLine(5, [change(5, 6, '', [true, true])])).toBeUndefined();
    expect(followLine(5, [change(4, 5, '', [false, false])])).toBeUndefined();
    expect(followLine(5, [change(0, 9, '', [true, false])])).toBeUndefined();
  });

  test('and is where a search for it finds it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', ''), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.nat(),
        fc.constantFrom('', 'n\n', 'n\nm\n'),
        (above, from, count, text) => {
          const lines = [...above, 'THE LINE', 'below'];
          const start = from % (above.length + 1);
          const end = Math.min(start + (count % 3), above.length);
          const after = [...lines.slice(0, start), ...text.split('\n').slice(0, -1), ...lines.slice(end)];
          expect(followLine(above.length, [change(start, end, text, [true, true])])).toBe(after.indexOf('THE LINE'));
        },
      ),
    );
  });
});
