import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, type RunnerTask, test, vi } from 'vitest';
import type { Probe } from '../../client/src/probes/probe.ts';
import { PROOF, type Proof, readVerdicts } from './probe-proof.ts';
import { provoked, provokedCodes } from './provoked.ts';

const root = resolve(import.meta.dirname, '../..');

/**
 * The last tests of a probe's test file: what docs/probes.md says of them holds. The verdicts of its README were reached on the wire in
 * this very run, but for those that PROOF gives a reason for; the tests that PROOF names have run and passed.
 */
export function proofOf(probe: Probe): void {
  const { run, fromFile } = probe;
  vi.spyOn(probe, 'run').mockImplementation(async (...args) => provoked(probe.id, await run(...args)));
  if (fromFile)
    vi.spyOn(probe as Required<Probe>, 'fromFile').mockImplementation(async (...args) => {
      const seen = await fromFile(...args);
      return seen && provoked(probe.id, seen);
    });

  const proof = PROOF[probe.id];
  const declared = readVerdicts(readFileSync(resolve(root, `client/src/probes/${probe.id}/README.md`), 'utf8'));
  describe('docs/probes.md', () => {
    test('each verdict of the README has been provoked, or says why not', ({ task }) => {
      const seen = provokedCodes(probe.id);
      const left = Object.keys(proof.notProvoked ?? {}).sort();
      const missing = declared.filter((code) => !seen.has(code)).sort();
      // Where rigs of the file are skipped, what they would have provoked is missing as well.
      const skipped = flat(task.file.tasks).some(({ mode }) => mode === 'skip');
      if (skipped) expect(missing).toEqual(expect.arrayContaining(left));
      else expect(missing).toEqual(left);
    });

    test('the tests that it names have passed', ({ task }) => {
      const all = flat(task.file.tasks);
      const undone = titlesOf(proof).filter((title) => {
        const named = all.filter(({ name }) => name.startsWith(title));
        return named.length === 0 || named.some((one) => one.mode !== 'skip' && one.result?.state !== 'pass');
      });
      expect(undone).toEqual([]);
    });
  });
}

const titlesOf = ({ healthy, timeout, cancel, malformed, hostile }: Proof): readonly string[] =>
  [healthy, timeout, cancel, malformed, hostile].flatMap((cell) => (typeof cell === 'string' ? [cell] : []));

/** A suite and what is in it. */
const flat = (tasks: readonly RunnerTask[]): readonly RunnerTask[] =>
  tasks.flatMap((task) => [task, ...('tasks' in task ? flat(task.tasks) : [])]);
