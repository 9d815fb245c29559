import { isWholeModule } from '../../../kit/cloud/is-whole-module.ts';
import { lengthMask } from '../../../kit/cloud/length-mask.ts';
import { moduleSources } from '../../../kit/cloud/module-sources.ts';
import type { CloudText } from '../../../model/cloud.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import { declareCoverage } from '../declare.ts';
import type { AwsOutline } from '../source.ts';
import { cloudOf, isCloud } from './cloud/cloud.ts';
import { healthChecks } from './health-checks.ts';
import { idleKept } from './idle-kept.ts';
import { networkAcls } from './network-acls.ts';
import { dnsOf } from './records.ts';
import { routes } from './routes.ts';
import { securityGroups } from './security-groups.ts';
import { singleZones } from './single-zones.ts';
import { natOf } from './timers.ts';

/** Filters, routes and timers of one text, whatever its notation. */
export function toModel(outline: AwsOutline): Device {
  const { source } = outline;
  declareCoverage(outline);
  const groups = securityGroups(source);
  const acls = networkAcls(source);
  const nat = natOf(source);
  const kept = idleKept(source.resources);
  const dns = dnsOf(source.resources);
  const checks = healthChecks(source.resources);
  const single = source.notation === 'describe' ? [] : singleZones(source.resources);
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
    ...(kept.length > 0 ? { idleKept: kept } : {}),
    ...(dns ? { dns } : {}),
    ...(single.length > 0 ? { singleZones: single } : {}),
    ...(checks.length > 0 ? { healthChecks: checks } : {}),
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
    ...(outline.body ? { calls: moduleSources(outline.body) } : {}),
    read: () => cloudOf({ ...outline.source, resources: outline.source.deployed() }, isWhole(outline)),
  };
}

/** Everything that the text refers to is in it: no other one of the same deployment changes what it says. */
const isWhole = ({ source, problems, text, body }: AwsOutline): boolean =>
  problems.length === 0 &&
  (source.notation === 'terraform' ? body !== undefined && isWholeModule(body, text, 'aws_') : !source.partial);
