import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPrefix } from '../../model/address.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { netplan } from './dialect.ts';

const office = readFileSync(new URL('fixtures/office.yaml', import.meta.url), 'utf8');
const device = (text: string) => netplan.toModel(netplan.parse(text));
const faults = (text: string) => device(text).schemaProblems.map((problem) => `${problem.severity} ${problem.code}`);
const eth0 = (lines: string) =>
  `network:\n  version: 2\n  ethernets:\n    eth0:\n${lines.replace(/^(?=.)/gm, '      ')}`;

test('interfaces, addresses, VRFs, tunnels', () => {
  const { interfaces } = device(office);
  expect(
    interfaces.map((one) => [
      one.name.value,
      one.addresses.map(formatPrefix).join(' '),
      one.vrf ?? '',
      one.dynamic ?? false,
      one.pointToPoint ?? false,
      one.closed,
    ]),
  ).toEqual([
    ['eno1', '', '', false, false, true],
    ['eno2', '', '', false, false, true],
    ['mgmt0', '192.168.50.5/24', 'management', false, false, true],
    ['bond0', '10.0.0.5/24 10.0.0.6/24', '', false, false, true],
    ['bond0.20', '', '', true, false, true],
    ['gre1', '10.255.0.1/30', '', false, true, true],
    ['management', '', 'management', false, false, true],
  ]);
  expect(interfaces[2]?.dynamicFamilies).toBeUndefined();
  expect(interfaces[3]?.dynamicFamilies).toEqual(['ipv6']);
});

test('routes', () => {
  const { routes } = device(office);
  expect(
    routes.map((route) => [
      formatPrefix(route.destination),
      route.under,
      route.discard ?? false,
      route.onLink ?? false,
      route.table,
      route.vrf,
      route.distance,
    ]),
  ).toEqual([
    ['0.0.0.0/0', 'mgmt0', false, false, '1001', 'management', undefined],
    ['0.0.0.0/0', 'bond0', false, false, undefined, undefined, undefined],
    ['10.66.0.0/16', 'bond0', true, false, undefined, undefined, undefined],
    ['10.7.0.0/16', 'bond0', false, true, '100', undefined, 50],
  ]);
  expect(routes.every((route) => !route.recursive)).toBe(true);
});

test('every statement of a plain file is known, and it has no fault', () => {
  const outline = netplan.parse(office);
  expect(netplan.toModel(outline).schemaProblems).toEqual([]);
  expect([...walk(outline.statements)].filter((statement) => statement.coverage === 'unknown')).toEqual([]);
});

test.each([
  ['adresses: [10.0.0.5/24]\n', ['error unknown-key']],
  ['addresses: [10.0.0.5]\n', ['error address-without-length']],
  ['addresses: [10.0.0.5/33]\n', ['error address-malformed']],
  ['addresses: [10.0.0.255/24]\n', ['warning address-not-a-host']],
  ['addresses: 10.0.0.5/24\n', ['error list-expected']],
  ['gateway4: 10.0.0.1\n', ['hint gateway-deprecated']],
  ['gateway4: "2001:db8::1"\n', ['error gateway-malformed']],
  ['dhcp4: maybe\n', ['error boolean-invalid']],
  ['dhcp4: on\n', []],
  ['mtu: 15oo\n', ['error number-invalid']],
  ['set-name: lan0\n', ['error set-name-without-match']],
  ['nameservers: [10.0.0.53]\n', ['error mapping-expected']],
  ['routes: [{to: default, gateway: 10.0.0.1}]\n', ['error unknown-key']],
  ['routes: [{via: 10.0.0.1}]\n', ['error route-without-to']],
  ['routes: [{to: 0.0.0.0/0, via: 10.0.0.1}]\n', []],
  ['routes: [{to: 10.9.0.1/16, via: 10.0.0.1}]\n', ['warning host-bits']],
  ['routes: [{to: 10.9.0.1, via: 10.0.0.1}]\n', []],
  ['routes: [{to: nowhere, via: 10.0.0.1}]\n', ['error route-malformed']],
  ['routes:\n  to: default\n  via: 10.0.0.1\n', ['error list-expected']],
  ['mtu: 1400\nmtu: 1500\n', ['warning duplicate-key']],
  ['something-new: 1\n', ['info unknown-key']],
  ['search: [a]\n', ['error key-misplaced']],
  ['addresses:\n', ['error list-expected']],
  ['match:\n', ['error mapping-expected']],
  ['dhcp4: [yes]\n', ['error scalar-expected']],
  ['dhcp4:\n', ['error value-missing']],
  ['dhcp4: true\nroutes: [{to: default, via: 10.0.0.1}]\n', ['info dhcp-default']],
  ['dhcp4: true\nroutes: [{to: default, via: 10.0.0.1, metric: 500}]\n', []],
  ['dhcp4: true\ndhcp4-overrides: {use-routes: false}\nroutes: [{to: default, via: 10.0.0.1}]\n', []],
  ['routes: [{to: default, via: }]\n', ['error value-missing']],
  ['nameservers: {addresses: [10.0.0.300]}\n', ['error address-malformed']],
  ['routes: [{ot: default, via: 10.0.0.1}]\n', ['error unknown-key']],
])('%j', (lines, expected) => {
  expect(faults(eth0(lines))).toEqual(expected);
});

