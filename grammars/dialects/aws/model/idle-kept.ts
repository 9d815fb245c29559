import { fieldsOf, type MapValue, numberOf, type Resource } from '../../../kit/cloud/value.ts';
import type { IdleKept } from '../../../model/idle.ts';
import { BALANCERS, kindOf } from './cloud/balancers.ts';
import { attributeFields } from './timers.ts';

/** Application Load Balancers: idle timeout, 60 s unless it is set (Elastic Load Balancing: Application Load Balancers, attributes). */
export const idleKept = (resources: readonly Resource[]): IdleKept[] =>
  resources.flatMap((balancer): IdleKept[] => {
    const { type, name, properties } = balancer;
    if (!BALANCERS.includes(type) || kindOf(balancer) !== 'application') return [];
    const written = writtenIn(properties);
    // The list of balancers that the API prints tells no attributes.
    if (type === 'LoadBalancers' || written === 'elsewhere') return [];
    return [{ name: name.value, seconds: written?.seconds ?? DEFAULT, span: written?.span ?? name.span }];
  });

const DEFAULT = 60;

function writtenIn(properties: MapValue): Pick<IdleKept, 'seconds' | 'span'> | 'elsewhere' | undefined {
  const [field] = [
    ...fieldsOf(properties, 'idle_timeout'),
    ...attributeFields(properties, 'LoadBalancerAttributes', 'idle_timeout.timeout_seconds'),
  ];
  if (!field) return undefined;
  const seconds = numberOf(field.value);
  return seconds === undefined ? 'elsewhere' : { seconds, span: field.value.span };
}
