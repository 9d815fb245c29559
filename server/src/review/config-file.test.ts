import { describe, expect, test } from 'vitest';
import { parseConfigFile } from './config-file.ts';
import { mergeSettings, readSettings } from './read-settings.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const problemsOf = (text: string): [number, string][] =>
  parseConfigFile(text).problems.map((problem) => [problem.line, problem.text.en]);

test('reads all four settings', () => {
  const { settings, problems } = parseConfigFile(`# of the house
preset: article
profile: lab
rules:
  routing/next-hop-unreachable:
    severity: off
    options: { recursionDepth: 2 }
  cloud/cloudinit-network-invalid:
dialects:
  "edge/*.cfg": netplan
  "**/*.txt": off
`);
  expect(problems.map(({ text }) => text.en)).toEqual([
    expect.stringMatching(/^Expected `severity` and `options` for the setting of cloud\/cloudinit-network-invalid/),
  ]);
  expect(settings).toEqual({
    preset: 'article',
    profile: 'lab',
    rules: { 'routing/next-hop-unreachable': { severity: 'off', options: { recursionDepth: 2 } } },
    dialects: [
      { files: 'edge/*.cfg', dialect: 'netplan' },
      { files: '**/*.txt', dialect: 'off' },
    ],
  });
});

test('reads where operators come from; an address stands for itself, and SSH for ports not said', () => {
  const of = (text: string) => parseConfigFile(`management:\n${text}`);
  const said = of('  sources: [198.51.100.0/29, 192.0.2.7, "2001:db8:1::/64"]\n  ports: [22, 443]\n');
  expect(said.problems).toEqual([]);
  expect(said.settings.management).toEqual({
    sources: [
      { family: 'ipv4', address: 0xc6336400n, length: 29 },
      { family: 'ipv4', address: 0xc0000207n, length: 32 },
      { family: 'ipv6', address: (0x20010db8n << 96n) | (1n << 80n), length: 64 },
    ],
    ports: [22, 443],
  });
  expect(of('  sources: [192.0.2.7]\n').settings.management!.ports).toEqual([22]);
  expect(of('  ports: [22]\n').settings.management).toBeUndefined();
});

test.each(['', '# nothing\n', '---\n', 'rules:\npreset:\n'])('nothing said is nothing wrong: %j', (text) => {
  expect(parseConfigFile(text)).toEqual({ settings: {}, problems: [] });
});

test('of a list of networks those count that are some', () => {
  const text =
    'rules:\n  nat/private-egress-untranslated:\n    options: { ignoreSubnets: [10.9.0.0/16, nobody, 10.8.0.1] }\n';
  const { settings, problems } = parseConfigFile(text);
  expect(problems).toHaveLength(1);
  expect(settings.rules).toEqual({
    'nat/private-egress-untranslated': { options: { ignoreSubnets: ['10.9.0.0/16', '10.8.0.1'] } },
  });
});

