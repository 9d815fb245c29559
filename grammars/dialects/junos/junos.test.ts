import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Device } from '../../model/device.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { junos } from './dialect.ts';

const fixture = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
const modelOf = (text: string): Device => junos.toModel(junos.parse(text));

/** Facts without their places. */
function bare(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => !/^spans?$|Span$|^again$/.test(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, bare(inner)]));
}

/** Statements with their coverage. */
function coverage(text: string): string[] {
  const outline = junos.parse(text);
  junos.toModel(outline);
  return [...walk(outline.statements)].map((one) => `${one.coverage}: ${text.slice(one.header.start, one.header.end)}`);
}

describe('braces and set form', () => {
  for (const name of ['edge', 'gateway']) {
    test(`${name}: equal models`, () => {
      const braces = modelOf(fixture(`${name}.conf`));
      expect(braces.filters.length).toBeGreaterThan(2);
      expect(bare(modelOf(fixture(`${name}.set`)))).toEqual(bare(braces));
    });

    for (const file of [`${name}.conf`, `${name}.set`]) {
      test(`${file}: nothing is lost, nothing is unknown, it is recognised as Junos`, () => {
        const text = fixture(file);
        const outline = junos.parse(text);
        const device = junos.toModel(outline);
        expect(firstLostCharacter(outline)).toBeUndefined();
        expect(outline.problems).toEqual([]);
        expect(coverage(text).filter((one) => one.startsWith('unknown'))).toEqual([]);
        expect(device.filters.every(({ closed }) => closed)).toBe(true);
        expect(junos.detect(text).score).toBeGreaterThan(85);
      });
    }
  }

  test('set lines outside of blocks belong to the same configuration', () => {
    const device = modelOf(`system {
    host-name r1;
}
set firewall family inet filter F term a then accept
set interfaces ge-0/0/0 unit 0 family inet filter input F
interfaces {
    ge-0/0/1 { unit 0 { family inet { address 192.0.2.1/24; } } }
}
`);
    expect(device.hostname?.value).toBe('r1');
    expect(device.bindings).toHaveLength(1);
    expect(device.interfaces.map(({ name }) => name.value)).toEqual(['ge-0/0/0.0', 'ge-0/0/1.0']);
  });
});

describe('set commands besides set', () => {
  const base = [1, 2, 3].map((n) => `set firewall family inet filter F term t${n} then accept\n`).join('');
  const names = (text: string): string[] =>
    modelOf(text).filters[0]!.rules.map(({ key, active }) => `${active ? '' : '-'}${key!.value}`);

  test('insert moves, delete removes, deactivate switches off, activate on', () => {
    expect(names(`${base}insert firewall family inet filter F term t3 before term t1\n`)).toEqual(['t3', 't1', 't2']);
    expect(names(`${base}insert firewall family inet filter F term t1 after term t2\n`)).toEqual(['t2', 't1', 't3']);
    expect(names(`${base}delete firewall family inet filter F term t2\n`)).toEqual(['t1', 't3']);
    expect(names(`${base}deactivate firewall family inet filter F term t2\n`)).toEqual(['t1', '-t2', 't3']);
    expect(
      names(
        `${base}deactivate firewall family inet filter F term t2\nactivate firewall family inet filter F term t2\n`,
      ),
    ).toEqual(['t1', 't2', 't3']);
  });

  test('edit and top move the place that commands start from', () => {
    const text =
      'edit firewall family inet filter F\nset term a then accept\ntop\nset system host-name r1\nset firewall family inet filter F term b then discard\n';
    expect(names(text)).toEqual(['a', 'b']);
    expect(modelOf(text).hostname?.value).toBe('r1');
  });

  test('what the terminal wrote around it is not configuration', () => {
    const text = 'user@r1> show configuration | display set\nset version 22.4R3\n\n{master:0}\n';
    expect(coverage(text)).toEqual(['modelled: set version 22.4R3']);
    expect(firstLostCharacter(junos.parse(text))).toBeUndefined();
  });

  test('the lines of a term are its spans', () => {
    const text =
      'set firewall filter F term a from protocol tcp\nset firewall filter F term b then accept\nset firewall filter F term a then discard\n';
    const [a] = modelOf(text).filters[0]!.rules;
    expect(a!.spans!.map(({ start, end }) => text.slice(start, end))).toEqual([
      'set firewall filter F term a from protocol tcp',
      'set firewall filter F term a then discard',
    ]);
  });
});

