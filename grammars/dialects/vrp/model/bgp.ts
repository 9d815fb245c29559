import type { BgpDraft, Party } from '../../../kit/cisco-like/bgp-draft.ts';
import { type BgpRules, processesOf } from '../../../kit/cisco-like/bgp-resolve.ts';
import { asNumberAt, noPolicies, type PolicySettings } from '../../../kit/cisco-like/bgp-settings.ts';
import {
  after,
  type definitions,
  type Facts,
  isWholeNumber,
  located,
  lower,
  numberAt,
  startsWith,
  use,
} from '../../../kit/cisco-like/facts.ts';
import type { PolicyUse } from '../../../model/bgp.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';
import { destinationAt } from './routes.ts';

/** Without policy an external neighbour's routes are taken and it is sent everything; communities only where `advertise-community` says so. */
const RULES: BgpRules = { implicitIpv4: true, vrfsAsGlobal: false, processForAll: false, sendsCommunities: false };

export interface BgpReader {
  /** `bgp 64500` with everything inside. */
  read(statement: Statement, facts: Facts): void;
  finish(facts: Facts, defined: ReturnType<typeof definitions>): void;
}

export function bgpReader(): BgpReader {
  const drafts = new Map<string, BgpDraft>();
  return {
    read: (statement, facts) => {
      const key = statement.words[1]!.text;
      const draft: BgpDraft = drafts.get(key) ?? {
        asn: asNumberAt(statement.words[1]),
        span: statement.span,
        parties: new Map([['', new Map()]]),
        templates: new Map(),
        templateNames: [],
        timers: new Map(),
        confederation: new Set(),
        defaultIpv4: true,
        withoutPolicy: 'exchanges-all',
        facts: { checksTtl: true, deterministicMed: false },
        caches: [],
        keepsInvalid: true,
        closed: true,
      };
      drafts.set(key, draft);
      readBlock(statement.children, { draft, vrf: '', family: 'ipv4-unicast', inFamily: false }, facts);
    },
    finish: (facts, defined) => {
      for (const draft of drafts.values()) {
        for (const parties of draft.parties.values())
          for (const party of parties.values())
            if (party.kind === 'group') for (const span of party.spans) defined.add('bgp-group', party.name, span);
        facts.bgp.push(...processesOf(draft, RULES));
        const [cache] = draft.caches;
        if (cache) facts.validation = { caches: draft.caches.map(({ name }) => name), span: cache.span };
      }
    },
  };
}

interface Scope {
  readonly draft: BgpDraft;
  readonly vrf: string;
  readonly family: string;
  readonly inFamily: boolean;
}

function readBlock(children: readonly Statement[], scope: Scope, facts: Facts): void {
  const { draft, vrf } = scope;
  for (const child of children) {
    const undone = lower(child.words, 0) === 'undo';
    const words = undone ? child.words.slice(1) : child.words;
    const first = lower(words, 0);
    if (first === 'peer' && words[1]) readPeer(child, words, undone, scope, facts);
    else if (child.coverage === 'unknown') draft.closed = false;
    else if (/^(?:ipv4|ipv6|l2vpn)-family$/.test(first) && !undone) {
      const inner = after(words, 'vpn-instance')?.text ?? vrf;
      readBlock(child.children, { draft, vrf: inner, family: familyOf(words), inFamily: true }, facts);
    } else if (first === 'group' && words[1]) {
      const party = partyFor(scope, words[1]);
      party.kind = 'group';
      party.spans.push(child.header);
      if (!undone && /^(?:internal|external)$/.test(lower(words, 2)))
        party.session.remoteAs ??= at(lower(words, 2) as 'internal' | 'external', words[2]!.span);
    } else readProcess(child, words, undone, scope, facts);
  }
}

function readProcess(
  statement: Statement,
  words: readonly Word[],
  undone: boolean,
  { draft, vrf, family }: Scope,
  facts: Facts,
): void {
  const where = vrf === '' ? {} : { vrf };
  if (startsWith(words, 'default ipv4-unicast')) draft.defaultIpv4 = !undone;
  else if (undone) return;
  else if (startsWith(words, 'timer keepalive * hold *')) {
    const [keepalive, hold] = [numberAt(words[2]), numberAt(words[4])];
    if (keepalive && hold) draft.timers.set(vrf, { keepalive, hold, span: statement.header });
  } else if (startsWith(words, 'as-path-limit *')) {
    const limit = numberAt(words[1]);
    if (limit) draft.facts = { ...draft.facts, maxAsPath: limit };
  } else if (startsWith(words, 'deterministic-med')) draft.facts = { ...draft.facts, deterministicMed: true };
  else if (startsWith(words, 'compare-different-as-med'))
    draft.facts = { ...draft.facts, alwaysCompareMed: { span: statement.header } };
  else if (startsWith(words, 'confederation peer-as *')) {
    for (const word of words.slice(2)) draft.confederation.add(asNumberAt(word)?.value ?? -1);
    draft.confederates = { span: statement.header };
  } else if (startsWith(words, 'network *') || startsWith(words, 'aggregate *')) {
    const prefix = destinationAt(words, 1, family.startsWith('ipv6') ? 'ipv6' : 'ipv4')?.prefix;
    const kind = lower(words, 0) === 'network' ? 'network' : 'aggregate';
    if (prefix) facts.originations.push({ kind, prefix, ...where, span: statement.header });
    policyAfter(words, statement, facts);
  } else if (startsWith(words, 'import-route *')) {
    const policy = policyAfter(words, statement, facts);
    facts.redistributions.push({
      into: 'bgp',
      from: { ...located(words[1]!), value: PROTOCOLS[lower(words, 1)] ?? lower(words, 1) },
      ...where,
      ...(policy ? { policy } : {}),
      span: statement.header,
    });
  }
}

