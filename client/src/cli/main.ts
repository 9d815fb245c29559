#!/usr/bin/env node
/**
 * The command `netreview`: puts two programs together. `probe` goes out to the network and belongs to the client; all else
 * is the review, which opens no socket and is not loaded for a probe.
 */
import { probeCommand } from './probe-command.ts';

if (process.argv[2] === 'probe') {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.exitCode = await probeCommand(process.argv.slice(3), stop.signal);
} else {
  await import('../../../server/src/cli/main.ts');
}
