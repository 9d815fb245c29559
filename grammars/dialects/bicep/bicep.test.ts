import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseDialect, coverageOf, prepare } from '../../../server/src/review/prepare.ts';
import type { Change } from '../../change.ts';
import type { Device } from '../../model/device.ts';
import type { FilterRule } from '../../model/filter.ts';
import { firstLostCharacter } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { bicep } from './dialect.ts';
import { parse } from './parse.ts';

const fixtures = globSync('grammars/dialects/bicep/fixtures/*').map(
  (path) => [path, readFileSync(path, 'utf8')] as const,
);
const modelOf = (text: string): Device => bicep.toModel(bicep.parse(text));
const namesOf = (text: string): string[] =>
  parse(text).source.resources.map(({ name, condition }) => [name.value, condition].filter(Boolean).join(' '));
const judged = (device: Device, at = 0): readonly FilterRule[] =>
  device.filters[at]!.rules.filter(({ implicit }) => !implicit);

const NSG = "'Microsoft.Network/networkSecurityGroups@2024-05-01'";
const RULE = "'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01'";

/** @param more lines of its properties, instead of those that are usual */
const security = (priority: string, more: Readonly<Record<string, string>> = {}): string =>
  Object.entries({
    priority,
    direction: "'Inbound'",
    access: "'Allow'",
    protocol: "'Tcp'",
    sourceAddressPrefix: "'*'",
    sourcePortRange: "'*'",
    destinationAddressPrefix: "'*'",
    destinationPortRange: "'443'",
    ...more,
  })
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n');

const group = (...rules: readonly string[]): string =>
  `resource web ${NSG} = {\n  name: 'web'\n  properties: {\n    securityRules: [\n${rules
    .map((one, at) => `{\n name: 'r${at}'\n properties: {\n${one}\n}\n}`)
    .join('\n')}\n    ]\n  }\n}\n`;

describe('detection', () => {
  test.each(fixtures)('%s is ours, read in full and without loss', (path, text) => {
    expect(chooseDialect({ text })?.dialect.id).toBe('bicep');
    const prepared = prepare({ text, path })!;
    expect(prepared.outline.problems).toEqual([]);
    expect(firstLostCharacter(prepared.outline)).toBeUndefined();
    expect(coverageOf(prepared).unknown).toBe(0);
  });
  test.each([
    ['parameters alone', "@description('name')\nparam name string\n"],
    ['a file of parameters', "using './main.bicep'\nparam name = 'web'\n"],
    [
      'what it imports, in the words of JavaScript',
      "import { rules } from './rules.bicep'\nimport * as net from 'br/public:avm/net:1.0.0'\nparam name string\nvar one = net.one\n",
    ],
    ['modules alone', "targetScope = 'subscription'\nmodule net './net.bicep' = {\n  name: 'net'\n}\n"],
  ])('%s too', (_, text) => {
    expect(chooseDialect({ text })?.dialect.id).toBe('bicep');
    expect(coverageOf(prepare({ text })!).unknown).toBe(0);
  });
  test.each([
    ['Terraform', 'resource "azurerm_subnet" "a" {\n  name = "a"\n}\n'],
    ['JavaScript, which imports', "import { rules } from './rules.ts'\nvar name = 'web'\n"],
    ['JavaScript', "var name = 'web'\nmodule.exports = { name }\n"],
    ['BIRD', 'protocol static {\n  ipv4;\n}\n'],
  ])('%s is not', (_, text) => {
    expect(bicep.detect(text).score).toBe(0);
  });
});

describe('names', () => {
  test('a child is its parent’s symbol and its own name, however it is tied to it', () => {
    const body = `{\n  name: 'ssh'\n  properties: {}\n}`;
    expect(
      namesOf(`param name string
resource web ${NSG} = {
  name: name
  resource inner 'securityRules@2024-05-01' = ${body}
}
resource a ${RULE} = {
  parent: web
  name: 'a'
}
resource b ${RULE} = {
  name: '\${web.name}/b'
}
resource c ${RULE} = {
  name: '\${name}/c'
}
resource d ${RULE} = {
  name: 'elsewhere/d'
}
`),
    ).toEqual(['web', 'web/ssh', 'web/a', 'web/b', 'web/c', 'elsewhere/d']);
  });
  test('what decides whether there is one goes with it; what exists already is not made', () => {
    expect(
      namesOf(`resource a ${NSG} existing = {
  name: 'a'
}
resource b ${NSG} = if (open) {
  name: 'b'
}
resource c ${NSG} = [
  for (name, i) in names: if (i > 0) {
    name: name
  }
]
`),
    ).toEqual(['b if (open)', 'c for (name, i) in names']);
  });
  test.each([
    'rules: [for rule in rules: { name: rule.name }]',
    'rules: [for (rule, i) in rules: { name: rule.name, priority: 100 + i }]',
    'rules: [\n      for port in range(1, 3): if (port > 1) { name: string(port) }\n    ]',
    'rules: [for port in ports: string(port)]',
    'rules: [for, in, if]',
  ])('lists made in a value are read: %s', (value) => {
    const text = `resource a ${NSG} = {\n  name: 'a'\n  properties: {\n    ${value}\n  }\n}\n`;
    expect(bicep.parse(text).problems).toEqual([]);
    expect(namesOf(text)).toEqual(['a']);
  });
  test('rules that a loop makes are not known: nothing is said of the group', () => {
    const loop = '[for rule in rules: {\n      name: rule.name\n      properties: rule.properties\n    }]';
    const device = modelOf(
      `resource web ${NSG} = {\n  name: 'web'\n  properties: {\n    securityRules: ${loop}\n  }\n}\n`,
    );
    expect(device.filters).toEqual([]);
  });
  test('groups are used by what refers to them: symbols, ids put together of names', () => {
    const device = modelOf(`var networkName = 'main'
${group(security('100'))}
resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: networkName
  properties: {
    subnets: [
      {
        name: 'front'
        properties: { networkSecurityGroup: { id: web.id } }
      }
    ]
  }
}
resource card 'Microsoft.Network/networkInterfaces@2024-05-01' = {
  name: 'card'
  properties: {
    ipConfigurations: [
      {
        name: 'one'
        properties: { subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', networkName, 'front') } }
      }
    ]
    networkSecurityGroup: { id: web.id }
  }
}
`);
    expect(
      device.bindings.map(({ place, outside }) => [place.kind === 'interface' ? place.name : '', outside]),
    ).toEqual([
      ['network/front', 'decides'],
      ['card', 'precedes'],
    ]);
  });
});

