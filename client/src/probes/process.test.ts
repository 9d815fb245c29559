import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from './plain-text.ts';
import { runProgram } from './process.ts';

const LIMITS = { deadlineMs: 5_000, maxBytes: 10_000 };
const never = new AbortController().signal;
const node = (code: string, limits = LIMITS, signal = never) =>
  runProgram(process.execPath, ['-e', code], limits, signal);

describe('programs', () => {
  test('both streams and the exit code come back', async () => {
    const result = await node('console.log("out"); console.error("err"); process.exitCode = 3');
    expect(result).toMatchObject({ end: 'exit', code: 3 });
    expect(result.output).toContain('out');
    expect(result.output).toContain('err');
  });

  test('no shell reads the arguments', async () => {
    const result = await runProgram(process.execPath, ['-p', 'process.argv[1]', '$(id);`id`|id'], LIMITS, never);
    expect(result.output.trim()).toBe('$(id);`id`|id');
  });

  test('the environment holds nothing of the editor', async () => {
    process.env.NETREVIEW_TEST_SECRET = 'secret';
    const result = await node('console.log(Object.keys(process.env).join())');
    delete process.env.NETREVIEW_TEST_SECRET;
    expect(result.output).toContain('PATH');
    expect(result.output).not.toContain('NETREVIEW_TEST_SECRET');
  });

  test('an endless stream is cut off', async () => {
    const result = await node('setInterval(() => process.stdout.write("x".repeat(65536)), 0)');
    expect(result.end).toBe('flood');
    expect(result.output.length).toBe(LIMITS.maxBytes);
  });

  test('a program that never ends meets its deadline', async () => {
    const result = await node('setInterval(() => {}, 1000)', { ...LIMITS, deadlineMs: 300 });
    expect(result.end).toBe('deadline');
  });

  test('a grandchild that keeps the pipes open holds nobody up', async () => {
    const code =
      'require("child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 4000)"], { stdio: "inherit" }); setInterval(() => {}, 1000)';
    const started = performance.now();
    expect((await node(code, { ...LIMITS, deadlineMs: 500 })).end).toBe('deadline');
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test('can be cancelled, before and during', async () => {
    const stop = new AbortController();
    const running = node('console.log("up"); setInterval(() => {}, 1000)', LIMITS, stop.signal);
    stop.abort();
    expect((await running).end).toBe('cancelled');
    expect((await node('0', LIMITS, stop.signal)).end).toBe('cancelled');
  });

  test('a program that is not there is told apart from one that may not run', async () => {
    expect((await runProgram('netreview-no-such-program', [], LIMITS, never)).end).toBe('missing');
    expect((await runProgram(import.meta.filename, [], LIMITS, never)).end).toBe('denied');
  });
});

describe('text from the network', () => {
  test('loses escape sequences, controls and marks of direction', () => {
    expect(plainText('\u001b[31mred\u001b[0m \u001b]0;title\u0007coturn\u0000\u202e\r\n4.6')).toBe('red coturn 4.6');
  });

  test('is one short line of printable characters, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        const plain = plainText(text, 50);
        expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(plain.length).toBeLessThanOrEqual(53);
      }),
    );
  });
});
