import { lengthMask } from '../../../kit/cloud/length-mask.ts';
import {
  canonical,
  elementsOf,
  type MapValue,
  numberOf,
  propertyOf,
  textOf,
  type Value,
} from '../../../kit/cloud/value.ts';
import { type AddressTerm, type Family, type Prefix, parseNetwork } from '../../../model/address.ts';
import type { WrittenMask } from '../../../model/device.ts';
import type { Action, Field, FilterRule, Interval, Match, Opaque } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import { otherFields } from './other-fields.ts';

export interface CalicoRule {
  readonly rule: FilterRule;
  readonly masks: readonly WrittenMask[];
}

/**
 * `{action: Deny, protocol: TCP, source: {nets: [192.0.2.0/24]}, destination: {ports: [22, "8000:8100"]}}`
 * @param namespace of the policy: pods that are spoken of without one are in it
 */
export function calicoRule(value: Value, statement: Statement, namespace: string): CalicoRule {
  const { span } = statement;
  const map: MapValue = value.kind === 'map' ? value : { kind: 'map', fields: [], span };
  const sides = [sideOf(map, 'source', namespace), sideOf(map, 'destination', namespace)] as const;
  const matches = (['ipv4', 'ipv6'] as const).flatMap((family) => matchOf(map, family, sides));
  return {
    rule: {
      span,
      // Where neither side has addresses, both families are one.
      matches:
        matches.length === 2 && sides.every(({ nets, holes }) => nets.length + holes.length === 0)
          ? [{ ...matches[0]!, family: 'both' }]
          : matches,
      action: actionOf(textOf(propertyOf(map, 'action'))),
      effects: [],
      active: true,
    },
    masks: sides.flatMap(({ masks }) => masks),
  };
}

function actionOf(written: string | undefined): Action {
  switch (written) {
    case 'Allow':
      return { kind: 'permit' };
    case 'Deny':
      return { kind: 'deny' };
    // `Pass` leaves this tier: what comes then is not in the policy.
    case 'Pass':
      return { kind: 'return' };
    default:
      return { kind: 'continue' };
  }
}

interface Side {
  /** Empty: not asked for. */
  readonly nets: readonly Prefix[];
  readonly holes: readonly Prefix[];
  readonly ports?: Field<Interval>;
  readonly opaque: readonly Opaque[];
  readonly masks: readonly WrittenMask[];
}

const EVERY_PORT: Interval = { first: 0, last: 65_535 };
const CONDITIONS = ['selector', 'notSelector', 'namespaceSelector', 'serviceAccounts', 'services', 'domains'];
const READ = ['nets', 'notNets', 'ports', 'notPorts'];

function sideOf(rule: MapValue, name: 'source' | 'destination', namespace: string): Side {
  const side = propertyOf(rule, name);
  if (side?.kind !== 'map')
    return {
      nets: [],
      holes: [],
      opaque: side ? [{ text: `${name} at ${side.span.start}`, span: side.span }] : [],
      masks: [],
    };
  const [nets, holes] = [netsOf(side, 'nets'), netsOf(side, 'notNets')];
  const [ports, without] = [portsOf(side, 'ports'), portsOf(side, 'notPorts')];
  const conditions = CONDITIONS.flatMap((key) => {
    const value = propertyOf(side, key);
    // The same words mean the same endpoints in one namespace.
    return value ? [{ text: `${name} ${key} ${canonical(value)} in ${namespace}`, span: value.span }] : [];
  });
  const limited = ports.ranges.length > 0 || without.ranges.length > 0;
  return {
    nets: nets.prefixes,
    holes: holes.prefixes,
    ...(limited
      ? {
          ports: {
            anyOf: ports.ranges.length > 0 ? ports.ranges : [EVERY_PORT],
            ...(without.ranges.length > 0 ? { except: without.ranges } : {}),
          },
        }
      : {}),
    opaque: [
      ...conditions,
      ...nets.opaque,
      ...holes.opaque,
      ...ports.opaque,
      ...without.opaque,
      ...otherFields(side, [...READ, ...CONDITIONS]),
    ],
    masks: [...nets.masks, ...holes.masks],
  };
}

function netsOf(side: MapValue, key: string) {
  const written = elementsOf(propertyOf(side, key)).map((value) => ({
    value,
    prefix: parseNetwork(textOf(value) ?? ''),
  }));
  const prefixes = written.flatMap(({ prefix }) => prefix ?? []);
  const unread = written.find(({ prefix }) => !prefix);
  return {
    prefixes,
    opaque: unread ? [{ text: `${key} at ${unread.value.span.start}`, span: unread.value.span }] : [],
    masks: written.flatMap(({ value, prefix }) =>
      prefix && textOf(value)?.includes('/') ? lengthMask(value, prefix) : [],
    ),
  };
}

