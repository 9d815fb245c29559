import { describe, expect, test } from 'vitest';
import { dialectById } from '../grammars/dialects/index.ts';
import { rules } from '../server/src/rules/index.ts';
import { readRuleExamples } from './support/rule-examples.ts';

const ROUTERS = ['ios', 'junos', 'nxos', 'iosxr', 'eos', 'frr', 'bird', 'vrp', 'ros'];

/** The pairs of a rule and a platform that say nothing, and why. All others are seen to speak by an example that is reported. */
const SILENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'bgp/bogon-asn-accepted': { ros: 'what filters ask of paths is not followed' },
  'bgp/gtsm-missing': { junos: 'the TTL is checked in a filter on the loopback' },
  'bgp/long-as-path': { ros: 'what filters ask of the length of paths is not followed' },
  'bgp/med-unstable': { ros: 'nothing sets how MEDs are compared' },
  'bgp/neighbor-inconsistent': { bird: 'the addresses of interfaces are not in the file' },
  'bgp/next-hop-self-missing': { bird: 'the addresses of interfaces are not in the file' },
  'bgp/origination-risk': { bird: 'what is announced is what a filter takes from the table' },
  'bgp/private-asn-leak': { ros: 'what filters ask of paths is not followed' },
  'routing/default-route-missing': {
    iosxr: 'NAT, which shows an edge, is not read',
    frr: 'NAT is the kernel’s',
    bird: 'NAT is the kernel’s',
  },
  'routing/documentation-address': { bird: 'the addresses of interfaces are not in the file' },
  'routing/duplicate-address': { bird: 'the addresses of interfaces are not in the file' },
  'routing/igp-mismatch': { bird: 'the addresses of interfaces are not in the file' },
  'routing/isolation-violation': { bird: 'the addresses of interfaces are not in the file' },
  'routing/next-hop-unreachable': { bird: 'the addresses of interfaces are not in the file' },
  'routing/route-source-conflict': { bird: 'the finding speaks of distances, and BIRD has preferences' },
  'routing/tunnel-mss-missing': {
    frr: 'tunnels are the kernel’s',
    bird: 'tunnels are the kernel’s',
  },
  'routing/vlan-trunk-mismatch': {
    iosxr: 'a router has no trunks of this kind',
    frr: 'VLANs are the kernel’s',
    bird: 'VLANs are the kernel’s',
    ros: 'VLANs of bridges are not read',
  },
};

describe('rules on BGP and routing, on every router platform', () => {
  const ids = rules.map(({ meta }) => meta.id).filter((id) => /^(?:bgp|routing)\//.test(id));

  test.each(ids)('%s speaks, or is known not to', (id) => {
    const shown = new Set(
      readRuleExamples(id)
        .filter(({ section }) => section === 'Reported')
        .map(({ language }) => language),
    );
    expect(ROUTERS.filter((dialect) => !shown.has(dialect)).sort()).toEqual(Object.keys(SILENT[id] ?? {}).sort());
  });

  test('nothing is excused that is no rule or no platform', () => {
    for (const [id, platforms] of Object.entries(SILENT)) {
      expect(ids).toContain(id);
      for (const dialect of Object.keys(platforms)) expect(dialectById(dialect)?.id).toBe(dialect);
    }
  });
});
