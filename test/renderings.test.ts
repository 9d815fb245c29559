import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Device } from '../grammars/model/device.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import type { Packet } from '../server/src/packets/analyses.ts';
import { formatPacket } from '../server/src/packets/packet-text.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { edgePackets } from './support/edge-packets.ts';

const root = resolve(import.meta.dirname, '../../shared/corpus/truth/aerleon-equivalence/dev');
const present = existsSync(root);
const title = present ? 'one policy in three dialects' : 'one policy in three dialects (skipped: no corpus here)';

/** A generator rendered one policy for several platforms: new flows fare alike in all of them. */
describe.skipIf(!present)(title, () => {
  const read = (file: string, dialect: string, adapt = (text: string) => text): Device =>
    prepare({ text: adapt(readFileSync(resolve(root, file), 'utf8')), dialect })!.device;
  // IOS XR writes an access list like IOS, but for the words of its head and of "any protocol".
  const asIos = (text: string): string =>
    text
      .replace(/^no .*\n/gm, '')
      .replace(/^(?:ipv4) access-list/gm, 'ip access-list extended')
      .replace(/^( (?:permit|deny)) ipv4 /gm, '$1 ip ');
  const devices = present
    ? {
        iptables: read('sample_multitarget.ipt', 'iptables'),
        junos: read('sample_multitarget.jcl', 'junos'),
        ios: read('sample_multitarget.xacl', 'ios', asIos),
      }
    : undefined;

  test.each([
    ['INPUT', 'edge-inbound', 'ios'],
    ['INPUT', 'edge-inbound', 'junos'],
    ['OUTPUT', 'edge-outbound', 'junos'],
  ] as const)('%s of iptables is %s of %s', (chain, filter, dialect) => {
    const ours = packetsOf(devices!.iptables, chain);
    const theirs = packetsOf(devices![dialect], filter);
    const differing: string[] = [];
    const verdicts = { permit: 0, deny: 0 };
    for (const edge of edgePackets([devices!.iptables], 4000)) {
      // What a flow's later packets carry differs by platform: flags there, states here.
      const packet: Packet = { ...edge, state: 'new', ...(edge.protocol === 6 ? { tcpFlags: 2 } : {}) };
      const [one, other] = [ours(packet), theirs(packet)];
      if (one !== other) differing.push(`${formatPacket(packet)}: ${one}, ${other}`);
      if (one === 'permit' || one === 'deny') verdicts[one] += 1;
    }
    expect(differing.slice(0, 5)).toEqual([]);
    expect(Math.min(verdicts.permit, verdicts.deny)).toBeGreaterThan(50);
  });
});

function packetsOf(device: Device, name: string): (packet: Packet) => string {
  const index = device.filters.findIndex((filter) => filter.name.value === name);
  const analyses = analyseFilters(device);
  expect(index).toBeGreaterThanOrEqual(0);
  return (packet) => {
    const { action, sure } = analyses.test(index, packet);
    return sure ? action : 'not sure';
  };
}
