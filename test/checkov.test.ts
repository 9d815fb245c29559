import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aws } from '../grammars/dialects/aws/dialect.ts';
import { asAws } from '../grammars/dialects/aws/parse.ts';
import { gcp } from '../grammars/dialects/gcp/dialect.ts';
import { asGcp } from '../grammars/dialects/gcp/parse.ts';
import { parseIpv4, parseIpv6 } from '../grammars/model/address.ts';
import type { Device } from '../grammars/model/device.ts';
import type { Match } from '../grammars/model/filter.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import type { FilterAnalyses } from '../server/src/packets/analyses.ts';
import { review } from '../server/src/review/engine.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';

const root = resolve(import.meta.dirname, '../../shared/corpus/truth/checkov/dev/terraform');
const present = existsSync(root);

/** What each check asks: whether anybody on the Internet can open a TCP connection to a port, or anything can leave. */
const CHECKS: Readonly<Record<string, { readonly direction: 'ingress' | 'egress'; readonly port?: number }>> = {
  SecurityGroupUnrestrictedIngress80: { direction: 'ingress', port: 80 },
  SecurityGroupUnrestrictedEgressAny: { direction: 'egress' },
  NetworkACLUnrestrictedIngress20: { direction: 'ingress', port: 20 },
  NetworkACLUnrestrictedIngress21: { direction: 'ingress', port: 21 },
  GoogleComputeFirewallUnrestrictedIngress20: { direction: 'ingress', port: 20 },
  GoogleComputeFirewallUnrestrictedIngress21: { direction: 'ingress', port: 21 },
  GoogleComputeFirewallUnrestrictedIngress3306: { direction: 'ingress', port: 3306 },
};

/** Where we differ from checkov, and why we are right. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'SecurityGroupUnrestrictedIngress80 aws_security_group.fail2: not open': 'tcp from port 0 to port 0 is port 0 alone',
  'SecurityGroupUnrestrictedIngress80 aws_vpc_security_group_ingress_rule.fail2: not open':
    'a rule without a peer is refused, and lets nobody in',
  'SecurityGroupUnrestrictedEgressAny aws_security_group.fail: not open': 'the API refuses -1 as a port of tcp',
  'SecurityGroupUnrestrictedEgressAny aws_security_group_rule.fail: not open': 'the API refuses -1 as a port of tcp',
  'SecurityGroupUnrestrictedEgressAny aws_vpc_security_group_egress_rule.fail: not open':
    'the API refuses -1 as a port of tcp',
  'SecurityGroupUnrestrictedEgressAny aws_security_group.pass: open':
    'protocol -1 is every port, whatever ports are written beside it',
  'NetworkACLUnrestrictedIngress20 aws_network_acl.network_acl: not open':
    'entries of a dynamic block from a variable: its default is not certain',
};

describe.skipIf(!present)(
  `checkov's network checks of Terraform${present ? '' : ' (skipped: no corpus beside this checkout)'}`,
  () => {
    test.each(Object.keys(CHECKS))('%s', (check) => {
      const expected = JSON.parse(readFileSync(resolve(root, check, 'expected.json'), 'utf8')) as {
        readonly passing_resources: readonly string[];
        readonly failing_resources: readonly string[];
      };
      const open = openResources(check);
      const wrong = [
        ...expected.failing_resources.filter((name) => !open.has(name)).map((name) => `${check} ${name}: not open`),
        ...expected.passing_resources.filter((name) => open.has(name)).map((name) => `${check} ${name}: open`),
      ];
      expect(wrong.sort()).toEqual(
        Object.keys(DIFFERENT)
          .filter((one) => one.startsWith(`${check} `))
          .sort(),
      );
    });
  },
);

/** Names say what checkov's own test expects of this file; our rule of management from anywhere speaks of the same lines. */
const MANAGEMENT = 'SecurityGroupUnrestrictedIngress22';