test('gateway4 becomes a route that says the same', () => {
  for (const lines of [
    'addresses: [10.0.0.5/24]\ngateway4: 10.0.0.1\n',
    'gateway4: 10.0.0.1\nroutes:\n  - to: 10.9.0.0/16\n    via: 10.0.0.2\n',
    'routes:\n- to: 10.9.0.0/16\n  via: 10.0.0.2\ngateway4: 10.0.0.1\nmtu: 1400\n',
  ]) {
    const text = eth0(lines);
    const before = device(text);
    const repaired = applyEdits(text, before.schemaProblems[0]?.repair?.edits ?? []);
    const after = device(repaired);
    expect(after.schemaProblems).toEqual([]);
    const facts = (one: typeof before) =>
      one.routes.map((route) => [formatPrefix(route.destination), route.nextHops[0]?.address]);
    expect(new Set(facts(after).map(String))).toEqual(new Set(facts(before).map(String)));
  }
});

test('detection takes netplan and leaves its neighbours', () => {
  expect(netplan.detect(office).score).toBeGreaterThan(80);
  for (const other of [
    'services:\n  web:\n    image: nginx\nnetworks:\n  front:\n',
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n',
    '- hosts: all\n  tasks:\n    - name: x\n      network: {version: 2}\n',
    'network:\n  version: 1\n  config:\n    - type: physical\n      name: eth0\n',
    '#cloud-config\nnetwork:\n  version: 2\n  ethernets: {}\n',
    'Resources:\n  network:\n    Type: AWS::EC2::VPC\n',
    'network:\n  name: backbone\n  vlan: 10\n',
  ])
    expect(netplan.detect(other).score, other).toBe(0);
});

test('no mutation loses a character or throws', () => {
  fc.assert(
    fc.property(
      fc.nat(office.length),
      fc.nat(30),
      fc.constantFrom('', '\n', ': ', '- ', '[', '}', '"', '\t', '*x', '&a '),
      (at, cut, piece) => {
        const outline = netplan.parse(office.slice(0, at) + piece + office.slice(at + cut));
        expect(firstLostCharacter(outline)).toBeUndefined();
        netplan.toModel(outline);
      },
    ),
    { numRuns: 500 },
  );
});

const missing = spawnSync('netplan', ['generate', '--help']).error !== undefined;
const absent = missing ? ' (skipped: no netplan; Debian package netplan.io)' : '';

