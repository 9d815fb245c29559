import { describe, expect, test } from 'vitest';
import { walk } from '../grammars/outline.ts';
import type { Finding } from '../server/src/review/finding.ts';
import { reviewText } from './support/rule-examples.ts';

/**
 * Eight cases on which a rule analyser was measured that compares rules in pairs, with unions along one address only: it found the last one
 * and was silent about seven. Each is an IOS list, reviewed with all rules.
 */
describe('eight cases that a review of lists has to get right', () => {
  async function review(kind: 'ip' | 'ipv6', ...lines: string[]) {
    const head = kind === 'ip' ? 'ip access-list extended LIST' : 'ipv6 access-list LIST';
    const bound = kind === 'ip' ? ' ip access-group LIST in' : ' ipv6 traffic-filter LIST in';
    const text = ['hostname r1', head, ...lines.map((line) => ` ${line}`), 'interface Gi0/0', bound, ''].join('\n');
    const { prepared, findings } = await reviewText(text, 'ios');
    const of = (line: number): Pick<Finding, 'rule' | 'severity'>[] =>
      findings
        .filter(({ span }) => prepared.index.positionAt(span.start).line === line + 1)
        .map(({ rule, severity }) => ({ rule, severity }));
    return { prepared, findings, of, text };
  }
  const dead = [{ rule: 'acl/shadowed-rule', severity: 'error' }];

  test('1. a deny covered by four permits, each a quadrant of it', async () => {
    const { of } = await review(
      'ip',
      'permit ip 10.0.0.0 0.127.255.255 192.0.2.0 0.0.0.127',
      'permit ip 10.0.0.0 0.127.255.255 192.0.2.128 0.0.0.127',
      'permit ip 10.128.0.0 0.127.255.255 192.0.2.0 0.0.0.127',
      'permit ip 10.128.0.0 0.127.255.255 192.0.2.128 0.0.0.127',
      'deny ip 10.0.0.0 0.255.255.255 192.0.2.0 0.0.0.255',
    );
    expect(of(5)).toEqual(dead);
  });

  test('2. a deny of a range of ports across the seam of two permitted ones', async () => {
    const { of } = await review(
      'ip',
      'permit tcp any any range 1 1000',
      'permit tcp any any range 1001 65535',
      'deny tcp any any range 500 2000',
    );
    expect(of(3)).toEqual(dead);
  });

  test('3. correlation: a network to a host permitted, then a host to a network denied', async () => {
    const { of } = await review(
      'ip',
      'permit tcp 10.1.0.0 0.0.255.255 host 192.0.2.10 eq 443',
      'deny tcp host 10.1.1.1 192.0.2.0 0.0.0.255',
      'permit tcp any any established',
      'permit tcp any 192.0.2.0 0.0.0.255 eq 22',
    );
    expect(of(2)).toEqual([{ rule: 'acl/rule-order-conflict', severity: 'hint' }]);
  });

  test('4. generalisation: a host denied, then all the rest permitted, is an exception and no conflict', async () => {
    const { of } = await review('ip', 'deny tcp host 10.1.1.1 any eq 443', 'permit tcp any any eq 443');
    expect(of(1)).toEqual([]);
    expect(of(2)).toEqual([]);
  });

  test('5. `permti ip any any`: the line is not understood, is counted so, and the list is not called complete', async () => {
    const { prepared, text } = await review('ip', 'permit tcp any host 192.0.2.10 eq 443', 'permti ip any any');
    const unknown = [...walk(prepared.outline.statements)].filter(({ coverage }) => coverage === 'unknown');
    expect(unknown.map(({ span }) => text.slice(span.start, span.end))).toEqual(['permti ip any any']);
    expect(prepared.device.filters[0]!.closed).toBe(false);
  });

  test('6. `eq htpt`: the name is no port, and a near one is offered', async () => {
    const { of, findings } = await review('ip', 'permit tcp any host 192.0.2.10 eq htpt');
    expect(of(1)).toEqual([{ rule: 'acl/invalid-match', severity: 'error' }]);
    expect(findings.find(({ rule }) => rule === 'acl/invalid-match')!.text.en).toContain('Did you mean http?');
  });

  test('7. IPv6: a port permitted from anywhere, then denied from a host', async () => {
    const { of } = await review('ipv6', 'permit tcp any any eq 22', 'deny tcp host 2001:db8::1 any eq 22');
    expect(of(2)).toEqual(dead);
  });

  test('8. established permitted, a host denied, a port of it permitted: the third is dead by the second', async () => {
    const { of, findings } = await review(
      'ip',
      'permit tcp any any established',
      'deny ip any host 192.0.2.10',
      'permit tcp any host 192.0.2.10 eq 80',
    );
    expect(of(3)).toEqual(dead);
    expect(findings.find(({ rule }) => rule === 'acl/shadowed-rule')!.text.en).toMatch(/^Line 4 denies all/);
  });
});

test('irrelevance (Al-Shaer and Hamed): no packet that can come in at the interface is one that the list is about', async () => {
  const { findings } = await reviewText(
    `hostname r1
interface Vlan10
 ip address 10.1.10.1 255.255.255.0
 ip access-group TO-SERVERS in
ip access-list extended TO-SERVERS
 permit tcp 172.16.0.0 0.0.255.255 10.1.10.0 0.0.0.255 eq 443
`,
    'ios',
  );
  expect(findings.map(({ rule }) => rule)).toContain('acl/wrong-direction');
});