const MANAGEMENT_DIFFERENT: Readonly<Record<string, string>> = {
  'aws_security_group.fail2': 'tcp from port 0 to port 0 is port 0 alone',
  'aws_vpc_security_group_ingress_rule.fail2': 'a rule without a peer is refused, and lets nobody in',
  'aws_security_group.pass_self2': '`self` lets the group in beside 0.0.0.0/0, which is written too',
};

describe.skipIf(!present)(
  `checkov's SSH from anywhere${present ? '' : ' (skipped: no corpus beside this checkout)'}`,
  () => {
    test('is what acl/mgmt-open-to-any or acl/permit-any-any reports', async () => {
      const text = readFileSync(resolve(root, MANAGEMENT, 'input/main.tf'), 'utf8');
      const { findings } = await review(prepare({ text, path: 'main.tf' })!, DEFAULT_SETTINGS);
      const said = findings.filter(({ rule, severity }) => OPEN.includes(rule) && severity !== 'info');
      const { resources } = asAws(aws.parse(text)).source;
      const differs = resources.filter(({ name, statement: { span } }) => {
        const reported = said.some((one) => span.start <= one.span.start && one.span.end <= span.end);
        return reported !== name.value.includes('.fail');
      });
      expect(differs.map(({ name }) => name.value).sort()).toEqual(Object.keys(MANAGEMENT_DIFFERENT).sort());
    });
  },
);

const OPEN = ['acl/mgmt-open-to-any', 'acl/permit-any-any'];

/** Resources with a rule that surely permits what the check asks about. */
function openResources(check: string): ReadonlySet<string> {
  const { direction, port } = CHECKS[check]!;
  const found = new Set<string>();
  for (const file of readdirSync(resolve(root, check, 'input')).filter((name) => name.endsWith('.tf'))) {
    const text = readFileSync(resolve(root, check, 'input', file), 'utf8');
    const google = check.startsWith('Google');
    const outline = google ? asGcp(gcp.parse(text)) : asAws(aws.parse(text));
    const device: Device = (google ? gcp : aws).toModel(outline);
    const packets = analyseFilters(device);
    for (const [index, filter] of device.filters.entries()) {
      if (!filter.name.value.endsWith(` ${direction}`)) continue;
      for (const rule of filter.rules) {
        if (rule.action.kind !== 'permit' || !rule.matches.some((match) => isOpen(match, direction, port))) continue;
        if (filter.order === 'by-key' && port !== undefined && !letsIn(packets, index, port)) continue;
        const resource = outline.source.resources.find(
          ({ statement }) => statement.span.start <= rule.span.start && rule.span.end <= statement.span.end,
        );
        if (resource) found.add(resource.name.value);
      }
    }
  }
  return found;
}

function isOpen(match: Match, direction: 'ingress' | 'egress', port: number | undefined): boolean {
  const peers = direction === 'ingress' ? match.source : match.destination;
  if (match.opaque || peers?.anyOf.every(({ kind }) => kind !== 'any')) return false;
  if (port === undefined) return match.protocol === undefined;
  const holds = (field: { readonly anyOf: readonly { first: number; last: number }[] } | undefined, value: number) =>
    !field || field.anyOf.some(({ first, last }) => first <= value && value <= last);
  return holds(match.protocol, 6) && holds(match.destinationPort, port);
}

/** A stranger gets through: no entry with a lower number stops one, over IPv4 or IPv6. */
const letsIn = (packets: FilterAnalyses, filter: number, port: number): boolean =>
  STRANGERS.some(
    (stranger) =>
      packets.test(filter, { ...stranger, protocol: 6, sourcePort: 40_000, destinationPort: port, state: 'new' })
        .action === 'permit',
  );

const STRANGERS = [
  { family: 'ipv4', source: parseIpv4('198.51.100.7')!, destination: parseIpv4('192.0.2.10')! },
  { family: 'ipv6', source: parseIpv6('2001:db8::7')!, destination: parseIpv6('2001:db8:1::10')! },
] as const;
