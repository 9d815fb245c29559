import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chooseDialect, coverageOf, prepare } from '../../../server/src/review/prepare.ts';
import { rules } from '../../../server/src/rules/index.ts';
import { readRuleExamples } from '../../../test/support/rule-examples.ts';
import type { Change } from '../../change.ts';
import { formatPrefix } from '../../model/address.ts';
import type { Device } from '../../model/device.ts';
import type { FilterRule, Match } from '../../model/filter.ts';
import { firstLostCharacter } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { commandOf } from './commands.ts';
import { ufw } from './dialect.ts';
import { readUfw, unquoted } from './outline.ts';

const fixtures = globSync('grammars/dialects/ufw/fixtures/*').map(
  (path) => [path, readFileSync(path, 'utf8')] as const,
);
const modelOf = (...lines: readonly string[]): Device => ufw.toModel(ufw.parse(lines.join('\n')));
const judged = (device: Device, at = 0): readonly FilterRule[] =>
  device.filters[at]?.rules.filter(({ implicit }) => !implicit) ?? [];
const textsOf = (lines: readonly string[]): string[] =>
  judged(modelOf(...lines)).map(({ span }) => lines.join('\n').slice(span.start, span.end));

const said = (match: Match): string =>
  [
    match.family,
    match.inInterface
      ? `in ${match.inInterface.anyOf.map(({ name, prefix }) => name + (prefix ? '*' : '')).join()}`
      : '',
    match.outInterface ? `out ${match.outInterface.anyOf.map(({ name }) => name).join()}` : '',
    ...[match.source, match.destination].map((field, at) =>
      field
        ? `${at === 0 ? 'from' : 'to'} ${field.anyOf.map((one) => (one.kind === 'prefix' ? formatPrefix(one) : one.kind)).join()}`
        : '',
    ),
    match.protocol ? match.protocol.anyOf.map(({ first }) => first).join('/') : '',
    match.sourcePort ? `from port ${match.sourcePort.anyOf.map(({ first, last }) => `${first}-${last}`).join()}` : '',
    match.destinationPort
      ? `port ${match.destinationPort.anyOf.map(({ first, last }) => `${first}-${last}`).join()}`
      : '',
    ...(match.opaque ?? []).map(({ text }) => `if ${text}`),
  ]
    .filter(Boolean)
    .join(' ');

describe('detection', () => {
  test.each(fixtures)('%s is ours, read in full and without loss', (path, text) => {
    expect(chooseDialect({ text })?.dialect.id).toBe('ufw');
    const prepared = prepare({ text, path })!;
    expect(firstLostCharacter(prepared.outline)).toBeUndefined();
    expect(coverageOf(prepared).unknown).toBe(0);
  });
  test('a script in which ufw is one thing of many is not', () => {
    const text = 'apt-get update\nuseradd web\nmkdir /srv/web\nchown web /srv/web\ncp x /etc\nufw allow 80\n';
    expect(ufw.detect(text).score).toBe(0);
  });
  test('its own files of rules are those of iptables', () => {
    const text =
      '*filter\n:ufw-user-input - [0:0]\n### RULES ###\n\n### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n-A ufw-user-input -p tcp --dport 22 -j ACCEPT\nCOMMIT\n';
    expect(chooseDialect({ text, path: '/etc/ufw/user.rules' })?.dialect.id).toBe('iptables');
  });
});

describe('rules', () => {
  test.each([
    ['ufw allow 53', ['both 6/17 port 53-53']],
    ['ufw allow 80,443/tcp', ['both 6 port 80-80,443-443']],
    ['ufw allow 6000:6007/udp', ['both 17 port 6000-6007']],
    ['ufw allow ssh', ['both 6 port 22-22']],
    ["ufw allow 'Nginx Full'", ['both 6 port 80-80,443-443']],
    ['ufw allow Samba', ['both 17 port 137-137,138-138', 'both 6 port 139-139,445-445']],
    ['ufw allow Elsewhere', ['both if port Elsewhere']],
    ['ufw allow "$PORT"/tcp', []],
    ['ufw allow in on eth+ to any port 22 proto tcp', ['both in eth* 6 port 22-22']],
    ['ufw deny from 192.0.2.0/255.255.255.0', ['ipv4 from 192.0.2.0/24']],
    ['ufw reject from 2001:db8::/32 to any port 25', ['ipv6 from 2001:db8::/32 6/17 port 25-25']],
    ['ufw allow proto udp from any port 5060 to any port 5060', ['both 17 from port 5060-5060 port 5060-5060']],
    ['ufw allow proto esp from 192.0.2.1', ['ipv4 from 192.0.2.1/32 50']],
    ['ufw allow from any to 192.0.2.1 app OpenSSH comment "a b"', ['ipv4 to 192.0.2.1/32 6 port 22-22']],
    ['ufw allow from $OFFICE to any port 22', ['both 6/17 port 22-22 if address $OFFICE']],
    ['ufw allow from 192.0.2.1 to 2001:db8::1', []],
  ])('%s', (line, expected) => {
    expect(judged(modelOf(line)).flatMap(({ matches }) => matches.map(said))).toEqual(expected);
  });
  test('each way has its list and its default', () => {
    const { filters } = modelOf(
      'ufw allow 22',
      'ufw deny out 25',
      'ufw route allow in on a out on b',
      'ufw default reject routed',
    );
    expect(filters.map(({ name, hook, fallback }) => [name.value, hook, fallback.action])).toEqual([
      ['ufw incoming', 'input', 'deny'],
      ['ufw outgoing', 'output', 'permit'],
      ['ufw routed', 'forward', 'deny'],
    ]);
  });
  test('places: added, inserted, prepended, taken out, not twice', () => {
    expect(
      textsOf([
        'ufw allow 1/tcp',
        'ufw allow 2/tcp',
        'ufw insert 2 allow 3/tcp',
        'ufw prepend allow 4/tcp',
        'ufw delete allow 2/tcp',
        'ufw allow 1/tcp comment "again"',
        'ufw insert 9 allow 5/tcp',
      ]),
    ).toEqual(['ufw prepend allow 4/tcp', 'ufw allow 1/tcp', 'ufw insert 2 allow 3/tcp', 'ufw insert 9 allow 5/tcp']);
  });
  test('reset begins anew', () => {
    expect(textsOf(['ufw allow 1/tcp', 'ufw --force reset', 'ufw allow 2/tcp'])).toEqual(['ufw allow 2/tcp']);
  });
  test.each([['ufw delete 3'], ['for port in 1 2; do'], ['if true; then']])('%s leaves the lists unsaid', (line) => {
    expect(modelOf('ufw allow 1/tcp', line).filters).toEqual([]);
  });
  test('what another command does leaves them open', () => {
    expect(modelOf('ufw allow 1/tcp').filters[0]!.closed).toBe(true);
    expect(modelOf('ufw allow 1/tcp', 'iptables -F').filters[0]!.closed).toBe(false);
  });
});

