import { mapsIn } from '../../../kit/cloud/named.ts';
import { type RecordKeys, recordTtl } from '../../../kit/cloud/record-ttl.ts';
import { propertyOf, type Resource } from '../../../kit/cloud/value.ts';
import type { Dns } from '../../../model/dns.ts';

const SETS = ['AWS::Route53::RecordSet', 'aws_route53_record', 'ResourceRecordSets'];

/** Route 53 answers otherwise when a health check fails (Developer Guide: routing policies, DNS failover). */
const KEYS: RecordKeys = {
  ttl: ['TTL', 'ttl'],
  failover: ['Failover', 'failover_routing_policy', 'HealthCheckId', 'health_check_id'],
};

/** Record sets of Route 53; aliases have no TTL of their own. */
export function dnsOf(resources: readonly Resource[]): Dns | undefined {
  const ttls = resources.flatMap((resource) => {
    if (SETS.includes(resource.type)) return recordTtl(resource, KEYS);
    if (resource.type !== 'AWS::Route53::RecordSetGroup') return [];
    return mapsIn(propertyOf(resource.properties, 'RecordSets')).flatMap((properties) =>
      recordTtl({ name: resource.name, properties }, KEYS),
    );
  });
  return ttls.length > 0 ? { ttls, zones: [] } : undefined;
}
