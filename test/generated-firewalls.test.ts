import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reviewText } from './support/rule-examples.ts';

/** Rule sets that Docker, Kubernetes, ufw and fail2ban write and keep: there is nothing in them for a person to mend. */
test.each(['containers.v4', 'node.v4'])('%s: rules of programs are left alone', async (name) => {
  const text = readFileSync(`grammars/dialects/iptables/fixtures/${name}`, 'utf8');
  const { findings } = await reviewText(text, 'iptables');
  expect(findings.map((finding) => [finding.rule, text.slice(finding.span.start, finding.span.end)])).toEqual([]);
});

test('what a person put into a chain of a program is reviewed', async () => {
  const text = `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:ufw-user-input - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -j ufw-user-input
-A ufw-user-input -p tcp -m tcp --dport 8443 -j ACCEPT
-A ufw-user-input -s 198.51.100.0/24 -p tcp -m tcp --dport 8443 -j DROP
COMMIT
`;
  const { findings } = await reviewText(text, 'iptables');
  expect(findings.map((finding) => finding.rule)).toEqual(['acl/shadowed-rule']);
});
