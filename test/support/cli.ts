import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const main = resolve(import.meta.dirname, '../../client/src/cli/main.ts');

/** Runs the command line as a process of its own. */
export function netreview(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly stdin?: string;
    readonly main?: string;
    readonly env?: NodeJS.ProcessEnv;
  } = {},
): Promise<CliResult> {
  return new Promise((resolved, reject) => {
    const child = spawn(process.execPath, [options.main ?? main, ...args], {
      cwd: options.cwd ?? process.cwd(),
      stdio: 'pipe',
      env: { ...process.env, ...options.env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (status) => resolved({ status, stdout, stderr }));
    child.stdin.end(options.stdin ?? '');
  });
}
