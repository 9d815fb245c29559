import type { Dns } from '../../../model/dns.ts';
import type { Located } from '../../../text/span.ts';
import { mapsIn } from '../named.ts';
import { type RecordKeys, recordTtl } from '../record-ttl.ts';
import { fieldsOf, type MapValue, propertyOf, textOf } from '../value.ts';
import type { Source } from './source.ts';

const RECORDS =
  /^(?:azurerm_(?:private_)?dns_[a-z]+_record|microsoft\.network\/(?:dnszones|privatednszones)\/(?:a|aaaa|caa|cname|mx|ns|ptr|srv|txt))$/;
const PROFILES = ['azurerm_traffic_manager_profile', 'microsoft.network/trafficmanagerprofiles'];
const KEYS: RecordKeys = { ttl: ['ttl', 'TTL'], failover: [] };

/** Record sets of Azure DNS, and answers of Traffic Manager, which change with the health of its endpoints (Traffic Manager: FAQ, TTL). */
export function dnsOf({ resources }: Source): Dns | undefined {
  const ttls = resources.flatMap(({ type, name, properties }) => {
    if (RECORDS.test(type)) return recordTtl({ name, properties }, KEYS);
    if (!PROFILES.includes(type)) return [];
    return mapsIn(propertyOf(properties, 'dnsConfig', 'dns_config')).flatMap((map) =>
      recordTtl({ name, properties: map }, KEYS, methodOf(properties)),
    );
  });
  return ttls.length > 0 ? { ttls, zones: [] } : undefined;
}

function methodOf(properties: MapValue): Located<string> | undefined {
  const [field] = fieldsOf(properties, 'trafficRoutingMethod', 'traffic_routing_method');
  const method = textOf(field?.value);
  return field && method !== undefined ? { value: `${field.key}: ${method}`, span: field.keySpan } : undefined;
}
