import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';

export interface ProgramLimits {
  readonly deadlineMs: number;
  /** Of both streams together; the process ends when it says more. */
  readonly maxBytes: number;
  /** Keeps what standard output said as it is, for programs whose output is no text; the text is then that of the other stream. */
  readonly binary?: boolean;
}

export type ProgramResult =
  | { readonly end: 'exit'; readonly code: number; readonly output: string; readonly bytes?: Buffer }
  | { readonly end: 'deadline' | 'cancelled' | 'flood'; readonly output: string; readonly bytes?: Buffer }
  /** Not installed, or not allowed to run. */
  | { readonly end: 'missing' | 'denied'; readonly output: '' };

/** Runs a program with an argument list, never over a shell, with an environment that holds no secret. Never rejects. */
export function runProgram(
  file: string,
  args: readonly string[],
  limits: ProgramLimits,
  signal: AbortSignal,
): Promise<ProgramResult> {
  if (signal.aborted) return Promise.resolve({ end: 'cancelled', output: '' });
  const child = start(file, args);
  if (!child) return Promise.resolve({ end: 'denied', output: '' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const binary: Buffer[] = [];
    let bytes = 0;
    let ending: 'deadline' | 'cancelled' | 'flood' | undefined;
    const end = (why: 'deadline' | 'cancelled' | 'flood'): void => {
      ending ??= why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => end('deadline'), limits.deadlineMs);
    const cancel = (): void => end('cancelled');
    signal.addEventListener('abort', cancel, { once: true });
    const readTo = (kept: Buffer[]) => (chunk: Buffer) => {
      const room = limits.maxBytes - bytes;
      bytes += chunk.length;
      if (room > 0) kept.push(chunk.subarray(0, room));
      if (bytes > limits.maxBytes) end('flood');
    };
    child.stdout.on('data', readTo(limits.binary ? binary : chunks));
    child.stderr.on('data', readTo(chunks));
    const settle = (result: ProgramResult): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      // A grandchild may hold the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(result);
    };
    const said = () => ({
      output: Buffer.concat(chunks).toString('utf8'),
      ...(limits.binary && { bytes: Buffer.concat(binary) }),
    });
    child.on('error', (problem: NodeJS.ErrnoException) =>
      settle({ end: problem.code === 'ENOENT' ? 'missing' : 'denied', output: '' }),
    );
    const finish = (code: number | null): void =>
      settle(ending ? { end: ending, ...said() } : { end: 'exit', code: code ?? -1, ...said() });
    child.on('close', finish);
    // Without waiting for "close" when it was killed: see the grandchild above.
    child.on('exit', (code) => ending && finish(code));
  });
}

/**
 * @returns undefined where the system will not start it: Node.js throws what it does not count among the usual errors, such as EPERM of a
 * program whose file has capabilities that this process may not pass on (ping in a container).
 */
function start(file: string, args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> | undefined {
  try {
    return spawn(file, [...args], {
      shell: false,
      cwd: tmpdir(),
      env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: 'C', LANG: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
  } catch {
    return undefined;
  }
}
