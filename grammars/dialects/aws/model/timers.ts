import {
  elementsOf,
  type Field,
  fieldsOf,
  type MapValue,
  numberOf,
  propertyOf,
  type Resource,
  textOf,
  type Value,
} from '../../../kit/cloud/value.ts';
import type { DefaultTimer, Nat, Timer } from '../../../model/nat.ts';
import type { Statement } from '../../../outline.ts';
import type { Source } from '../source.ts';

const GATEWAYS = ['AWS::EC2::NatGateway', 'aws_nat_gateway', 'NatGateways'];

/** VPC user guide, NAT gateway basics: 350 s without traffic, for every protocol; nothing sets it. */
const FIXED: readonly DefaultTimer[] = (['tcp-established', 'udp', 'icmp'] as const).map((kind) => ({
  kind,
  seconds: 350,
  label: 'NAT gateway',
  fixed: true,
}));

/** NAT gateways with their fixed timers, and idle timeouts of load balancers where they are written. */
export function natOf({ resources, partial }: Source): Nat | undefined {
  const gateway = resources.find(({ type }) => GATEWAYS.includes(type));
  const timers = resources.flatMap(timersOf);
  if (!gateway && timers.length === 0) return undefined;
  return {
    translates: gateway !== undefined,
    timers,
    defaults: gateway ? FIXED : [],
    ...(gateway ? { anchor: gateway.name } : {}),
    closed: !partial,
  };
}

/** Application and classic balancers speak HTTP: what they close is opened again by the next request. */
const HTTP = { name: 'HTTP', destinationPorts: [80, 443].map((port) => ({ first: port, last: port })) };
const APPLICATION = { scope: HTTP, allowed: { first: 1, last: 4000 } };
const NETWORK = { allowed: { first: 60, last: 6000 } };

function timersOf({ type, properties }: Resource): Timer[] {
  switch (type) {
    case 'aws_lb':
    case 'aws_alb':
    case 'aws_elb':
      return written(properties, 'idle_timeout', APPLICATION);
    case 'aws_lb_listener':
    case 'aws_alb_listener':
      return written(properties, 'tcp_idle_timeout_seconds', NETWORK);
    case 'AWS::ElasticLoadBalancing::LoadBalancer': {
      const settings = propertyOf(properties, 'ConnectionSettings');
      return settings?.kind === 'map' ? written(settings, 'IdleTimeout', APPLICATION) : [];
    }
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer':
      return attributes(properties, 'LoadBalancerAttributes');
    case 'AWS::ElasticLoadBalancingV2::Listener':
      return attributes(properties, 'ListenerAttributes');
    default:
      return [];
  }
}

type Limits = Pick<Timer, 'scope' | 'allowed'>;

const written = (map: MapValue, key: string, limits: Limits): Timer[] =>
  fieldsOf(map, key).flatMap(({ value, statement }) => timerOf(key, value, statement, limits));

function attributes(properties: MapValue, key: string): Timer[] {
  return ['idle_timeout.timeout_seconds', 'tcp.idle_timeout.seconds'].flatMap((name) =>
    attributeFields(properties, key, name).flatMap(({ value, statement }) =>
      timerOf(name, value, statement, name.startsWith('tcp') ? NETWORK : APPLICATION),
    ),
  );
}

/** `Key: tcp.idle_timeout.seconds` with `Value`. */
export const attributeFields = (properties: MapValue, key: string, name: string): readonly Field[] =>
  elementsOf(propertyOf(properties, key)).flatMap((one) =>
    one.kind === 'map' && textOf(propertyOf(one, 'Key')) === name ? fieldsOf(one, 'Value') : [],
  );

function timerOf(label: string, value: Value, { span }: Statement, limits: Limits): Timer[] {
  const seconds = numberOf(value);
  if (seconds === undefined || seconds < 0) return [];
  return [{ kind: 'tcp-established', seconds: { value: seconds, span: value.span }, span, label, ...limits }];
}
