import { outsideOfTerm } from '../../../kit/outside-addresses.ts';
import { type AddressTerm, holds, type Prefix } from '../../../model/address.ts';
import type { Action, Field, Filter, FilterRule, InterfacePattern, Match, Opaque } from '../../../model/filter.ts';
import type { Interface } from '../../../model/interface.ts';
import type { Nat, OutsideAddress, PortForward, Timer } from '../../../model/nat.ts';
import { at, cover } from '../../../text/span.ts';
import { get, hasUnknown, kids, located, type Node, numberAt, spanOf, spansOf, word } from '../tree.ts';
import { addressPools } from './address-pools.ts';
import type { Objects } from './objects.ts';
import type { Places, Scope } from './places.ts';
import { isActive, rulesOf } from './rules.ts';
import type { ZoneNames } from './zones.ts';

export interface Part {
  readonly scope: Scope;
  readonly objects: Objects;
}

/** The first NAT rule that matches translates; it sees addresses as the packet brings them, and zones as routing finds them for those. */
export function natFilters({ scope, objects }: Part, zones: ZoneNames): Filter[] {
  const rules = rulesOf(scope.rulebases, 'nat');
  if (rules.length === 0) return [];
  const lists = scope.rulebases.flatMap((one) => get(one, 'nat') ?? []);
  return [
    {
      name: { value: `nat${scope.name === undefined ? '' : ` (${scope.name})`}`, span: lists[0]!.span },
      family: 'both',
      purpose: 'nat',
      rules: rules.map((rule) => natRule(rule, objects, zones)),
      fallback: { action: 'permit' },
      stateful: true,
      span: lists.map(spanOf).reduce(cover),
      closed: !lists.some(hasUnknown) && rules.every(isWhole),
    },
  ];
}

function natRule(rule: Node, objects: Objects, zones: ZoneNames): FilterRule {
  const spans = spansOf(rule);
  return {
    span: spans[0]!,
    ...(spans.length > 1 ? { spans } : {}),
    key: located(rule),
    matches: natMatches(rule, objects, zones),
    action: isWhole(rule) ? translation(rule) : { kind: 'continue' },
    effects: [],
    active: isActive(rule),
  };
}

/** What a rule must have to be committed: of one that lacks some of it, a part of a script, nothing is claimed. */
const isWhole = (rule: Node): boolean => ['from', 'to', 'source', 'destination'].every((name) => get(rule, name));

function translation(rule: Node): Action {
  const source = get(rule, 'source-translation');
  const destination = get(rule, 'destination-translation') ?? get(rule, 'dynamic-destination-translation');
  if (!source && !destination) return { kind: 'exempt' };
  const to = [source, destination].flatMap((node) => (node ? leaves(node) : [])).join(' ');
  return { kind: 'translate', nat: source ? 'source' : 'destination', to };
}

/** The first address that sources are translated to; an interface's own is a target without that. */
function outsideOf(rule: Node, objects: Objects): OutsideAddress[] {
  const found = kids(rule, 'source-translation').flatMap((kind) => {
    const [written] = kids(kind, 'translated-address');
    return written ? [written] : [];
  });
  return found.flatMap((node) => outsideOfTerm(objects.address(node.name).terms[0], node.span));
}

const leaves = (node: Node): string[] =>
  node.children.size === 0 ? [node.name] : [...node.children.values()].flatMap((child) => leaves(child));

function natMatches(rule: Node, objects: Objects, zones: ZoneNames): Match[] {
  const opaque: Opaque[] = [];
  const address = (side: string): Field<AddressTerm> | undefined => {
    const names = kids(rule, side);
    const resolved = names.map((node) => ({ node, ...objects.address(node.name) }));
    for (const { node, open } of resolved) if (open) opaque.push({ text: `address ${node.name}`, span: node.span });
    const terms = resolved.flatMap((one) => one.terms);
    const whole = names.length === 0 || terms.some(({ kind }) => kind === 'any') || resolved.some((one) => one.open);
    return whole ? undefined : { anyOf: terms };
  };
  const zone = (side: string): Field<InterfacePattern> | undefined => {
    const names = kids(rule, side).map(({ name }) => name);
    return names.length === 0 || names.includes('any')
      ? undefined
      : { anyOf: names.map((name) => zones.pattern(name)) };
  };
  const [source, destination] = [address('source'), address('destination')];
  const [from, to] = [zone('from'), zone('to')];
  const port = word(rule, 'to-interface');
  if (port !== undefined && port !== 'any')
    opaque.push({ text: `to-interface ${port}`, span: get(rule, 'to-interface')!.span });
  const names = kids(rule, 'service');
  const services = names.map((node) => ({ node, ...objects.service(node.name) }));
  for (const { node, open } of services) if (open) opaque.push({ text: `service ${node.name}`, span: node.span });
  const terms = services.flatMap((one) => one.terms);
  return (terms.length > 0 ? terms : [{}]).map((term) => ({
    family: 'both',
    ...(source ? { source } : {}),
    ...(destination ? { destination } : {}),
    ...(from ? { inInterface: from } : {}),
    ...(to ? { outInterface: to } : {}),
    ...term,
    ...(opaque.length > 0 ? { opaque } : {}),
  }));
}

