import { describe, expect, test } from 'vitest';
import type { Member } from '../network/network.ts';
import { review } from '../review/engine.ts';
import { prepare } from '../review/prepare.ts';
import { DEFAULT_SETTINGS } from '../review/settings.ts';
import { checkIntents } from './check-intents.ts';
import { failedMembers, failureNamed } from './failures.ts';
import { parseIntents } from './intents-file.ts';
import { twinOf } from './twin.ts';
import { consequences, isLoss } from './what-if.ts';

const port = (name: string, address: string, more = ''): string =>
  `interface ${name}\n ip address ${address} 255.255.255.0\n${more}!\n`;

/** A router with hosts on two networks and a server behind a second one. */
const EDGE = `hostname edge\n!\n${port('GigabitEthernet0/0', '10.1.0.1', ' ip access-group OFFICE in\n')}${port('GigabitEthernet0/1', '10.2.0.1', ' ip access-group GUESTS in\n')}${port('GigabitEthernet0/2', '10.0.0.1')}ip access-list extended OFFICE
 permit ip any any
!
ip access-list extended GUESTS
 permit tcp any host 10.3.0.10 eq 8443
 deny ip any 10.3.0.0 0.0.0.255
 permit ip any any
!
ip route 10.3.0.0 255.255.255.0 10.0.0.2\n`;
const CORE = `hostname core\n!\n${port('GigabitEthernet0/0', '10.0.0.2')}${port('GigabitEthernet0/1', '10.3.0.1')}ip route 0.0.0.0 0.0.0.0 10.0.0.1\n`;

function member(path: string, text: string): Member {
  const { device, index } = prepare({ text, dialect: 'ios' })!;
  return { path, device, index };
}

const PLACES = 'places:\n  office: 10.1.0.0/24\n  guests: 10.2.0.0/24\n  servers: 10.3.0.0/24\nintents:\n';

function results(intents: string, members = [member('edge', EDGE), member('core', CORE)]): string[] {
  const { intents: parsed, problems } = parseIntents(PLACES + intents);
  expect(problems).toEqual([]);
  return checkIntents(twinOf(members), parsed).map(
    ({ status, at, witness }) =>
      `${status}${at ? ` ${at.path}:${at.line} ${at.text}` : ''}${witness ? ` (${witness.packet})` : ''}`,
  );
}

describe('intents', () => {
  test('hold, or are broken by a line that is named, with a packet', () => {
    expect(results('  - allow: tcp/443\n    from: office\n    to: servers\n')).toEqual(['holds']);
    // One port of one host, among all: found because the rule that lets it through tells it apart.
    expect(results('  - deny: any\n    from: guests\n    to: servers\n')).toEqual([
      'violated edge:18 permit tcp any host 10.3.0.10 eq 8443 (tcp 10.2.0.2:40000 > 10.3.0.10:8443)',
    ]);
    expect(results('  - allow: tcp/22\n    from: guests\n    to: servers\n')).toEqual([
      'violated edge:19 deny ip any 10.3.0.0 0.0.0.255 (tcp 10.2.0.2:40000 > 10.3.0.2:22)',
    ]);
    expect(results('  - deny: udp\n    from: guests\n    to: servers\n')).toEqual(['holds']);
  });
  test('of isolation look both ways', () => {
    expect(results('  - isolate: [servers, guests]\n')[0]).toMatch(/^violated/);
    expect(results('  - isolate: [office, 10.200.0.0/24]\n')[0]).toMatch(/^unknown|^holds/);
  });
  test('of redundancy name what may not fail', () => {
    expect(results('  - redundant: tcp/443\n    from: office\n    to: servers\n')[0]).toMatch(
      /^violated edge:11 GigabitEthernet0\/2/,
    );
  });
  test('leave open by which of two gateways hosts go, where it matters', () => {
    const other = member(
      'other',
      `hostname other\n!\n${port('GigabitEthernet0/0', '10.1.0.3')}${port('GigabitEthernet0/1', '10.77.0.1')}`,
    );
    expect(
      results('  - allow: tcp/443\n    from: office\n    to: servers\n', [
        member('edge', EDGE),
        member('core', CORE),
        other,
      ])[0],
    ).toMatch(/^unknown/);
  });
  test('say that they do not know', () => {
    expect(results('  - allow: any\n    from: 203.0.113.0/24\n    to: servers\n')).toEqual(['unknown']);
    const dynamic = EDGE.replace('ip route 10.3.0.0 255.255.255.0 10.0.0.2', 'router eigrp 1\n network 10.0.0.0');
    expect(
      results('  - deny: any\n    from: guests\n    to: servers\n', [member('edge', dynamic), member('core', CORE)])[0],
    ).toMatch(/^unknown edge:\d+ router eigrp 1/);
  });
  test('that are broken are findings on their line', async () => {
    const members = [member('edge', EDGE), member('core', CORE)];
    const { intents } = parseIntents(
      `${PLACES}  - deny: any\n    from: guests\n    to: servers\n    name: guests stay out\n`,
    );
    const broken = checkIntents(twinOf(members), intents);
    const prepared = prepare({ text: EDGE, dialect: 'ios' })!;
    const twin = twinOf(members);
    const { findings } = await review(prepared, DEFAULT_SETTINGS, {
      rules: [],
      surroundingsOf: () => ({ network: twin.network, self: members[0]!, broken: () => broken }),
    });
    const [finding] = findings.filter(({ rule }) => rule === 'netreview/intent');
    expect(EDGE.slice(finding!.span.start, finding!.span.end)).toBe('permit tcp any host 10.3.0.10 eq 8443');
    expect(finding!.text.en).toContain('"guests stay out"');
    expect(finding!.text['zh-cn']).toContain('guests stay out');
    expect(finding!.witness).toBe('tcp 10.2.0.2:40000 > 10.3.0.10:8443');
  });
});

