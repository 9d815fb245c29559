import { parseAddress, parsePrefix, widthOf } from '../../../model/address.ts';
import type {
  AsPathList,
  CommunityEntry,
  CommunityList,
  PrefixList,
  RouteCondition,
  RoutePolicy,
  RoutePolicyEntry,
  RouteSetting,
  RouteValidation,
} from '../../../model/routing.ts';
import { at } from '../../../text/span.ts';
import { byNumber, get, kids, located, type Node, numberAt, spanOf, value } from '../tree.ts';

const actionOf = (rule: Node): 'permit' | 'deny' => (value(rule, 'action')?.value === 'deny' ? 'deny' : 'permit');

export function prefixListsOf(root: Node, template: boolean): PrefixList[] {
  return (
    [
      ['prefix-list', 'ipv4'],
      ['prefix-list6', 'ipv6'],
    ] as const
  ).flatMap(([word, family]) =>
    kids(get(root, 'policy', word)).map((node) => {
      const rules = byNumber(kids(get(node, 'rule')));
      const entries = rules.flatMap((rule) => {
        const prefix = parsePrefix(value(rule, 'prefix')?.value ?? '');
        if (prefix?.family !== family) return [];
        const [ge, le] = [numberAt(rule, 'ge')?.value, numberAt(rule, 'le')?.value];
        const first = ge ?? prefix.length;
        const last = le ?? (ge === undefined ? prefix.length : widthOf(family));
        return [{ span: spanOf(rule), key: located(rule), action: actionOf(rule), prefix, lengths: { first, last } }];
      });
      return {
        name: located(node),
        family,
        entries,
        span: spanOf(node),
        closed: !template && !node.unknown && entries.length === rules.length,
      };
    }),
  );
}

export function asPathListsOf(root: Node, template: boolean): AsPathList[] {
  return kids(get(root, 'policy', 'as-path-list')).map((node) => ({
    name: located(node),
    syntax: 'cisco',
    entries: byNumber(kids(get(node, 'rule'))).map((rule) => ({
      span: spanOf(rule),
      action: actionOf(rule),
      pattern: value(rule, 'regex')?.value ?? '',
    })),
    span: spanOf(node),
    closed: !template && !node.unknown && kids(get(node, 'rule')).every((rule) => value(rule, 'regex')),
  }));
}

