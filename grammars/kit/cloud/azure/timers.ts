import type { DefaultTimer, Nat, Timer } from '../../../model/nat.ts';
import { elementsOf, fieldsOf, type MapValue, numberOf, propertyOf, type Resource } from '../value.ts';
import type { Source } from './source.ts';

const GATEWAYS = ['microsoft.network/natgateways', 'azurerm_nat_gateway'];
const BALANCERS = ['microsoft.network/loadbalancers'];
const RULES = ['azurerm_lb_rule', 'azurerm_lb_nat_rule', 'azurerm_lb_outbound_rule'];
const KEYS = ['idleTimeoutInMinutes', 'idle_timeout_in_minutes'];

/** NAT gateway resource: TCP 4 to 120 minutes, UDP 4 minutes and nothing sets it. Load balancer: 4 to 100 minutes. */
const GATEWAY = { first: 240, last: 7200 };
const BALANCER = { first: 240, last: 6000 };
const LABEL = 'NAT gateway';

/** Idle timeouts of NAT gateways and of load balancers' rules. The text counts minutes. */
export function natOf({ resources }: Source, closed: boolean): Nat | undefined {
  const gateways = resources.filter(({ type }) => GATEWAYS.includes(type));
  const timers = resources.flatMap(timersOf);
  const [first] = gateways;
  if (!first && timers.length === 0) return undefined;
  const silent = gateways.find(({ properties }) => propertyOf(properties, ...KEYS) === undefined);
  const defaults: DefaultTimer[] = [
    ...(silent ? [{ kind: 'tcp-established' as const, seconds: 240, label: LABEL }] : []),
    ...(first ? [{ kind: 'udp' as const, seconds: 240, label: LABEL, fixed: true }] : []),
  ];
  const anchor = silent ?? first;
  return { translates: first !== undefined, timers, defaults, ...(anchor ? { anchor: anchor.name } : {}), closed };
}

function timersOf({ type, properties }: Resource): Timer[] {
  if (GATEWAYS.includes(type)) return written(properties, GATEWAY);
  if (RULES.includes(type)) return written(properties, BALANCER);
  if (!BALANCERS.includes(type)) return [];
  return ['loadBalancingRules', 'inboundNatRules', 'outboundRules']
    .flatMap((key) => elementsOf(propertyOf(properties, key)))
    .flatMap((rule) => {
      const inner = rule.kind === 'map' ? propertyOf(rule, 'properties') : undefined;
      return inner?.kind === 'map' ? written(inner, BALANCER) : rule.kind === 'map' ? written(rule, BALANCER) : [];
    });
}

function written(map: MapValue, allowed: Timer['allowed'] & object): Timer[] {
  return fieldsOf(map, ...KEYS).flatMap(({ key, value, statement }) => {
    const minutes = numberOf(value);
    if (minutes === undefined || minutes < 0) return [];
    return [
      {
        kind: 'tcp-established',
        seconds: { value: minutes * 60, span: value.span },
        span: statement.span,
        label: key,
        allowed,
      },
    ];
  });
}
