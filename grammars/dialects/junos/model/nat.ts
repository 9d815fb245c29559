import type { Action, Filter, FilterRule, Match, Opaque } from '../../../model/filter.ts';
import type { DefaultTimer, Nat, Timer, TimerKind } from '../../../model/nat.ts';
import { at } from '../../../text/span.ts';
import { get, hasUnknown, kids, located, spanOf, spansOf } from '../node.ts';
import type { Node } from '../tree.ts';
import { fieldOf, prefixOf } from './addresses.ts';
import { intervalOf, PORTS, PROTOCOLS } from './names.ts';

const KINDS = ['source', 'destination', 'static'] as const;

/** In the order of `natFilters`. */
export const natRuleSets = (root: Node): Node[] =>
  KINDS.flatMap((kind) => kids(get(root, 'security', 'nat', kind, 'rule-set')));

/** A rule-set as an ordered list: the first rule that matches translates. */
export function natFilters(root: Node, complete: boolean): Filter[] {
  return KINDS.flatMap((kind) =>
    kids(get(root, 'security', 'nat', kind, 'rule-set')).map((set): Filter => {
      const spans = spansOf(set);
      return {
        name: located(set),
        table: `${kind} nat rule-set ${set.name}`,
        family: 'both',
        purpose: 'nat',
        rules: (set.children.get('rule')?.children.values() ?? []).map((rule) => ruleOf(rule, kind, root)),
        fallback: { action: 'permit' },
        stateful: true,
        span: { start: spans[0]!.start, end: spans.at(-1)!.end },
        closed: complete && !hasUnknown(set),
      };
    }),
  );
}

function ruleOf(rule: Node, kind: (typeof KINDS)[number], root: Node): FilterRule {
  const spans = spansOf(rule);
  return {
    span: spans[0]!,
    ...(spans.length > 1 ? { spans } : {}),
    key: located(rule),
    matches: [matchOf(get(rule, 'match'), root)],
    action: actionOf(get(rule, 'then'), kind),
    effects: [],
    active: !rule.inactive,
  };
}

function actionOf(then: Node | undefined, kind: (typeof KINDS)[number]): Action {
  const node = get(then, `${kind}-nat`);
  const [what] = kids(node);
  if (!what) return { kind: 'continue' };
  if (what.name === 'off') return { kind: 'exempt' };
  return { kind: 'translate', nat: kind === 'source' ? 'source' : 'destination', to: textOf(what) };
}

const textOf = (node: Node): string => [node.name, ...kids(node).map(textOf)].join(' ');

function matchOf(match: Node | undefined, root: Node): Match {
  const opaque: Opaque[] = [];
  let draft: Match = { family: 'both' };
  for (const node of kids(match)) {
    const values = kids(node);
    const unsure = (): void =>
      void opaque.push({ text: `${node.name} ${values.map(textOf).sort().join(' ')}`, span: spanOf(node) });
    const side = node.name.startsWith('source') ? 'source' : 'destination';
    if (/^(?:source|destination)-address$/.test(node.name)) {
      const listed = values.map(({ name }) => ({ prefix: prefixOf(name), except: false }));
      const known = listed.flatMap(({ prefix, except }) => (prefix ? [{ prefix, except }] : []));
      const field = known.length === listed.length ? fieldOf(known, [], 'both') : undefined;
      if (field && draft[side] === undefined) draft = { ...draft, [side]: field };
      else unsure();
    } else if (/^(?:source|destination)-address-name$/.test(node.name)) {
      const prefixes = values.map(({ name }) => prefixOf(addressNamed(root, name) ?? ''));
      const known = prefixes.flatMap((prefix) => (prefix ? [{ prefix, except: false }] : []));
      const field = known.length === prefixes.length ? fieldOf(known, [], 'both') : undefined;
      if (field && draft[side] === undefined) draft = { ...draft, [side]: field };
      else unsure();
    } else if (/^(?:source|destination)-port$/.test(node.name)) {
      const ports = values.map((port) => {
        const to = kids(get(port, 'to'))[0];
        return intervalOf(to ? `${port.name}-${to.name}` : port.name, PORTS, 65535);
      });
      const known = ports.flatMap((port) => port ?? []);
      if (known.length === ports.length && known.length > 0) draft = { ...draft, [`${side}Port`]: { anyOf: known } };
      else unsure();
    } else if (node.name === 'protocol') {
      const known = values.flatMap(({ name }) => intervalOf(name, PROTOCOLS, 255) ?? []);
      if (known.length === values.length && known.length > 0) draft = { ...draft, protocol: { anyOf: known } };
      else unsure();
    } else if (node.name !== 'application' || values.some(({ name }) => name !== 'any')) unsure();
  }
  return opaque.length > 0 ? { ...draft, opaque } : draft;
}

/** An entry of the global address book; zones' own books are not for NAT. */
const addressNamed = (root: Node, name: string): string | undefined => {
  if (name === 'any') return undefined;
  return kids(get(root, 'security', 'address-book', 'global', 'address', name)).find((child) => prefixOf(child.name))
    ?.name;
};

