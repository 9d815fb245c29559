import { lengthMask } from '../../../kit/cloud/length-mask.ts';
import type { CloudText } from '../../../model/cloud.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import { declareCoverage } from '../declare.ts';
import type { AwsOutline } from '../source.ts';
import { cloudOf, isCloud } from './cloud/cloud.ts';
import { networkAcls } from './network-acls.ts';
import { routes } from './routes.ts';
import { securityGroups } from './security-groups.ts';
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
    // The API cuts host bits off, Terraform refuses them.
    masks: [...groups.cidrs, ...acls.cidrs].flatMap(({ value, prefix }) => lengthMask(value, prefix)),
    matchProblems: [...groups.matchProblems, ...acls.matchProblems],
    sequenceKeys: acls.sequenceKeys,
    ...(nat ? { nat } : {}),
    ...(isCloud(source) ? { cloud: cloudText(outline) } : {}),
    references: { definitions: source.definitions, uses: source.uses },
    embedded: source.embedded,
    fragment: source.partial || outline.problems.length > 0,
  };
}

function cloudText(outline: AwsOutline): CloudText {
  const { notation } = outline.source;
  return {
    unit: notation === 'terraform' ? 'module' : notation === 'describe' ? 'folder' : 'text',
    dialect: 'aws',
    read: () => cloudOf({ ...outline.source, resources: outline.source.deployed() }, isWhole(outline)),
  };
}

/** Everything that the text refers to is in it: no other one of the same deployment changes what it says. */
const isWhole = ({ source, problems }: AwsOutline): boolean => {
  if (source.notation !== 'terraform') return !source.partial && problems.length === 0;
  const defined = new Set(source.resources.map(({ name }) => name.value));
  return (
    problems.length === 0 && source.uses.every(({ name }) => defined.has(name.value) || name.value.startsWith('data.'))
  );
};