test('inactive: switches off an object, not its kind', () => {
  const device = modelOf(`interfaces {
    ge-0/0/0 {
        unit 0 {
            family inet {
                address 192.0.2.1/24;
                inactive: address 192.0.2.2/24;
            }
            inactive: family inet6 {
                address 2001:db8::1/64;
            }
        }
        inactive: unit 1 {
            family inet;
        }
    }
}
protocols {
    bgp {
        group G {
            inactive: import [ A B ];
            export C;
            neighbor 192.0.2.9;
        }
    }
}
routing-options {
    static {
        route 10.0.0.0/8 discard;
        inactive: route 10.1.0.0/16 next-hop 192.0.2.7;
    }
}
`);
  expect(device.interfaces.map(({ name, addresses }) => [name.value, addresses.length])).toEqual([['ge-0/0/0.0', 1]]);
  expect(device.bgp[0]!.neighbours[0]!.families).toMatchObject([{ imports: [], exports: [{ name: { value: 'C' } }] }]);
  expect(device.routes).toHaveLength(1);
});

test('marks of load replace: the later object takes the place of the earlier', () => {
  const filter = (mark: string, term: string): string =>
    `firewall {\n    filter F {\n        ${term}\n    }\n    ${mark}filter F {\n        term b {\n            then discard;\n        }\n    }\n}\n`;
  const terms = (text: string): string[] | undefined => modelOf(text).filters[0]?.rules.map(({ key }) => key!.value);
  expect(terms(filter('', 'term a { then accept; }'))).toEqual(['a', 'b']);
  expect(terms(filter('replace: ', 'term a { then accept; }'))).toEqual(['b']);
  expect(terms(filter('delete: ', 'term a { then accept; }'))).toBeUndefined();
});

describe('coverage', () => {
  test('what the command tree does not know stays unknown, and opens the block it stands in', () => {
    const text = `firewall {
    filter F {
        term a {
            from {
                shoe-size 42;
            }
            then accept;
        }
    }
}
interfaces {
    ge-0/0/0 {
        unit 0 {
            colour blue;
        }
    }
}
`;
    expect(coverage(text).filter((one) => one.startsWith('unknown'))).toEqual([
      'unknown: shoe-size 42',
      'unknown: colour blue',
    ]);
    const device = modelOf(text);
    expect(device.filters[0]!.closed).toBe(false);
    expect(device.filters[0]!.rules[0]!.matches).toMatchObject([{ opaque: [{ text: 'shoe-size 42' }] }]);
    expect(device.interfaces[0]!.closed).toBe(false);
  });

  test('keywords may follow a finished leaf on its line', () => {
    const limit = modelOf(
      'set protocols bgp group P neighbor 192.0.2.1 family inet unicast prefix-limit maximum 500 teardown 80 idle-timeout 15\n',
    ).bgp[0]!.neighbours[0]!.families[0]!.maxPrefix;
    expect(limit).toMatchObject({ limit: { value: 500 }, threshold: 80, restart: 15, warningOnly: false });
  });
});

test('a command that is not followed leaves everything open', () => {
  const device = modelOf(
    'set firewall filter F term a then accept\nrename firewall filter F to filter G\nset interfaces ge-0/0/0 unit 0 family inet filter input G\n',
  );
  expect(device.fragment).toBe(true);
  expect(device.filters[0]!.closed).toBe(false);
});

test('a template is a fragment, and nothing in it is closed', () => {
  const device = modelOf(
    'set interfaces ge-0/0/0 unit 0 family inet address {{ address }}\nset firewall filter F term a then accept\n',
  );
  expect(device.fragment).toBe(true);
  expect(device.filters[0]!.closed).toBe(false);
});