const written = (text: string, change: Change): string | undefined => {
  const outline = ufw.parse(text);
  const edits = ufw.write(change, outline, ufw.toModel(outline));
  return edits && applyEdits(text, edits);
};

describe('writing', () => {
  const text = 'sudo ufw allow 443/tcp\nsudo ufw deny from 192.0.2.0/24\n';
  const [first, second] = [3, 4];
  test('a rule goes before another', () => {
    expect(written(text, { kind: 'move-rule', filter: 0, rule: second, before: first })).toBe(
      'sudo ufw deny from 192.0.2.0/24\nsudo ufw allow 443/tcp\n',
    );
  });
  test('a rule is written in the long form, as the others are called', () => {
    const match: Match = {
      family: 'ipv4',
      protocol: { anyOf: [{ first: 17, last: 17 }] },
      destinationPort: { anyOf: [{ first: 3478, last: 3481 }] },
    };
    const after = written(text, { kind: 'insert-rule', filter: 0, before: second, action: 'permit', match })!;
    expect(after.split('\n')[1]).toBe('sudo ufw allow proto udp from any to 0.0.0.0/0 port 3478:3481');
    expect(judged(modelOf(after))[1]!.matches.map(said)).toEqual(['ipv4 to 0.0.0.0/0 17 port 3478-3481']);
    const last = written(text.trimEnd(), { kind: 'insert-rule', filter: 0, before: 5, action: 'deny', match })!;
    expect(last.trimEnd().split('\n').at(-1)).toBe('sudo ufw deny proto udp from any to 0.0.0.0/0 port 3478:3481');
  });
  test('nothing where numbers have placed rules', () => {
    const placed = 'ufw allow 1/tcp\nufw insert 1 deny 2/tcp\n';
    expect(written(placed, { kind: 'move-rule', filter: 0, rule: second, before: first })).toBeUndefined();
  });
});

const dryRun = (words: readonly string[]) =>
  spawnSync('ufw', ['--dry-run', ...words.map(unquoted)], { encoding: 'utf8', timeout: 20_000 });
const missing = dryRun(['allow', '22/tcp']).status === 0 ? '' : ' (skipped: ufw is not installed here, or may not run)';

describe.skipIf(missing !== '')(`ufw --dry-run${missing}`, () => {
  const texts = [
    ...fixtures.map(([, text]) => text),
    ...rules.flatMap(({ meta }) =>
      readRuleExamples(meta.id).flatMap(({ language, text }) => (language === 'ufw' ? [text] : [])),
    ),
  ];
  test('takes the rules that are read, and refuses those that are called wrong', () => {
    const judgedBy = new Map<string, boolean>();
    for (const text of texts)
      for (const statement of readUfw(text).statements) {
        const command = commandOf(statement);
        // Profiles that are not installed, numbers of rules that are not there, variables.
        if (command.kind !== 'rule' || /insert|app |['"$]|OpenSSH/.test(command.words.map((one) => one.text).join(' ')))
          continue;
        const words = command.words.map((one) => one.text);
        const refused = modelOf(`ufw ${words.join(' ')}`).matchProblems.length > 0;
        if (judgedBy.has(words.join(' '))) continue;
        judgedBy.set(words.join(' '), true);
        expect([words.join(' '), dryRun(words).status === 0]).toEqual([words.join(' '), !refused]);
      }
    expect(judgedBy.size).toBeGreaterThan(15);
  }, 120_000);
});
