import { elementsOf, fieldsOf, type MapValue, numberOf, propertyOf } from '../../../kit/cloud/value.ts';
import type { DefaultTimer, Nat, Timer, TimerKind } from '../../../model/nat.ts';
import type { Located } from '../../../text/span.ts';
import type { Source } from '../source.ts';

interface Known {
  readonly kind: TimerKind;
  readonly keys: readonly string[];
  /** Cloud NAT, timeouts: without a setting. Seconds. */
  readonly seconds: number;
}

const TIMERS: readonly Known[] = [
  { kind: 'udp', keys: ['udpIdleTimeoutSec', 'udp_idle_timeout_sec'], seconds: 30 },
  { kind: 'icmp', keys: ['icmpIdleTimeoutSec', 'icmp_idle_timeout_sec'], seconds: 30 },
  {
    kind: 'tcp-established',
    keys: ['tcpEstablishedIdleTimeoutSec', 'tcp_established_idle_timeout_sec'],
    seconds: 1200,
  },
  { kind: 'tcp-transitory', keys: ['tcpTransitoryIdleTimeoutSec', 'tcp_transitory_idle_timeout_sec'], seconds: 30 },
];

interface Gateway {
  readonly name: Located<string>;
  readonly properties: MapValue;
}

/** Cloud NAT gateways, each with timers of its own; defaults are told of the one that leaves most of them. */
export function natOf(source: Source, closed: boolean): Nat | undefined {
  const gateways = gatewaysOf(source);
  if (gateways.length === 0) return undefined;
  const several = gateways.length > 1;
  const left = gateways.map(({ name, properties }) => ({ name, defaults: defaultsOf(properties) }));
  const most = left.reduce((one, other) => (other.defaults.length > one.defaults.length ? other : one));
  return {
    translates: true,
    timers: gateways.flatMap(({ name, properties }) =>
      timersOf(properties).map((timer) => (several ? { ...timer, scope: { name: name.value } } : timer)),
    ),
    defaults: most.defaults,
    anchor: most.name,
    closed,
  };
}

function gatewaysOf({ resources }: Source): Gateway[] {
  return resources.flatMap(({ type, name, properties }): Gateway[] => {
    if (type === 'google_compute_router_nat' || type === 'nat') return [{ name, properties }];
    if (type !== 'compute#router') return [];
    return elementsOf(propertyOf(properties, 'nats')).flatMap((nat): Gateway[] => {
      if (nat.kind !== 'map') return [];
      const named = propertyOf(nat, 'name');
      return [{ name: named?.kind === 'text' ? { value: named.text, span: named.span } : name, properties: nat }];
    });
  });
}

const timersOf = (map: MapValue): Timer[] =>
  TIMERS.flatMap(({ kind, keys }) =>
    fieldsOf(map, ...keys).flatMap(({ key, value, statement }): Timer[] => {
      const seconds = numberOf(value);
      if (seconds === undefined || seconds < 0) return [];
      return [{ kind, seconds: { value: seconds, span: value.span }, span: statement.span, label: key }];
    }),
  );

/** Of what is not written at all; a variable may be anything. */
const defaultsOf = (map: MapValue): DefaultTimer[] =>
  TIMERS.flatMap(({ kind, keys, seconds }) =>
    propertyOf(map, ...keys) === undefined ? [{ kind, seconds, label: `Cloud NAT ${keys[0]}` }] : [],
  );