describe('an intents file', () => {
  const problems = (text: string): string[] =>
    parseIntents(text).problems.map(({ line, text: said }) => `${line}: ${said.en}`);
  test('is told what is wrong in it, with the line', () => {
    expect(problems('places:\n  a: 10.0.0.0/33\n')).toEqual(['2: 10.0.0.0/33 is no address and no prefix.']);
    expect(problems('intents:\n  - allow: http\n    from: 10.0.0.1\n    to: 10.0.0.2\n')[0]).toMatch(
      /^2: http is no service/,
    );
    expect(problems('places:\n  a: 10.0.0.1\nintents:\n  - deny: any\n    from: b\n    to: a\n')).toEqual([
      '5: No place is called b; there is a.',
    ]);
    expect(problems('intents:\n  - from: 10.0.0.1\n')[0]).toMatch(/^2: An intent has one of/);
    expect(problems('intents:\n  - deny: any\n    from: 10.0.0.1\n')[0]).toMatch(/^2: A place is missing/);
    expect(problems('intents:\n  - isolate: [10.0.0.1]\n')[0]).toMatch(/two places/);
    expect(problems('intent:\n')[0]).toMatch(/^1: intent means nothing here/);
    expect(problems('a: [\n')[0]).toMatch(/Not valid YAML/);
    expect(problems('- x\n')[0]).toMatch(/^1: Write `places:`/);
    expect(problems('')).toEqual([]);
  });
});

describe('what if', () => {
  const members = [member('edge', EDGE), member('core', CORE)];
  const before = twinOf(members);
  const { intents } = parseIntents(`${PLACES}  - allow: tcp/443\n    from: office\n    to: servers\n`);
  test('a link fails: routes go, devices are not reached, an intent holds no more', () => {
    const failure = failureNamed(before, 'edge:GigabitEthernet0/2')!;
    expect(failure.name).toBe('edge:GigabitEthernet0/2 - core:GigabitEthernet0/0');
    const found = consequences(before, twinOf(failedMembers(members, failure)), intents);
    expect(found.routes.map(({ device, prefix, after }) => `${device} ${prefix} ${after}`)).toEqual([
      'edge 10.0.0.0/24 undefined',
      'edge 10.3.0.0/24 undefined',
      'core 0.0.0.0/0 undefined',
      'core 10.0.0.0/24 undefined',
    ]);
    expect(found.intents.map((one) => [one.before.status, one.after.status])).toEqual([['holds', 'violated']]);
    expect(isLoss(found)).toBe(true);
  });
  test('nothing of importance fails: nothing is lost', () => {
    const failure = failureNamed(before, 'edge:GigabitEthernet0/1')!;
    const found = consequences(before, twinOf(failedMembers(members, failure)), intents);
    expect(isLoss(found)).toBe(false);
    expect(failureNamed(before, 'nobody')).toBeUndefined();
  });
});
