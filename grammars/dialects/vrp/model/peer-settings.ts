import type { Party } from '../../../kit/cisco-like/bgp-draft.ts';
import { asNumberAt, type PolicySettings } from '../../../kit/cisco-like/bgp-settings.ts';
import { after, type Facts, isWholeNumber, located, lower, numberAt, use } from '../../../kit/cisco-like/facts.ts';
import type { PolicyUse } from '../../../model/bgp.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';

/** `route-policy IN import`, `ip-prefix P export`, `filter-policy acl-name A import`, `as-path-filter 1 import` */
export function policyOf(words: readonly Word[]): { use: PolicyUse; direction: 'in' | 'out' } | undefined {
  const last = lower(words, words.length - 1);
  const direction = last === 'import' ? 'in' : last === 'export' ? 'out' : undefined;
  const kind = POLICY_KINDS[lower(words, 0)];
  if (!direction || !kind) return undefined;
  const name = words.slice(1, -1).find((word) => !/^(?:acl-name|acl6-name|acl|number|name)$/i.test(word.text));
  return name && { use: { kind, name: located(name) }, direction };
}

const POLICY_KINDS: Readonly<Record<string, PolicyUse['kind']>> = {
  'route-policy': 'route-policy',
  'ip-prefix': 'prefix-list',
  'ipv6-prefix': 'prefix-list',
  'as-path-filter': 'as-path-list',
  'filter-policy': 'access-list',
};

/** Settings of a peer that no rule asks for. */
export const RECOGNISED =
  /^(?:capability-advertise|graceful-restart|route-update-interval|substitute-as|keep-all-routes|label-route-capability|log-change|path-mtu|advertise|advertise-ext-community|advertise-large-community|advertise-irb|reflect-between-pe|soo|mpls-local-ifnet|upe|tracking|rpki|origin-validation|fake-as|connect-only|listen-only|passive|egress-engineering|next-hop-invariable|split-group|nexthop-invariable|ipv6-prefix|peer-as-check|oscillation-dampening|path-attribute-treat|slow-peer|tcp-mss|signaling|dscp|recursive-lookup|advertise-all|prefix-sid|default-local-pref|check-first-as|redirect|validation-disable|add-path|discard-ext-community|update-group-independent|ldp|public-as-limited|additional-paths|value-discard|high-priority|bestroute)/;

export function readSession(
  statement: Statement,
  words: readonly Word[],
  undone: boolean,
  party: Party,
  facts: Facts,
): boolean {
  const { session } = party;
  const span = statement.header;
  switch (lower(words, 0)) {
    case 'as-number': {
      const asn = asNumberAt(words[1]);
      if (undone) delete session.remoteAs;
      else if (asn) session.remoteAs = asn;
      return undone || asn !== undefined;
    }
    case 'group':
      if (!words[1] || undone) return true;
      party.group = located(words[1]);
      use(facts, 'bgp-group', words[1], statement);
      return true;
    case 'description':
      session.description = words
        .slice(1)
        .map((word) => word.text)
        .join(' ');
      return true;
    case 'connect-interface':
      if (words[1]) session.updateSource = located(words[1]);
      return true;
    case 'ebgp-max-hop':
      session.multihop = numberAt(words[1]) ?? at(255, span);
      return true;
    case 'valid-ttl-hops':
      session.ttlSecurity = numberAt(words[1]) ?? at(255, span);
      return true;
    case 'password':
    case 'keychain':
    case 'tcp-ao':
      session.authentication = { span };
      return true;
    case 'ignore':
    case 'shutdown':
      session.shutdown = !undone;
      return true;
    case 'bfd':
      session.bfd = !undone;
      return true;
    case 'local-as': {
      const asn = asNumberAt(words[1]);
      if (asn) session.localAs = asn.value;
      return true;
    }
    case 'route-update-interval': {
      const interval = numberAt(words[1]);
      if (interval && !undone) session.advertisementInterval = interval;
      return true;
    }
    case 'timer': {
      const [keepalive, hold] = [numberAt(after(words, 'keepalive')), numberAt(after(words, 'hold'))];
      if (keepalive && hold && !undone) session.timers = { keepalive, hold, span };
      return true;
    }
    default:
      return false;
  }
}

export function readFamily(
  statement: Statement,
  words: readonly Word[],
  undone: boolean,
  settings: PolicySettings,
  party: Party,
  { family, inFamily }: { readonly family: string; readonly inFamily: boolean },
  facts: Facts,
): boolean {
  const put = (more: NonNullable<PolicySettings['facts']>): boolean => {
    settings.facts = { ...settings.facts, ...more };
    return true;
  };
  switch (lower(words, 0)) {
    case 'enable':
      settings.active = !undone;
      if (party.group && inFamily) party.groupFamilies.add(family);
      return true;
    case 'route-limit': {
      const limit = numberAt(words[1]);
      if (!limit || undone) return undone;
      const restart = after(words, 'idle-timeout');
      settings.maxPrefix = {
        limit,
        ...(isWholeNumber(words[2]?.text) ? { threshold: Number(words[2].text) } : {}),
        warningOnly: words.some((word) => /^alert-only$/i.test(word.text)),
        ...(restart && isWholeNumber(restart.text) ? { restart: Number(restart.text) } : {}),
        span: statement.header,
      };
      return true;
    }
    case 'public-as-only':
      return put({ removesPrivateAs: !undone });
    case 'next-hop-local':
      return put({ nextHopSelf: !undone });
    case 'advertise-community':
      return put({ sendsCommunities: !undone });
    case 'preferred-value': {
      const weight = numberAt(words[1])?.value;
      return put({ weight: undone ? 0 : (weight ?? 0) });
    }
    case 'allow-as-loop':
      return put({ allowsOwnAs: undone ? 0 : (numberAt(words[1])?.value ?? 1) });
    case 'reflect-client':
      return put({ reflectorClient: !undone });
    case 'default-route-advertise': {
      if (undone) return true;
      const policy = policyAfter(words, statement, facts);
      return put({ defaultOriginate: { ...(policy ? { policy } : {}), span: statement.header } });
    }
    default:
      return false;
  }
}

/** `... route-policy X` */
export function policyAfter(words: readonly Word[], statement: Statement, facts: Facts): Located<string> | undefined {
  const policy = after(words, 'route-policy');
  if (policy) use(facts, 'route-policy', policy, statement);
  return policy && located(policy);
}
