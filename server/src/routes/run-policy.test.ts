import { describe, expect, test } from 'vitest';
import { formatPrefix, type Prefix } from '../../../grammars/model/address.ts';
import { type Device, emptyDevice } from '../../../grammars/model/device.ts';
import type {
  RouteAction,
  RouteCondition,
  RoutePolicy,
  RoutePolicyEntry,
  RouteSetting,
} from '../../../grammars/model/routing.ts';
import fc from '../../../test/support/seeded.ts';
import { entries, matchesEntry, universe } from '../../../test/support/small-routes.ts';
import { pathPattern } from './path-pattern.ts';
import { holdsPrefix } from './prefix-space.ts';
import { runPolicies } from './run-policy.ts';

const SPAN = { start: 0, end: 0 };
const named = (value: string) => ({ value, span: SPAN });
const TAGS = ['64500:1', '64500:2'];

const conditions: fc.Arbitrary<RouteCondition> = fc.oneof(
  entries.map((list): RouteCondition => ({ kind: 'prefixes', entries: list })),
  fc.constantFrom(...TAGS).map((tag): RouteCondition => ({ kind: 'community', names: [named(tag)], exact: false })),
  fc.constantFrom('a', 'b').map((text): RouteCondition => ({ kind: 'opaque', text, span: SPAN })),
);
const settings: fc.Arbitrary<RouteSetting> = fc.oneof(
  fc.constantFrom(...TAGS).map((tag): RouteSetting => ({ kind: 'community', how: 'add', values: [tag] })),
  fc.constantFrom(...TAGS).map((tag): RouteSetting => ({ kind: 'delete-community', list: named(tag) })),
  fc.constantFrom(10, 20).map((value): RouteSetting => ({ kind: 'med', value })),
  fc.constant<RouteSetting>({ kind: 'med' }),
);
const policies = (fallback: 'deny' | 'next'): fc.Arbitrary<RoutePolicy> =>
  fc
    .array(
      fc.record({
        action: fc.constantFrom<RouteAction>(
          'permit',
          'deny',
          ...(fallback === 'next' ? (['next', 'next-policy'] as const) : []),
        ),
        conditions: fc.array(conditions, { maxLength: 2 }),
        settings: fc.array(settings, { maxLength: 2 }),
      }),
      { maxLength: 4 },
    )
    .map((list) => ({
      name: named('P'),
      span: SPAN,
      closed: true,
      fallback,
      entries: list.map((one): RoutePolicyEntry => ({ span: SPAN, ...one })),
    }));

const device = (all: readonly RoutePolicy[]): Device => ({
  ...emptyDevice,
  policies: all.map((policy, i) => ({ ...policy, name: named(`P${i}`) })),
  communityLists: TAGS.map((tag) => ({
    name: named(tag),
    entries: [{ span: SPAN, action: 'permit', members: [tag] }],
    span: SPAN,
    closed: true,
  })),
});

interface Walked {
  readonly verdict: boolean;
  readonly med: number | undefined;
}

/** One route through the policies, entry by entry, where these opaque conditions hold. */
function walk(all: readonly RoutePolicy[], prefix: Prefix, holding: ReadonlySet<string>, byDefault: boolean): Walked {
  const communities = new Set<string>();
  let med: number | undefined;
  const holds = (condition: RouteCondition): boolean => {
    if (condition.kind === 'prefixes')
      return condition.entries.find((entry) => matchesEntry(entry, prefix))?.action === 'permit';
    if (condition.kind === 'community') return communities.has(condition.names[0]!.value);
    return condition.kind === 'opaque' && holding.has(condition.text);
  };
  for (const policy of all) {
    let passed = false;
    for (const entry of policy.entries!) {
      if (!entry.conditions.every(holds)) continue;
      for (const setting of entry.settings) {
        if (setting.kind === 'community') for (const value of setting.values) communities.add(value);
        else if (setting.kind === 'delete-community') communities.delete(setting.list!.value);
        else if (setting.kind === 'med') med = setting.value;
      }
      if (entry.action === 'deny') return { verdict: false, med };
      if (entry.action === 'permit') {
        if (policy.fallback === 'next') return { verdict: true, med };
        passed = true;
      }
      if (entry.action !== 'next') break;
    }
    if (policy.fallback === 'deny' && !passed) return { verdict: false, med };
  }
  return { verdict: all[0]!.fallback === 'deny' || byDefault, med };
}

describe.each(['deny', 'next'] as const)('policies that end in %s', (fallback) => {
  test('sure, and the MED there, is right whatever the opaque conditions do, and nothing is possible that is not told', () => {
    fc.assert(
      fc.property(fc.array(policies(fallback), { minLength: 1, maxLength: 2 }), fc.boolean(), (all, byDefault) => {
        const outcomes = runPolicies(
          device(all),
          all.map((_, i) => ({ kind: 'route-policy', name: named(`P${i}`) })),
          { how: fallback === 'deny' ? 'all-must-permit' : 'first-decides', byDefault },
          { path: [], communities: [], protocol: 'bgp' },
          'ipv4',
        )!;
        for (const prefix of universe) {
          const possible = [[], ['a'], ['b'], ['a', 'b']].map((set) => walk(all, prefix, new Set(set), byDefault));
          for (const verdict of [true, false]) {
            const told = outcomes.filter(({ accepted }) => accepted === verdict);
            const where = `${formatPrefix(prefix)} ${verdict}`;
            const sure = told.find((one) => holdsPrefix(one.sure, prefix));
            if (sure) for (const one of possible) expect(one, where).toEqual({ verdict, med: sure.attributes.med });
            if (possible.some((one) => one.verdict === verdict))
              expect(
                told.some((one) => holdsPrefix(one.sure, prefix) || holdsPrefix(one.maybe, prefix)),
                where,
              ).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('path patterns', () => {
  const path = [64500, 3356, 64500];
  test.each([
    ['^64500_', true],
    ['_3356_', true],
    ['_335_', false],
    ['^64500 3356 64500$', true],
    ['^(64500_)+$', false],
    ['^([0-9]+_){3,}', true],
    ['^([0-9]+_){4,}', false],
    ['_645[0-9][0-9]$', true],
    ['^$', false],
    ['.*', true],
    ['(.*)*(.*)*x', false],
    ['_(1|3356)_', true],
  ])('cisco %s', (pattern, expected) => {
    expect(pathPattern(pattern, 'cisco')!(path)).toBe(expected);
  });
  test.each([
    ['64500 3356 64500', true],
    ['64500 .*', true],
    ['.* 3356 .*', true],
    ['.*', true],
    ['.{4,}', false],
    ['.{3,}', true],
    ['3356', false],
    ['.* [64496-64511] .*', true],
    ['.* 64512-65534 .*', false],
    ['(64500|3356)+', true],
    ['()', false],
  ])('junos %s', (pattern, expected) => {
    expect(pathPattern(pattern, 'junos')!(path)).toBe(expected);
  });
  test('the empty path', () => {
    expect(pathPattern('^$', 'cisco')!([])).toBe(true);
    expect(pathPattern('()', 'junos')!([])).toBe(true);
  });
  test.each(['[', '(', 'a{', '*', `(${'(1{0,99}){0,99}'}){0,99}`])('%s is not understood', (pattern) => {
    expect(pathPattern(pattern, 'cisco')).toBeUndefined();
  });
});
