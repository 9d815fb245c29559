import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits, canApply } from './edit.ts';

test('edits can be applied exactly when applying them does not throw', () => {
  const edit = fc
    .tuple(fc.integer({ min: -1, max: 12 }), fc.integer({ min: -1, max: 12 }), fc.string({ maxLength: 2 }))
    .map(([start, end, newText]) => ({ span: { start, end }, newText }));
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
      let applied = true;
      try {
        applyEdits('0123456789', edits);
      } catch {
        applied = false;
      }
      expect(canApply(10, edits)).toBe(applied);
    }),
  );
});
