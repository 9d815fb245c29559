import type { HealthCheck } from '../../../model/pool.ts';
import { mapsIn } from '../named.ts';
import { propertyOf, type Resource } from '../value.ts';
import { writtenCheck } from '../written-check.ts';
import type { Source } from './source.ts';

/** Azure Load Balancer, health probes: 15 s where nothing is said (Terraform), from 5 s up. */
const PROBE = {
  interval: ['intervalInSeconds', 'interval_in_seconds'],
  failures: ['probeThreshold', 'probe_threshold', 'numberOfProbes', 'number_of_probes'],
  usual: { interval: 15, failures: 2 },
};

/** How load balancers ask their targets. */
export const healthChecks = ({ resources }: Source): HealthCheck[] =>
  resources.flatMap(({ type, name, properties }: Resource) => {
    if (type === 'azurerm_lb_probe') return writtenCheck(name.value, properties, PROBE);
    if (type !== 'microsoft.network/loadbalancers') return [];
    return mapsIn(propertyOf(properties, 'probes')).flatMap((probe) => {
      const inner = propertyOf(probe, 'properties');
      return writtenCheck(name.value, inner?.kind === 'map' ? inner : probe, PROBE);
    });
  });
