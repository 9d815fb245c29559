import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../test/support/cpu-time.ts';

interface Rule {
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly include?: string;
  readonly name?: string;
  readonly patterns?: readonly Rule[];
  readonly captures?: Readonly<Record<string, Rule>>;
  readonly beginCaptures?: Readonly<Record<string, Rule>>;
}
interface Grammar extends Rule {
  readonly scopeName: string;
  readonly repository?: Readonly<Record<string, Rule>>;
}

const root = resolve(import.meta.dirname, '../..');
const grammars = globSync('syntaxes/*.tmLanguage.json', { cwd: root }).map(
  (path) => JSON.parse(readFileSync(resolve(root, path), 'utf8')) as Grammar,
);
const byScope = new Map(grammars.map((grammar) => [grammar.scopeName, grammar]));

const rulesOf = (rule: Rule | Grammar): Rule[] => [
  rule,
  ...(rule.patterns ?? []).flatMap(rulesOf),
  ...Object.values(rule.captures ?? {}).flatMap(rulesOf),
  ...Object.values(rule.beginCaptures ?? {}).flatMap(rulesOf),
  ...('repository' in rule ? Object.values(rule.repository ?? {}).flatMap(rulesOf) : []),
];

describe.each(grammars.map((grammar) => [grammar.scopeName, grammar] as const))('%s', (scope, grammar) => {
  const rules = rulesOf(grammar);

  test('every include leads somewhere', () => {
    const dangling = rules.flatMap(({ include }) => {
      if (include === undefined) return [];
      const [from, name] = include.startsWith('#') ? [scope, include.slice(1)] : include.split('#');
      const target = byScope.get(from!);
      return target && (name === undefined || target.repository?.[name]) ? [] : [include];
    });
    expect(dangling).toEqual([]);
  });

  test('every expression compiles and ends soon on a hostile line', () => {
    const lines = ['a', ' ', '1.', ':', '"', '-', 'permit ', 'neighbor '].map((part) =>
      part.repeat(4_000 / part.length),
    );
    for (const source of rules.flatMap(({ match, begin }) => [match, begin].filter((one) => one !== undefined))) {
      const expression = new RegExp(source, 'g');
      const started = cpuTime();
      for (const line of lines) line.match(expression);
      expect(cpuTime() - started, source).toBeLessThan(1_000);
    }
  });

  test('scopes are names that themes know', () => {
    const known = /^(?:comment|string|constant|keyword|entity|support|storage|punctuation|variable)\./;
    expect(rules.slice(1).flatMap(({ name }) => (name === undefined || known.test(name) ? [] : [name]))).toEqual([]);
  });
});

describe('what a line is coloured as', () => {
  /** The scopes of all repository rules that match inside the line, and what they match. */
  function scopesIn(scope: string, line: string): string[] {
    const rules = Object.values(byScope.get(scope)!.repository ?? {}).flatMap((rule) => [
      rule,
      ...(rule.patterns ?? []),
    ]);
    return rules.flatMap(({ name, match }) =>
      name === undefined || match === undefined
        ? []
        : [...line.matchAll(new RegExp(match, 'g'))].map(
            ([text]) => `${name.split('.').slice(0, 3).join('.')} ${text.trim()}`,
          ),
    );
  }

  test('addresses of both families', () => {
    expect(scopesIn('source.netreview-ios', ' permit tcp host 192.0.2.1 2001:db8::/32 eq 443')).toEqual(
      expect.arrayContaining([
        'keyword.control.permit permit',
        'constant.numeric.address 192.0.2.1',
        'constant.numeric.address 2001:db8::/32',
      ]),
    );
  });

  test('addresses in the texts of YAML and XML, and no times, versions or MAC addresses', () => {
    const named = (line: string) => scopesIn('netreview.addresses', line);
    expect(named('cidr: 192.0.2.0/24')).toEqual(['constant.numeric.address 192.0.2.0/24']);
    expect(named('<source address="2001:db8::/32"/>')).toEqual(['constant.numeric.address 2001:db8::/32']);
    expect(named('image: registry/app:1.2.3, at 12:30:15 by 00:11:22:33:44:55')).toEqual([]);
  });

  test('a time and a MAC address are no IPv6 addresses', () => {
    const found = scopesIn('source.netreview-ios', 'clock 12:30:15 mac 0011.2233.4455');
    expect(found.filter((each) => each.includes('2233'))).toEqual([]);
  });

  test('states and commits of iptables-save', () => {
    expect(scopesIn('source.netreview-iptables', 'COMMIT')).toContain('keyword.control.commit COMMIT');
    expect(scopesIn('source.netreview-iptables', '-m state --state NEW,ESTABLISHED')).toContain(
      'support.constant.state ESTABLISHED',
    );
  });
});
