import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { review } from '../server/src/review/engine.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';

/** A network of twelve routers, and the lines of its filters that Batfish proved unreachable. */
const ROOT = resolve(import.meta.dirname, '../../shared/corpus/truth/batfish-refs/dev/example-live');
const present = existsSync(ROOT);

interface Row {
  readonly Unreachable_Line: string;
}

describe.skipIf(!present)(`unreachable lines${present ? '' : ' (skipped: no corpus beside this checkout)'}`, () => {
  test('are those that Batfish finds, and no other', async () => {
    const [{ rows }] = JSON.parse(readFileSync(resolve(ROOT, 'filterLineReachability.ref'), 'utf8')) as [
      { rows: readonly Row[] },
    ];
    const wanted = rows.map((row) => plain(row.Unreachable_Line));
    expect(wanted.length).toBeGreaterThan(1);
    const found: string[] = [];
    const folder = resolve(ROOT, 'network/configs');
    for (const name of readdirSync(folder)) {
      const text = readFileSync(resolve(folder, name), 'utf8');
      const prepared = prepare({ text, path: name })!;
      const { findings } = await review(prepared, DEFAULT_SETTINGS);
      // What only changes nothing is not unreachable.
      for (const { rule, span, text: said } of findings)
        if (rule === 'acl/shadowed-rule' || (rule === 'acl/redundant-rule' && !said.en.startsWith('Without')))
          found.push(plain(text.slice(span.start, span.end)));
    }
    expect(found.sort()).toEqual(wanted.sort());
  });
});

const plain = (line: string): string => line.trim().replace(/\s+/g, ' ');
