import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dialectById, dialects } from '../grammars/dialects/index.ts';
import { suits } from '../server/src/review/rule.ts';
import { rules } from '../server/src/rules/index.ts';
import { draw, fixed, notTried, readRuleExamples, reviewText, settingsOf, show } from './support/rule-examples.ts';

const folders = globSync('server/src/rules/*/*/rule.ts').map((path) => path.replace(/\/rule\.ts$/, ''));

describe('pages of examples in dialect folders', () => {
  const pages = globSync('grammars/dialects/*/examples/*/*.md').map((path) => path.replaceAll('\\', '/'));
  test.each(pages)('%s is of a rule, and in its dialect', (path) => {
    const [, dialect, rule] = /^grammars\/dialects\/([a-z0-9]+)\/examples\/(.+)\.md$/.exec(path)!;
    expect(rules.map(({ meta }) => meta.id)).toContain(rule);
    const own = readRuleExamples(rule!).filter((example) => example.path === path);
    expect([...new Set(own.map((example) => example.language))]).toEqual([dialect]);
  });
  test.each(dialects.map(({ id }) => id))('%s gives reasons for rules that are there, and that it could show', (id) => {
    const there = rules.filter(({ meta }) => suits(meta, dialectById(id)!));
    for (const rule of notTried(id).keys()) expect(there.map(({ meta }) => meta.id)).toContain(rule);
  });
});

describe('rules as a whole', () => {
  test('the index lists every rule folder, once', () => {
    expect(rules.map((rule) => rule.meta.id).sort()).toEqual(
      folders.map((folder) => folder.replace('server/src/rules/', '')).sort(),
    );
  });
  test.each(rules.map((rule) => [rule.meta.id, rule] as const))('%s is complete', (id, rule) => {
    expect(id).toMatch(/^[a-z0-9]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(rule.meta.sources.length).toBeGreaterThan(0);
    const readme = readFileSync(`server/src/rules/${id}/README.md`, 'utf8');
    for (const heading of ['## Sources', '## Reported', '## Not reported']) expect(readme).toContain(heading);
    for (const [name, spec] of Object.entries(rule.meta.options)) {
      expect(readme, `option ${name} is documented`).toContain(`\`${name}\``);
      expect(spec.description.en.length, name).toBeGreaterThan(10);
      expect(spec.description['zh-cn'], name).toMatch(/\p{Script=Han}/u);
    }
    expect(rule.meta.title['zh-cn']).toMatch(/\p{Script=Han}/u);
    const shown = new Set(readRuleExamples(id).map((example) => example.language));
    for (const dialect of dialects) {
      if (!suits(rule.meta, dialect)) continue;
      expect(
        shown.has(dialect.id) || notTried(dialect.id).has(id),
        `${dialect.id} has an example, or says in its examples/not-tried.md why not`,
      ).toBe(true);
    }
  });
});

for (const folder of folders) {
  const id = folder.replace('server/src/rules/', '');
  if (!existsSync(`${folder}/README.md`)) continue;
  describe(id, () => {
    const examples = readRuleExamples(id);
    const after = (language: string) =>
      examples.filter((example) => example.section === 'After the fix' && example.language === language);
    const turn = new Map<string, number>();
    test('has an example of each kind', () => {
      for (const section of ['Reported', 'Not reported'] as const) {
        expect(
          examples.filter((example) => example.section === section && example.path.endsWith('README.md')).length,
          section,
        ).toBeGreaterThan(0);
      }
    });
    for (const example of examples) {
      const settings = settingsOf(example, id);
      if (example.section !== 'Reported') {
        test(`${example.section} (${example.path}:${example.line}, ${example.language}) is silent`, async () => {
          expect(draw(await reviewText(example.text, example.language, settings, example.beside))).toEqual([]);
        });
        continue;
      }
      const fixless = /\bnofix\b/.test(example.info);
      const place = turn.get(example.language) ?? 0;
      if (!fixless) turn.set(example.language, place + 1);
      test(`Reported (${example.path}:${example.line}, ${example.language})`, async () => {
        const reviewed = await reviewText(example.text, example.language, settings, example.beside);
        expect(draw(reviewed).sort()).toEqual(example.expected.map(show).sort());
        expect(example.expected.some((expected) => expected.rule === id)).toBe(true);
        if (fixless) {
          expect(
            reviewed.findings.filter((finding) => finding.rule === id).flatMap((finding) => finding.fixes),
          ).toEqual([]);
          return;
        }
        const text = fixed(reviewed, id);
        expect(text).toBe(after(example.language)[place]?.text);
        if (example.beside.length > 0)
          expect(draw(await reviewText(text, example.language, settings, example.beside))).toEqual([]);
      });
    }
    test('every text under "After the fix" belongs to a report', () => {
      for (const language of new Set(examples.map((example) => example.language))) {
        expect(after(language).length, language).toBe(turn.get(language) ?? 0);
      }
    });
  });
}
