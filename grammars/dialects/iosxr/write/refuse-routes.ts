import type { NamedRoutes, PolicyBody } from '../../../change.ts';
import { inserted, linesOf } from '../../../kit/cisco-like/write/lines.ts';
import { pathPatterns } from '../../../kit/cisco-like/write/path-patterns.ts';
import { listFor, type Refuse, unused } from '../../../kit/cisco-like/write/refuse-routes.ts';
import { formatPrefix } from '../../../model/address.ts';
import type { BgpAddressFamily } from '../../../model/bgp.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';

/** A branch that drops, as the policy's first lines, with a set of what it drops in front of the policy. */
export function refuseInPolicy(
  change: Refuse,
  family: BgpAddressFamily,
  outline: Outline,
  device: Device,
): readonly TextEdit[] | undefined {
  const [use] = change.direction === 'import' ? family.imports : family.exports;
  const policy = device.policies.find(({ name }) => name.value === use?.name.value);
  const block = outline.statements.find(({ span }) => span.start === policy?.span.start);
  if (!block) return undefined;
  const { set, test } = whatOf(change, device);
  const { text } = outline;
  const lines = linesOf(text, block.header);
  return [
    ...(set.length > 0
      ? [{ span: { start: lines.start, end: lines.start }, newText: inserted(text, lines.start, [...set, '!']) }]
      : []),
    { span: { start: lines.end, end: lines.end }, newText: inserted(text, lines.end, branch(test, 'drop')) },
  ];
}

/** Lines of a new set, and what asks it. */
function whatOf(change: Refuse, device: Device): { readonly set: readonly string[]; readonly test: string } {
  if (change.kind === 'refuse-invalid') return { set: [], test: 'validation-state is invalid' };
  if (change.kind === 'refuse-routes') return prefixSet(change, device);
  const [only] = change.paths;
  if (only?.kind === 'longer' && change.paths.length === 1)
    return { set: [], test: `as-path length ge ${only.than + 1}` };
  const name = unused(change.name, new Set(device.asPathLists.map((list) => list.name.value)));
  const patterns = change.paths.flatMap(pathPatterns).map((pattern) => `  ios-regex '${pattern}'`);
  return { set: setOf('as-path-set', name, patterns), test: `as-path in ${name}` };
}

function prefixSet(named: NamedRoutes, device: Device): { readonly set: readonly string[]; readonly test: string } {
  const { name, exists } = listFor(named, device);
  const ranges = named.routes.map(({ prefix, lengths }) => {
    const exact = lengths.first === prefix.length && lengths.last === prefix.length;
    const ge = lengths.first > prefix.length ? ` ge ${lengths.first}` : '';
    return `  ${formatPrefix(prefix)}${exact ? '' : `${ge} le ${lengths.last}`}`;
  });
  return { set: exists ? [] : setOf('prefix-set', name, ranges), test: `destination in ${name}` };
}

/** A new policy, with the sets that it asks. */
export function routePolicyOf(
  name: string,
  body: PolicyBody | undefined,
  _family: string,
  device: Device,
): readonly string[] {
  const refused = (body?.refuses ?? []).map((named) => prefixSet(named, device));
  const permitted = body && body.permits !== 'rest' ? prefixSet(body.permits, device) : undefined;
  const sets = [...refused, ...(permitted ? [permitted] : [])].filter(({ set }) => set.length > 0);
  return [
    ...sets.flatMap(({ set }) => ['!', ...set]),
    '!',
    `route-policy ${name}`,
    ...refused.flatMap(({ test }) => branch(test, 'drop')),
    ...(permitted ? branch(permitted.test, 'pass') : [body ? '  pass' : '  drop']),
    'end-policy',
  ];
}

const branch = (test: string, action: 'drop' | 'pass'): readonly string[] => [
  `  if ${test} then`,
  `    ${action}`,
  '  endif',
];

const setOf = (kind: string, name: string, elements: readonly string[]): string[] => [
  `${kind} ${name}`,
  ...elements.map((element, i) => (i === elements.length - 1 ? element : `${element},`)),
  'end-set',
];
