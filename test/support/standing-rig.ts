import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { RIG_PRELUDE, rigFlags } from './rig.ts';

/** Network namespaces that stand while a test goes on. */
export interface StandingRig {
  /** Runs shell commands in them, one call after the other. @returns what they wrote. @throws Error with that when they fail */
  run(commands: string): Promise<string>;
  /** Everything that was started inside ends as well. */
  stop(): Promise<void>;
}

/** A shell in namespaces of its own; when the test's process dies, so does everything in them. @throws Error when it does not come up */
export async function standingRig(setup: string, users: 'one' | 'many' = 'one'): Promise<StandingRig> {
  const shell = spawn('unshare', [...rigFlags(users), 'sh'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let heard: () => void = () => {};
  for (const stream of [shell.stdout, shell.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      heard();
    });
  shell.on('exit', () => heard());
  let calls = 0;
  let last: Promise<unknown> = Promise.resolve();
  const say = async (commands: string, subshell: boolean): Promise<string> => {
    calls += 1;
    const end = `@@ ${calls} `;
    const [open, close] = subshell ? ['(', ')'] : ['{', '}'];
    output = '';
    shell.stdin.write(`${open} set -e\n${commands}\n${close} </dev/null\nprintf '\\n${end}%s\\n' $?\n`);
    for (;;) {
      const [, said = '', status] = new RegExp(`^([\\s\\S]*)\\n${end}(\\d+)\\n`).exec(output) ?? [];
      if (status === '0') return said;
      if (status !== undefined) throw new Error(`the rig said ${status}: ${said.slice(-2_000)}`);
      if (shell.exitCode !== null || shell.signalCode !== null)
        throw new Error(`the rig ended: ${output.slice(-2_000)}`);
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  const run = (commands: string): Promise<string> => {
    const turn = last.then(() => say(commands, true));
    last = turn.catch(() => undefined);
    return turn;
  };
  const stop = async (): Promise<void> => {
    if (shell.exitCode !== null || shell.signalCode !== null) return;
    shell.kill('SIGKILL');
    await once(shell, 'exit');
  };
  try {
    await say(RIG_PRELUDE.join('\n'), false);
    await run(setup);
  } catch (error) {
    await stop();
    throw error;
  }
  return { run, stop };
}
