import { mentioned } from '../../../../kit/cloud/mentioned.ts';
import { mapsIn, namedBy, nameIn } from '../../../../kit/cloud/named.ts';
import {
  booleanOf,
  fieldsOf,
  numberOf,
  propertyOf,
  type Resource,
  textOf,
  type Value,
} from '../../../../kit/cloud/value.ts';
import { parseAddress } from '../../../../model/address.ts';
import type { BalancedTo, CloudGap, TargetCheck, TargetGroup } from '../../../../model/cloud.ts';
import type { Located, Span } from '../../../../text/span.ts';
import type { Machine } from './machines.ts';

export type BalancerKind = 'application' | 'network';

const GROUPS = [
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'aws_lb_target_group',
  'aws_alb_target_group',
  'TargetGroups',
];
const ATTACHMENTS = ['aws_lb_target_group_attachment', 'aws_alb_target_group_attachment'];
const PRINTED = ['LoadBalancerTargetHealth'];
/** What registers targets that no text tells. */
const OTHERS = /AutoScaling|^AWS::ECS|^aws_autoscaling|^aws_ecs_service$|^aws_codedeploy/;

/**
 * Target groups by name, as a balancer of a kind uses them.
 * @param hosts by which targets are found
 * @param whole everything that the text refers to is in it
 */
export function targetGroups(
  resources: readonly Resource[],
  hosts: readonly Machine[],
  whole: boolean,
): (name: Located<string>, kind: BalancerKind) => TargetGroup {
  const groups = new Map<string, Resource>();
  for (const one of resources)
    if (GROUPS.includes(one.type))
      for (const name of [one.name.value, textOf(propertyOf(one.properties, 'TargetGroupArn'))])
        if (name !== undefined) groups.set(name, one);
  const registered = new Map<string, Registered[]>();
  const gaps = new Map<string, CloudGap[]>();
  const put = <T>(map: Map<string, T[]>, name: string, one: T): void => {
    const list = map.get(name);
    if (list) list.push(one);
    else map.set(name, [one]);
  };
  for (const { type, name, properties, statement, condition } of resources) {
    const asked = namedBy(properties, 'target_group_arn', 'TargetGroupArn');
    const own = asked === undefined ? undefined : (groups.get(asked)?.name.value ?? asked);
    if (ATTACHMENTS.includes(type) && own !== undefined) {
      const target = { id: propertyOf(properties, 'target_id'), port: propertyOf(properties, 'port') };
      if (condition === undefined) put(registered, own, { ...target, span: statement.header });
      else put(gaps, own, { text: SOMETIMES, span: name.span });
    }
    if (PRINTED.includes(type) && own !== undefined)
      for (const one of mapsIn(propertyOf(properties, 'TargetHealthDescriptions')))
        for (const target of mapsIn(propertyOf(one, 'Target'))) put(registered, own, registeredBy(target));
    if (GROUPS.includes(type))
      for (const target of mapsIn(propertyOf(properties, 'Targets'))) put(registered, name.value, registeredBy(target));
    if (OTHERS.test(type))
      for (const group of mentioned(properties, groups))
        put(gaps, groups.get(group)!.name.value, { text: SCALED(name.value), span: name.span });
  }
  const ports = hosts.flatMap((host) => host.ports);
  const byName = new Map([
    ...ports.map(({ name }) => [name.value, name.value] as const),
    ...hosts.map((host) => [host.name.value, host.ports[0]!.name.value] as const),
  ]);
  const byAddress = new Map(
    ports.flatMap(({ name, addresses }) =>
      addresses.flatMap(({ value, assumed }) => (assumed ? [] : [[`${value.address}`, name.value] as const])),
    ),
  );
  const targetOf = ({ id, port, span }: Registered, own: number | undefined): BalancedTo | undefined => {
    const name = nameIn(id);
    const number = numberOf(port) ?? own;
    const rest = { ...(number === undefined ? {} : { number }), span };
    const address = parseAddress(name ?? '');
    const card = address ? byAddress.get(`${address.address}`) : byName.get(name ?? '');
    if (card !== undefined) return { to: { port: card }, ...rest };
    return address && { to: { address }, ...rest };
  };
  return ({ value, span }, kind) => {
    const group = groups.get(value);
    if (!group || group.condition !== undefined)
      return {
        name: { value, span },
        targets: [],
        gaps: [{ text: NOT_HERE(value), span }],
        passes: OWN,
        direct: false,
      };
    const { name, properties } = group;
    const number = numberOf(propertyOf(properties, 'Port', 'port'));
    const all = registered.get(name.value) ?? [];
    const targets = all.map((one) => targetOf(one, number));
    const lost = all.filter((_, at) => targets[at] === undefined);
    return {
      name,
      targets: targets.flatMap((one) => one ?? []),
      gaps: [
        ...(gaps.get(name.value) ?? []),
        ...lost.map((one) => ({ text: UNKNOWN_TARGET, span: one.span })),
        ...(whole || all.length > 0 ? [] : [{ text: NO_TARGETS, span: name.span }]),
      ],
      passes: kind === 'network' && keepsClient(group) ? { kind: 'rewritten' } : OWN,
      direct: false,
      ...checkOf(group),
    };
  };
}

