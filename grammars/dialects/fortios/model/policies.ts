import { implicitRule } from '../../../kit/own-rules.ts';
import { withinZones } from '../../../kit/zone-dispatch.ts';
import type { Family } from '../../../model/address.ts';
import type { SequenceKey } from '../../../model/device.ts';
import type { Action, Filter, FilterRule } from '../../../model/filter.ts';
import { cover } from '../../../text/span.ts';
import { type Block, isOn, spanOf, spansOf, table, value, values, word } from '../config-tree.ts';
import type { Objects } from './objects.ts';
import { matchesOf, type PolicyKind } from './policy-match.ts';

const FOUR = { family: 'ipv4', source: 'srcaddr', destination: 'dstaddr' } as const;
const SIX = { family: 'ipv6', source: 'srcaddr6', destination: 'dstaddr6' } as const;

export const POLICIES: PolicyKind = { path: 'firewall policy', hook: 'forward', sides: [FOUR, SIX] };
export const POLICIES6: PolicyKind = {
  path: 'firewall policy6',
  hook: 'forward',
  sides: [{ ...FOUR, family: 'ipv6' }],
};
export const CONSOLIDATED: PolicyKind = {
  path: 'firewall consolidated policy',
  hook: 'forward',
  sides: [{ family: 'ipv4', source: 'srcaddr4', destination: 'dstaddr4' }, SIX],
};
export const LOCAL_IN: PolicyKind = { path: 'firewall local-in-policy', hook: 'input', sides: [FOUR] };
export const LOCAL_IN6: PolicyKind = {
  path: 'firewall local-in-policy6',
  hook: 'input',
  sides: [{ ...FOUR, family: 'ipv6' }],
};

/** The list of one table; undefined where the text has none. What no policy accepts is dropped (policy 0). */
export function policyFilter(block: Block, kind: PolicyKind, objects: Objects, name: string): Filter | undefined {
  const policies = table(block, kind.path);
  if (!policies || policies.entries.length === 0) return undefined;
  const span = policies.statements.map((one) => one.span).reduce(cover);
  const sides = kind.sides.filter(({ source, destination }) =>
    policies.entries.some((entry) => entry.settings.has(source) || entry.settings.has(destination)),
  );
  const families = new Set((sides.length > 0 ? sides : kind.sides.slice(0, 1)).map(({ family }) => family));
  return {
    name: { value: name, span: policies.statements[0]!.header },
    family: families.size === 2 ? 'both' : [...families][0]!,
    purpose: 'packet',
    rules: [...rulesOf(policies, kind, objects), ...withinRules(objects, [...families], span)],
    fallback: { action: 'deny' },
    stateful: true,
    hook: kind.hook,
    span,
    closed: !policies.unclear && policies.entries.every((entry) => isWhole(entry, kind)),
  };
}

/** `set intrazone allow`: what stays in the zone passes where no policy says otherwise. */
function withinRules({ zones }: Objects, families: readonly Family[], { end }: Filter['span']): FilterRule[] {
  const open = zones.all.filter(({ block }) => word(block, 'intrazone') === 'allow');
  const patterns = open.map(({ name }) => zones.pattern(name.value));
  return families.flatMap((family) =>
    withinZones(patterns, family).map((match) => implicitRule([match], { kind: 'permit' }, { start: end, end })),
  );
}

/** Rules as the device tries them. */
export const rulesOf = (policies: Block, kind: PolicyKind, objects: Objects): FilterRule[] =>
  policies.entries.map((entry) => ruleOf(entry, kind, objects));

function ruleOf(entry: Block, kind: PolicyKind, objects: Objects): FilterRule {
  const spans = spansOf(entry);
  const name = value(entry, 'name');
  return {
    span: spanOf(entry),
    ...(spans.length > 1 ? { spans } : {}),
    ...(name?.value ? { key: name } : {}),
    counter: entry.name.value,
    matches: matchesOf(entry, kind, objects),
    action: isWhole(entry, kind) ? actionOf(word(entry, 'action')) : { kind: 'continue' },
    effects: effectsOf(entry),
    active: word(entry, 'status') !== 'disable',
  };
}

/** What the device asks of a policy: of one that lacks some of it, a part of a script, nothing is claimed. */
function isWhole(entry: Block, { hook, sides }: PolicyKind): boolean {
  const says = (name: string): boolean => values(entry, name).length > 0;
  const places = hook === 'input' ? ['intf'] : ['srcintf', 'dstintf'];
  return (
    places.every(says) &&
    sides.some(
      ({ source, destination }) =>
        (says(source) || isOn(entry, 'internet-service-src') || isOn(entry, 'internet-service6-src')) &&
        (says(destination) || isOn(entry, 'internet-service') || isOn(entry, 'internet-service6')),
    ) &&
    (says('service') || isOn(entry, 'internet-service') || isOn(entry, 'internet-service6'))
  );
}

/** Policies deny where they do not say (FortiOS CLI Reference). */
const actionOf = (action: string | undefined): Action =>
  action === undefined || action === 'deny' ? { kind: 'deny' } : { kind: 'permit' };

/** Settings that choose packets, or only say what the policy is called. */
const NO_EFFECT =
  /^(?:name|uuid|comments|label|global-label|status|action|(?:src|dst)?intf|(?:src|dst)addr[46]?(?:-negate)?|service(?:-negate)?|schedule|match-vip(?:-only)?|groups|users|fsso-groups|devices|internet-service.*|ztna-.*|src-vendor-mac|reputation-.*|tags|uuid-idx|tos|tos-mask|tos-negate|sgt|sgt-check|policy-expiry.*)$/;

const effectsOf = ({ settings }: Block): string[] =>
  [...settings]
    .filter(([name]) => !NO_EFFECT.test(name))
    .map(([name, { values: own }]) => `${name}:${own.map((one) => one.value).join(',')}`)
    .sort();

/** Two whole policies under one number: the second changes the first. */
export function sequenceKeysIn(block: Block): SequenceKey[] {
  return [POLICIES, POLICIES6, CONSOLIDATED].flatMap(({ path }) =>
    (table(block, path)?.entries ?? []).flatMap((entry): SequenceKey[] => {
      const whole = entry.statements.filter(({ children }) =>
        children.some(({ words }) => words[0]!.text === 'set' && words[1]?.text === 'srcintf'),
      );
      // The numbers order nothing: only one that stands twice is a fault.
      if (whole.length < 2) return [];
      return whole.flatMap(({ words, span }) => {
        const written = words[1]!;
        const number = Number(written.text.replaceAll('"', ''));
        if (!Number.isInteger(number) || number === 0) return [];
        return [
          {
            scope: `${path} ${number}`,
            key: { value: number, span: written.span },
            span,
            allowed: { first: 0, last: 4_294_967_294 },
            onDuplicate: 'replaces',
          },
        ];
      });
    }),
  );
}
