import { expect, test } from 'vitest';
import { formatAddress, type Prefix } from '../../../grammars/model/address.ts';
import fc from '../../../test/support/seeded.ts';
import { universe } from '../../../test/support/small-routes.ts';
import { prepare } from '../review/prepare.ts';
import { networksNamedBy, permittedRoutes } from './access-lists.ts';
import { holdsPrefix } from './prefix-space.ts';

const HIGHEST = 0xffff_ffffn;
const maskOf = (length: number): bigint => (HIGHEST << BigInt(32 - length)) & HIGHEST;
const text = (address: bigint): string => formatAddress('ipv4', address);

interface Line {
  readonly action: 'permit' | 'deny';
  readonly network: Prefix;
  /** Absent: any mask. */
  readonly mask?: number;
}

const lines: fc.Arbitrary<Line[]> = fc.array(
  fc.record(
    { action: fc.constantFrom('permit', 'deny'), network: fc.constantFrom(...universe), mask: fc.nat(4) },
    { requiredKeys: ['action', 'network'] },
  ),
  { minLength: 1, maxLength: 6 },
);

const written = ({ action, network, mask }: Line): string =>
  `access-list 101 ${action} ip ${text(network.address)} ${text(HIGHEST ^ maskOf(network.length))} ` +
  `${mask === undefined ? 'any' : `host ${text(maskOf(mask))}`}\n`;

/** A source with a wildcard is compared with the network's address, the destination with its mask; what meets no line is denied. */
const permits = (list: readonly Line[], route: Prefix): boolean =>
  list.find(
    ({ network, mask }) =>
      (route.address & maskOf(network.length)) === network.address && (mask === undefined || mask === route.length),
  )?.action === 'permit';

function filterOf(config: string) {
  const { device } = prepare({ path: 'r1.cfg', text: `hostname r1\n!\n${config}`, dialect: 'ios' })!;
  return device.filters[0]!;
}

test('an access list that is asked of routes lets pass what brute force says', () => {
  fc.assert(
    fc.property(lines, (list) => {
      const space = permittedRoutes(filterOf(list.map(written).join('')))!;
      for (const route of universe) expect(holdsPrefix(space, route), text(route.address)).toBe(permits(list, route));
    }),
  );
});

test('a standard list names addresses of networks, whatever their masks', () => {
  const space = permittedRoutes(filterOf('access-list 10 permit 10.0.0.0 0.0.255.255\n'))!;
  const holds = (address: bigint, length: number) => holdsPrefix(space, { family: 'ipv4', address, length });
  expect(holds(0x0a00_0000n, 8)).toBe(true);
  expect(holds(0x0a00_0100n, 24)).toBe(true);
  expect(holds(0x0a01_0000n, 16)).toBe(false);
});

test('of a list that also asks for ports nothing is told', () => {
  expect(permittedRoutes(filterOf('access-list 101 permit tcp any any eq 179\n'))).toBeUndefined();
});

test('a list names the networks of its lines, and those that are about everything name none', () => {
  const filter = filterOf(
    'access-list 101 permit ip 10.0.0.0 0.255.255.255 any\naccess-list 101 deny ip host 192.0.2.0 host 255.255.255.0\naccess-list 101 permit ip any any\n',
  );
  expect(
    networksNamedBy(filter).map(({ action, prefix }) => `${action} ${text(prefix.address)}/${prefix.length}`),
  ).toEqual([
    'permit 10.0.0.0/8',
    'permit 10.0.0.0/7',
    ...Array.from({ length: 10 }, (_, i) => `deny 192.0.2.0/${32 - i}`),
  ]);
});
