import { firstOutside } from '../../../kit/outside-addresses.ts';
import { implicitRule } from '../../../kit/own-rules.ts';
import type { Field, Filter, FilterRule, InterfacePattern, Match } from '../../../model/filter.ts';
import type { DefaultTimer, Nat, PortForward, Timer, TimerKind } from '../../../model/nat.ts';
import { at, cover, type Located } from '../../../text/span.ts';
import { type Block, entriesOf, isOn, numberOf, spanOf, table, values, word } from '../config-tree.ts';
import { readPortRange } from '../grammar/port-range.ts';
import { addressPools } from './address-pools.ts';
import type { Objects } from './objects.ts';
import { POLICIES } from './policies.ts';
import { matchesOf } from './policy-match.ts';
import { globalTables, type Scope } from './scopes.ts';

const POLICY_TABLES = ['firewall policy', 'firewall policy6', 'firewall consolidated policy'] as const;

interface Known {
  readonly name: string;
  readonly kind: TimerKind;
  readonly seconds: number;
  readonly phase?: 'opening' | 'closing';
  readonly allowed: { readonly first: number; readonly last: number };
}

/** FortiOS CLI Reference, `system global`: defaults in seconds. */
const GLOBAL_TIMERS: readonly Known[] = [
  { name: 'udp-idle-timer', kind: 'udp', seconds: 180, allowed: { first: 1, last: 86_400 } },
  {
    name: 'tcp-halfopen-timer',
    kind: 'tcp-transitory',
    phase: 'opening',
    seconds: 10,
    allowed: { first: 1, last: 86_400 },
  },
  {
    name: 'tcp-halfclose-timer',
    kind: 'tcp-transitory',
    phase: 'closing',
    seconds: 120,
    allowed: { first: 1, last: 86_400 },
  },
];

const SESSION: Pick<Timer, 'kind' | 'allowed'> = { kind: 'tcp-established', allowed: { first: 300, last: 2_764_800 } };
const SESSION_DEFAULT = 3600;

/** Translation in policies, virtual IPs, and how long sessions live; undefined where the text has none of it. */
export function natOf(
  root: Block,
  scopes: readonly { readonly scope: Scope; readonly objects: Objects }[],
): Nat | undefined {
  const anchors = scopes.flatMap(({ scope }) => anchorOf(scope.block));
  const timers = [...globalTimers(root), ...scopes.flatMap(({ scope }) => scopedTimers(scope.block))];
  const forwards = scopes.flatMap(({ objects }) => forwardsOf(objects));
  const [anchor] = anchors;
  if (!anchor && timers.length === 0 && forwards.length === 0) return undefined;
  const set = new Set(timers.filter(({ scope }) => !scope).map(({ label }) => label));
  const tables = [
    ...globalTables(root, 'system global'),
    ...scopes.flatMap(({ scope }) => table(scope.block, 'system session-ttl') ?? []),
  ];
  return {
    translates: anchor !== undefined,
    timers,
    defaults: anchor ? defaultsWithout(set) : [],
    forwards,
    pools: scopes.flatMap(({ scope, objects }) => (objects.centralNat ? [] : addressPools(scope.block))),
    outside: scopes.flatMap(({ scope }) =>
      ['firewall ippool', 'firewall ippool6'].flatMap((path) =>
        entriesOf(scope.block, path).flatMap((pool) => firstOutside(values(pool, 'startip'))),
      ),
    ),
    ...(anchor ? { anchor } : {}),
    closed:
      !tables.some(({ unclear }) => unclear) &&
      scopes.every(({ scope }) => POLICY_TABLES.every((path) => !table(scope.block, path)?.unclear)),
  };
}

const defaultsWithout = (set: ReadonlySet<string>): DefaultTimer[] => [
  ...(set.has('session-ttl default')
    ? []
    : [{ kind: SESSION.kind, seconds: SESSION_DEFAULT, label: 'session-ttl default' }]),
  ...GLOBAL_TIMERS.filter(({ name }) => !set.has(name)).map(({ name, kind, seconds, phase }) => ({
    kind,
    seconds,
    label: name,
    ...(phase ? { phase } : {}),
  })),
];

/** The first statement that translates. */
function anchorOf(block: Block): Located<string>[] {
  for (const path of POLICY_TABLES) {
    for (const entry of table(block, path)?.entries ?? []) {
      const nat = entry.settings.get('nat');
      if (nat && isOn(entry, 'nat')) return [at('set nat enable', nat.statement.header)];
    }
  }
  const [central] = entriesOf(block, 'firewall central-snat-map');
  return central ? [at('central-snat-map', central.statements[0]!.header)] : [];
}

