import { describe, expect, test } from 'vitest';
import { walk } from '../grammars/outline.ts';
import { chooseDialect, prepare } from '../server/src/review/prepare.ts';
import { textsByDialect } from './support/texts-by-dialect.ts';

/** What editors, terminals and mail do to a text without anybody's having meant it. */
const FORMS: Readonly<Record<string, (text: string) => string>> = {
  'blanks at line ends': (text) => text.replace(/\r?\n/g, '  \n'),
  'tabs at line ends': (text) => text.replace(/\r?\n/g, '\t\n'),
  'line ends of Windows': (text) => text.replace(/\r?\n/g, '\r\n'),
  'a byte order mark': (text) => `\uFEFF${text}`,
  'no end of the last line': (text) => text.trimEnd(),
  'empty lines first': (text) => `\n\n${text}`,
};

/** Of the corpus' files these are most, and the rest says the same at greater cost. */
const SHORT = 12_000;

const texts = [...textsByDialect()].flatMap(([dialect, list]) =>
  list.filter(({ length }) => length < SHORT).map((text) => ({ dialect, text })),
);

const detectedAs = (text: string): string | undefined => chooseDialect({ text })?.dialect.id;

describe.each(Object.entries(FORMS))('%s', (_, form) => {
  test('change no detection', () => {
    const changed = texts.flatMap(({ dialect, text }) => {
      const [before, after] = [detectedAs(text), detectedAs(form(text))];
      return before === after ? [] : [`${dialect}: ${before} became ${after}: ${text.slice(0, 80)}`];
    });
    expect(changed).toEqual([]);
  });
});

test('a byte order mark is no part of the first statement', () => {
  const seen = new Map<string, number>();
  const changed = texts.flatMap(({ dialect, text }) => {
    const turn = (seen.get(dialect) ?? 0) + 1;
    seen.set(dialect, turn);
    if (turn > 12 || text.startsWith('\uFEFF')) return [];
    const [before, after] = [text, `\uFEFF${text}`].map((one) =>
      [...walk(prepare({ text: one, dialect })!.outline.statements)].map(
        ({ words, coverage }) => `${coverage} ${words.map((word) => word.text).join(' ')}`,
      ),
    );
    return before!.join('\n') === after!.join('\n') ? [] : [`${dialect}: ${text.slice(0, 80)}`];
  });
  expect(changed).toEqual([]);
});