describe('says what is wrong, on which line', () => {
  test.each<[string, string, number, RegExp]>([
    ['an unknown setting', 'preset: article\nprofil: lab\n', 2, /^Unknown setting profil; did you mean profile\?/],
    ['an unknown preset', '\npreset: articel\n', 2, /^preset takes standards, article; not "articel"/],
    ['a preset of another type', 'preset: [article]\n', 1, /^preset takes standards, article; not a list/],
    [
      'an operator from nowhere',
      'management:\n  sources: [10.0.0.300]\n',
      2,
      /^Expected a list of networks and addresses/,
    ],
    [
      'a port that is none',
      'management:\n  sources: [10.0.0.1]\n  ports: [70000]\n',
      3,
      /^Expected a list of TCP ports/,
    ],
    ['an unknown key', 'management:\n  source: [10.0.0.1]\n', 2, /^Unknown key source; did you mean sources\?/],
    ['an unknown profile', 'profile: home\n', 1, /^profile takes default, /],
    ['an unknown rule', 'rules:\n  acl/x: {}\n', 2, /^Unknown rule acl\/x/],
    [
      'a rule with a slip of the pen',
      'rules:\n  routing/nexthop-unreachable: {}\n',
      2,
      /did you mean routing\/next-hop-unreachable\?/,
    ],
    ['rules as a list', 'rules: [a]\n', 1, /^Expected rule ids with settings for rules, found a list/],
    ['a rule as a word', 'rules:\n  routing/next-hop-unreachable: off\n', 2, /^Expected `severity` and `options`/],
    [
      'an unknown severity',
      'rules:\n  routing/next-hop-unreachable:\n    severity: loud\n',
      3,
      /^severity takes error, warning, info, hint, off/,
    ],
    [
      'an unknown key of a rule',
      'rules:\n  routing/next-hop-unreachable:\n    option: {}\n',
      3,
      /^Unknown key option; did you mean options\?/,
    ],
    [
      'an unknown option',
      'rules:\n  routing/next-hop-unreachable:\n    options:\n      depth: 3\n',
      4,
      /^Unknown option depth; known: recursionDepth/,
    ],
    [
      'an option of another type',
      'rules:\n  routing/next-hop-unreachable:\n    options:\n      recursionDepth: "3"\n',
      4,
      /^Expected a number for recursionDepth, found "3"/,
    ],
    [
      'a network with a slip of the pen',
      'rules:\n  nat/private-egress-untranslated:\n    options:\n      ignoreSubnets: [10.9.0.0/33]\n',
      4,
      /^Expected a list of networks and addresses for ignoreSubnets, found "10\.9\.0\.0\/33"/,
    ],
    ['an unknown dialect', 'dialects:\n  "*.cfg": klingon\n', 2, /^Unknown dialect "klingon"; known: /],
    ['no mapping at all', '- preset\n', 1, /^Expected keys with values for the settings, found a list/],
    ['no YAML', 'preset: article\nrules: {\n', 3, /^Not valid YAML/],
    ['a key said twice', 'preset: article\npreset: standards\n', 2, /^Not valid YAML.+unique/],
    ['text in a value', 'preset: "a\u0000b"\n', 1, /preset takes/],
  ])('%s', (_, text, line, message) => {
    const problems = problemsOf(text);
    expect(problems[0]).toEqual([line, expect.stringMatching(message)]);
  });

  test('in both languages', () => {
    const { problems } = parseConfigFile('profil: lab\npreset: x\nrules: 3\ndialects: { a: b }\n');
    expect(problems).toHaveLength(4);
    for (const { text } of problems) expect(text['zh-cn']).toMatch(/\p{Script=Han}/u);
  });

  test('never throws', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((name, i, all) => {
        const before = all[i - 1] ?? 'a';
        return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]\n`;
      })
      .join('')}`;
    for (const text of [
      bomb,
      '\t',
      '%YAML 9\n---\n',
      'a: *b\n',
      '? {}\n: {}\n',
      '\uFEFFpreset: lab\n',
      '--- a\n--- b\n',
    ])
      expect(parseConfigFile(text).settings, text).toEqual({});
  });
});

test("a folder's word wins setting by setting, rule by rule, and its globs come first", () => {
  const { settings } = readSettings({
    preset: 'article',
    rules: {
      'routing/next-hop-unreachable': { severity: 'info' },
      'cloud/cloudinit-network-invalid': { severity: 'off' },
    },
    dialects: { a: 'netplan' },
  });
  const editor = mergeSettings(DEFAULT_SETTINGS, settings);
  const folder = readSettings({
    profile: 'lab',
    rules: { 'routing/next-hop-unreachable': { severity: 'hint' } },
    dialects: { b: 'off' },
  });
  expect(mergeSettings(editor, folder.settings)).toEqual({
    preset: 'article',
    profile: 'lab',
    rules: {
      'routing/next-hop-unreachable': { severity: 'hint' },
      'cloud/cloudinit-network-invalid': { severity: 'off' },
    },
    dialects: [
      { files: 'b', dialect: 'off' },
      { files: 'a', dialect: 'netplan' },
    ],
    roles: [],
  });
});
