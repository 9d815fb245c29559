import { hostMask } from '../../../model/address.ts';
import { type Device, emptyDevice, type WrittenMask } from '../../../model/device.ts';
import { declareCoverage } from '../declare.ts';
import type { AwsOutline } from '../source.ts';
import { networkAcls } from './network-acls.ts';
import { routes } from './routes.ts';
import { type FilterFacts, securityGroups } from './security-groups.ts';
import { natOf } from './timers.ts';

/** Filters, routes and timers of one text, whatever its notation. */
export function toModel(outline: AwsOutline): Device {
  const { source } = outline;
  declareCoverage(outline);
  const groups = securityGroups(source);
  const acls = networkAcls(source);
  const nat = natOf(source);
  return {
    ...emptyDevice,
    ...routes(source),
    filters: [...groups.filters, ...acls.filters],
    bindings: [...groups.bindings, ...acls.bindings],
    masks: [...groups.cidrs, ...acls.cidrs].flatMap(maskOf),
    matchProblems: [...groups.matchProblems, ...acls.matchProblems],
    sequenceKeys: acls.sequenceKeys,
    ...(nat ? { nat } : {}),
    references: { definitions: source.definitions, uses: source.uses },
    embedded: source.embedded,
    fragment: source.partial || outline.problems.length > 0,
  };
}

/** A CIDR block where it stands as it is; the API cuts host bits off, Terraform refuses them. */
function maskOf({ value, prefix }: FilterFacts['cidrs'][number]): WrittenMask[] {
  if (value.kind !== 'text' || !value.exact) return [];
  const slash = value.span.start + value.text.indexOf('/');
  const { family, address, length } = prefix;
  return [
    {
      slot: 'length',
      family,
      address: { value: address, span: { start: value.span.start, end: slash } },
      mask: { value: hostMask(family, length), span: { start: slash + 1, end: value.span.end } },
    },
  ];
}
