import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstLostCharacter, type Statement } from '../outline.ts';
import { readXml, xmlEscaped, xmlText } from './xml-outline.ts';

const shape = (statements: readonly Statement[]): unknown =>
  statements.map(({ words, children }) => [words.map(({ text }) => text).join(' '), ...(shape(children) as unknown[])]);

describe('readXml', () => {
  test('elements, names and texts', () => {
    const text = `<?xml version="1.0"?>
<!DOCTYPE config [ <!ENTITY a "b"> ]>
<config version="10.1.0">
  <!-- rules -->
  <entry name="r &amp; 1"><to><member>any</member></to><units/><a><![CDATA[x < y]]></a></entry>
</config>`;
    const { statements, problems } = readXml(text);
    expect(shape(statements)).toEqual([
      ['config 10.1.0', ['entry r &amp; 1', ['to', ['member any']], ['units'], ['a <![CDATA[x < y]]>']]],
    ]);
    expect(problems).toEqual([]);
    expect(statements[0]!.span.end).toBe(text.length);
  });

  test.each([
    ['<a><b>1</a>', ['tag-not-closed']],
    ['<a></b></a>', ['tag-not-opened']],
    ['<a><b', ['tag-not-closed']],
    ['<a <b></b>', ['tag-cut-off', 'tag-not-opened']],
    ['<a>1 < 2</a>', []],
    ['<a x=1></a>', []],
  ])('what is wrong with %s', (text, codes) => {
    const outline = readXml(text);
    expect(outline.problems.map(({ code }) => code)).toEqual(codes);
    expect(firstLostCharacter(outline)).toBeUndefined();
  });

  test('loses nothing of anything', () => {
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<b x="1"',
      '/>',
      '>',
      '<',
      'text',
      ' ',
      '\n',
      '"',
      "'",
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '&lt;',
      '=',
      '\u00a0',
      'é',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(firstLostCharacter(readXml(pieces.join('')))).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  test('deep and long texts cost linear time and no stack', () => {
    const deep = `${'<a>'.repeat(50_000)}x${'</a>'.repeat(50_000)}`;
    expect(readXml(deep).problems).toEqual([]);
    const open = '<a x="'.repeat(20_000);
    expect(firstLostCharacter(readXml(open))).toBeUndefined();
    expect(readXml(`<a>${'</b>'.repeat(50_000)}</a>`).statements).toHaveLength(1);
  });
});

test('entities of XML alone', () => {
  expect(xmlText('&lt;a&gt; &amp;amp; &#65;&#x42; &quot;&apos; &own; &#0; &#xD800;')).toBe(
    '<a> &amp; AB "\' &own; &#0; &#xD800;',
  );
  expect(xmlText(xmlEscaped('<"&\'>'))).toBe('<"&\'>');
});
