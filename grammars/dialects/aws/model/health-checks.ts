import { mapsIn } from '../../../kit/cloud/named.ts';
import { propertyOf, type Resource } from '../../../kit/cloud/value.ts';
import { writtenCheck } from '../../../kit/cloud/written-check.ts';
import type { HealthCheck } from '../../../model/pool.ts';

/** Elastic Load Balancing, health checks for target groups: 30 s and two failures; 5 to 300 s. */
const KEYS = {
  interval: ['HealthCheckIntervalSeconds', 'interval'],
  failures: ['UnhealthyThresholdCount', 'unhealthy_threshold'],
  usual: { interval: 30, failures: 2 },
};

/** How load balancers ask their targets. */
export const healthChecks = (resources: readonly Resource[]): HealthCheck[] =>
  resources.flatMap(({ type, name, properties }) => {
    switch (type) {
      case 'AWS::ElasticLoadBalancingV2::TargetGroup':
      case 'TargetGroups':
        return writtenCheck(name.value, properties, KEYS);
      case 'aws_lb_target_group':
      case 'aws_alb_target_group':
        return mapsIn(propertyOf(properties, 'health_check')).flatMap((map) => writtenCheck(name.value, map, KEYS));
      default:
        return [];
    }
  });
