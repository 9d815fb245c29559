import { describe, expect, test } from 'vitest';
import { applyFixes, selectFixes } from '../server/src/review/fix-all.ts';
import { reviewText } from './support/rule-examples.ts';

/** What speaks of single commands; that a list as a whole is open or incomplete is not what is tried here. */
const RULES = ['acl/shadowed-rule', 'acl/redundant-rule', 'acl/undefined-reference', 'netreview/syntax'];

/** Findings about firewall rules inside user-data, with their text in the host. */
async function told(text: string): Promise<[string, string][]> {
  const { findings } = await reviewText(text, 'cloudinit');
  return findings
    .filter((finding) => RULES.includes(finding.rule))
    .map((finding) => [finding.rule, text.slice(finding.span.start, finding.span.end)]);
}

async function fixedBy(rule: string, text: string): Promise<string> {
  const { findings } = await reviewText(text, 'cloudinit');
  return applyFixes(text, selectFixes(findings, { rule, unsafe: true }));
}

const runcmd = (lines: readonly string[]) => `#cloud-config\nruncmd:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

describe('commands in a list', () => {
  const policy = 'iptables -P FORWARD DROP';
  const wide = 'iptables -A INPUT -p tcp --dport 1:1024 -j DROP';
  const narrow = '[sudo, iptables, -A, INPUT, -s, 192.0.2.0/24, -p, tcp, --dport, "22", -j, ACCEPT]';
  test('a shadowed command is told where it stands, and moved as it is written', async () => {
    const text = runcmd([policy, wide, narrow, 'echo done']);
    expect(await told(text)).toEqual([['acl/shadowed-rule', narrow]]);
    expect(await fixedBy('acl/shadowed-rule', text)).toBe(runcmd([policy, narrow, wide, 'echo done']));
    expect(await told(runcmd([policy, narrow, wide, 'echo done']))).toEqual([]);
  });
  test('a superfluous command goes with its line', async () => {
    const same = 'iptables -A INPUT -p tcp --dport 80 -j DROP';
    const text = runcmd([policy, wide, same]);
    expect(await told(text)).toEqual([['acl/redundant-rule', same]]);
    expect(await fixedBy('acl/redundant-rule', text)).toBe(runcmd([policy, wide]));
  });
  test('no list is left empty', async () => {
    const text = runcmd(['iptables -A OUTPUT -p tcp -j ACCEPT']);
    expect((await told(text)).map(([rule]) => rule)).toEqual(['acl/redundant-rule']);
    expect(await fixedBy('acl/redundant-rule', text)).toBe(text);
  });
  test('a command that others wait for stays', async () => {
    const text = runcmd([policy, wide, 'iptables -A INPUT -p tcp --dport 80 -j DROP && touch /run/done']);
    expect((await told(text)).map(([rule]) => rule)).toEqual(['acl/redundant-rule']);
    expect(await fixedBy('acl/redundant-rule', text)).toBe(text);
  });
  test('an inserted rule is not where its command is', async () => {
    const text = runcmd([policy, wide, narrow, 'iptables -I INPUT -i lo -j ACCEPT']);
    expect((await told(text)).map(([rule]) => rule)).toEqual(['acl/shadowed-rule']);
    expect(await fixedBy('acl/shadowed-rule', text)).toBe(text);
  });
});

test('what is said of a chain that only commands make stands at a command', async () => {
  const text = runcmd(['iptables -A INPUT -p tcp --dport 1:1024 -j DROP']);
  const { findings } = await reviewText(text, 'cloudinit');
  const found = findings.find(({ rule }) => rule === 'acl/default-accept');
  expect(found && text.slice(found.span.start, found.span.end)).toMatch(/^iptables -A INPUT/);
});

test('commands in a script keep their lines', async () => {
  const script = (lines: readonly string[]) =>
    `#cloud-config\nbootcmd:\n  - |\n${lines.map((line) => `    ${line}\n`).join('')}hostname: gw\n`;
  const [policy, first, second] = [
    'iptables -t filter -P FORWARD DROP',
    'iptables -A FORWARD -s 198.51.100.0/24 -j DROP',
    'iptables -A FORWARD -s 198.51.100.7 -p udp -j ACCEPT  ',
  ];
  const text = script([policy, first, second]);
  expect((await told(text)).map(([rule]) => rule)).toEqual(['acl/shadowed-rule']);
  expect(await fixedBy('acl/shadowed-rule', text)).toBe(script([policy, second, first]));
});

test('a rules file that user-data writes is reviewed and mended inside it', async () => {
  const file = (lines: readonly string[]) =>
    `#cloud-config\nwrite_files:\n  - path: /etc/iptables/rules.v4\n    content: |\n${lines.map((line) => `      ${line}\n`).join('')}`;
  const head = ['*filter', ':INPUT ACCEPT [0:0]', ':LOGDROP - [0:0]'];
  const tail = ['-A LOGDROP -j DROP', 'COMMIT'];
  const text = file([...head, '-A INPUT -i lo -p tcp -j LOGDROP', '-A INPUT -j LOGDORP', ...tail]);
  expect(await told(text)).toEqual([['acl/undefined-reference', 'LOGDORP']]);
  expect(await fixedBy('acl/undefined-reference', text)).toBe(
    file([...head, '-A INPUT -i lo -p tcp -j LOGDROP', '-A INPUT -j LOGDROP', ...tail]),
  );
});

test('chains that other programs bring are not missed', async () => {
  expect(await told(runcmd(['iptables -P FORWARD DROP', 'iptables -A FORWARD -i eth0 -j DOCKER-USER']))).toEqual([]);
});
