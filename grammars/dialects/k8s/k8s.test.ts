import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chooseDialect, coverageOf, prepare } from '../../../server/src/review/prepare.ts';
import { formatPrefix } from '../../model/address.ts';
import type { Filter, Match } from '../../model/filter.ts';
import { firstLostCharacter } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { k8s } from './dialect.ts';

const fixtures = globSync('grammars/dialects/k8s/fixtures/*').map(
  (path) => [path, readFileSync(path, 'utf8')] as const,
);
const filtersOf = (text: string): readonly Filter[] => k8s.toModel(k8s.parse(text)).filters;

/** @param spec lines of the policy's specification */
const policy = (spec: string, metadata = '{name: p, namespace: shop}'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: ${metadata}\nspec:\n${spec.replace(/^(?=.)/gm, '  ')}\n`;

const said = ({ family, source, destination, protocol, destinationPort, opaque }: Match): string =>
  [
    family,
    ...[source, destination].map((field, at) =>
      field
        ? `${at === 0 ? 'from' : 'to'} ${[...field.anyOf, ...(field.except ?? [])]
            .map((one) => (one.kind === 'prefix' ? formatPrefix(one) : one.kind))
            .join(' but ')}`
        : '',
    ),
    protocol ? `protocol ${protocol.anyOf.map(({ first }) => first).join()}` : '',
    destinationPort ? `port ${destinationPort.anyOf.map(({ first, last }) => `${first}-${last}`).join()}` : '',
    ...(opaque ?? []).map(({ text }) => `if ${text}`),
  ]
    .filter(Boolean)
    .join(', ');

const matchesOf = (spec: string): string[] =>
  filtersOf(policy(spec)).flatMap(({ rules }) => rules.flatMap(({ matches }) => matches.map(said)));

describe('detection', () => {
  test.each(fixtures)('%s is ours, read in full and without loss', (path, text) => {
    expect(chooseDialect({ text })?.dialect.id).toBe('k8s');
    const prepared = prepare({ text, path })!;
    expect(prepared.outline.problems).toEqual([]);
    expect(firstLostCharacter(prepared.outline)).toBeUndefined();
    expect(coverageOf(prepared).unknown).toBe(0);
  });
  test.each([
    [
      'a playbook',
      '- hosts: all\n  tasks:\n    - kubernetes.core.k8s:\n        definition: {apiVersion: v1, kind: Pod}\n',
    ],
    [
      'a chart that is not filled in',
      'apiVersion: v1\nkind: Pod\nmetadata:\n{{- if .Values.x }}\n  name: a\n{{- end }}\n',
    ],
    ['a chart’s own description', 'apiVersion: v2\nname: shop\nversion: 1.0.0\n'],
    ['another API', 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: shop\n'],
    ['a template of a stack', 'AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n'],
  ])('%s is not', (_, text) => {
    expect(k8s.detect(text).score).toBe(0);
  });
  test('JSON on one line is', () => {
    const flat = JSON.stringify(JSON.parse(fixtures.find(([path]) => path.endsWith('.json'))![1]));
    expect(chooseDialect({ text: flat })?.dialect.id).toBe('k8s');
  });
});

describe('which directions a policy is about', () => {
  const names = (spec: string): string[] => filtersOf(policy(spec)).map(({ name }) => name.value);
  test('what comes in, where nothing is said', () => {
    expect(names('podSelector: {}')).toEqual(['all pods in shop ingress']);
  });
  test('what goes out too, where there are rules for it', () => {
    expect(names('podSelector: {}\negress: [{}]')).toEqual(['all pods in shop ingress', 'all pods in shop egress']);
    expect(names('podSelector: {}\negress: []')).toEqual(['all pods in shop ingress']);
  });
  test('only those that are named', () => {
    expect(names('podSelector: {}\npolicyTypes: [Egress]\ningress: [{}]')).toEqual(['all pods in shop egress']);
  });
  test('pods by what selects them, in whatever order', () => {
    expect(
      names(
        'podSelector:\n  matchLabels: {b: x, a: y}\n  matchExpressions: [{key: c, operator: NotIn, values: [q, p]}]',
      ),
    ).toEqual(['pods a=y, b=x, c NotIn (p, q) in shop ingress']);
  });
});

describe('rules', () => {
  test.each([
    ['nothing is everything', 'podSelector: {}\ningress: [{}]', ['both']],
    ['empty lists are everything', 'podSelector: {}\ningress: [{from: [], ports: []}]', ['both']],
    ['no rule is nothing', 'podSelector: {}\ningress: []', []],
    [
      'each peer on each port',
      'podSelector: {}\ningress:\n- from: [{ipBlock: {cidr: 192.0.2.0/24}}, {ipBlock: {cidr: "2001:db8::/32"}}]\n  ports: [{port: 80}, {protocol: UDP}]',
      [
        'ipv4, from 192.0.2.0/24, protocol 6, port 80-80',
        'ipv4, from 192.0.2.0/24, protocol 17',
        'ipv6, from 2001:db8::/32, protocol 6, port 80-80',
        'ipv6, from 2001:db8::/32, protocol 17',
      ],
    ],
    [
      'a block with a hole',
      'podSelector: {}\npolicyTypes: [Egress]\negress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.9.0.0/16]}}]}]',
      ['ipv4, to 10.0.0.0/8 but 10.9.0.0/16'],
    ],
    [
      'pods of the policy’s own namespace, and of others',
      'podSelector: {}\ningress:\n- from: [{podSelector: {}}, {namespaceSelector: {}}, {namespaceSelector: {matchLabels: {a: b}}, podSelector: {matchLabels: {c: d}}}]',
      ['both, if all pods in shop', 'both, if all pods of all namespaces', 'both, if pods c=d of namespaces a=b'],
    ],
    [
      'names of ports, and numbers in quotes',
      'podSelector: {}\ningress: [{ports: [{port: https}, {port: "443"}]}]',
      ['both, protocol 6, if port https', 'both, protocol 6, if port 443'],
    ],
  ])('%s', (_, spec, expected) => {
    expect(matchesOf(spec)).toEqual(expected);
  });
  test('words that the API does not have decide nothing, and are unknown', () => {
    const text = policy('podSelector: {}\ningress:\n- form: [{podSelector: {}}]');
    expect(matchesOf('podSelector: {}\ningress:\n- form: [{podSelector: {}}]')).toEqual([
      expect.stringContaining('if form at'),
    ]);
    expect(coverageOf(prepare({ text })!).unknown).toBe(1);
  });
});

test('policies for the same pods are one filter, and none of them is the whole truth', () => {
  const [one, ...more] = filtersOf(
    [policy('podSelector: {}\ningress: [{ports: [{port: 80}]}]'), policy('podSelector:\ningress: [{}]')].join('---\n'),
  );
  expect(more).toEqual([]);
  expect(one!.rules).toHaveLength(2);
  expect(one!.closed).toBe(false);
});

describe('writing', () => {
  const text = policy('podSelector: {}\ningress:\n- ports:\n  - port: 80\n- ports:\n  - port: 443');
  const outline = k8s.parse(text);
  const device = k8s.toModel(outline);
  test('takes a rule out with its lines', () => {
    const edits = k8s.write({ kind: 'delete-rule', filter: 0, rule: 0 }, outline, device)!;
    expect(applyEdits(text, edits)).toBe(policy('podSelector: {}\ningress:\n- ports:\n  - port: 443'));
  });
  test('never the last one', () => {
    const last = policy('podSelector: {}\ningress:\n- ports:\n  - port: 80');
    const own = k8s.parse(last);
    expect(k8s.write({ kind: 'delete-rule', filter: 0, rule: 0 }, own, k8s.toModel(own))).toBeUndefined();
  });
});

describe('policies of Calico', () => {
  const calico = (spec: string, kind = 'NetworkPolicy'): string =>
    `apiVersion: projectcalico.org/v3\nkind: ${kind}\nmetadata: {name: p, namespace: shop}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
  const rulesOf = (rule: string) =>
    filtersOf(calico(`ingress:\n- ${rule}`)).flatMap(({ rules }) =>
      rules.map(({ action, matches }) => ({ action, matches })),
    );
  const shown = (rule: string) => rulesOf(rule).map(({ matches }) => matches.map(said));

  test('have a filter for each direction, in order, and leave the end open', () => {
    const filters = filtersOf(
      calico(
        'selector: all()\ningress:\n- {action: Deny}\n- {action: Log}\n- {action: Pass}\negress:\n- {action: Allow}',
        'GlobalNetworkPolicy',
      ),
    );
    expect(filters.map(({ name, rules }) => [name.value, rules.map(({ action }) => action.kind)])).toEqual([
      ['p in shop ingress', ['deny', 'continue', 'return']],
      ['p in shop egress', ['permit']],
    ]);
    expect(filters.map(({ fallback, closed, semantics }) => [fallback.action, closed, semantics])).toEqual([
      ['return', false, undefined],
      ['return', false, undefined],
    ]);
  });
  test.each([
    [
      'networks of both families',
      '{action: Allow, source: {nets: [192.0.2.0/24, "2001:db8::/32"]}}',
      ['ipv4, from 192.0.2.0/24', 'ipv6, from 2001:db8::/32'],
    ],
    [
      'holes, ranges and protocols',
      '{action: Allow, protocol: TCP, destination: {notNets: [10.0.0.0/8], ports: ["80:90"]}}',
      ['ipv4, to any but 10.0.0.0/8, protocol 6, port 80-90', 'ipv6, protocol 6, port 80-90'],
    ],
    ['one family by its version', '{action: Allow, ipVersion: 6}', ['ipv6']],
    ['no addresses', '{action: Allow, protocol: UDP}', ['both, protocol 17']],
    ['a selector', '{action: Allow, source: {selector: "a == \'b\'"}}', ["both, if source selector a == 'b' in shop"]],
    [
      'names of ports',
      '{action: Allow, protocol: TCP, destination: {ports: [80, http]}}',
      ['both, protocol 6, if ports 80 http'],
    ],
    [
      'ports without a protocol are refused',
      '{action: Allow, destination: {ports: [80]}}',
      [expect.stringContaining('if ports at')],
    ],
  ])('%s', (_, rule, expected) => {
    expect(shown(rule)).toEqual([expected]);
  });
  test('that are not in force, or see other packets, are recognised', () => {
    const rule = 'ingress: [{action: Deny}]';
    expect(filtersOf(calico(`doNotTrack: true\n${rule}`))).toEqual([]);
    expect(filtersOf(calico(rule, 'StagedNetworkPolicy'))).toEqual([]);
    expect(filtersOf(calico(`types: [Egress]\n${rule}`))).toEqual([]);
    expect(coverageOf(prepare({ text: calico(`selector: all()\norder: 5\n${rule}`) })!).unknown).toBe(0);
    expect(coverageOf(prepare({ text: calico('ingress: [{action: Deny, sorce: {}}]') })!).unknown).toBeGreaterThan(0);
  });
});
