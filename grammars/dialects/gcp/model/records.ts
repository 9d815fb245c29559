import { mapsIn } from '../../../kit/cloud/named.ts';
import { type RecordKeys, recordTtl } from '../../../kit/cloud/record-ttl.ts';
import { fieldsOf, propertyOf } from '../../../kit/cloud/value.ts';
import type { Dns } from '../../../model/dns.ts';
import type { Source } from '../source.ts';

const KEYS: RecordKeys = { ttl: ['ttl'], failover: [] };

/** Record sets of Cloud DNS; with a policy of primary and backup, answers change with health (Cloud DNS: routing policies and health checks). */
export function dnsOf({ resources }: Source): Dns | undefined {
  const ttls = resources.flatMap((resource) => {
    if (resource.type !== 'google_dns_record_set') return [];
    const [failover] = mapsIn(propertyOf(resource.properties, 'routing_policy')).flatMap((policy) =>
      fieldsOf(policy, 'primary_backup'),
    );
    return recordTtl(resource, KEYS, failover && { value: failover.key, span: failover.keySpan });
  });
  return ttls.length > 0 ? { ttls, zones: [] } : undefined;
}
