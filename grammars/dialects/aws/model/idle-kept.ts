import {
  elementsOf,
  fieldsOf,
  type MapValue,
  numberOf,
  propertyOf,
  type Resource,
  textOf,
} from '../../../kit/cloud/value.ts';
import type { IdleKept } from '../../../model/idle.ts';
import { BALANCERS, kindOf } from './cloud/balancers.ts';

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
  const own = fieldsOf(properties, 'idle_timeout');
  const attributes = elementsOf(propertyOf(properties, 'LoadBalancerAttributes')).flatMap((one) =>
    one.kind === 'map' && textOf(propertyOf(one, 'Key')) === 'idle_timeout.timeout_seconds'
      ? fieldsOf(one, 'Value')
      : [],
  );
  const [field] = [...own, ...attributes];
  if (!field) return undefined;
  const seconds = numberOf(field.value);
  return seconds === undefined ? 'elsewhere' : { seconds, span: field.value.span };
}
