import { type ForwardTarget, portForwards } from '../../../kit/port-forwards.ts';
import { parseAddress, parsePrefix, widthOf } from '../../../model/address.ts';
import type { Action, Filter, FilterRule, Rewrite } from '../../../model/filter.ts';
import type { Nat, Timer, TimerKind } from '../../../model/nat.ts';
import { byNumber, get, kids, located, type Node, numberAt, spanOf, spansOf, value } from '../tree.ts';
import type { FilterPlace } from './firewall.ts';
import type { Groups } from './groups.ts';
import { matchOf } from './match.ts';

const LISTS = [
  ['nat', 'source', 'ipv4'],
  ['nat', 'destination', 'ipv4'],
  ['nat66', 'source', 'ipv6'],
  ['nat66', 'destination', 'ipv6'],
] as const;

export function natFilters(root: Node, groups: Groups, template: boolean): FilterPlace[] {
  return LISTS.flatMap(([top, way, family]): FilterPlace[] => {
    const node = get(root, top, way);
    const rules = byNumber(kids(get(node, 'rule')));
    if (!node || rules.length === 0) return [];
    const name = { value: `${top} ${way}`, span: node.span };
    const hook = way === 'source' ? 'postrouting' : 'prerouting';
    return [
      {
        node,
        filter: {
          name,
          table: `${family} nat`,
          family,
          purpose: 'nat',
          rules: rules.map((rule) => ruleOf(rule, way, family, groups)),
          fallback: { action: 'permit' },
          stateful: true,
          hook,
          span: spanOf(node),
          closed: !template && !node.unknown,
        },
        binding: {
          filter: name,
          family,
          place: { kind: 'hook', hook },
          direction: way === 'source' ? 'out' : 'in',
          span: node.span,
        },
      },
    ];
  });
}

function ruleOf(rule: Node, way: 'source' | 'destination', family: 'ipv4' | 'ipv6', groups: Groups): FilterRule {
  const spans = spansOf(rule);
  const match = matchOf(rule, family, groups);
  const balanced = get(rule, 'load-balance');
  return {
    span: spans[0]!,
    ...(spans.length > 1 ? { spans } : {}),
    key: located(rule),
    matches: [
      balanced ? { ...match, opaque: [...(match.opaque ?? []), { text: 'load-balance', span: balanced.span }] } : match,
    ],
    action: actionOf(rule, way),
    effects: get(rule, 'log') ? ['log'] : [],
    active: !get(rule, 'disable'),
  };
}

function actionOf(rule: Node, way: 'source' | 'destination'): Action {
  if (get(rule, 'exclude')) return { kind: 'exempt' };
  const address = value(rule, 'translation', 'address')?.value;
  const port = value(rule, 'translation', 'port')?.value ?? value(rule, 'translation', 'redirect', 'port')?.value;
  const to = [address ?? 'here', ...(port === undefined ? [] : [`port ${port}`])].join(' ');
  const parsed = address === undefined ? undefined : (parsePrefix(address) ?? parseAddress(address));
  const number = port !== undefined && /^\d+$/.test(port) ? Number(port) : undefined;
  // A pool, or ports to choose from, or the address of an interface: not all in the text.
  const whole = parsed !== undefined && (port === undefined || number !== undefined);
  const rewrite: Rewrite | undefined = whole
    ? {
        prefix: 'length' in parsed ? parsed : { ...parsed, length: widthOf(parsed.family) },
        ...(number === undefined ? {} : { port: number }),
      }
    : undefined;
  return { kind: 'translate', nat: way, to, ...(rewrite ? { rewrite } : {}) };
}

function targetOf(to: string): ForwardTarget | undefined {
  const [, address, port] = /^(\S+)(?: port (\d+))?$/.exec(to) ?? [];
  if (address === undefined) return undefined;
  const here = address === 'here';
  if (!here && !parseAddress(address)) return undefined;
  return { ...(here ? {} : { address }), ...(port === undefined ? {} : { port: Number(port) }) };
}

export function natOf(root: Node, filters: readonly Filter[], template: boolean): Nat | undefined {
  const timers = timersOf(root);
  const nodes = LISTS.flatMap(([top, way]) => get(root, top, way) ?? []);
  const [first] = nodes;
  if (!first && timers.length === 0) return undefined;
  const translates = filters.some(({ purpose, rules }) => purpose === 'nat' && rules.some(({ active }) => active));
  return {
    translates,
    timers,
    defaults: [],
    forwards: portForwards(filters, targetOf),
    ...(first ? { anchor: located(first) } : {}),
    closed:
      !template &&
      nodes.every(({ unknown }) => !unknown) &&
      get(root, 'system', 'conntrack', 'timeout')?.unknown !== true,
  };
}

const TIMERS: readonly (readonly [string, TimerKind, Timer['phase']?])[] = [
  ['tcp established', 'tcp-established'],
  ['tcp syn-sent', 'tcp-transitory', 'opening'],
  ['tcp syn-recv', 'tcp-transitory', 'opening'],
  ['tcp fin-wait', 'tcp-transitory', 'closing'],
  ['udp other', 'udp-unreplied'],
  ['udp stream', 'udp-stream'],
  ['icmp', 'icmp'],
];

/** `system conntrack timeout`, and since 1.4 `firewall global-options timeout`. */
function timersOf(root: Node): Timer[] {
  const places = [get(root, 'system', 'conntrack', 'timeout'), get(root, 'firewall', 'global-options', 'timeout')];
  return places.flatMap((place) =>
    TIMERS.flatMap(([path, kind, phase]): Timer[] => {
      const node = get(place, ...path.split(' '));
      const seconds = numberAt(node);
      if (!node || !seconds) return [];
      return [{ kind, ...(phase ? { phase } : {}), seconds, span: spanOf(node), label: `timeout ${path}` }];
    }),
  );
}
