import { type Family, parseAddress } from '../../../model/address.ts';
import type {
  RouteAction,
  RouteCondition,
  RoutePolicy,
  RoutePolicyEntry,
  RouteSetting,
} from '../../../model/routing.ts';
import type { Located } from '../../../text/span.ts';
import { get, hasUnknown, kids, located, numberAt, spanOf, value } from '../node.ts';
import type { Node } from '../tree.ts';
import { routeFilters } from './route-filters.ts';
import { communityOf } from './route-lists.ts';

export const policiesOf = (root: Node, complete: boolean): RoutePolicy[] =>
  kids(get(root, 'policy-options', 'policy-statement')).map((node) => {
    const entries = entriesOf(node, root);
    const followed = [node, ...kids(get(node, 'term'))].every((term) => !get(term, 'then', 'default-action'));
    return {
      name: located(node),
      span: spanOf(node),
      closed: complete && followed && !hasUnknown(node),
      entries,
      fallback: 'next',
    };
  });

/** The terms in order; what stands at the policy's own level is tried after them. */
function entriesOf(policy: Node, root: Node): RoutePolicyEntry[] {
  const terms = kids(get(policy, 'term')).map((term) => entryOf(term, located(term), root));
  if (!get(policy, 'from') && !get(policy, 'then') && !get(policy, 'to')) return terms;
  return [...terms, entryOf(policy, undefined, root)];
}

function entryOf(term: Node, key: Located<string> | undefined, root: Node): RoutePolicyEntry {
  const then = get(term, 'then');
  return {
    span: key ? spanOf(term) : spanOf(then ?? get(term, 'from') ?? term),
    ...(key ? { key } : {}),
    action: actionOf(then),
    conditions: [...conditionsOf(get(term, 'from')), ...kids(get(term, 'to')).map(opaque)],
    settings: settingsOf(then, root),
  };
}

function actionOf(then: Node | undefined): RouteAction {
  if (get(then, 'reject')) return 'deny';
  if (get(then, 'accept')) return 'permit';
  return get(then, 'next', 'policy') ? 'next-policy' : 'next';
}

const opaque = (node: Node): RouteCondition => ({
  kind: 'opaque',
  text: [node.name, ...kids(node).map(({ name }) => name)].join(' '),
  span: node.span,
});

const FAMILIES: Readonly<Record<string, Family>> = { inet: 'ipv4', inet6: 'ipv6' };
const PROTOCOL_NAMES: Readonly<Record<string, string>> = { direct: 'connected', local: 'connected', ospf2: 'ospf' };
const VALIDATION: Readonly<Record<string, 'valid' | 'invalid' | 'not-found'>> = {
  valid: 'valid',
  invalid: 'invalid',
  unknown: 'not-found',
};
const PREFIX_KINDS = ['prefix-list', 'prefix-list-filter', 'route-filter', 'source-address-filter'];

function conditionsOf(from: Node | undefined): RouteCondition[] {
  const all = kids(from);
  // How several kinds of prefix conditions in one term work together is not the same in every release.
  const mixed = all.filter(({ name }) => PREFIX_KINDS.includes(name)).length > 1;
  return all.map((node): RouteCondition => {
    const values = kids(node);
    const names = values.map(located);
    if (mixed && PREFIX_KINDS.includes(node.name)) return opaque(node);
    switch (node.name) {
      case 'prefix-list':
        return { kind: 'prefix-list', names, lengths: 'as-listed' };
      case 'prefix-list-filter':
        return listFilter(node);
      case 'route-filter': {
        const entries = routeFilters(node);
        return entries ? { kind: 'prefixes', entries } : opaque(node);
      }
      case 'as-path':
      case 'as-path-group':
        return { kind: 'as-path', names };
      case 'community':
        return { kind: 'community', names, exact: false };
      case 'protocol':
        return { kind: 'protocol', names: values.map(({ name }) => PROTOCOL_NAMES[name] ?? name) };
      case 'interface':
        // An interface may stand for all its units, or be told by an address.
        return values.every(({ name }) => /^[a-z][^\s*]*\.\d+$/.test(name))
          ? { kind: 'interface', interfaces: values.map(({ name }) => name) }
          : opaque(node);
      case 'family': {
        const family = FAMILIES[values[0]?.name ?? ''];
        return family ? { kind: 'family', family } : opaque(node);
      }
      case 'validation-database': {
        const state = VALIDATION[values[0]?.name ?? ''];
        return state && values.length === 1 ? { kind: 'rpki', state } : opaque(node);
      }
      default:
        return opaque(node);
    }
  });
}