function globalTimers(root: Block): Timer[] {
  return globalTables(root, 'system global').flatMap((block) =>
    GLOBAL_TIMERS.flatMap(({ name, seconds, ...known }): Timer[] => {
      const found = numberOf(block, name);
      const statement = block.settings.get(name)?.statement;
      // A full configuration says all of them: what is no more than the default was set by nobody.
      return found && statement && found.value !== seconds
        ? [{ ...known, seconds: at<number | 'never'>(found.value, found.span), span: statement.header, label: name }]
        : [];
    }),
  );
}

function scopedTimers(block: Block): Timer[] {
  const ttl = table(block, 'system session-ttl');
  return [
    ...timerAt(ttl, 'default', 'session-ttl default', SESSION_DEFAULT).map((timer) => ({ ...timer, ...SESSION })),
    ...entriesOf(ttl, 'port').flatMap(portTimers),
    ...entriesOf(block, 'firewall service custom').flatMap(serviceTimers),
    ...POLICY_TABLES.flatMap((path) =>
      entriesOf(block, path).flatMap((entry) =>
        timerAt(entry, 'session-ttl', 'session-ttl', 0).map(
          (timer): Timer => ({ ...timer, ...SESSION, scope: { name: `policy ${entry.name.value}` } }),
        ),
      ),
    ),
  ];
}

function timerAt(
  block: Block | undefined,
  name: string,
  label: string,
  otherwise: number,
): Pick<Timer, 'seconds' | 'span' | 'label'>[] {
  const setting = block?.settings.get(name);
  const written = setting?.values[0];
  if (!setting || !written) return [];
  const seconds =
    written.value === 'never' ? 'never' : /^\d{1,8}$/.test(written.value) ? Number(written.value) : undefined;
  if (seconds === undefined || seconds === otherwise || seconds === 0) return [];
  return [{ seconds: at<number | 'never'>(seconds, written.span), span: setting.statement.header, label }];
}

/** `config port`, `edit 1`: sessions to these ports. */
function portTimers(entry: Block): Timer[] {
  const [first, last] = [numberOf(entry, 'start-port')?.value, numberOf(entry, 'end-port')?.value];
  const protocol = numberOf(entry, 'protocol')?.value;
  if (protocol !== 6 && protocol !== 17) return [];
  const scope = first === undefined || last === undefined ? {} : { destinationPorts: [{ first, last }] };
  return timerAt(entry, 'timeout', 'session-ttl port', 0).map(
    (timer): Timer => ({
      ...timer,
      kind: protocol === 6 ? 'tcp-established' : 'udp',
      scope: { name: `port ${entry.name.value}`, ...scope },
    }),
  );
}

function serviceTimers(entry: Block): Timer[] {
  const ports = (name: string) => values(entry, name).flatMap((one) => readPortRange(one.value)?.destination ?? []);
  const scoped = (kind: TimerKind, setting: string, portSetting: string): Timer[] =>
    timerAt(entry, setting, setting, 0).map((timer) => ({
      ...timer,
      kind,
      scope: { name: `service ${entry.name.value}`, destinationPorts: ports(portSetting) },
    }));
  return [
    ...(values(entry, 'tcp-portrange').length > 0 ? scoped('tcp-established', 'session-ttl', 'tcp-portrange') : []),
    ...scoped('udp', 'udp-idle-timer', 'udp-portrange'),
  ];
}

/** Virtual IPs of ports, as policies that name them see their packets. */
function forwardsOf(objects: Objects): PortForward[] {
  if (objects.centralNat) return [];
  return (['ipv4', 'ipv6'] as const).flatMap((family) =>
    objects.vips(family).all.flatMap((vip): PortForward[] => {
      const { outer, ports, inInterface, block, active, limited } = vip;
      if (!outer || !ports || !active || limited || (ports.protocol !== 6 && ports.protocol !== 17)) return [];
      const seen: Match = {
        family,
        destination: { anyOf: [outer] },
        protocol: { anyOf: [{ first: ports.protocol, last: ports.protocol }] },
        destinationPort: { anyOf: [ports.outer] },
        ...(inInterface ? { inInterface: { anyOf: inInterface } } : {}),
      };
      return [{ span: block.statements[0]!.header, seen, by: { kind: 'hook', hook: 'forward' } }];
    }),
  );
}

