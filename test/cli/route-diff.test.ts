import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { netreview } from '../support/cli.ts';

const IOS = `hostname r1
ip prefix-list CUSTOMER seq 5 permit 203.0.113.0/24
ip prefix-list CUSTOMER seq 10 permit 198.51.100.0/24 le 26
ip community-list standard URGENT permit 64500:80
!
route-map FROM-CUSTOMER permit 10
 match community URGENT
 set local-preference 300
route-map FROM-CUSTOMER permit 20
 match ip address prefix-list CUSTOMER
 set local-preference 200
!
route-map TO-CUSTOMER permit 10
!
router bgp 64496
 neighbor 192.0.2.2 remote-as 64500
 neighbor 192.0.2.2 route-map FROM-CUSTOMER in
 neighbor 192.0.2.2 route-map TO-CUSTOMER out
`;

/** The same policies on another platform. */
const JUNOS = `policy-options {
    policy-statement from-customer {
        term urgent { from community urgent; then { local-preference 300; accept; } }
        term own {
            from {
                route-filter 203.0.113.0/24 exact;
                route-filter 198.51.100.0/24 upto /26;
            }
            then { local-preference 200; accept; }
        }
        then reject;
    }
    policy-statement to-customer { then accept; }
    community urgent members 64500:80;
}
routing-options { autonomous-system 64496; }
protocols {
    bgp {
        group customers {
            type external;
            peer-as 64500;
            import from-customer;
            export to-customer;
            neighbor 192.0.2.2;
        }
    }
}
`;

const FILES: Readonly<Record<string, string>> = {
  'old.cfg': IOS,
  'wider.cfg': IOS.replace('le 26', 'le 28'),
  'preferred.cfg': IOS.replace('local-preference 200', 'local-preference 250'),
  'stricter.cfg': IOS.replace('TO-CUSTOMER permit 10', '$&\n match ip address prefix-list CUSTOMER'),
  'urgent.cfg': IOS.replace('match community URGENT', 'match community URGENT\n match ip address prefix-list CUSTOMER'),
  'no-policy.cfg': IOS.replace(/ neighbor .* out\n/, ''),
  'opaque.cfg': IOS.replace(' set local-preference 200', ' match tracked-object 7\n set local-preference 200'),
  'new.conf': JUNOS,
};

let folder: string;
const diff = (...args: string[]) => netreview(['diff', ...args], { cwd: folder });
const IN = 'routes from 192.0.2.2, IPv4';
const OUT = 'routes to 192.0.2.2, IPv4';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netreview-routes-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});

afterAll(() => rmSync(folder, { recursive: true }));

test('routes newly accepted, with one of them and the lines that decide it', async () => {
  const { stdout, status, stderr } = await diff('old.cfg', 'wider.cfg', '--fail-on-change');
  expect([status, stderr]).toEqual([1, '']);
  expect(stdout.split('\n')).toEqual([
    `${IN}:`,
    '  + 198.51.100.0/24 ge 27 le 28',
    '    route 198.51.100.0/27, path 64500',
    '      old.cfg: refused by the end of FROM-CUSTOMER',
    '      wider.cfg: accepted by permit 20 of FROM-CUSTOMER, line 9',
    `no route fares otherwise: ${OUT}`,
    '',
  ]);
});

test('routes accepted with another preference, and none that a community settles before', async () => {
  const { stdout } = await diff('old.cfg', 'preferred.cfg');
  expect(stdout).toContain(
    [
      '  ~ 198.51.100.0/24 le 26',
      '  ~ 203.0.113.0/24',
      '    route 198.51.100.0/24, path 64500',
      '      old.cfg: accepted by permit 20 of FROM-CUSTOMER, line 9',
      '      preferred.cfg: accepted by permit 20 of FROM-CUSTOMER, line 9',
      '      local preference 200 > 250',
    ].join('\n'),
  );
});

test('almost everything is told by what is left', async () => {
  const { stdout } = await diff('old.cfg', 'stricter.cfg');
  expect(stdout).toContain(
    `${OUT}:\n  - all but\n  -   198.51.100.0/24 le 26\n  -   203.0.113.0/24\n    route 0.0.0.0/0\n`,
  );
});

test('what only routes with a community fare is found', async () => {
  const { stdout } = await diff('old.cfg', 'urgent.cfg');
  expect(stdout).toContain('    route 0.0.0.0/0, path 64500, community 64500:80\n');
});

test('the same policies of two platforms are the same', async () => {
  const { stdout, status } = await diff('old.cfg', 'new.conf', '--fail-on-change');
  expect([status, stdout]).toEqual([0, `no route fares otherwise: ${IN}; ${OUT}\n`]);
});

test('what is not decided is said, and counts as changed; the same text does not', async () => {
  const unsure = await diff('old.cfg', 'opaque.cfg', '--fail-on-change');
  expect([unsure.status, unsure.stdout]).toEqual([
    1,
    `${IN}:\n  routes may fare otherwise that are not shown: a policy asks for more than prefixes and communities\nno route fares otherwise: ${OUT}\n`,
  ]);
  const same = await diff('opaque.cfg', 'opaque.cfg', '--fail-on-change');
  expect(same.status).toBe(0);
  const { stdout, status } = await diff('old.cfg', 'no-policy.cfg', '--fail-on-change');
  expect([status, stdout]).toEqual([0, `no route fares otherwise: ${IN}; ${OUT}\n`]);
});

test('for programs', async () => {
  const { stdout } = await diff('old.cfg', 'wider.cfg', '--format', 'json');
  const { changed, routes } = JSON.parse(stdout) as { readonly changed: boolean; readonly routes: readonly object[] };
  expect(changed).toBe(true);
  expect(routes).toEqual([
    {
      vrf: null,
      neighbour: '192.0.2.2',
      family: 'ipv4-unicast',
      direction: 'import',
      changed: true,
      decided: true,
      complete: true,
      changes: [
        {
          change: 'newlyAccepted',
          prefixes: ['198.51.100.0/24 ge 27 le 28'],
          more: false,
          except: false,
          witness: {
            route: '198.51.100.0/27, path 64500',
            before: { accepted: false, by: 'the end of FROM-CUSTOMER', line: null },
            after: { accepted: true, by: 'permit 20 of FROM-CUSTOMER', line: 9 },
            set: [],
          },
        },
      ],
    },
    expect.objectContaining({ direction: 'export', changed: false, changes: [] }),
  ]);
});
