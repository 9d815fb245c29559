import { expect, test } from 'vitest';
import { firstLostCharacter, type Statement } from '../outline.ts';
import { commandTable } from './command-table.ts';
import { readIndented } from './indented-outline.ts';

const table = commandTable({
  global: `
hostname *
+ interface *          > interface
router *               > router
box ...                > *
certs                  > certs
end
`,
  leave: 'exit <',
  'interface : leave': `
+ ip address * *
description ...
shutdown
`,
  'router : leave': `
neighbor * ...
interface ...
family *               > family
shutdown
`,
  'family : leave': `
neighbor * ...
exit-family <
`,
  certs: 'certificate *',
});

const read = (text: string) =>
  readIndented(text, {
    root: 'global',
    kindOf: table.find,
    commentMarks: ['!'],
    blobAfter: (words) => {
      if (words[0]!.text === 'certificate') return { kind: 'hex-lines' };
      if (words[0]!.text !== 'banner' || !words[1]) return undefined;
      const { start } = words[1].span;
      return { kind: 'delimited', delimiter: words[1].text[0]!, from: start + 1, keepWords: 1 };
    },
  });

/** One line a statement: depth, coverage's first letter, words. */
function shape(text: string): string[] {
  const outline = read(text);
  expect(firstLostCharacter(outline)).toBeUndefined();
  const lines: string[] = [];
  const visit = (statement: Statement, depth: number): void => {
    lines.push(`${'  '.repeat(depth)}${statement.coverage[0]} ${statement.words.map((word) => word.text).join(' ')}`);
    for (const child of statement.children) visit(child, depth + 1);
  };
  for (const statement of outline.statements) visit(statement, 0);
  return lines;
}

test('indentation shows blocks, comments are kept, CRLF and tabs do not matter', () => {
  expect(shape('hostname a\r\n!\r\ninterface E0\r\n\tip address 1 2\r\n ! note\r\n\tshutdown\r\nend\r\n')).toEqual([
    'r hostname a',
    'm interface E0',
    '  m ip address 1 2',
    '  r shutdown',
    'r end',
  ]);
});

test('what only the open block knows belongs to it, whatever its column', () => {
  expect(shape('interface E0\nip address 1 2\nhostname a\n')).toEqual([
    'm interface E0',
    '  m ip address 1 2',
    'r hostname a',
  ]);
  expect(shape('interface E0\n ip address 1 2\n    shutdown\n  description too deep\n')).toEqual([
    'm interface E0',
    '  m ip address 1 2',
    '  r shutdown',
    '  r description too deep',
  ]);
});

test('a block printed at the column of its parent ends at its exit or at a lone mark', () => {
  expect(shape('router 1\n neighbor a x\n family v4\n neighbor b x\n exit-family\n neighbor c x\n')).toEqual([
    'r router 1',
    '  r neighbor a x',
    '  r family v4',
    '    r neighbor b x',
    '    r exit-family',
    '  r neighbor c x',
  ]);
  expect(shape('router 1\n family v4\n !\n neighbor c x\n')).toEqual([
    'r router 1',
    '  r family v4',
    '  r neighbor c x',
  ]);
});

test('a file without any indentation is read by what the commands are', () => {
  expect(shape('router 1\nneighbor a x\n!\nfamily v4\nneighbor b x\nexit-family\n!\nhostname b\n')).toEqual([
    'r router 1',
    '  r neighbor a x',
    '  r family v4',
    '    r neighbor b x',
    '    r exit-family',
    'r hostname b',
  ]);
});

test('a file that is indented as a whole still has blocks', () => {
  expect(shape('hostname a\n interface E0\n  ip address 1 2\n interface E1\n  shutdown\n')).toEqual([
    'r hostname a',
    'm interface E0',
    '  m ip address 1 2',
    'm interface E1',
    '  r shutdown',
  ]);
});

test('unknown commands stay unknown, with what is below them; an unread block is recognised', () => {
  expect(shape('frobnicate\n deep thought\ninterface E0\n frobnicate\nbox 1\n anything\n  at all\n')).toEqual([
    'u frobnicate',
    '  u deep thought',
    'm interface E0',
    '  u frobnicate',
    'r box 1',
    '  r anything',
    '    r at all',
  ]);
});

test('texts and certificates are no configuration', () => {
  expect(shape('banner #\ninterface E9\n# tail\nhostname a\n')).toEqual(['u banner', 'r hostname a']);
  expect(shape('certs\n certificate 01\n  30820330 0A\n  FF00\n  \tquit\nhostname a\n')).toEqual([
    'r certs',
    '  r certificate 01',
    'r hostname a',
  ]);
});

test('a text whose delimiter never comes back costs one line, not the file', () => {
  expect(shape('banner # open\nhostname a\nbanner # open\nhostname b\n').slice(0, 1)).toEqual(['u banner']);
  expect(shape('banner ~ open\nhostname a\nhostname b\n')).toEqual(['u banner', 'r hostname a', 'r hostname b']);
});

test('commands are looked up a constant number of times a line', () => {
  const lookups = (count: number): number => {
    let calls = 0;
    readIndented('router 1\n family x\n neighbor a b\n odd\n  deeper\n!\n'.repeat(count), {
      root: 'global',
      commentMarks: ['!'],
      kindOf: (mode, words) => {
        calls += 1;
        return table.find(mode, words);
      },
    });
    return calls;
  };
  expect(lookups(10_000)).toBeLessThan(10.1 * lookups(1_000));
});

test('without indentation, what begins a block at the margin is none of the lines of another one', () => {
  expect(shape('router r\nneighbor n\ninterface E0\nip address 1 2\ninterface E1\nshutdown\n')).toEqual([
    'r router r',
    '  r neighbor n',
    'm interface E0',
    '  m ip address 1 2',
    'm interface E1',
    '  r shutdown',
  ]);
  expect(shape('router r\n interface E0\n neighbor n\n')).toEqual(['r router r', '  r interface E0', '  r neighbor n']);
});

test('prompts of a terminal are around the commands, and what only shows is none', () => {
  const text =
    'sw1#show run\nbox-1(config)#interface E0\nbox-1(config-if)# ip address 1 2\nbox-1(config)#hostname a\nRP/0/0:x#\nsw1#sh ver\n';
  const outline = readIndented(text, { root: 'global', commentMarks: ['!'], kindOf: table.find });
  expect(shape(text)).toEqual(['m interface E0', '  m ip address 1 2', 'r hostname a']);
  expect(firstLostCharacter(outline)).toBeUndefined();
});

test.each([
  ['backspaces', `\n --More-- ${'\b'.repeat(9)}        ${'\b'.repeat(9)}`],
  ['what is left of them', `\n --More--${' '.repeat(9)}`],
  ['a carriage return', '\r\n<--- More --->\r              \r'],
  ['moves of the cursor', `\n  ---- More ----\x1b[42D${' '.repeat(42)}\x1b[42D`],
  ['a share', '\n---(more 50%)---\n'],
])('a pager left its mark, wiped out by %s', (_, mark) => {
  const text = `interface E0${mark} ip address 1 2\nhostname a\n`;
  const outline = readIndented(text, { root: 'global', commentMarks: ['!'], kindOf: table.find });
  expect(shape(text)).toEqual(['m interface E0', '  m ip address 1 2', 'r hostname a']);
  expect(firstLostCharacter(outline)).toBeUndefined();
});
