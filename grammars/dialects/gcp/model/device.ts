import { isWholeModule } from '../../../kit/cloud/is-whole-module.ts';
import { lengthMask } from '../../../kit/cloud/length-mask.ts';
import { moduleSources } from '../../../kit/cloud/module-sources.ts';
import { fieldsOf, textOf } from '../../../kit/cloud/value.ts';
import { parsePrefix } from '../../../model/address.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import { declareCoverage } from '../declare.ts';
import type { GcpOutline, Source } from '../source.ts';
import { cloudOf } from './cloud/cloud.ts';
import type { Cidr } from './ends.ts';
import { firewalls } from './firewalls.ts';
import { healthChecks } from './health-checks.ts';
import { natOf } from './nat.ts';
import { dnsOf } from './records.ts';
import { routes } from './routes.ts';

/** Filters, routes and timers of one text, whatever its notation. Other texts of the same network may hold the rest. */
export function toModel(outline: GcpOutline): Device {
  const { source, problems } = outline;
  declareCoverage(outline);
  const { filters, bindings, matchProblems, cidrs } = firewalls(source);
  const whole = problems.length === 0;
  const nat = natOf(source, whole);
  const dns = dnsOf(source);
  const checks = healthChecks(source);
  return {
    ...emptyDevice,
    filters,
    bindings,
    matchProblems,
    masks: [...cidrs, ...subnets(source)].flatMap(({ value, prefix }) => lengthMask(value, prefix)),
    routes: routes(source),
    ...(nat ? { nat } : {}),
    ...(dns ? { dns } : {}),
    ...(checks.length > 0 ? { healthChecks: checks } : {}),
    cloud: {
      unit: source.notation === 'terraform' ? 'module' : 'folder',
      dialect: 'gcp',
      ...(outline.body ? { calls: moduleSources(outline.body) } : {}),
      read: () => {
        const resources = source.deployed();
        return cloudOf(
          { ...source, resources },
          whole &&
            source.notation === 'terraform' &&
            outline.body !== undefined &&
            isWholeModule(outline.body, outline.text, 'google_'),
        );
      },
    },
    // Subnets, peerings and Cloud Router bring routes of their own.
    dynamicRouting: true,
    // A gateway says all of itself where it stands.
    fragment: !whole,
  };
}

/** The ranges of subnets that the text makes. */
const subnets = ({ resources }: Source): Cidr[] =>
  resources
    .filter(({ type }) => type === 'google_compute_subnetwork')
    .flatMap(({ properties }) => fieldsOf(properties, 'ip_cidr_range'))
    .flatMap(({ value }) => {
      const prefix = parsePrefix(textOf(value) ?? '');
      return prefix && value.kind === 'text' && value.exact ? [{ value, prefix }] : [];
    });
