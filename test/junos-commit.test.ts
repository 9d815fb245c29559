import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { review } from '../server/src/review/engine.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';

/** Statements that a real device accepted or refused to commit, as files of a laboratory; not in every copy of the corpus. */
const LAB = resolve(import.meta.dirname, '../../shared/corpus/truth/lab-validation/dev/junos_commit_check/configs');
const present = existsSync(LAB);

/** The same places, with documentation addresses: what vJunos-router 25.4R1 refuses with host bits in a prefix, and what it takes. */
const REFUSED = [
  'set routing-options static route 192.0.2.111/24 reject',
  'set routing-options aggregate route 192.0.2.111/24',
  'set routing-options generate route 192.0.2.111/24',
  'set protocols ospf area 0.0.0.0 area-range 192.0.2.111/24',
  'set firewall filter T term T from destination-address 192.0.2.111/24',
  'set firewall family inet filter T term T from source-address 192.0.2.111/24',
  'set firewall filter T term T then next-ip 192.0.2.111/24',
  'set policy-options condition T if-route-exists 192.0.2.111/24',
  'set routing-options rib inet6.0 static route 2001:db8::1/32 reject',
  'set routing-options rib inet6.0 aggregate route 2001:db8::1/32',
  'set routing-options rib inet6.0 generate route 2001:db8::1/32',
  'set protocols ospf3 area 0.0.0.0 area-range 2001:db8::1/32',
  'set policy-options condition T if-route-exists 2001:db8::1/32',
];

const TAKEN = [
  'set policy-options prefix-list T 192.0.2.111/24',
  'set policy-options policy-statement T term T from route-filter 192.0.2.111/24 exact',
  'set policy-options policy-statement T term T from route-filter 192.0.0.0/16 through 192.0.2.111/24',
  'set snmp client-list T 192.0.2.111/24',
  'set protocols bgp group T allow 192.0.2.111/24',
  'set protocols mpls label-switched-path T install 192.0.2.111/24',
  'set interfaces ge-0/0/1 unit 0 family inet address 192.0.2.111/24',
  'set interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/30 vrrp-group 1 track route 192.0.2.111/24 routing-instance default priority-cost 100',
  'set firewall family inet6 filter T term T from destination-address 2001:db8::1/32',
  'set firewall family inet6 filter T term T then next-ip6 2001:db8::1/32',
  'set policy-options prefix-list T 2001:db8::1/32',
  'set policy-options policy-statement T term T from route-filter 2001:db8::1/32 exact',
  'set interfaces ge-0/0/0 unit 0 family inet6 address 2001:db8::1/32',
  'set protocols bgp group T allow 2001:db8::1/32',
  'set routing-options static route 192.0.2.0/24 reject',
  'set firewall filter T term T from destination-address 192.0.2.0/24',
];

const RULE = 'acl/wildcard-mask-inverted';

test.each(REFUSED)('refused: %s', async (statement) => {
  const [finding] = (await findings(statement)).filter(({ rule }) => rule === RULE);
  expect(finding?.severity).toBe('error');
  const { edits } = finding!.fixes[0]!;
  const fixed = statement.slice(0, edits[0]!.span.start) + edits[0]!.newText + statement.slice(edits[0]!.span.end);
  expect((await findings(fixed)).filter(({ rule }) => rule === RULE)).toEqual([]);
});

test.each(TAKEN)('taken: %s', async (statement) => {
  expect((await findings(statement)).filter(({ rule }) => rule === RULE)).toEqual([]);
});

test('a prefix that a group gives to many places is one fault', async () => {
  const text = `set groups G routing-instances <*> routing-options static route 192.0.2.1/24 discard
set apply-groups G
set routing-instances A instance-type virtual-router
set routing-instances B instance-type virtual-router
`;
  expect((await findings(text)).filter(({ rule }) => rule === RULE)).toHaveLength(1);
});

describe.skipIf(!present)(
  `a device's own verdict${present ? '' : ' (skipped: no such laboratory beside this checkout)'}`,
  () => {
    test.each(present ? readdirSync(LAB) : [])('%s', async (name) => {
      const folder = resolve(LAB, name);
      const text = readFileSync(resolve(folder, readdirSync(folder)[0]!), 'utf8');
      const refused = (await findings(text)).some(
        ({ rule, severity }) => severity === 'error' && (rule === RULE || rule === 'netreview/syntax'),
      );
      expect(refused).toBe(name.startsWith('rejects-') && !ACCEPTED_AFTER_ALL.includes(name));
    });
  },
);

/** Named as refused in the laboratory, whose own list of checks and its summary say that the device takes them. */
const ACCEPTED_AFTER_ALL: readonly string[] = ['rejects-firewall6-address', 'rejects-firewall6-next-ip6'];

async function findings(text: string) {
  const prepared = prepare({ text, dialect: 'junos' })!;
  return (await review(prepared, DEFAULT_SETTINGS)).findings;
}