export const PROTOCOLS: Readonly<Record<string, string>> = { direct: 'connected', static: 'static' };

function policyAfter(words: readonly Word[], statement: Statement, facts: Facts): Located<string> | undefined {
  const policy = after(words, 'route-policy');
  if (policy) use(facts, 'route-policy', policy, statement);
  return policy && located(policy);
}

/** `ipv4-family unicast`, `ipv4-family vpnv4`, `ipv6-family vpn-instance RED` */
function familyOf(words: readonly Word[]): string {
  const name = lower(words, 0).replace('-family', '');
  const sub = lower(words, 1);
  if (name === 'l2vpn') return 'l2vpn-evpn';
  if (sub === 'unicast' || sub === 'vpn-instance' || sub === '') return `${name}-unicast`;
  return /^vpnv[46]$/.test(sub) ? `${sub}-unicast` : `${name}-${sub}`;
}

function partyFor({ draft, vrf }: Scope, name: Word): Party {
  const parties = draft.parties.get(vrf) ?? new Map<string, Party>();
  draft.parties.set(vrf, parties);
  const known = parties.get(name.text);
  if (known) return known;
  const party: Party = {
    name: located(name),
    kind: 'neighbour',
    session: {},
    families: new Map(),
    groupFamilies: new Set(),
    policyTemplates: new Map(),
    spans: [],
    defined: false,
    closed: true,
  };
  parties.set(name.text, party);
  return party;
}

function settingsFor(party: Party, family: string): PolicySettings {
  const known = party.families.get(family);
  if (known) return known;
  const made = noPolicies();
  party.families.set(family, made);
  return made;
}

function readPeer(statement: Statement, words: readonly Word[], undone: boolean, scope: Scope, facts: Facts): void {
  const { family, vrf, inFamily } = scope;
  // Sessions of the global table are named again in its families, those of a VRF in theirs only.
  const party = partyFor(inFamily && vrf === '' ? { ...scope, vrf: '' } : scope, words[1]!);
  const rest = words.slice(2);
  const keyword = lower(rest, 0);
  if (keyword === 'as-number' && !party.defined && !undone) {
    party.spans.unshift(statement.header);
    party.defined = true;
  } else party.spans.push(statement.header);
  const settings = settingsFor(party, family);
  // In a VRF a session is active where it is made.
  if (keyword === 'as-number' && !undone && vrf !== '') settings.active ??= true;
  const policy = policyOf(rest);
  if (policy) {
    const slot = `${policy.use.kind} ${policy.direction}`;
    if (undone) settings.policies.delete(slot);
    else {
      settings.policies.set(slot, policy);
      const namespace = {
        'route-policy': 'route-policy',
        'prefix-list': 'prefix-list',
        'as-path-list': 'as-path-list',
        'access-list': 'acl',
      } as const;
      facts.uses.push({
        namespaces: [namespace[policy.use.kind]],
        name: policy.use.name,
        by: words.map(({ text }) => text).join(' '),
      });
    }
    return;
  }
  if (
    readSession(statement, rest, undone, party, facts) ||
    readFamily(statement, rest, undone, settings, party, scope, facts)
  )
    return;
  if (RECOGNISED.test(keyword)) statement.coverage = 'recognised';
  else {
    statement.coverage = 'unknown';
    party.closed = false;
    scope.draft.closed = false;
  }
}

/** `route-policy IN import`, `ip-prefix P export`, `filter-policy acl-name A import`, `as-path-filter 1 import` */
function policyOf(words: readonly Word[]): { use: PolicyUse; direction: 'in' | 'out' } | undefined {
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
const RECOGNISED =
  /^(?:capability-advertise|graceful-restart|route-update-interval|preferred-value|allow-as-loop|substitute-as|keep-all-routes|label-route-capability|log-change|path-mtu|advertise|advertise-ext-community|advertise-large-community|advertise-irb|reflect-between-pe|soo|mpls-local-ifnet|upe|tracking|rpki|origin-validation|fake-as|connect-only|listen-only|passive|egress-engineering|next-hop-invariable|split-group|nexthop-invariable|ipv6-prefix|peer-as-check|oscillation-dampening|path-attribute-treat|slow-peer|tcp-mss|signaling|dscp|recursive-lookup|advertise-all|prefix-sid|default-local-pref|check-first-as|redirect|validation-disable|add-path|discard-ext-community|update-group-independent|ldp|public-as-limited|additional-paths|value-discard|high-priority|bestroute)/;

function readSession(
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
    case 'timer': {
      const [keepalive, hold] = [numberAt(after(words, 'keepalive')), numberAt(after(words, 'hold'))];
      if (keepalive && hold && !undone) session.timers = { keepalive, hold, span };
      return true;
    }
    default:
      return false;
  }
}

function readFamily(
  statement: Statement,
  words: readonly Word[],
  undone: boolean,
  settings: PolicySettings,
  party: Party,
  { family, inFamily }: Scope,
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
