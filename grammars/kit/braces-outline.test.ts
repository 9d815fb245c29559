import { describe, expect, test } from 'vitest';
import { firstLostCharacter, type Statement, walk } from '../outline.ts';
import { listOf, readBraces } from './braces-outline.ts';

const shape = (text: string): string[] =>
  [...walk(readBraces(text).statements)].map((statement) => {
    let depth = 0;
    for (let at: Statement | undefined = statement.parent; at; at = at.parent) depth += 1;
    return `${'  '.repeat(depth)}${statement.words.map((word) => word.text).join(' ')}`;
  });

describe('braces', () => {
  test('words, blocks, lists, strings and comments', () => {
    const text = `# head
a {
    b "c; { d" e; /* f */
    g [ h "i j" ] k;
    off: l; ## tail
    m[1-2] {
    }
}
`;
    expect(shape(text)).toEqual(['a', '  b "c; { d" e', '  g h "i j" k', '  off: l', '  m[1-2]']);
    const outline = readBraces(text, { inactiveMark: 'off:' });
    const [a] = outline.statements;
    expect(a!.children.map(({ inactive }) => inactive)).toEqual([undefined, undefined, true, undefined]);
    expect(a!.children[1]!.words.map(listOf)).toEqual([undefined, 1, 1, undefined]);
    expect(
      outline.trivia.filter(({ kind }) => kind === 'comment').map(({ span }) => text.slice(span.start, span.end)),
    ).toEqual(['# head', '/* f */', '## tail']);
    expect(outline.problems).toEqual([]);
    expect(firstLostCharacter(outline)).toBeUndefined();
  });

  test('a header covers its words, a statement its block', () => {
    const text = 'a b {\n  c;\n}\n';
    const [a] = readBraces(text).statements;
    expect(text.slice(a!.header.start, a!.header.end)).toBe('a b');
    expect(text.slice(a!.span.start, a!.span.end)).toBe('a b {\n  c;\n}');
    expect(a!.children[0]!.parent).toBe(a);
  });

  test('what is between braces without a header belongs to the block around', () => {
    expect(shape('a { { b; } ; c }')).toEqual(['a', '  b', '  c']);
  });

  test('a dialect says which line starts a statement of its own', () => {
    const startsStatement = (path: readonly unknown[], before: readonly unknown[], word: { text: string }): boolean =>
      path.length === 1 && before.length > 1 && word.text === 'b';
    const outline = readBraces('a {\n  x 1\n  b 2;\n  y\n  b;\n}\n', { startsStatement });
    expect(outline.statements[0]!.children.map(({ words }) => words.map(({ text }) => text).join(' '))).toEqual([
      'x 1',
      'b 2',
      'y b',
    ]);
    expect(outline.problems.map(({ code, span }) => [code, outline.text.slice(span.start, span.end)])).toEqual([
      ['missing-semicolon', '1'],
    ]);
  });

  test('very deep nesting is flattened, not refused', () => {
    const outline = readBraces('a {'.repeat(20_000));
    expect(firstLostCharacter(outline)).toBeUndefined();
    expect(outline.problems).toHaveLength(1);
  });

  test('ends that never come cost no more than their text', () => {
    for (const text of [
      '/*'.repeat(100_000),
      '"\\'.repeat(100_000),
      'a[b['.repeat(50_000),
      '[ a '.repeat(50_000),
      '} '.repeat(50_000),
    ])
      expect(firstLostCharacter(readBraces(text))).toBeUndefined();
  });
});