/** Source NAT as a setting of policies: those that have it, which rules speak of as policies and not a second time as translations. */
export function policyNat(block: Block, objects: Objects, suffix: string): Filter[] {
  const policies = objects.centralNat ? undefined : table(block, POLICIES.path);
  const isDeny = (entry: Block): boolean => (word(entry, 'action') ?? 'deny') === 'deny';
  // What a policy denies none behind it translates.
  const own = (policies?.entries ?? []).filter(
    (entry) => word(entry, 'status') !== 'disable' && (isOn(entry, 'nat') || isDeny(entry)),
  );
  if (!policies || !own.some((entry) => isOn(entry, 'nat'))) return [];
  return [
    {
      name: { value: `policy nat${suffix}`, span: policies.statements[0]!.header },
      family: 'both',
      purpose: 'nat',
      rules: own.map((entry) => {
        const pools = values(entry, 'poolname').map(({ value }) => value);
        return implicitRule(
          matchesOf(entry, POLICIES, objects),
          isDeny(entry) ? { kind: 'exempt' } : { kind: 'translate', nat: 'source', to: pools.join(' ') || 'interface' },
          entry.settings.get('nat')?.statement.header ?? spanOf(entry),
        );
      }),
      fallback: { action: 'permit' },
      stateful: true,
      implicit: true,
      span: policies.statements.map((one) => one.span).reduce(cover),
      closed: !policies.unclear,
    },
  ];
}

/** Central source NAT: a list of its own, the first that matches translates. */
export function centralNat(block: Block, objects: Objects, suffix: string): Filter[] {
  const map = table(block, 'firewall central-snat-map');
  if (!map || map.entries.length === 0) return [];
  return [
    {
      name: { value: `central-snat-map${suffix}`, span: map.statements[0]!.header },
      family: 'both',
      purpose: 'nat',
      rules: map.entries.map((entry) => snatRule(entry, objects)),
      fallback: { action: 'permit' },
      stateful: true,
      span: map.statements.map((one) => one.span).reduce(cover),
      closed: !map.unclear,
    },
  ];
}

function snatRule(entry: Block, objects: Objects): FilterRule {
  const family = word(entry, 'type') === 'ipv6' ? 'ipv6' : 'ipv4';
  const six = family === 'ipv6' ? '6' : '';
  const protocol = numberOf(entry, 'protocol')?.value ?? 0;
  const pools = values(entry, `nat-ippool${six}`).map((one) => one.value);
  const ports = values(entry, 'orig-port').flatMap((one) => readPortRange(one.value)?.destination ?? []);
  const exempt = word(entry, 'nat') === 'disable';
  const sides = [`orig-addr${six}`, `dst-addr${six}`].map((setting) =>
    values(entry, setting).map(({ value: name, span }) => ({ name, span, ...objects.addresses(family).resolve(name) })),
  );
  const open = sides.flat().filter((one) => one.open);
  const [source, destination] = sides.map((side) => {
    const terms = side.flatMap((one) => one.terms);
    return terms.some(({ kind }) => kind === 'any') || side.some((one) => one.open) ? undefined : { anyOf: terms };
  });
  const place = (setting: string): Field<InterfacePattern> | undefined => {
    const names = values(entry, setting);
    if (names.length === 0 || names.some((one) => one.value === 'any')) return undefined;
    return { anyOf: names.map((one) => objects.zones.pattern(one.value)) };
  };
  const [from, to] = [place('srcintf'), place('dstintf')];
  const match: Match = {
    family,
    ...(source ? { source } : {}),
    ...(destination ? { destination } : {}),
    ...(protocol > 0 ? { protocol: { anyOf: [{ first: protocol, last: protocol }] } } : {}),
    ...(ports.length > 0 && protocol > 0 && !ports.some(({ last }) => last === 0)
      ? { sourcePort: { anyOf: ports } }
      : {}),
    ...(from ? { inInterface: from } : {}),
    ...(to ? { outInterface: to } : {}),
    ...(open.length > 0 ? { opaque: open.map(({ name, span }) => ({ text: `address ${name}`, span })) } : {}),
  };
  return {
    span: spanOf(entry),
    matches: [match],
    action: exempt ? { kind: 'exempt' } : { kind: 'translate', nat: 'source', to: pools.join(' ') || 'interface' },
    effects: [],
    active: word(entry, 'status') !== 'disable',
  };
}
