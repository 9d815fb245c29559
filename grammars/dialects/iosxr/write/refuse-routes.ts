import { inserted, linesOf } from '../../../kit/cisco-like/write/lines.ts';
import { pathPatterns } from '../../../kit/cisco-like/write/path-patterns.ts';
import { freeName, type Refuse, unused } from '../../../kit/cisco-like/write/refuse-routes.ts';
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
  const branch = [`  if ${test} then`, '    drop', '  endif'];
  return [
    ...(set.length > 0
      ? [{ span: { start: lines.start, end: lines.start }, newText: inserted(text, lines.start, [...set, '!']) }]
      : []),
    { span: { start: lines.end, end: lines.end }, newText: inserted(text, lines.end, branch) },
  ];
}

/** Lines of a new set, and what asks it. */
function whatOf(change: Refuse, device: Device): { readonly set: readonly string[]; readonly test: string } {
  if (change.kind === 'refuse-invalid') return { set: [], test: 'validation-state is invalid' };
  if (change.kind === 'refuse-routes') {
    const name = freeName(change.name, device);
    const ranges = change.routes.map(({ prefix, lengths }) => {
      const exact = lengths.first === prefix.length && lengths.last === prefix.length;
      const ge = lengths.first > prefix.length ? ` ge ${lengths.first}` : '';
      return `  ${formatPrefix(prefix)}${exact ? '' : `${ge} le ${lengths.last}`}`;
    });
    return { set: setOf('prefix-set', name, ranges), test: `destination in ${name}` };
  }
  const [only] = change.paths;
  if (only?.kind === 'longer' && change.paths.length === 1)
    return { set: [], test: `as-path length ge ${only.than + 1}` };
  const name = unused(change.name, new Set(device.asPathLists.map((list) => list.name.value)));
  const patterns = change.paths.flatMap(pathPatterns).map((pattern) => `  ios-regex '${pattern}'`);
  return { set: setOf('as-path-set', name, patterns), test: `as-path in ${name}` };
}

const setOf = (kind: string, name: string, elements: readonly string[]): string[] => [
  `${kind} ${name}`,
  ...elements.map((element, i) => (i === elements.length - 1 ? element : `${element},`)),
  'end-set',
];