/** Translation and the lives of sessions; undefined where the text has neither. Applications have lifetimes of their own: no default is claimed. */
export function natOf(
  places: Places,
  parts: readonly Part[],
  zones: ZoneNames,
  ports: readonly Interface[],
): Nat | undefined {
  const rules = parts.flatMap(({ scope }) => rulesOf(scope.rulebases, 'nat')).filter(isActive);
  const translating = rules.find((rule) => translation(rule).kind === 'translate');
  const timers = [
    ...places.devices.flatMap(deviceTimers),
    ...places.scopes.flatMap(({ objects }) => objects.slice(0, 1).flatMap(serviceTimers)),
  ];
  if (!translating && timers.length === 0) return undefined;
  const lists = parts.flatMap(({ scope }) => scope.rulebases.flatMap((one) => get(one, 'nat') ?? []));
  return {
    translates: translating !== undefined,
    timers,
    defaults: [],
    forwards: parts.flatMap(({ scope, objects }) =>
      rulesOf(scope.rulebases, 'nat')
        .filter(isActive)
        .flatMap((rule) => forwardsOf(rule, objects, zones, ports)),
    ),
    pools: parts.flatMap(({ scope, objects }) => addressPools(rulesOf(scope.rulebases, 'nat'), objects, zones)),
    outside: parts.flatMap(({ scope, objects }) =>
      rulesOf(scope.rulebases, 'nat')
        .filter(isActive)
        .flatMap((rule) => outsideOf(rule, objects)),
    ),
    ...(translating ? { anchor: located(translating) } : {}),
    closed: !lists.some(hasUnknown),
  };
}

const TIMERS: Readonly<Record<string, Pick<Timer, 'kind' | 'phase' | 'allowed'>>> = {
  'timeout-udp': { kind: 'udp', allowed: { first: 1, last: 15_999_999 } },
  'timeout-tcp': { kind: 'tcp-established', allowed: { first: 1, last: 15_999_999 } },
  'timeout-icmp': { kind: 'icmp', allowed: { first: 1, last: 15_999_999 } },
  'timeout-tcphandshake': { kind: 'tcp-transitory', phase: 'opening', allowed: { first: 1, last: 60 } },
  'timeout-tcp-half-closed': { kind: 'tcp-transitory', phase: 'closing', allowed: { first: 1, last: 604_800 } },
};

const deviceTimers = (device: Node): Timer[] =>
  Object.entries(TIMERS).flatMap(([name, kind]) => {
    const session = get(device, 'deviceconfig', 'setting', 'session');
    return timerAt(session, name, name).map((timer) => ({ ...timer, ...kind }));
  });

function timerAt(node: Node | undefined, name: string, label: string): Pick<Timer, 'seconds' | 'span' | 'label'>[] {
  const seconds = numberAt(node, name);
  const leaf = get(node, name);
  if (!seconds || !leaf || seconds.value === 0) return [];
  return [{ seconds: at<number | 'never'>(seconds.value, seconds.span), span: leaf.statements.at(-1)!.header, label }];
}

/** `service app protocol udp override yes timeout 60`. */
const serviceTimers = (place: Node): Timer[] =>
  kids(place, 'service').flatMap((service) =>
    (['tcp', 'udp'] as const).flatMap((protocol) =>
      timerAt(get(service, 'protocol', protocol, 'override', 'yes'), 'timeout', 'timeout').map(
        (timer): Timer => ({
          ...timer,
          kind: protocol === 'tcp' ? 'tcp-established' : 'udp',
          scope: { name: `service ${service.name}` },
        }),
      ),
    ),
  );

/** Ports that a rule sends to another address, as security rules see them: the old address, and the zone of the new one. */
function forwardsOf(rule: Node, objects: Objects, zones: ZoneNames, ports: readonly Interface[]): PortForward[] {
  const target = kids(rule, 'destination-translation', 'translated-address').at(-1);
  const { terms, open } = target ? objects.address(target.name) : { terms: [], open: true };
  const [inside, ...more] = terms;
  const zone = open || more.length > 0 || inside?.kind !== 'prefix' ? undefined : zoneAt(inside, ports);
  // Where the new address is, only routing tells.
  if (zone === undefined) return [];
  return natMatches(rule, objects, zones).flatMap(({ opaque, ...seen }): PortForward[] => {
    const [protocol] = seen.protocol?.anyOf ?? [];
    if (opaque || !seen.destination || !seen.destinationPort || (protocol?.first !== 6 && protocol?.first !== 17))
      return [];
    return [
      {
        span: rule.span,
        seen: { ...seen, outInterface: { anyOf: [zones.pattern(zone)] } },
        by: { kind: 'hook', hook: 'forward' },
      },
    ];
  });
}

/** The zone of the interface that the address is connected to. */
const zoneAt = ({ family, address }: Prefix, ports: readonly Interface[]): string | undefined =>
  ports.find((port) => port.addresses.some((one) => one.family === family && holds(one, address)))?.zone;