/** `prefix-list-filter OWN orlonger`; filters of several ways are told apart by nothing here. */
function listFilter(node: Node): RouteCondition {
  const ways = new Set(kids(node).flatMap((list) => kids(list).map(({ name }) => name)));
  const names = kids(node).map(located);
  const [way] = ways;
  if (ways.size !== 1 || kids(node).some((list) => kids(list).length !== 1)) return opaque(node);
  if (way === 'exact') return { kind: 'prefix-list', names, lengths: 'as-listed' };
  if (way === 'orlonger') return { kind: 'prefix-list', names, lengths: 'or-longer' };
  return way === 'longer' ? { kind: 'prefix-list', names, lengths: 'longer' } : opaque(node);
}

/** `local-preference add 50`, `metric subtract 10` */
export function changeIn(node: Node): number | undefined {
  const [way] = kids(node);
  const amount = way && kids(way)[0]?.name;
  if (!way || amount === undefined || !/^\d{1,10}$/.test(amount)) return undefined;
  return way.name === 'add' ? Number(amount) : way.name === 'subtract' ? -Number(amount) : undefined;
}

function settingsOf(then: Node | undefined, root: Node): RouteSetting[] {
  const settings: RouteSetting[] = [];
  for (const node of kids(then)) {
    const number = numberAt(then, node.name);
    const change = changeIn(node);
    if (node.name === 'local-preference' && change !== undefined)
      settings.push({ kind: 'local-preference-change', by: change });
    else if (node.name === 'metric' && change !== undefined) settings.push({ kind: 'med-change', by: change });
    else if (node.name === 'local-preference' && number)
      settings.push({ kind: 'local-preference', value: number.value });
    else if (node.name === 'metric') settings.push({ kind: 'med', ...(number ? { value: number.value } : {}) });
    else if (node.name === 'as-path-prepend') {
      const text = value(then, 'as-path-prepend')?.value ?? '';
      settings.push({
        kind: 'prepend',
        asns: text.split(/\s+/).flatMap((word) => (/^\d{1,10}$/.test(word) ? Number(word) : [])),
        span: node.span,
      });
    } else if (node.name === 'origin') {
      const origin = ORIGINS.find((one) => one === value(then, 'origin')?.value);
      if (origin) settings.push({ kind: 'origin', value: origin });
    } else if (node.name === 'next-hop') {
      const hop = value(then, 'next-hop')?.value ?? '';
      const address = parseAddress(hop);
      if (hop === 'self') settings.push({ kind: 'next-hop-self' });
      else if (address) settings.push({ kind: 'next-hop', ...address });
    } else if (node.name === 'community') settings.push(...communitySettings(node, root));
  }
  return settings;
}

const ORIGINS = ['igp', 'egp', 'incomplete'] as const;

const HOW: Readonly<Record<string, 'add' | 'set' | 'delete'>> = {
  add: 'add',
  '+': 'add',
  set: 'set',
  '=': 'set',
  delete: 'delete',
  '-': 'delete',
};

/** `community add TAG`: the members of what the name stands for. */
function communitySettings(node: Node, root: Node): RouteSetting[] {
  return kids(node).flatMap((way) => {
    const how = HOW[way.name];
    return kids(way).map((name): RouteSetting => {
      if (how === 'delete') return { kind: 'delete-community', list: located(name) };
      const members = kids(get(root, 'policy-options', 'community', name.name, 'members')).map((one) => one.name);
      const values = members.flatMap((text) => communityOf(text) ?? []);
      if (!how || values.length === 0 || values.length < members.length) return { kind: 'opaque-community' };
      return { kind: 'community', how, values };
    });
  });
}
