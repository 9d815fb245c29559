import type { Action, Binding, Filter, FilterRule, Hook, Match } from '../../../model/filter.ts';
import { at, type Located, type Span, span } from '../../../text/span.ts';
import { byNumber, get, kids, located, type Node, spanOf, spansOf, value } from '../tree.ts';
import type { Groups } from './groups.ts';
import { interfacePattern, matchOf } from './match.ts';

type Family = 'ipv4' | 'ipv6';

/** A filter of the model and the node it was made of; none for what the platform itself does. */
export interface FilterPlace {
  readonly filter: Filter;
  readonly node?: Node;
  readonly binding?: Binding;
}

export function firewallOf(root: Node, groups: Groups, template: boolean): FilterPlace[] {
  const firewall = get(root, 'firewall');
  const places: FilterPlace[] = [];
  for (const [family, old] of [
    ['ipv4', 'name'],
    ['ipv6', 'ipv6-name'],
  ] as const) {
    for (const node of [...kids(get(firewall, old)), ...kids(get(firewall, family, 'name'))])
      places.push({ filter: namedList(node, family, groups, template), node });
    for (const hook of ['prerouting', 'input', 'forward', 'output'] as const)
      for (const node of kids(get(firewall, family, hook)))
        if (node.name === 'filter' || node.name === 'raw')
          places.push(baseChain(node, family, hook, groups, firewall!, template));
    places.push(...interfaceHooks(root, family, firewall));
  }
  return places;
}

export const tableOf = (family: Family): string => `${family} filter`;

function namedList(node: Node, family: Family, groups: Groups, template: boolean): Filter {
  const said = value(node, 'default-action');
  const action = FALLBACKS[said?.value ?? 'drop'];
  return {
    name: located(node),
    table: tableOf(family),
    family,
    purpose: 'packet',
    rules: rulesOf(node, family, groups),
    fallback: { action: action ?? 'deny', ...(said ? { span: said.span } : {}) },
    stateful: false,
    span: spanOf(node),
    closed: !template && !node.unknown && action !== undefined,
  };
}

/** What is not said drops in a named list, and accepts in a base chain. */
const FALLBACKS: Readonly<Record<string, 'permit' | 'deny' | 'return'>> = {
  accept: 'permit',
  drop: 'deny',
  reject: 'deny',
  return: 'return',
  continue: 'return',
};

function baseChain(
  node: Node,
  family: Family,
  hook: Hook,
  groups: Groups,
  firewall: Node,
  template: boolean,
): FilterPlace {
  const said = value(node, 'default-action');
  const fallback = said?.value === 'drop' || said?.value === 'reject' ? 'deny' : 'permit';
  const name = at(`${family} ${hook} ${node.name}`, node.parent!.span);
  const raw = node.name === 'raw';
  const filter: Filter = {
    name,
    table: raw ? `${family} raw` : tableOf(family),
    family,
    purpose: raw ? 'mangle' : 'packet',
    rules: [...(raw ? [] : statePolicy(firewall, family)), ...rulesOf(node, family, groups)],
    fallback: { action: fallback, ...(said ? { span: said.span } : {}) },
    stateful: false,
    hook,
    priority: raw ? -300 : 0,
    span: spanOf(node),
    closed: !template && !node.unknown && said?.value !== 'jump',
  };
  const direction = hook === 'output' ? 'out' : 'in';
  return {
    filter,
    node,
    binding: { filter: name, family, place: { kind: 'hook', hook }, direction, span: node.parent!.span },
  };
}

/** `global-options state-policy established action accept`: asked before every other rule. */
export function statePolicy(firewall: Node, family: Family): FilterRule[] {
  const policy = get(firewall, 'global-options', 'state-policy') ?? get(firewall, 'state-policy');
  return kids(policy).flatMap((state): FilterRule[] => {
    const action = value(state, 'action')?.value;
    if (action === undefined || !/^(?:established|related|invalid)$/.test(state.name)) return [];
    const match: Match = { family, state: { anyOf: [state.name as 'established'] } };
    return [implicit([match], action === 'accept' ? { kind: 'permit' } : { kind: 'deny' }, state.span)];
  });
}

/** A rule of the platform's own; `near`: what in the text is the reason for it. */
export const implicit = (matches: readonly Match[], action: Action, near: Span): FilterRule => ({
  span: span(near.start, near.start),
  matches,
  action,
  effects: [],
  active: true,
  implicit: true,
});

