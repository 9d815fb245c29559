import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { emptyDevice } from '../../../grammars/model/device.ts';
import { at, located, neighbour } from '../../../test/support/device-builder.ts';
import { declaredRole, parseTopology, rolesAbout } from './topology-file.ts';

const problems = (text: string) => parseTopology(text).problems.map(({ line, text: { en } }) => `${line}: ${en}`);

describe('.netreview/topology.yaml', () => {
  test('declares roles by neighbour, AS, group and device, one or several of each', () => {
    const { neighbours, problems } = parseTopology(`neighbours:
  - role: customer
    neighbour: [192.0.2.9, 2001:db8::/64]
    device: edge*
  - role: provider
    as: [64500, 64505-64511, 1.10]
  - role: route-server
    group: IX-RS
`);
    expect(problems).toEqual([]);
    expect(neighbours).toMatchObject([
      { role: 'customer', devices: ['edge*'], addresses: [{ length: 32 }, { length: 64 }] },
      {
        role: 'provider',
        asns: [
          { first: 64500, last: 64500 },
          { first: 64505, last: 64511 },
          { first: 65546, last: 65546 },
        ],
      },
      { role: 'route-server', groups: ['IX-RS'] },
    ]);
  });

  test.each([
    ['neighbours:\n  - role: friend\n    as: 64500\n', /^2: friend is no role; there is customer, /],
    ['neighbours:\n  - as: 64500\n', /^2: What is this neighbour\? Give a role/],
    ['neighbours:\n  - role: peer\n', /^2: Whom is this about\?/],
    ['neighbours:\n  - role: peer\n    as: 4294967296\n', /^3: 4294967296 is no AS number/],
    ['neighbours:\n  - role: peer\n    as: 64510-64500\n', /^3: 64510-64500 is no AS number/],
    ['neighbours:\n  - role: peer\n    neighbour: 192.0.2.0\\24\n', /^3: 192.0.2.0\\24 is no address/],
    ['neighbours:\n  - role: peer\n    neighbour: []\n', /^3: This is no address/],
    ['neighbours:\n  - role: peer\n    asn: 64500\n', /^3: asn means nothing here; there is role, /],
    ['neighbours:\n  peer: 64500\n', /^2: Write `neighbours:` with a list/],
    ['peers: []\n', /^1: peers means nothing here/],
    ['neighbours: [\n', /Not valid YAML/],
  ])('%j is told of on its line, and counts for nothing', (text, expected) => {
    const [first] = problems(text);
    expect(first).toMatch(expected);
    expect(parseTopology(text).neighbours).toEqual([]);
  });

  test.each(['', '# nothing yet\n', 'neighbours:\n'])('%j says nothing', (text) => {
    expect(parseTopology(text)).toEqual({ neighbours: [], problems: [] });
  });

  test('its schema takes what it takes, and refuses what it refuses', () => {
    const schema = JSON.parse(readFileSync('syntaxes/topology.schema.json', 'utf8')) as object;
    const valid = new Ajv({ strict: false }).compile(schema);
    const says = (text: string): boolean => valid(parse(text)) as boolean;
    for (const who of ['as: 64500', 'as: 1.10', 'as: [64500, 64505-64511]', 'group: IX', 'neighbour: 192.0.2.9'])
      expect([who, says(`neighbours:\n  - role: peer\n    ${who}\n`)]).toEqual([who, true]);
    for (const wrong of ['asn: 1', 'as: x', 'neighbour: []', 'name: x'])
      expect([wrong, says(`neighbours:\n  - role: peer\n    ${wrong}\n`)]).toEqual([wrong, false]);
    expect(says('neighbours:\n  - role: peer\n')).toBe(false);
    expect(says('neighbours:\n  - role: friend\n    as: 1\n')).toBe(false);
  });
});

describe('a declared role', () => {
  const { neighbours } = parseTopology(`neighbours:
  - role: internal
    neighbour: 192.0.2.0/29
    as: 64500
  - role: customer
    neighbour: 192.0.2.0/24
  - role: peer
    group: IX
`);
  const role = (...args: Parameters<typeof neighbour>) => declaredRole(neighbour(...args), neighbours);

  test('is the first whose words all hold', () => {
    expect(role('192.0.2.1', 64500)).toBe('internal');
    expect(role('192.0.2.1', 64501)).toBe('customer');
    expect(role('198.51.100.1', 64501, { group: located('IX') })).toBe('peer');
    expect(role('198.51.100.1', 64501, { group: located('ix') })).toBeUndefined();
    expect(role('2001:db8::1', 64500)).toBeUndefined();
  });

  test('of a prefix holds for ranges of neighbours inside it, not for wider ones', () => {
    expect(role('192.0.2.128/25', 64501)).toBe('customer');
    expect(role('192.0.0.0/16', 64501)).toBeUndefined();
  });

  test('is of the device that it names, by host name or file', () => {
    const about = (hostname: string | undefined, path: string | undefined, device: string) =>
      rolesAbout(
        { device: { ...emptyDevice, ...(hostname ? { hostname: { value: hostname, span: at(0) } } : {}) }, path },
        parseTopology(`neighbours:\n  - role: peer\n    device: ${device}\n`).neighbours,
      ).length === 1;
    expect(about('Edge1', 'a.cfg', 'edge1')).toBe(true);
    expect(about('edge12', 'a.cfg', 'edge1')).toBe(false);
    expect(about('edge12', 'a.cfg', 'edge*')).toBe(true);
    expect(about(undefined, 'bird/rs1.conf', 'bird/*.conf')).toBe(true);
    expect(about(undefined, undefined, 'edge1')).toBe(false);
  });
});
