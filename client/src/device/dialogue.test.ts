import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dialogue } from './dialogue.ts';
import { screenLine, screenText } from './screen-text.ts';

/** Feeds a conversation, what the device says after each thing that was typed. */
function talk(lines: readonly string[], ...said: readonly string[]) {
  const conversation = dialogue(lines);
  const typed = said.map((text) => conversation.feed(text));
  return { typed, outputs: conversation.outputs, done: conversation.done, prompted: conversation.prompted };
}

describe('a command line', () => {
  test.each([
    ['ios', 'r1#'],
    ['ios, not enabled', 'r1>'],
    ['iosxr', 'RP/0/RP0/CPU0:r1#'],
    ['junos', 'admin@r1> '],
    ['a configuration', 'switch(config)# '],
    ['vrp', '<r1>'],
    ['vrp, one of two firewalls', 'HRP_M<fw1>'],
    ['fortios', 'fw1 # '],
    ['fortios, a virtual domain', 'fw1 (root) $ '],
    ['panos, one of two', 'admin@fw1(active)> '],
    ['asa, a context', 'fw1/pri/act# '],
    ['a shell', 'admin@host:~$ '],
  ])('%s', (_, prompt) => {
    const { typed, outputs, done } = talk(
      ['terminal length 0', 'show bgp all summary'],
      `\r\nWelcome # to this device\r\n\r\n${prompt}`,
      `terminal length 0\r\n${prompt}`,
      `show bgp all summary\r\n10.0.0.2 4 65002\r\nTotal 1\r\n${prompt}`,
    );
    expect(typed).toEqual(['terminal length 0\n', 'show bgp all summary\n', '']);
    expect(outputs).toEqual(['', '10.0.0.2 4 65002\nTotal 1\n']);
    expect(done).toBe(true);
  });

  test('pages although it was told not to', () => {
    const { typed, outputs } = talk(
      ['show clock'],
      'r1#',
      'show clock\r\none\r\n --More-- ',
      `${'\b'.repeat(10)}${' '.repeat(10)}${'\b'.repeat(10)}  two\r\n---(more 50%)---`,
      `\r${' '.repeat(40)}\rthree\r\nr1#`,
    );
    expect(typed).toEqual(['show clock\n', ' ', ' ', '']);
    expect(outputs).toEqual(['one\n  two\nthree\n']);
  });

  test('a prompt that stands there twice answers nothing', () => {
    const { outputs, done } = talk(
      ['a 1', 'b 2'],
      'r1#',
      '\r\nr1#',
      'a 1\r\nfirst\r\nr1#',
      '\r\nr1#',
      'b 2\r\nsecond\r\nr1#',
    );
    expect(outputs).toEqual(['first\n', 'second\n']);
    expect(done).toBe(true);
  });

  test('a banner that ends as a prompt does', () => {
    const { outputs } = talk(['a 1', 'b 2'], '\r\nAUTHORIZED#', '\r\nr1#', 'a 1\r\nr1#', 'b 2\r\nsecond\r\nr1#');
    expect(outputs).toEqual(['', 'second\n']);
  });

  test('colours, titles and bracketed paste are not part of what is read', () => {
    const { outputs } = talk(
      ['show x'],
      '\u001b[?2004h\u001b]0;title\u0007\u001b[1mr1# \u001b[0m',
      'show x\r\n\u001b[31mred\u001b[0m\r\n\u001b[?2004hr1# ',
    );
    expect(outputs).toEqual(['red\n']);
  });

  test('a line of the answer that looks like another prompt does not end it', () => {
    const { outputs } = talk(['show run'], 'r1#', 'show run\r\nr2#\r\n', 'r1(config)#\r\nend\r\nr1#');
    expect(outputs).toEqual(['r2#\nr1(config)#\nend\n']);
  });

  test('says whether it ever prompted', () => {
    expect(talk(['x'], 'Password expired. New password: ').prompted).toBe(false);
    expect(talk(['x'], 'r1#').prompted).toBe(true);
  });

  test('it does not matter how what it says is cut', () => {
    const said = 'r1#show x\r\none\r\ntwo\r\nr1#';
    fc.assert(
      fc.property(fc.array(fc.nat(said.length), { maxLength: 8 }), (cuts) => {
        const conversation = dialogue(['show x']);
        const places = [3, ...cuts.filter((cut) => cut > 3).sort((a, b) => a - b), said.length];
        conversation.feed(said.slice(0, 3));
        for (const [at, place] of places.slice(1).entries()) conversation.feed(said.slice(places[at]!, place));
        expect(conversation.outputs).toEqual(['one\ntwo\n']);
      }),
    );
  });

  test('whatever is said, only the lines that were given and a blank for a pager are typed', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (said) => {
        const { typed } = talk(['show x', 'show y'], ...said);
        for (const text of typed) expect(['', ' ', 'show x\n', 'show y\n']).toContain(text);
      }),
    );
  });
});

describe('text for a screen', () => {
  test.each([
    ['abc\rX', 'Xbc'],
    ['abc\b\bX', 'aXc'],
    ['abc\r\u001b[K', ''],
    ['a\u0007b\u0000c', 'abc'],
    ['\u001b[2J\u001b[Hhome', 'home'],
    ['\u001b', ''],
    ['no control', 'no control'],
  ])('%j is seen as %j', (text, seen) => expect(screenLine(text)).toBe(seen));

  test('no control character stays, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must be gone
        expect(screenText(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
      }),
    );
  });
});
