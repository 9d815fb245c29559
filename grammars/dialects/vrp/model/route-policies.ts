import { asNumberAt } from '../../../kit/cisco-like/bgp-settings.ts';
import {
  type definitions,
  type Facts,
  isWholeNumber,
  located,
  lower,
  startsWith,
  use,
} from '../../../kit/cisco-like/facts.ts';
import { communityOf } from '../../../kit/cisco-like/route-lists.ts';
import { parseAddress } from '../../../model/address.ts';
import type { RouteAction, RouteCondition, RoutePolicyEntry, RouteSetting } from '../../../model/routing.ts';
import type { Statement, Word } from '../../../outline.ts';
import { cover, type Located, type Span } from '../../../text/span.ts';

/** Gathers route policies node by node. */
export interface RoutePolicies {
  /** `route-policy IN permit node 10` with its lines */
  read(statement: Statement, facts: Facts): void;
  finish(facts: Facts, defined: ReturnType<typeof definitions>): void;
}

interface Draft {
  readonly name: Located<string>;
  readonly spans: Span[];
  readonly nodes: Map<number, RoutePolicyEntry>;
  closed: boolean;
}

export function routePolicies(): RoutePolicies {
  const policies = new Map<string, Draft>();
  return {
    read: (statement, facts) => {
      const [, name, action, , node] = statement.words;
      if (!name || !action || !node) return;
      const policy: Draft = policies.get(name.text) ?? {
        name: located(name),
        spans: [],
        nodes: new Map(),
        closed: true,
      };
      policies.set(name.text, policy);
      policy.spans.push(statement.span);
      const conditions: RouteCondition[] = [];
      const settings: RouteSetting[] = [];
      let does: RouteAction = action.text.toLowerCase() === 'deny' ? 'deny' : 'permit';
      for (const child of statement.children) {
        const first = lower(child.words, 0);
        if (child.coverage === 'unknown') policy.closed = false;
        else if (first === 'if-match') add(conditions, conditionOf(child, facts));
        else if (first === 'apply') settings.push(...settingsOf(child.words, child, facts));
        else if (first === 'goto' && does === 'permit') does = 'continue';
      }
      policy.nodes.set(Number(node.text), {
        span: statement.span,
        key: located(node),
        action: does,
        conditions,
        settings,
      });
    },
    finish: (facts, defined) => {
      for (const { name, spans, nodes, closed } of policies.values()) {
        const entries = [...nodes].sort(([a], [b]) => a - b).map(([, entry]) => entry);
        facts.policies.push({ name, span: spans.reduce(cover), closed, entries, fallback: 'deny' });
        for (const span of spans) defined.add('route-policy', name, span);
      }
    },
  };
}

/** Several lines of one kind are one condition: any of them. */
function add(conditions: RouteCondition[], condition: RouteCondition): void {
  const same = conditions.findIndex(
    (one) =>
      one.kind === condition.kind &&
      (one.kind !== 'prefix-list' || (condition.kind === 'prefix-list' && one.family === condition.family)),
  );
  const known = conditions[same];
  if (known && 'names' in known && 'names' in condition && known.kind !== 'protocol' && condition.kind !== 'protocol')
    conditions[same] = { ...known, names: [...known.names, ...condition.names] };
  else conditions.push(condition);
}

function conditionOf(statement: Statement, facts: Facts): RouteCondition {
  const { words } = statement;
  const opaque: RouteCondition = {
    kind: 'opaque',
    text: words.map((word) => word.text).join(' '),
    span: statement.header,
  };
  const named = (namespace: 'prefix-list' | 'as-path-list' | 'community-list', from: number): Located<string>[] => {
    const names = words.slice(from).filter((word) => !/^(?:whole-match|sort-match)$/i.test(word.text));
    for (const name of names) use(facts, namespace, name, statement);
    return names.map(located);
  };
  if (startsWith(words, 'if-match ip-prefix *'))
    return { kind: 'prefix-list', names: named('prefix-list', 2), family: 'ipv4', lengths: 'as-listed' };
  if (startsWith(words, 'if-match ipv6 address prefix-list *'))
    return { kind: 'prefix-list', names: named('prefix-list', 4), family: 'ipv6', lengths: 'as-listed' };
  if (
    startsWith(words, 'if-match ip next-hop ip-prefix *') ||
    startsWith(words, 'if-match ip route-source ip-prefix *')
  ) {
    named('prefix-list', 4);
    return opaque;
  }
  if (startsWith(words, 'if-match as-path-filter *')) return { kind: 'as-path', names: named('as-path-list', 2) };
  if (startsWith(words, 'if-match community-filter *')) {
    const exact = words.some((word) => /^whole-match$/i.test(word.text));
    return { kind: 'community', names: named('community-list', 2), exact };
  }
  const state = lower(words, 3);
  if (startsWith(words, 'if-match rpki origin-as-validation *') && /^(?:valid|invalid|not-found)$/.test(state))
    return { kind: 'rpki', state: state as 'valid' | 'invalid' | 'not-found' };
  const protocol = lower(words, 2);
  if (startsWith(words, 'if-match protocol *') && words.length === 3)
    return { kind: 'protocol', names: [protocol === 'direct' ? 'connected' : protocol] };
  return opaque;
}

function settingsOf(words: readonly Word[], statement: Statement, facts: Facts): RouteSetting[] {
  const what = lower(words, 1);
  const number = isWholeNumber(words[2]?.text) ? Number(words[2].text) : undefined;
  if (what === 'local-preference' && number !== undefined) return [{ kind: 'local-preference', value: number }];
  if (what === 'preferred-value' && number !== undefined) return [{ kind: 'weight', value: number }];
  if (what === 'origin') {
    const origin = lower(words, 2);
    return origin === 'igp' || origin === 'incomplete' ? [{ kind: 'origin', value: origin }] : [];
  }
  if (startsWith(words, 'apply ip-address next-hop *')) {
    const hop = parseAddress(words[3]!.text);
    return hop ? [{ kind: 'next-hop', ...hop }] : [];
  }
  if (what === 'cost' && number !== undefined) return [{ kind: 'med', value: number }];
  if (what === 'community') {
    if (lower(words, 2) === 'none') return [{ kind: 'delete-community', everything: true }];
    const values = words.slice(2).filter((word) => !/^additive$/i.test(word.text));
    const known = values.flatMap((word) => communityOf(word.text.toLowerCase()) ?? []);
    if (known.length < values.length) return [{ kind: 'opaque-community' }];
    return [{ kind: 'community', how: values.length < words.length - 2 ? 'add' : 'set', values: known }];
  }
  if (what === 'comm-filter' && words[2]) {
    use(facts, 'community-list', words[2], statement);
    return [{ kind: 'delete-community', list: located(words[2]) }];
  }
  if (/communit/.test(what)) return what === 'extcommunity' ? [] : [{ kind: 'opaque-community' }];
  if (what === 'as-path' && lower(words, words.length - 1) === 'additive') {
    const asns = words.slice(2, -1).flatMap((word) => asNumberAt(word)?.value ?? []);
    return [{ kind: 'prepend', asns }];
  }
  if (what === 'as-path') return [{ kind: 'opaque-path' }];
  return [];
}
