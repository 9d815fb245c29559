import { expect, test } from 'vitest';
import { shellCommands } from './shell-line.ts';

const words = (script: string) =>
  shellCommands(script)?.map((command) => [command.after, ...command.words.map((word) => word.text)]);

test('splits a line into commands and words', () => {
  expect(words("iptables -A INPUT -m comment --comment 'a b' -j DROP && sysctl -w net.x=1; echo done # note")).toEqual([
    ['', 'iptables', '-A', 'INPUT', '-m', 'comment', '--comment', 'a b', '-j', 'DROP'],
    ['&&', 'sysctl', '-w', 'net.x=1'],
    [';', 'echo', 'done'],
  ]);
});

test('knows what the shell would expand', () => {
  const braced = `"$\{X}"`;
  expect(shellCommands(`iptables -s $NET -j "A\\"B" -d ${braced}`)?.[0]?.words.map((word) => word.sure)).toEqual([
    true,
    true,
    false,
    true,
    true,
    true,
    false,
  ]);
});

test('redirections are not words', () => {
  const [command] = shellCommands('echo 30 > /proc/sys/net/x 2>&1') ?? [];
  expect(command?.words.map((word) => word.text)).toEqual(['echo', '30']);
  expect(command?.redirects.map((redirect) => redirect.target?.text)).toEqual(['/proc/sys/net/x', undefined]);
});

test('what is no simple command is not understood, and nothing throws', () => {
  expect(shellCommands('cat <<EOF\nx\nEOF')).toBeUndefined();
  expect(shellCommands("echo 'open")).toBeUndefined();
  for (const odd of ['', '\\', '$(a $(b))', '((', '`', '\u0000', '>>', '&&&&', '<<<']) shellCommands(odd);
});
