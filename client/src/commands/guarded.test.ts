import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { guarded, REACH } from './guarded.ts';

const root = resolve(import.meta.dirname, '../../..');
const { contributes } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
};
const contributed = contributes.commands.map(({ command }) => command);
const source = (path: string): string => readFileSync(resolve(root, 'client/src', path), 'utf8');

describe('in a folder that nobody trusts', () => {
  test.each(contributed)('%s is refused where it would reach the wire, and done where it would not', (id) => {
    expect(Object.keys(REACH)).toContain(id);
    const [run, refuse] = [vi.fn(), vi.fn()];
    guarded(id, run, { isTrusted: () => false, refuse })();
    expect([run.mock.calls.length, refuse.mock.calls.length]).toEqual(REACH[id] === 'wire' ? [0, 1] : [1, 0]);
    guarded(id, run, { isTrusted: () => true, refuse })();
    expect(run).toHaveBeenCalledTimes(REACH[id] === 'wire' ? 1 : 2);
  });

  test('a command that says nothing of its reach is none', () => {
    expect(() => guarded('netreview.new', vi.fn(), { isTrusted: () => true, refuse: vi.fn() })).toThrow(
      /netreview\.new/,
    );
    expect(Object.keys(REACH).sort()).toEqual([...contributed].sort());
  });

  test('whoever carries a probe out is among those that reach the wire, by the names that the commands are registered with', () => {
    const registered = [
      ...source('commands/probe-commands.ts').matchAll(/register\('(netreview\.\w+)', (?:\([^)]*\) => )?([\w.]+)/g),
    ];
    const sending = registered
      .filter(([, , run]) => /^(runProbe|probeThis|probeAgain|diagnosis\.(chain|fiveSteps|resume|again))$/.test(run!))
      .map(([, id]) => id!);
    expect(sending.sort()).toEqual(
      Object.entries(REACH)
        .filter(([, reach]) => reach !== 'nothing')
        .map(([id]) => id)
        .sort(),
    );
  });
});
