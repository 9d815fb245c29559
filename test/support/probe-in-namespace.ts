/**
 * Runs one probe and prints its observation and verdict as JSON: `probe-in-namespace.ts PROBE TARGET [USERNAME PASSWORD]`.
 * Started by tests inside a network namespace of their own.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { probes } from '../../client/src/probes/index.ts';
import type { ProbeId } from '../../client/src/protocol.ts';
import { hastened } from './hastened.ts';
import { forever, permitFor } from './probe-permit.ts';

const id = process.argv[2] as ProbeId;
const haste = Number(process.env.RIG_HASTE || 1);
const probe = haste === 1 ? probes[id] : hastened(id, haste);
const [, , , target, username, password] = process.argv;
const words = (text = ''): readonly string[] => text.split(' ').filter(Boolean);
const allow = words(process.env.RIG_ALLOW);
const credentials = username === undefined ? undefined : { username, password: password ?? '' };
const { RIG_FILE: file, RIG_LONGEST: longest, RIG_PRIVACY_PASSWORD: privacyPassword, RIG_DEVICE: device } = process.env;
const { RIG_BASELINE: baseline } = process.env;
const permit = await permitFor(probe, target!, words(process.env.RIG_ADDRESSES), allow, {
  ...JSON.parse(device ?? '{}'),
  ...(longest && { longest: Number(longest) }),
});
const user = credentials && {
  ...credentials,
  ...(process.env.RIG_SHARED_SECRET && { sharedSecret: true as const }),
  ...(privacyPassword && { privacyPassword }),
};
const earlier = baseline ? [JSON.parse(readFileSync(baseline, 'utf8')).observation] : [];
const result = file
  ? await probe.fromFile!(createReadStream(file), permit.target, Date.now())
  : await probe.run(permit, forever(), user, earlier);
process.stdout.write(`\n${JSON.stringify(result)}\n`);