const TIMER_KINDS: ReadonlyMap<string, TimerKind> = new Map([
  ['tcp', 'tcp-established'],
  ['6', 'tcp-established'],
  ['udp', 'udp'],
  ['17', 'udp'],
  ['icmp', 'icmp'],
  ['1', 'icmp'],
]);

/** Translation and session timers; undefined where nothing here is about either. */
export function natOf(root: Node, complete: boolean): Nat | undefined {
  const security = get(root, 'security');
  const nat = get(security, 'nat');
  const service = get(root, 'services', 'nat');
  const rules = natRuleSets(root);
  const translates = rules.length > 0 || kids(get(service, 'rule')).length > 0;
  const timers = [...applicationTimers(root), ...flowTimers(root), ...serviceTimers(root)];
  if (!translates && timers.length === 0) return undefined;
  const anchor = rules[0] ?? kids(get(service, 'rule'))[0];
  return {
    translates,
    timers,
    defaults: rules.length > 0 ? SRX_DEFAULTS : [],
    ...(anchor ? { anchor: located(anchor) } : {}),
    closed:
      complete && !hasUnknown(nat) && !hasUnknown(get(root, 'applications')) && !hasUnknown(get(security, 'flow')),
  };
}

/** Sessions of applications that say nothing else (Junos OS flow-based session user guide). */
const SRX_DEFAULTS: readonly DefaultTimer[] = [
  { kind: 'tcp-established', seconds: 1800, label: 'inactivity-timeout (tcp)' },
  { kind: 'udp', seconds: 60, label: 'inactivity-timeout (udp)' },
  { kind: 'icmp', seconds: 60, label: 'inactivity-timeout (icmp)' },
];

function applicationTimers(root: Node): Timer[] {
  const timers: Timer[] = [];
  for (const application of kids(get(root, 'applications', 'application'))) {
    for (const place of [application, ...kids(get(application, 'term'))]) {
      const leaf = get(place, 'inactivity-timeout');
      const protocol = kids(get(place, 'protocol'))[0];
      // Without a protocol it says how long TCP sessions live: the application's protocol stands in another part of the text.
      const kind = protocol ? TIMER_KINDS.get(protocol.name) : place === application ? 'tcp-established' : undefined;
      const [written] = kids(leaf);
      const seconds = written && secondsOf(written.name);
      if (!leaf || !kind || !written || seconds === undefined) continue;
      const ports = kids(get(place, 'destination-port')).flatMap(({ name }) => intervalOf(name, PORTS, 65535) ?? []);
      timers.push({
        kind,
        seconds: at(seconds, written.span),
        span: spanOf(leaf),
        label: 'inactivity-timeout',
        scope: { name: application.name, ...(ports.length > 0 ? { destinationPorts: ports } : {}) },
      });
    }
  }
  return timers;
}

const secondsOf = (text: string): number | 'never' | undefined =>
  text === 'never' ? 'never' : /^\d{1,9}$/.test(text) ? Number(text) : undefined;

function flowTimers(root: Node): Timer[] {
  const session = get(root, 'security', 'flow', 'tcp-session');
  return [
    ...timerAt(
      get(session, 'tcp-initial-timeout'),
      ['tcp-transitory'],
      'flow tcp-session tcp-initial-timeout',
      'opening',
    ),
    ...timerAt(
      get(session, 'time-wait-state', 'session-timeout'),
      ['tcp-transitory'],
      'flow tcp-session time-wait-state session-timeout',
      'closing',
    ),
  ];
}

/** Service interfaces (MS-PIC, MS-DPC, vms). */
function serviceTimers(root: Node): Timer[] {
  return kids(get(root, 'interfaces')).flatMap((physical) => {
    const options = get(physical, 'services-options');
    if (!options) return [];
    const label = `${physical.name} services-options`;
    return [
      ...timerAt(get(options, 'inactivity-timeout'), ['tcp-established', 'udp'], `${label} inactivity-timeout`),
      ...timerAt(get(options, 'inactivity-tcp-timeout'), ['tcp-established'], `${label} inactivity-tcp-timeout`),
      ...timerAt(get(options, 'inactivity-non-tcp-timeout'), ['udp'], `${label} inactivity-non-tcp-timeout`),
      ...timerAt(get(options, 'open-timeout'), ['tcp-transitory'], `${label} open-timeout`, 'opening'),
    ];
  });
}

function timerAt(
  leaf: Node | undefined,
  of: readonly TimerKind[],
  label: string,
  phase?: NonNullable<Timer['phase']>,
): Timer[] {
  const [written] = kids(leaf);
  const seconds = written && secondsOf(written.name);
  if (!leaf || !written || seconds === undefined) return [];
  return of.map((kind) => ({
    kind,
    seconds: at(seconds, written.span),
    span: spanOf(leaf),
    label,
    ...(phase ? { phase } : {}),
  }));
}
