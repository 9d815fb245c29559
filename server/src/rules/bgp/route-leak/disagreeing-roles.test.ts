import { expect, test } from 'vitest';
import { prepare } from '../../../review/prepare.ts';
import { parseTopology } from '../../../review/topology-file.ts';
import { disagreeingRoles } from './disagreeing-roles.ts';

const CONFIG = `frr version 8.4
frr defaults traditional
hostname r1
!
router bgp 64496
 neighbor 192.0.2.1 remote-as 64501
 neighbor 192.0.2.1 local-role customer
 neighbor 192.0.2.5 remote-as 64502
 neighbor 192.0.2.5 local-role peer
 neighbor 192.0.2.9 remote-as 64503
exit
`;

function said(topology: string): string[] {
  const { device } = prepare({ path: 'r1/frr.conf', text: CONFIG, dialect: 'frr' })!;
  const { neighbours: roles } = parseTopology(topology);
  return [...disagreeingRoles({ device, profile: 'default', roles })].map(
    ({ severity, text, span }) => `${severity} ${CONFIG.slice(span.start, span.end)}: ${text.en}`,
  );
}

test('a neighbour that is declared to be something else than its session says', () => {
  expect(said('neighbours:\n  - role: customer\n    as: 64501\n')).toEqual([
    'hint 192.0.2.1: .netreview/topology.yaml declares 192.0.2.1 as "customer", and the session has the role "customer", by which it is ' +
      '"provider" (RFC 9234): the router marks and refuses routes by the one, this review judges them by the other. Correct whichever is wrong.',
  ]);
});

test('nothing is said where both agree, or one of them says nothing', () => {
  expect(said('neighbours:\n  - role: provider\n    as: 64501\n  - role: peer\n    as: [64502, 64503]\n')).toEqual([]);
  expect(said('')).toEqual([]);
});