export function rulesOf(node: Node, family: Family, groups: Groups): FilterRule[] {
  return byNumber(kids(get(node, 'rule'))).map((rule) => {
    const spans = spansOf(rule);
    const action = value(rule, 'action')?.value;
    const match = matchOf(rule, family, groups);
    // A program decides, or the connection is spoofed first: what comes of it is not known.
    const handed = action === 'queue' || action === 'synproxy';
    return {
      span: spans[0]!,
      ...(spans.length > 1 ? { spans } : {}),
      key: located(rule),
      matches: [handed ? { ...match, opaque: [...(match.opaque ?? []), { text: action, span: rule.span }] } : match],
      action: actionOf(action, value(rule, 'jump-target')),
      effects: [
        ...(action === 'reject' ? ['reject'] : []),
        ...(get(rule, 'log') && !get(rule, 'log', 'disable') ? ['log'] : []),
        ...(action === 'offload' || get(rule, 'set') || get(rule, 'add-address-to-group') ? [`set:${rule.name}`] : []),
      ].sort(),
      active: !get(rule, 'disable'),
    };
  });
}

function actionOf(action: string | undefined, target: Located<string> | undefined): Action {
  switch (action) {
    case 'accept':
    case 'queue':
    case 'synproxy':
      return { kind: 'permit' };
    case 'drop':
      return { kind: 'deny' };
    case 'reject':
      return { kind: 'deny', reject: true };
    case 'return':
      return { kind: 'return' };
    case 'jump':
      return target ? { kind: 'jump', target } : { kind: 'continue' };
    default:
      return { kind: 'continue' };
  }
}

const WAYS = [
  ['in', 'forward', 0],
  ['out', 'forward', 1],
  ['local', 'input', 0],
] as const;

/** Before 1.4, lists are bound to interfaces: what comes in or goes out through the device, and what is for itself. */
function interfaceHooks(root: Node, family: Family, firewall: Node | undefined): FilterPlace[] {
  const leaf = family === 'ipv4' ? 'name' : 'ipv6-name';
  return WAYS.flatMap(([way, hook, priority]): FilterPlace[] => {
    const uses = bindingNodes(root).flatMap(({ name, node }) => {
      const list = value(node, way, leaf);
      return list ? [{ name, list }] : [];
    });
    const [first] = uses;
    if (!first) return [];
    const side = way === 'out' ? 'outInterface' : 'inInterface';
    const name = at(`${family} ${way}`, first.list.span);
    const rules = uses.map(({ name: port, list }) =>
      implicit([{ family, [side]: { anyOf: [interfacePattern(port)] } }], { kind: 'jump', target: list }, list.span),
    );
    return [
      {
        filter: {
          name,
          table: tableOf(family),
          family,
          purpose: 'packet',
          rules: [...(firewall ? statePolicy(firewall, family) : []), ...rules],
          fallback: { action: 'permit' },
          stateful: false,
          hook,
          priority,
          span: first.list.span,
          closed: true,
        },
        binding: { filter: name, family, place: { kind: 'hook', hook }, direction: 'in', span: first.list.span },
      },
    ];
  });
}

/** `interfaces ethernet eth0 firewall in name X`; on the way to 1.4 `firewall interface eth0 in name X`. */
export const bindingNodes = (root: Node): { readonly name: string; readonly node: Node }[] => [
  ...portsOf(root).flatMap(({ name, node }) => {
    const lists = get(node, 'firewall');
    return lists ? [{ name, node: lists }] : [];
  }),
  ...kids(get(root, 'firewall', 'interface')).map((node) => ({ name: node.name, node })),
];

export interface Port {
  /** `eth0`, `eth0.100` */
  readonly name: string;
  readonly node: Node;
  readonly type: string;
}

/** Interfaces with those on their VLANs. */
export function portsOf(root: Node): Port[] {
  return kids(get(root, 'interfaces')).flatMap((type) =>
    kids(type).flatMap((node) => withVlans({ name: node.name, node, type: type.name })),
  );
}

const withVlans = (port: Port): Port[] => [
  port,
  ...['vif', 'vif-s', 'vif-c'].flatMap((kind) =>
    kids(get(port.node, kind)).flatMap((node) =>
      withVlans({ name: `${port.name}.${node.name}`, node, type: port.type }),
    ),
  ),
];