describe('syntax problems', () => {
  const problems = (text: string): string[] =>
    junos.parse(text).problems.map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`);

  test('a missing semicolon before a statement of the same block, and the two stay two', () => {
    const text = `system {
    host-name r1
    domain-name example.net;
}
firewall {
    filter F {
        term a {
            from {
                protocol tcp
                destination-port ssh;
            }
            then accept;
        }
    }
}
`;
    expect(problems(text)).toEqual(['missing-semicolon r1', 'missing-semicolon tcp']);
    const device = modelOf(text);
    expect(device.hostname?.value).toBe('r1');
    expect(device.filters[0]!.rules[0]!.matches).toMatchObject([
      { protocol: { anyOf: [{ first: 6, last: 6 }] }, destinationPort: { anyOf: [{ first: 22, last: 22 }] } },
    ]);
  });

  test('a statement over several lines is none', () => {
    expect(
      problems(`routing-options {
    static {
        route 0.0.0.0/0
            next-hop 192.0.2.1;
    }
}
protocols {
    bgp {
        group G {
            neighbor 192.0.2.1
                peer-as 64500;
            import [ A
                B ];
        }
    }
}
`),
    ).toEqual([]);
  });

  test('braces and brackets that do not pair', () => {
    expect(problems('system { host-name r1;\n')).toEqual(['brace-not-closed {']);
    expect(problems('system { host-name r1; } }\n')).toEqual(['brace-not-opened }']);
    expect(problems('protocols { bgp { export [ A B; } }\n')).toEqual(['list-not-closed [']);
    expect(problems('system { host-name {{ name }}; {% if x %} }\n')).toEqual([]);
  });
});

describe('any text', () => {
  test('is read without loss', () => {
    const pieces = fc.constantFrom(
      'system',
      'firewall',
      'filter F',
      'term a',
      'then accept',
      'set ',
      'delete ',
      'edit ',
      'insert a before b',
      'apply-groups G',
      'groups',
      '<*>',
      'inactive: ',
      '{',
      '}',
      ';',
      '[',
      ']',
      '"',
      '\\',
      '#',
      '/*',
      '*/',
      '\n',
      '\r\n',
      ' ',
      '\t',
      'é',
      '\u2028',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (list) => {
        const text = list.join('');
        const outline = junos.parse(text);
        expect(firstLostCharacter(outline)).toBeUndefined();
        expect(() => junos.toModel(outline)).not.toThrow();
        expect(() => junos.detect(text)).not.toThrow();
      }),
      { numRuns: 400 },
    );
  });

  test('costs grow with its length', () => {
    const text = (lines: number): string =>
      Array.from(
        { length: lines },
        (_, i) => `set firewall family inet filter F term t${i} from source-port ${i % 60_000}\n`,
      ).join('');
    const cost = (lines: number): number => {
      const given = text(lines);
      const started = process.cpuUsage().user;
      junos.toModel(junos.parse(given));
      return process.cpuUsage().user - started;
    };
    cost(1000);
    const small = Math.min(cost(1000), cost(1000), cost(1000));
    const large = Math.min(cost(10_000), cost(10_000));
    expect(large / small).toBeLessThan(40);
  });
});

describe('detection', () => {
  const score = (text: string): number => junos.detect(text).score;

  test('other systems that write set commands or braces', () => {
    expect(score('set deviceconfig system hostname fw\nset rulebase security rules A action allow\n')).toBe(0);
    expect(
      score(
        "set interfaces ethernet eth0 address '192.0.2.1/24'\nset system host-name 'vyos'\nset service ssh port '22'\n",
      ),
    ).toBe(0);
    expect(
      score(
        'interfaces {\n    ethernet eth0 {\n        address 192.0.2.1/24\n    }\n}\nsystem {\n    host-name vyos\n}\n',
      ),
    ).toBe(0);
    expect(
      score(
        'set protocols bgp 64496 neighbor 192.0.2.1 remote-as 64500\nset protocols bgp 64496 parameters router-id 192.0.2.9\nset system host-name vyos\n',
      ),
    ).toBe(0);
    expect(score('config system global\n    set hostname "fw"\nend\n')).toBe(0);
    expect(score('http {\n    server {\n        listen 80;\n    }\n}\n')).toBe(0);
    expect(score('router id 192.0.2.1;\nprotocol bgp up {\n    local as 64500;\n}\n')).toBe(0);
    expect(score('/configure system name "sros"\nconfigure {\n    system {\n        name "x"\n    }\n}\n')).toBe(0);
  });

  test('a piece of a configuration', () => {
    expect(
      score(
        'firewall {\n    family inet {\n        filter F {\n            term a {\n                then accept;\n            }\n        }\n    }\n}\n',
      ),
    ).toBeGreaterThan(70);
    expect(score('set applications application A protocol udp\n')).toBeGreaterThan(50);
  });
});

test('what a session at the terminal wrote between set commands is around them', () => {
  const text =
    'admin@edge# set system host-name edge\ncommit and-quit\nrun show version\nadmin@edge> configure\nset routing-options router-id 192.0.2.1\n';
  const outline = junos.parse(text);
  expect(firstLostCharacter(outline)).toBeUndefined();
  expect(outline.statements.map(({ words }) => words.map((word) => word.text).join(' '))).toEqual([
    'set system host-name edge',
    'set routing-options router-id 192.0.2.1',
  ]);
});

test('prompts around a configuration in braces are around it too', () => {
  const text = 'ops@edge> show configuration | no-more\nsystem {\n    host-name edge;\n}\n\n{master}\nops@edge>\n';
  const outline = junos.parse(text);
  expect(firstLostCharacter(outline)).toBeUndefined();
  expect(junos.toModel(outline).hostname?.value).toBe('edge');
  expect(outline.statements.filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
});

test('what a pager left is no statement', () => {
  const outline = junos.parse(
    'set system host-name r1\n---(more 50%)---\nset interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24\n',
  );
  expect(outline.statements).toHaveLength(2);
  expect(firstLostCharacter(outline)).toBeUndefined();
  const braces = junos.parse('system {\n    host-name r1;\n---(more 50%)---\n    domain-name example.net;\n}\n');
  expect(braces.problems).toEqual([]);
  expect([...walk(braces.statements)].map(({ words }) => words[0]!.text)).toEqual([
    'system',
    'host-name',
    'domain-name',
  ]);
  expect(firstLostCharacter(braces)).toBeUndefined();
});
