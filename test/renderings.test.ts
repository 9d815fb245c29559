import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Device } from '../grammars/model/device.ts';
import type { FilterRule, Match } from '../grammars/model/filter.ts';
import { compareFilters, type Difference, type Side } from '../server/src/packets/compare.ts';
import { prepare } from '../server/src/review/prepare.ts';

const root = resolve(import.meta.dirname, '../../shared/corpus/truth/aerleon-equivalence/dev');
const present = existsSync(root);
const title = present ? 'one policy in several dialects' : 'one policy in several dialects (skipped: no corpus here)';

/**
 * A generator rendered one policy for several platforms: the filters let the very same packets through, of all there are, but for what the
 * generator says differently on purpose. Those differences are listed here, each with its reason, and nothing else may differ.
 */
describe.skipIf(!present)(title, () => {
  const read = (file: string, dialect: string): Device =>
    prepare({ text: readFileSync(resolve(root, file), 'utf8'), dialect })!.device;
  const devices = present
    ? {
        iptables: read('sample_multitarget.ipt', 'iptables'),
        junos: read('sample_multitarget.jcl', 'junos'),
        iosxr: read('sample_multitarget.xacl', 'iosxr'),
        asa: read('sample_multitarget.asa', 'asa'),
      }
    : undefined;
  type Place = readonly [dialect: 'iptables' | 'junos' | 'iosxr' | 'asa', filter: string];
  const compared = (one: Place, other: Place, narrow: (side: Side) => Side = (side) => side): Difference => {
    const sides = [one, other].map(([dialect, name]): Side => {
      const { filters } = devices![dialect];
      const at = filters.findIndex((filter) => filter.name.value === name);
      expect(at, name).toBeGreaterThanOrEqual(0);
      expect(filters.every(({ closed }) => closed)).toBe(true);
      return narrow({ filters, chosen: [at] });
    });
    const difference = compareFilters(sides[0]!, sides[1]!);
    expect(difference?.closed).toBe(true);
    expect(difference!.newlyPermitted.sure && difference!.newlyDenied.sure).toBe(true);
    return difference!;
  };
  const flows = ({ newlyPermitted, newlyDenied }: Difference) => ({
    permitted: newlyPermitted.list.map(withoutSources),
    denied: newlyDenied.list.map(withoutSources),
  });
  const none = { permitted: [], denied: [] };

  test.each<readonly [Place, Place]>([
    [
      ['iptables', 'INPUT'],
      ['junos', 'edge-inbound'],
    ],
    [
      ['iptables', 'INPUT'],
      ['iosxr', 'edge-inbound'],
    ],
    [
      ['junos', 'edge-inbound'],
      ['iosxr', 'edge-inbound'],
    ],
    [
      ['iptables', 'OUTPUT'],
      ['junos', 'edge-outbound'],
    ],
    [
      ['iptables', 'OUTPUT'],
      ['asa', 'asa_out'],
    ],
  ])('new IPv4 flows: %s lets in what %s does', (one, other) => {
    // An IPv4 filter says nothing of IPv6, which a list of ASA sees too: that is denied as what begins no IPv4 flow.
    const denied = other[0] === 'asa' ? ['ipv6 ip'] : [];
    expect(flows(compared(one, other, newFlows))).toEqual({ permitted: [], denied });
  });

  test('all that goes out: Junos and ASA, packet for packet', () => {
    expect(flows(compared(['junos', 'edge-outbound'], ['asa', 'asa_out']))).toEqual(none);
  });

  test('Junos and IOS XR, packet for packet: a permit of ports lets later fragments in on IOS XR, which Junos looks for ports in', () => {
    expect(flows(compared(['iosxr', 'edge-inbound'], ['junos', 'edge-inbound']))).toEqual({
      permitted: [],
      denied: ['tcp, udp to 200.1.1.1-200.1.1.5 later fragments'],
    });
  });

  test('ASA, packet for packet: its connection tracking stands for `established`, so the generator leaves the word out', () => {
    expect(flows(compared(['iosxr', 'edge-inbound'], ['asa', 'asa_in']))).toEqual({
      permitted: [
        'ipv4 tcp to 200.1.1.1-200.1.1.2 ports 0-79, 81-442, 444-65535 flags neither ack nor rst',
        'ipv4 tcp to 200.1.1.3 flags neither ack nor rst',
        'ipv4 tcp to 200.1.1.4/31 ports 0-24, 26-464, 466-586, 588-994, 996-65535 flags neither ack nor rst',
      ],
      // Later fragments as above; and `any` of ASA is both families, of which an IPv4 list of IOS XR sees one.
      denied: ['ipv4 udp to 200.1.1.1-200.1.1.5 later fragments', 'ipv6 ip'],
    });
  });

  test('iptables, packet for packet: states stand for flags, and what tracking calls invalid goes to the policy', () => {
    const { permitted, denied } = flows(compared(['junos', 'edge-inbound'], ['iptables', 'INPUT']));
    expect(permitted.length + denied.length).toBeGreaterThan(0);
    expect(permitted.every((flow) => / flags neither ack nor rst state established, related$/.test(flow))).toBe(true);
    expect(denied.every((flow) => / state (?:new, )?invalid, untracked(?: later fragments)?$/.test(flow))).toBe(true);
    expect(flows(compared(['junos', 'edge-outbound'], ['iptables', 'OUTPUT']))).toEqual({
      permitted: [],
      denied: [expect.stringMatching(/ state invalid, untracked$/)],
    });
  });

  test('a filter of the line cards of Junos and of Junos Evolved', () => {
    const [one, other] = [
      read('sample_juniper_loopback.jcl', 'junos'),
      read('sample_juniperevo_loopback.evojcl', 'junos'),
    ];
    const difference = compareFilters({ filters: one.filters, chosen: [0] }, { filters: other.filters, chosen: [0] })!;
    expect(difference.closed).toBe(true);
    expect(flows(difference)).toEqual(none);
  });

  test('a change of one rendering is noticed', () => {
    const changed = (side: Side): Side =>
      side.filters === devices!.junos.filters
        ? newFlows({
            ...side,
            filters: side.filters.map((filter) => ({
              ...filter,
              rules: filter.rules.filter(({ key }) => key?.value !== 'permit-web-services'),
            })),
          })
        : newFlows(side);
    expect(flows(compared(['iptables', 'INPUT'], ['junos', 'edge-inbound'], changed)).denied).toEqual([
      'tcp to 200.1.1.1-200.1.1.2 ports 80, 443 flags !ack+!rst+syn',
    ]);
  });
});

/** The sources of a flow are all but those of reserved networks, and too many to read. */
const withoutSources = (flow: string): string =>
  flow.replace(/ from [^ ,]+(?:, [^ ,]+)*, … (?=to |ports)/, ' ').replace(/ state new(?= |$)(?!,)/, '');

const everyThingElse: readonly Match[] = [
  { family: 'ipv6' },
  { family: 'ipv4', state: { anyOf: ['new'], negated: true } },
  { family: 'ipv4', fragment: 'rest' },
  {
    family: 'ipv4',
    protocol: { anyOf: [{ first: 6, last: 6 }] },
    tcpFlags: { anyOf: [{ mask: 22, value: 2 }], negated: true },
  },
];

/** The same filter for packets that begin a flow, and a deny of all others: what those carry differs by platform. */
function newFlows({ filters, chosen }: Side): Side {
  const first: FilterRule = {
    span: { start: 0, end: 0 },
    matches: everyThingElse,
    action: { kind: 'deny' },
    effects: [],
    active: true,
  };
  return {
    chosen,
    filters: filters.map((filter, at) =>
      chosen.includes(at) ? { ...filter, rules: [first, ...filter.rules] } : filter,
    ),
  };
}
