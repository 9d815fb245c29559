import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { walk } from '../grammars/outline.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { rules } from '../server/src/rules/index.ts';
import { fixed, readRuleExamples, reviewText, settingsOf } from './support/rule-examples.ts';
import { haproxyCheck, keepalivedCheck, nginxCheck, opensslCheck, redisCheck } from './support/server-check.ts';
import type { VendorCheck } from './support/vendor-check.ts';

/** Servers whose own program says whether it would start with a file. */
interface Oracle {
  readonly dialect: string;
  readonly check: VendorCheck;
  /** Refused by this program. */
  readonly wrong: string;
  /** What it refuses for reasons that no text can mend here: names to resolve, libraries of another age. */
  readonly outside: RegExp;
}

const ORACLES: readonly Oracle[] = [
  {
    dialect: 'nginx',
    check: nginxCheck(),
    wrong: 'server { listen 80 }',
    // Certificates in other files; the library here is older than the groups, and this nginx is not the commercial one.
    outside:
      /no "ssl_certificate" is defined|open\(\) "\S+" failed|host not found in upstream|SSL_CTX_set1_curves_list|unknown directive "health_check"|invalid parameter "(?:resolve|quic)"|mkdir\(\)/,
  },
  {
    dialect: 'haproxy',
    check: haproxyCheck(),
    wrong: 'frontend a\n  bynd :80\n',
    outside:
      /cannot open file|SSL curves list|'curves' : missing|could not resolve address|cannot find (?:user|group)|unable to find required (?:default_|use_)?backend|no server|'resolvers' : unable to find/,
  },
  {
    dialect: 'redis',
    check: redisCheck(),
    wrong: 'port many\n',
    outside: /redis\/secret\.conf/,
  },
  {
    dialect: 'keepalived',
    check: keepalivedCheck(),
    wrong: 'vrrp_instance A {\n virtual_router_id 300\n',
    // Programs that scripts name are not there.
    outside: /SECURITY VIOLATION|[Ss]cript (?:\S+ )?.*(?:not found|does not exist)|Unable to access script/,
  },
  {
    dialect: 'openssl',
    check: opensslCheck(),
    wrong: '[server]\ncertificate authorities = [ ca.crt ]\n',
    outside: /(?!)/,
  },
];

for (const { dialect, check, wrong, outside } of ORACLES) {
  const title = `${check.name}${check.missing === undefined ? '' : ` (skipped: ${check.missing})`}`;
  describe.skipIf(check.missing !== undefined)(title, () => {
    test('refuses what is wrong', () => expect(check.refuses(wrong)).toBeDefined());
    test('what it takes is not called a syntax error, and is all known', async () => {
      const taken = texts(dialect).filter((text) => check.refuses(text) === undefined);
      expect(taken.length).toBeGreaterThan(3);
      for (const text of taken) {
        const { prepared } = await reviewText(text, dialect, DEFAULT_SETTINGS);
        expect(
          prepared.outline.problems.map(({ code }) => code),
          text,
        ).toEqual([]);
        const unknown = [...walk(prepared.outline.statements)].filter(({ coverage }) => coverage === 'unknown');
        expect(
          unknown.map(({ words }) => words.map((word) => word.text).join(' ')),
          text,
        ).toEqual([]);
      }
    }, 300_000);
    test('takes what fixes wrote', async () => {
      for (const { meta } of rules)
        for (const example of readRuleExamples(meta.id)) {
          if (example.language !== dialect || example.section !== 'Reported') continue;
          const after = fixed(await reviewText(example.text, dialect, settingsOf(example, meta.id)), meta.id);
          const objection = after === example.text ? undefined : check.refuses(after);
          if (objection !== undefined && !outside.test(objection)) expect(objection, after).toBeUndefined();
        }
    }, 300_000);
    test('takes the examples that are right, and the fixtures', () => {
      const right = rules.flatMap(({ meta }) =>
        readRuleExamples(meta.id).filter((one) => one.language === dialect && one.section !== 'Reported'),
      );
      const objections = [...right.map(({ text }) => text), ...fixtures(dialect)].flatMap((text) => {
        const objection = check.refuses(text);
        return objection === undefined || outside.test(objection) ? [] : [`${objection}\n${text}`];
      });
      expect(objections).toEqual([]);
    }, 300_000);
  });
}

const fixtures = (dialect: string): string[] =>
  globSync(`grammars/dialects/${dialect}/fixtures/*`).map((path) => readFileSync(path, 'utf8'));

const texts = (dialect: string): string[] => [
  ...rules
    .flatMap(({ meta }) => readRuleExamples(meta.id).filter((one) => one.language === dialect))
    .map((one) => one.text),
  ...fixtures(dialect),
];