/** Whether netplan itself takes the file, without touching this host. */
function accepted(text: string): boolean {
  const root = mkdtempSync(join(tmpdir(), 'netplan-'));
  try {
    mkdirSync(join(root, 'etc/netplan'), { recursive: true });
    writeFileSync(join(root, 'etc/netplan/a.yaml'), text);
    chmodSync(join(root, 'etc/netplan/a.yaml'), 0o600);
    execFileSync('netplan', ['generate', '--root-dir', root], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

describe.skipIf(missing)(`netplan generate as the judge${absent}`, () => {
  test('takes the fixture', () => expect(accepted(office)).toBe(true));
  test.each([
    'adresses: [10.0.0.5/24]\n',
    'addresses: [10.0.0.5]\n',
    'addresses: [10.0.0.5/33]\n',
    'addresses: 10.0.0.5/24\n',
    'gateway4: "2001:db8::1"\n',
    'dhcp4: maybe\n',
    'mtu: 15oo\n',
    'set-name: lan0\n',
    'nameservers: [10.0.0.53]\n',
    'routes: [{to: default, gateway: 10.0.0.1}]\n',
    'routes: [{via: 10.0.0.1}]\n',
    'routes: [{to: nowhere, via: 10.0.0.1}]\n',
    'routes:\n  to: default\n  via: 10.0.0.1\n',
    'search: [a]\n',
    'addresses:\n',
    'match:\n',
    'dhcp4: [yes]\n',
    'dhcp4:\n',
    'mtu:\n',
    'dhcp4: true\n',
    'dhcp4: on\n',
    'addresses: [10.0.0.5/24: {label: "eth0:1"}]\n',
    'addresses: [10.0.0.5/24]\ngateway4: 10.0.0.1\n',
    'routes: [{to: 10.9.0.1, via: 10.0.0.1, on-link: true, table: 7}]\n',
    'routes: [{to: 10.9.0.0/16, type: unreachable}]\n',
    'link-local: [ipv4]\noptional: yes\n',
  ])('agrees on %j', (lines) => {
    const text = eth0(lines);
    expect(faults(text).some((fault) => fault.startsWith('error'))).toBe(!accepted(text));
  });
  test('takes what was repaired', () => {
    for (const lines of [
      'addresses: [10.0.0.5/24]\ngateway4: 10.0.0.1\n',
      'adresses: [10.0.0.5/24]\n',
      'addresses: 10.0.0.5/24\n',
      'routes: [{to: default, gateway: 10.0.0.1}]\n',
      'routes: [{to: 10.9.0.1/16, via: 10.0.0.1}]\n',
    ]) {
      const text = eth0(lines);
      const edits = device(text).schemaProblems.flatMap((problem) => problem.repair?.edits ?? []);
      expect(edits.length, lines).toBeGreaterThan(0);
      expect(accepted(applyEdits(text, edits)), lines).toBe(true);
    }
  });
});

const corpus = '../shared/corpus/dev/netplan';
const nothing = absent || (existsSync(corpus) ? '' : ' (skipped: no corpus beside this checkout)');

describe.skipIf(nothing !== '')(`corpus${nothing}`, () => {
  test('no error on what netplan takes', () => {
    for (const file of readdirSync(corpus, { recursive: true, encoding: 'utf8' })) {
      if (!/\.ya?ml$/.test(file)) continue;
      const text = readFileSync(join(corpus, file), 'utf8');
      if (accepted(text))
        expect(
          faults(text).filter((fault) => fault.startsWith('error')),
          file,
        ).toEqual([]);
    }
  });
});

test('MTU of a link, and name servers of all of them', () => {
  const { interfaces, resolvers } = device(
    eth0('mtu: 1400\naddresses: [10.0.0.2/24]\nnameservers:\n  addresses: [10.0.0.53, "2001:db8::53", "{{ dns }}"]\n'),
  );
  expect(interfaces[0]?.ipMtu?.value).toBe(1400);
  expect(resolvers?.map(({ family }) => family)).toEqual(['ipv4', 'ipv6']);
  const plain = device(eth0('mtu: auto\n'));
  expect([plain.interfaces[0]?.ipMtu, plain.resolvers]).toEqual([undefined, undefined]);
});