/** Well-known communities as RFC 1997 numbers them. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  internet: '0:0',
  'graceful-shutdown': '65535:0',
  'accept-own': '65535:1',
  blackhole: '65535:666',
  'no-export': '65535:65281',
  'no-advertise': '65535:65282',
  'local-as': '65535:65283',
  'local-AS': '65535:65283',
  'no-peer': '65535:65284',
};

const communityText = (text: string): string => WELL_KNOWN[text] ?? text;

export function communityListsOf(root: Node, template: boolean): CommunityList[] {
  return ['community-list', 'large-community-list'].flatMap((word) =>
    kids(get(root, 'policy', word)).map((node) => ({
      name: located(node),
      entries: byNumber(kids(get(node, 'rule'))).map((rule): CommunityEntry => {
        const regex = communityText(value(rule, 'regex')?.value ?? '');
        const plain = /^\d+(?::\d+){1,2}$/.test(regex);
        return { span: spanOf(rule), action: actionOf(rule), members: [regex], ...(plain ? {} : { pattern: true }) };
      }),
      span: spanOf(node),
      closed: !template && !node.unknown && kids(get(node, 'rule')).every((rule) => value(rule, 'regex')),
    })),
  );
}

export function policiesOf(root: Node, template: boolean): RoutePolicy[] {
  return kids(get(root, 'policy', 'route-map')).map((node) => ({
    name: located(node),
    span: spanOf(node),
    closed: !template && !node.unknown,
    entries: byNumber(kids(get(node, 'rule'))).map(entryOf),
    fallback: 'deny',
  }));
}

function entryOf(rule: Node): RoutePolicyEntry {
  const goesOn = get(rule, 'continue') ?? get(rule, 'on-match') ?? get(rule, 'call');
  const action = actionOf(rule);
  return {
    span: spanOf(rule),
    key: located(rule),
    action: goesOn && action === 'permit' ? 'continue' : action,
    conditions: [
      ...kids(get(rule, 'match')).flatMap(conditionsOf),
      // What is called has to permit as well.
      ...kids(get(rule, 'call')).map(
        ({ name, span }): RouteCondition => ({ kind: 'opaque', text: `call ${name}`, span }),
      ),
    ],
    settings: kids(get(rule, 'set')).flatMap(settingOf),
  };
}

function conditionsOf(node: Node): RouteCondition[] {
  const opaque: RouteCondition = { kind: 'opaque', text: textOf(node), span: node.span };
  switch (node.name) {
    case 'ip':
    case 'ipv6':
      return kids(node).map((child): RouteCondition => {
        const list = child.name === 'address' ? value(child, 'prefix-list') : undefined;
        const family = node.name === 'ip' ? 'ipv4' : 'ipv6';
        return list
          ? { kind: 'prefix-list', names: [list], family, lengths: 'as-listed' }
          : { kind: 'opaque', text: `${node.name} ${textOf(child)}`, span: child.span };
      });
    case 'as-path': {
      const name = value(node);
      return name ? [{ kind: 'as-path', names: [name] }] : [opaque];
    }
    case 'community':
    case 'large-community': {
      const name = value(node, 'community-list') ?? value(node, 'large-community-list');
      return name ? [{ kind: 'community', names: [name], exact: get(node, 'exact-match') !== undefined }] : [opaque];
    }
    case 'rpki': {
      const state = STATES[value(node)?.value ?? ''];
      return state ? [{ kind: 'rpki', state }] : [opaque];
    }
    case 'protocol':
    case 'source-protocol': {
      const name = value(node)?.value;
      return name === undefined ? [opaque] : [{ kind: 'protocol', names: [name] }];
    }
    default:
      return [opaque];
  }
}

const STATES: Readonly<Record<string, 'valid' | 'invalid' | 'not-found'>> = {
  valid: 'valid',
  invalid: 'invalid',
  notfound: 'not-found',
};

const textOf = (node: Node): string => [node.name, ...kids(node).map(textOf)].join(' ').slice(0, 200);

function settingOf(node: Node): RouteSetting[] {
  switch (node.name) {
    case 'local-preference': {
      const number = numberAt(node)?.value;
      return number === undefined ? [] : [{ kind: 'local-preference', value: number }];
    }
    case 'metric': {
      const number = numberAt(node)?.value;
      return [number === undefined ? { kind: 'med' } : { kind: 'med', value: number }];
    }
    case 'weight': {
      const number = numberAt(node)?.value;
      return number === undefined ? [] : [{ kind: 'weight', value: number }];
    }
    case 'origin': {
      const origin = ORIGINS.find((one) => one === value(node)?.value);
      return origin ? [{ kind: 'origin', value: origin }] : [];
    }
    case 'ip-next-hop':
    case 'ipv6-next-hop': {
      const hop = parseAddress((value(node, 'global') ?? value(node))?.value ?? '');
      return hop ? [{ kind: 'next-hop', ...hop }] : [];
    }
    case 'as-path':
    case 'as-path-prepend': {
      const text = (value(node, 'prepend') ?? (node.name === 'as-path-prepend' ? value(node) : undefined))?.value;
      const asns = text?.split(/\s+/).map(Number);
      if (asns?.every(Number.isInteger)) return [{ kind: 'prepend', asns }];
      return [{ kind: 'opaque-path' }];
    }
    case 'community':
    case 'large-community':
      return communitySetting(node);
    case 'comm-list':
      return [{ kind: 'opaque-community' }];
    default:
      return [];
  }
}

const ORIGINS = ['igp', 'egp', 'incomplete'] as const;

/** Since 1.4 `community add|replace|delete|none`, before it `community "64496:1 additive"`. */
function communitySetting(node: Node): RouteSetting[] {
  const added = kids(get(node, 'add')).map(({ name }) => communityText(name));
  if (added.length > 0) return [{ kind: 'community', how: 'add', values: added }];
  const replaced = kids(get(node, 'replace')).map(({ name }) => communityText(name));
  // Large and plain communities are replaced each by itself.
  if (replaced.length > 0) return [{ kind: 'opaque-community' }];
  const list = value(node, 'delete');
  if (list) return [{ kind: 'delete-community', list }];
  const words = value(node)?.value.split(/\s+/) ?? [];
  const plain = words.filter((word) => word !== 'additive').map(communityText);
  if (words.includes('additive') && plain.every((word) => /^\d+:/.test(word)))
    return [{ kind: 'community', how: 'add', values: plain }];
  return [{ kind: 'opaque-community' }];
}

export function validationOf(root: Node): RouteValidation | undefined {
  const rpki = get(root, 'protocols', 'rpki');
  if (!rpki) return undefined;
  const caches = kids(get(rpki, 'cache')).map((node) => {
    const port = get(node, 'ssh') ? undefined : numberAt(node, 'port')?.value;
    return { ...at(node.name, node.span), ...(port !== undefined && { port, plain: true as const }) };
  });
  return { caches, span: rpki.span };
}