describe('values', () => {
  test('variables are literals where they are; parameters are not', () => {
    const device = modelOf(
      `param client string\nvar part = '198.51'\nvar office = '\${part}.100.0/24'\nvar ports = ['80', '443']\n${group(
        security('100', { sourceAddressPrefix: 'office', destinationPortRange: "''", destinationPortRanges: 'ports' }),
        security('110', { sourceAddressPrefix: 'client' }),
      )}`,
    );
    const [first, second] = judged(device).map(({ matches }) => matches[0]!);
    expect(first!.source?.anyOf).toEqual([{ kind: 'prefix', family: 'ipv4', address: 0xc6336400n, length: 24 }]);
    expect(first!.destinationPort?.anyOf).toEqual([
      { first: 80, last: 80 },
      { first: 443, last: 443 },
    ]);
    expect(second!.opaque?.map(({ text }) => text)).toEqual(['source client']);
  });
  test('a computed priority leaves its direction unsaid, and no other', () => {
    const out = security('200', { direction: "'Outbound'" });
    expect(modelOf(group(security('100 + i'), security('120'), out)).filters.map(({ name }) => name.value)).toEqual([
      'web outbound',
    ]);
  });
  test('lists that are put together may hold more rules', () => {
    const text = group(security('100')).replace(
      /securityRules: \[([\s\S]*)\n {4}\]/,
      'securityRules: concat([$1\n], more)',
    );
    const device = modelOf(text);
    expect(parse(text).problems).toEqual([]);
    expect(device.filters).toEqual([]);
  });
  test('conditions and references go on in the next line', () => {
    const text = `var a = stage == 'prod'\n  ? 'x'\n  : 'y'\nvar b = a\nparam c string?\nvar d = [\n  1\n  2, 3\n]\n`;
    expect(parse(text).declared.map(({ declaration }) => declaration.symbol)).toEqual(['a', 'b', 'd']);
    expect(parse(text).problems).toEqual([]);
  });
});

describe('faults', () => {
  test('stay inside their declaration', () => {
    const text = `resource a ${NSG} = {\n  name 'a'\n}\n${group(security('100'))}`;
    const outline = parse(text);
    expect(outline.problems.map(({ code, span }) => [code, text.slice(span.start, span.end)])).toEqual([
      ['bicep-unexpected', "'a'"],
    ]);
    expect(outline.source.resources).toHaveLength(1);
    expect(coverageOf(prepare({ text })!).unknown).toBeGreaterThan(0);
  });
  test('a bracket that is not closed ends where the next declaration starts', () => {
    const outline = parse(`resource a ${NSG} = {\n  name: 'a'\n\n${group(security('100'))}`);
    expect(outline.problems.map(({ code }) => code)).toEqual(['bicep-unclosed']);
    expect(outline.source.resources).toHaveLength(1);
  });
  test('no text is lost, and none throws', () => {
    const pieces = fixtures.flatMap(([, text]) => text.match(/\w+|\s+|[^\w\s]/g) ?? []);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, "'''", '/*', '${'), { maxLength: 60 }), (words) => {
        const outline = bicep.parse(words.join(''));
        bicep.toModel(outline);
        expect(firstLostCharacter(outline)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

describe('writing', () => {
  const written = (text: string, change: Change): string | undefined => {
    const outline = bicep.parse(text);
    const edits = bicep.write(change, outline, bicep.toModel(outline));
    return edits && applyEdits(text, edits);
  };
  test('a rule behind the last of its list, in the form of the language', () => {
    const text = group(security('100'));
    const after = written(text, {
      kind: 'insert-rule',
      filter: 0,
      before: 1,
      action: 'deny',
      match: { family: 'ipv4', protocol: { anyOf: [{ first: 17, last: 17 }] } },
    })!;
    expect(parse(after).problems).toEqual([]);
    expect(judged(modelOf(after)).map(({ key, action }) => [key?.value, action.kind])).toEqual([
      ['100', 'permit'],
      ['110', 'deny'],
    ]);
    expect(after).toContain("name: 'DenyInbound110'");
  });
  test('a verdict between its quotes', () => {
    const after = written(group(security('100')), {
      kind: 'set-action',
      filter: 0,
      rule: 0,
      action: 'deny',
      log: false,
    })!;
    expect(after).toContain("access: 'Deny'");
  });
  test('a resource of its own is not taken out', () => {
    const text = `${group(security('100'))}resource ssh ${RULE} = {\n  parent: web\n  name: 'ssh'\n  properties: {\n${security('110')}\n}\n}\n`;
    expect(judged(modelOf(text))).toHaveLength(2);
    expect(written(text, { kind: 'delete-rule', filter: 0, rule: 1 })).toBeUndefined();
    expect(written(text, { kind: 'delete-rule', filter: 0, rule: 0 })).toBeUndefined();
  });
});
