import { mapsIn, namedBy } from '../../../kit/cloud/named.ts';
import { propertyOf } from '../../../kit/cloud/value.ts';
import { writtenCheck } from '../../../kit/cloud/written-check.ts';
import type { HealthCheck } from '../../../model/pool.ts';
import type { Source } from '../source.ts';

const CHECK = /^(?:google_compute_(?:region_)?(?:http_|https_)?health_check|compute#(?:http|https)?healthCheck)$/i;
/** Health checks overview: 5 s and two failures where nothing is said. */
const KEYS = {
  interval: ['check_interval_sec', 'checkIntervalSec'],
  failures: ['unhealthy_threshold', 'unhealthyThreshold'],
  usual: { interval: 5, failures: 2 },
};

/** How load balancers ask their targets. What makes dead machines anew (autohealing) asks seldom, as it should. */
export function healthChecks({ resources }: Source): HealthCheck[] {
  const healing = new Set(
    resources.flatMap(({ properties }) =>
      mapsIn(propertyOf(properties, 'auto_healing_policies', 'autoHealingPolicies')).flatMap(
        (policy) => namedBy(policy, 'health_check', 'healthCheck') ?? [],
      ),
    ),
  );
  return resources.flatMap(({ type, name, properties }) =>
    CHECK.test(type) && !healing.has(name.value) && !/heal(?!th)/i.test(name.value)
      ? writtenCheck(name.value, properties, KEYS)
      : [],
  );
}
