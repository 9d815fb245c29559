/**
 * Runs one probe and prints its observation and verdict as JSON: `probe-in-namespace.ts PROBE TARGET [USERNAME PASSWORD]`.
 * Started by tests inside a network namespace of their own.
 */
import { probes } from '../../client/src/probes/index.ts';
import type { ProbeId } from '../../client/src/protocol.ts';
import { forever, permitFor } from './probe-permit.ts';

const probe = probes[process.argv[2] as ProbeId];
const [, , , target, username, password] = process.argv;
const allow = (process.env.RIG_ALLOW ?? '').split(' ').filter(Boolean);
const credentials = username === undefined ? undefined : { username, password: password ?? '' };
const permit = await permitFor(probe, target!, [], allow, JSON.parse(process.env.RIG_DEVICE ?? '{}'));
const result = await probe.run(permit, forever(), credentials);
process.stdout.write(`\n${JSON.stringify(result)}\n`);
