#!/usr/bin/env node
/**
 * The command `netreview`: puts two programs together. `probe` goes out to the network and belongs to the client; all else
 * is the review, which opens no socket and is not loaded for a probe. `diagnose --live` is both.
 */
import { diagnoseCommand } from './diagnose-command.ts';
import { probeCommand } from './probe-command.ts';

const [command, ...args] = process.argv.slice(2);

if (command === 'probe') process.exitCode = await probeCommand(args, interrupted());
else if (command === 'diagnose' && args.includes('--live'))
  process.exitCode = await diagnoseCommand(
    args,
    interrupted(),
    (await import('../../../server/src/cli/diagnose.ts')).staticHalf,
  );
else await import('../../../server/src/cli/main.ts');

function interrupted(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  return stop.signal;
}
