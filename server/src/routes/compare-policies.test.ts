import { expect, test } from 'vitest';
import type { Prefix } from '../../../grammars/model/address.ts';
import { type Device, emptyDevice } from '../../../grammars/model/device.ts';
import type { RoutePolicy, RoutePolicyEntry } from '../../../grammars/model/routing.ts';
import fc from '../../../test/support/seeded.ts';
import { entries, matchesEntry, universe } from '../../../test/support/small-routes.ts';
import { policyDifference, type Side } from './compare-policies.ts';
import { deadPolicyEntries } from './dead-policy-entries.ts';
import { holdsPrefix, isEmpty } from './prefix-space.ts';

const SPAN = { start: 0, end: 0 };
const NAME = { value: 'P', span: SPAN };

const policies: fc.Arbitrary<RoutePolicy> = fc
  .array(
    fc.record({
      action: fc.constantFrom('permit' as const, 'deny' as const),
      list: entries,
      preference: fc.constantFrom(100, 200),
    }),
    { maxLength: 4 },
  )
  .map((all) => ({
    name: NAME,
    span: SPAN,
    closed: true,
    fallback: 'deny',
    entries: all.map(
      ({ action, list, preference }): RoutePolicyEntry => ({
        span: SPAN,
        action,
        conditions: [{ kind: 'prefixes', entries: list }],
        settings: [{ kind: 'local-preference', value: preference }],
      }),
    ),
  }));

const deviceOf = (policy: RoutePolicy): Device => ({ ...emptyDevice, policies: [policy] });
const sideOf = (policy: RoutePolicy): Side => ({
  device: deviceOf(policy),
  uses: [{ kind: 'route-policy', name: NAME }],
  chain: { how: 'all-must-permit', byDefault: true },
});

const deciderOf = ({ entries: all }: RoutePolicy, prefix: Prefix): RoutePolicyEntry | undefined =>
  all!.find(({ conditions: [condition] }) => {
    if (condition?.kind !== 'prefixes') return false;
    return condition.entries.find((entry) => matchesEntry(entry, prefix))?.action === 'permit';
  });

/** Undefined: it is refused. */
function preferenceOf(policy: RoutePolicy, prefix: Prefix): number | undefined {
  const decider = deciderOf(policy, prefix);
  const [setting] = decider?.action === 'permit' ? decider.settings : [];
  return setting?.kind === 'local-preference' ? setting.value : undefined;
}

test('two policies differ exactly on the prefixes that one accepts and the other refuses, or that they set otherwise', () => {
  fc.assert(
    fc.property(policies, policies, (a, b) => {
      const attributes = { path: [], communities: [], protocol: 'bgp', choice: {} };
      const difference = policyDifference(sideOf(a), sideOf(b), attributes, 'ipv4')!;
      for (const prefix of universe) {
        const [first, second] = [a, b].map((policy) => deciderOf(policy, prefix)?.action === 'permit');
        expect(holdsPrefix(difference.onlyFirst.space, prefix)).toBe(first === true && second === false);
        expect(holdsPrefix(difference.onlySecond.space, prefix)).toBe(first === false && second === true);
        const [one, other] = [a, b].map((policy) => preferenceOf(policy, prefix));
        expect(holdsPrefix(difference.setOtherwise.space, prefix)).toBe(
          one !== undefined && other !== undefined && one !== other,
        );
      }
      for (const { space, witness } of [difference.onlyFirst, difference.onlySecond, difference.setOtherwise]) {
        expect(witness === undefined).toBe(isEmpty(space));
        if (!witness) continue;
        expect(holdsPrefix(space, witness.prefix)).toBe(true);
        expect([witness.first, witness.second].map(({ accepted }) => accepted)).toEqual(
          [a, b].map((policy) => deciderOf(policy, witness.prefix)?.action === 'permit'),
        );
      }
    }),
  );
});

test('an entry is dead when no route comes to it, and a route that would is decided by one of those named', () => {
  fc.assert(
    fc.property(policies, (policy) => {
      const dead = deadPolicyEntries(deviceOf(policy), policy);
      for (const entry of policy.entries!) {
        const decides = universe.some((prefix) => deciderOf(policy, prefix) === entry);
        const found = dead.find((one) => one.entry === entry);
        if (decides) expect(found).toBeUndefined();
        const alone = { ...policy, entries: [entry] };
        const own = universe.filter((prefix) => deciderOf(alone, prefix));
        // Lists of the universe hold no prefix outside of it: an entry that matches and never decides is dead.
        if (!decides && own.length > 0) expect(found).toBeDefined();
        for (const prefix of found ? own : []) expect(found!.deciders).toContain(deciderOf(policy, prefix));
      }
    }),
  );
});