/** `80`, `"8000:8100"`; a name stands for what each pod calls so. */
function portsOf(side: MapValue, key: string) {
  const written = elementsOf(propertyOf(side, key)).map((value) => ({ value, range: rangeOf(value) }));
  const unread = written.find(({ range }) => !range);
  return {
    // One that is not known leaves all of them unsure.
    ranges: unread ? [] : written.flatMap(({ range }) => range ?? []),
    opaque: unread
      ? [{ text: `${key} ${written.map(({ value }) => canonical(value)).join(' ')}`, span: unread.value.span }]
      : [],
  };
}

function rangeOf(value: Value): Interval | undefined {
  const found = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(textOf(value)?.trim() ?? '');
  if (!found) return undefined;
  const [first, last] = [Number(found[1]), Number(found[2] ?? found[1])];
  return first <= last && last <= EVERY_PORT.last ? { first, last } : undefined;
}

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58, sctp: 132, udplite: 136 };
const PORTED: ReadonlySet<number> = new Set([6, 17, 132]);
const RULE = [
  'action',
  'metadata',
  'ipVersion',
  'protocol',
  'notProtocol',
  'icmp',
  'notICMP',
  'source',
  'destination',
  'http',
];

/** In one family; nothing where the rule is not about it. */
function matchOf(rule: MapValue, family: Family, [source, destination]: readonly [Side, Side]): Match[] {
  const version = numberOf(propertyOf(rule, 'ipVersion'));
  const written = propertyOf(rule, 'protocol');
  const protocol = written && protocolOf(written);
  const not = propertyOf(rule, 'notProtocol');
  const other = not && protocolOf(not);
  const foreign = family === 'ipv4' ? 58 : 1;
  if ((version === 4 && family === 'ipv6') || (version === 6 && family === 'ipv4') || protocol === foreign) return [];
  if ([source, destination].some(({ nets }) => nets.length > 0 && !nets.some((one) => one.family === family)))
    return [];
  const icmp = icmpOf(propertyOf(rule, 'icmp'));
  const ported = source.ports || destination.ports;
  const opaque = [
    ...source.opaque,
    ...destination.opaque,
    ...['notICMP', 'http'].flatMap((key) => conditionOf(rule, key)),
    ...(written && protocol === undefined ? conditionOf(rule, 'protocol') : []),
    ...(not && other === undefined ? conditionOf(rule, 'notProtocol') : []),
    ...(icmp === 'unsure' ? conditionOf(rule, 'icmp') : []),
    // Refused there, so whatever it was meant to say is not known.
    ...(ported && !(protocol !== undefined && PORTED.has(protocol))
      ? [{ text: `ports at ${rule.span.start}`, span: rule.span }]
      : []),
    ...otherFields(rule, RULE),
  ];
  return [
    {
      family,
      ...addressesOf('source', source, family),
      ...addressesOf('destination', destination, family),
      ...(protocol !== undefined
        ? { protocol: { anyOf: [{ first: protocol, last: protocol }] } }
        : other !== undefined
          ? { protocol: { anyOf: [{ first: 0, last: 255 }], except: [{ first: other, last: other }] } }
          : {}),
      ...(source.ports ? { sourcePort: source.ports } : {}),
      ...(destination.ports ? { destinationPort: destination.ports } : {}),
      ...(icmp !== undefined && icmp !== 'unsure' ? { icmp: { anyOf: [icmp] } } : {}),
      ...(opaque.length > 0 ? { opaque } : {}),
    },
  ];
}

function addressesOf(side: 'source' | 'destination', { nets, holes }: Side, family: Family): Partial<Match> {
  const [own, without] = [termsOf(nets, family), termsOf(holes, family)];
  if (own.length === 0 && without.length === 0) return {};
  return {
    [side]: { anyOf: own.length > 0 ? own : [{ kind: 'any' }], ...(without.length > 0 ? { except: without } : {}) },
  };
}

const termsOf = (prefixes: readonly Prefix[], family: Family): AddressTerm[] =>
  prefixes.filter((one) => one.family === family).map((one) => ({ kind: 'prefix', ...one }));

function protocolOf(value: Value): number | undefined {
  const text = textOf(value) ?? '';
  const number = PROTOCOLS[text.toLowerCase()] ?? (/^\d{1,3}$/.test(text) ? Number(text) : undefined);
  return number !== undefined && number >= 1 && number <= 255 ? number : undefined;
}

function icmpOf(
  value: Value | undefined,
): { readonly type: Interval; readonly code?: Interval } | 'unsure' | undefined {
  if (!value) return undefined;
  if (value.kind !== 'map' || otherFields(value, ['type', 'code']).length > 0) return 'unsure';
  const [type, code] = [numberOf(propertyOf(value, 'type')), numberOf(propertyOf(value, 'code'))];
  if (type === undefined || (code === undefined && propertyOf(value, 'code'))) return 'unsure';
  return { type: { first: type, last: type }, ...(code === undefined ? {} : { code: { first: code, last: code } }) };
}

const conditionOf = (rule: MapValue, key: string): Opaque[] => {
  const value = propertyOf(rule, key);
  return value ? [{ text: `${key} ${canonical(value)}`, span: value.span }] : [];
};
