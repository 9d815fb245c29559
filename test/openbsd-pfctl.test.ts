import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pf } from '../grammars/dialects/pf/dialect.ts';
import type { Device } from '../grammars/model/device.ts';
import type { Filter } from '../grammars/model/filter.ts';
import { type Outline, walk } from '../grammars/outline.ts';
import { lineIndex } from '../grammars/text/line-index.ts';
import { compareFilters } from '../server/src/packets/compare.ts';

/** Rulesets of OpenBSD's regression tests, and what `pfctl -nv` printed of them: defaults written out, names resolved, lists expanded. */
const ROOT = resolve(import.meta.dirname, '../../shared/corpus/truth/openbsd-pfctl/dev');
const present = existsSync(ROOT);

describe.skipIf(!present)(`pfctl's own reading${present ? '' : ' (skipped: no corpus beside this checkout)'}`, () => {
  const names = present ? readdirSync(ROOT).flatMap((file) => /^(\w+)\.in$/.exec(file)?.[1] ?? []) : [];
  // What pfctl refuses (pfail*) are options of anchors before OpenBSD 4.7, which are known and not looked into.
  const taken = names.filter((name) => !name.startsWith('pfail'));

  test('enough of it', () => expect(taken.length).toBeGreaterThan(2));

  test.each(taken)('%s: the same rules before and after pfctl', (name) => {
    const [source, printed] = [read(`${name}.in`), read(`${name}.ok`)];
    for (const { outline } of [source, printed]) {
      expect(outline.problems).toEqual([]);
      expect(unknownLines(outline)).toEqual([]);
    }
    const filters = (device: Device, purpose: Filter['purpose']) =>
      device.filters.filter((one) => one.purpose === purpose);
    // Addresses and ports that are translated to are printed as numbers; what is translated is compared.
    expect(translations(filters(source.device, 'nat'))).toEqual(translations(filters(printed.device, 'nat')));
    const [before, after] = [filters(source.device, 'packet'), filters(printed.device, 'packet')];
    expect(before.map(({ name: { value } }) => value)).toEqual(after.map(({ name: { value } }) => value));
    for (const index of before.keys()) {
      const side = (list: readonly Filter[]) => ({ filters: list, chosen: [index] });
      const difference = compareFilters(side(before), side(after));
      expect([difference?.newlyPermitted.flows, difference?.newlyDenied.flows]).toEqual([0, 0]);
    }
  });
});

function read(file: string): { outline: Outline; device: Device } {
  const outline = pf.parse(readFileSync(resolve(ROOT, file), 'utf8'));
  return { outline, device: pf.toModel(outline) };
}

/** 1-based lines with a problem, or a statement that is not understood. */
function unknownLines({ text, statements, problems }: Outline): number[] {
  const { positionAt } = lineIndex(text);
  return [
    ...problems.map(({ span }) => span),
    ...[...walk(statements)].filter(({ coverage }) => coverage === 'unknown').map(({ header }) => header),
  ].map(({ start }) => positionAt(start).line + 1);
}

const translations = (filters: readonly Filter[]): string[] =>
  filters.flatMap(({ rules }) =>
    rules.flatMap(({ action, matches }) =>
      matches.map((match) =>
        JSON.stringify([action.kind, match], (key, value) =>
          key === 'span' ? undefined : typeof value === 'bigint' ? `${value}` : value,
        ),
      ),
    ),
  );
