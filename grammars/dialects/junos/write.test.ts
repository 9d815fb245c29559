import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../change.ts';
import type { Device } from '../../model/device.ts';
import { firstLostCharacter } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { junos } from './dialect.ts';

const fixture = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');

/** The text after the change; undefined where it cannot be written. */
function changed(text: string, change: (device: Device) => Change): string | undefined {
  const outline = junos.parse(text);
  const device = junos.toModel(outline);
  const edits = junos.write(change(device), outline, device);
  return edits && applyEdits(text, edits);
}

function modelOf(text: string): Device {
  const outline = junos.parse(text);
  expect(firstLostCharacter(outline)).toBeUndefined();
  expect(outline.problems).toEqual([]);
  return junos.toModel(outline);
}

function bare(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => !/^spans?$|Span$|^again$/.test(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, bare(inner)]));
}

const filterOf = (device: Device, name: string): number =>
  device.filters.findIndex((filter) => filter.name.value === name);
const terms = (device: Device, name: string): string[] =>
  device.filters[filterOf(device, name)]!.rules.map((rule) => rule.key!.value);
const ruleOf = (device: Device, filter: string, term: string) =>
  device.filters[filterOf(device, filter)]!.rules.find((rule) => rule.key!.value === term)!;

/** Writes the change in both forms, with both line ends; all results must mean the same. */
function inBothForms(change: (device: Device) => Change): Device {
  const results = ['edge.conf', 'edge.set'].flatMap((name) =>
    [fixture(name), fixture(name).replaceAll('\n', '\r\n')].map((text) => {
      const after = changed(text, change)!;
      expect(after).toBeDefined();
      expect(after).not.toBe(text);
      if (text.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      return modelOf(after);
    }),
  );
  for (const result of results) expect(bare(result)).toEqual(bare(results[0]));
  return results[0]!;
}

describe('changes mean the same in both forms', () => {
  test('move a term in front of another', () => {
    const device = inBothForms((before) => ({
      kind: 'move-rule',
      filter: filterOf(before, 'EDGE-IN'),
      rule: 6,
      before: 1,
    }));
    expect(terms(device, 'EDGE-IN')).toEqual(['spoofed', 'rest', 'web', 'dns', 'old', 'icmp', 'back']);
  });

  test('move a term with its comment to the front', () => {
    const text = changed(fixture('edge.conf'), (before) => ({
      kind: 'move-rule',
      filter: filterOf(before, 'EDGE-IN'),
      rule: 0,
      before: 2,
    }))!;
    expect(text).toMatch(/term web \{[\s\S]*\/\* our own addresses[^\n]*\n {12}term spoofed \{[\s\S]*term dns/);
    inBothForms((before) => ({ kind: 'move-rule', filter: filterOf(before, 'EDGE-IN'), rule: 1, before: 0 }));
  });

  test('delete a term, and an inactive one with its deactivate line', () => {
    for (const rule of [1, 4]) {
      const device = inBothForms((before) => ({ kind: 'delete-rule', filter: filterOf(before, 'EDGE-IN'), rule }));
      expect(terms(device, 'EDGE-IN')).toHaveLength(6);
    }
    const text = changed(fixture('edge.set'), (before) => ({
      kind: 'delete-rule',
      filter: filterOf(before, 'EDGE-IN'),
      rule: 3,
    }));
    expect(text).not.toContain('term old');
  });

  test('add a term before another and at the end', () => {
    for (const before of [0, 2, 7]) {
      const device = inBothForms((given) => ({
        kind: 'insert-rule',
        filter: filterOf(given, 'EDGE-IN'),
        before,
        action: 'permit',
        match: {
          family: 'ipv4',
          destination: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0xc6336400n, length: 24 }] },
          protocol: { anyOf: [{ first: 17, last: 17 }] },
          destinationPort: { anyOf: [{ first: 3478, last: 3481 }] },
        },
        log: true,
      }));
      expect(terms(device, 'EDGE-IN')[before]).toBe('permit-added');
      expect(ruleOf(device, 'EDGE-IN', 'permit-added')).toMatchObject({
        action: { kind: 'permit' },
        effects: ['log'],
        matches: [
          { protocol: { anyOf: [{ first: 17, last: 17 }] }, destinationPort: { anyOf: [{ first: 3478, last: 3481 }] } },
        ],
      });
    }
  });

  test('ICMP types and answers', () => {
    const protocol = (number: number) => ({ anyOf: [{ first: number, last: number }] });
    for (const match of [
      { protocol: protocol(1), icmp: { anyOf: [{ type: { first: 3, last: 3 }, code: { first: 4, last: 4 } }] } },
      {
        protocol: protocol(6),
        tcpFlags: {
          anyOf: [
            { mask: 16, value: 16 },
            { mask: 4, value: 4 },
          ],
        },
      },
    ]) {
      const device = inBothForms((given) => ({
        kind: 'insert-rule',
        filter: filterOf(given, 'EDGE-IN'),
        before: 0,
        action: 'permit',
        match: { family: 'ipv4', ...match },
      }));
      expect(ruleOf(device, 'EDGE-IN', 'permit-added').matches).toMatchObject([match]);
    }
  });

  test('turn a permit into a deny that logs, and back', () => {
    const change =
      (term: string, action: 'permit' | 'deny', log: boolean) =>
      (device: Device): Change => ({
        kind: 'set-action',
        filter: filterOf(device, 'EDGE-IN'),
        rule: terms(device, 'EDGE-IN').indexOf(term),
        action,
        log,
      });
    expect(ruleOf(inBothForms(change('web', 'deny', true)), 'EDGE-IN', 'web')).toMatchObject({
      action: { kind: 'deny' },
      effects: ['log'],
    });
    expect(ruleOf(inBothForms(change('icmp', 'deny', true)), 'EDGE-IN', 'icmp')).toMatchObject({
      action: { kind: 'deny' },
      effects: ['log', 'policer:ICMP-1M'],
    });
    expect(ruleOf(inBothForms(change('spoofed', 'permit', true)), 'EDGE-IN', 'spoofed')).toMatchObject({
      action: { kind: 'permit' },
      effects: ['log'],
    });
    expect(ruleOf(inBothForms(change('rest', 'permit', false)), 'EDGE-IN', 'rest')).toMatchObject({
      action: { kind: 'permit' },
      effects: [],
    });
  });

  test('BGP: hold time, limits and policies', () => {
    const timers = inBothForms(() => ({ kind: 'set-bgp-timers', process: 0, neighbour: 0, keepalive: 15, hold: 45 }));
    expect(timers.bgp[0]!.neighbours[0]!.timers).toMatchObject({ hold: { value: 45 }, keepalive: { value: 15 } });
    const other = inBothForms(() => ({ kind: 'set-bgp-timers', process: 0, neighbour: 1, keepalive: 30, hold: 90 }));
    expect(other.bgp[0]!.neighbours[1]!.timers?.hold?.value).toBe(90);
    const whole = inBothForms(() => ({ kind: 'set-bgp-timers', process: 0, keepalive: 30, hold: 90 }));
    expect(whole.bgp[0]!.timers?.hold?.value).toBe(90);

    const limit = inBothForms(() => ({
      kind: 'set-max-prefix',
      process: 0,
      neighbour: 1,
      family: 'ipv6-unicast',
      limit: 500,
      threshold: 80,
      restart: 15,
    }));
    expect(limit.bgp[0]!.neighbours[1]!.families[0]!.maxPrefix).toMatchObject({
      limit: { value: 500 },
      threshold: 80,
      restart: 15,
      warningOnly: false,
    });

    const policy = inBothForms(() => ({
      kind: 'add-bgp-policy',
      process: 0,
      neighbour: 2,
      family: 'ipv4-unicast',
      direction: 'export',
      policyName: 'EXPORT-PEER',
      use: 'route-policy',
    }));
    expect(policy.bgp[0]!.neighbours[2]!.families[0]!.exports.map(({ name }) => name.value)).toEqual(['EXPORT-PEER']);
    expect(policy.policies.map(({ name }) => name.value)).toContain('EXPORT-PEER');
  });

  test('two policies of a neighbour without a block share one', () => {
    const text =
      'protocols {\n    bgp {\n        group P {\n            type external;\n            neighbor 192.0.2.1;\n        }\n    }\n}\n';
    const policy = (direction: 'import' | 'export', policyName: string) =>
      ({
        kind: 'add-bgp-policy',
        process: 0,
        neighbour: 0,
        family: 'ipv4-unicast',
        direction,
        policyName,
        use: 'route-policy',
      }) as const;
    const after = changed(text, () => ({
      kind: 'several',
      changes: [policy('import', 'IN'), policy('export', 'OUT')],
    }))!;
    expect(after).toContain(
      '            neighbor 192.0.2.1 {\n                import IN;\n                export OUT;\n            }\n',
    );
    expect(after.match(/^policy-options/gm)).toHaveLength(1);
    expect(modelOf(after).policies.map(({ name }) => name.value)).toEqual(['IN', 'OUT']);
  });

  test('delete whole statements', () => {
    const device = inBothForms((before) => ({
      kind: 'delete-statements',
      spans: before.references.definitions.find(({ name }) => name.value === 'NEIGHBOURS')!.spans,
    }));
    expect(device.prefixLists.map(({ name }) => name.value)).not.toContain('NEIGHBOURS');
  });
});

describe('what is not written', () => {
  test('a keepalive that is no third of the hold time', () => {
    expect(
      changed(fixture('edge.conf'), () => ({
        kind: 'set-bgp-timers',
        process: 0,
        neighbour: 0,
        keepalive: 10,
        hold: 45,
      })),
    ).toBeUndefined();
  });

  test('a rule that a group writes', () => {
    const text =
      'groups { G { firewall { filter F { term a { then accept; } term b { then discard; } } } } } apply-groups G; system { host-name r; }';
    expect(modelOf(text).filters[0]!.rules).toHaveLength(2);
    expect(changed(text, () => ({ kind: 'delete-rule', filter: 0, rule: 0 }))).toBeUndefined();
  });
});