const OWN: TargetGroup['passes'] = { kind: 'proxied', from: [] };

interface Registered {
  readonly id: Value | undefined;
  readonly port: Value | undefined;
  readonly span: Span;
}

const registeredBy = (target: Parameters<typeof propertyOf>[0] & object): Registered => ({
  id: propertyOf(target, 'Id'),
  port: propertyOf(target, 'Port'),
  span: target.span,
});

/** Instances see the client, and so does whoever gets UDP; addresses see the balancer (target groups of Network Load Balancers, client IP preservation). */
function keepsClient({ properties }: Resource): boolean {
  const attribute = mapsIn(propertyOf(properties, 'TargetGroupAttributes')).find(
    (one) => textOf(propertyOf(one, 'Key')) === 'preserve_client_ip.enabled',
  );
  const written = booleanOf(attribute ? propertyOf(attribute, 'Value') : propertyOf(properties, 'preserve_client_ip'));
  if (written !== undefined) return written;
  if (/UDP$/.test(textOf(propertyOf(properties, 'Protocol', 'protocol')) ?? '')) return true;
  return (textOf(propertyOf(properties, 'TargetType', 'target_type')) ?? 'instance') !== 'ip';
}

/** Where no target is alive all of them get connections (target group health: fail open). */
function checkOf({ name, properties }: Resource): { readonly check?: TargetCheck } {
  const [block] = fieldsOf(properties, 'health_check').flatMap(({ value }) => mapsIn(value));
  const written = propertyOf(properties, 'HealthCheckPort') ?? (block && propertyOf(block, 'port'));
  const port = numberOf(written);
  const enabled = propertyOf(properties, 'HealthCheckEnabled') ?? (block && propertyOf(block, 'enabled'));
  const isTold = written === undefined || port !== undefined || textOf(written) === 'traffic-port';
  if (!isTold || (enabled && booleanOf(enabled) !== true)) return {};
  return {
    check: {
      span: written?.span ?? name.span,
      ...(port === undefined ? {} : { port }),
      from: [],
      noneAlive: 'all',
    },
  };
}

const NOT_HERE = (name: string) => ({
  en: `the target group ${name || 'of this listener'} is not in the text`,
  'zh-cn': `目标组 ${name || '(该监听器所用)'} 不在文本中`,
});
const SCALED = (name: string) => ({
  en: `${name} registers targets that are not in the text`,
  'zh-cn': `${name} 会注册文本中没有的目标`,
});
const SOMETIMES = {
  en: 'this target is registered under a condition only',
  'zh-cn': '该目标仅在某个条件下注册',
};
const UNKNOWN_TARGET = {
  en: 'which machine this target is, is not in the text',
  'zh-cn': '该目标是哪台机器不在文本中',
};
const NO_TARGETS = {
  en: 'which targets this group has is not in the text',
  'zh-cn': '该目标组有哪些目标不在文本中',
};
