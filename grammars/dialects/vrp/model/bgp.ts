import type { BgpReader } from '../../../kit/cisco-like/bgp.ts';
import { readDistances } from '../../../kit/cisco-like/bgp-distances.ts';
import type { BgpDraft } from '../../../kit/cisco-like/bgp-draft.ts';
import { familySettings, groupsOf, newProcess, noteStatement, partyFor } from '../../../kit/cisco-like/bgp-party.ts';
import { type BgpRules, processesOf } from '../../../kit/cisco-like/bgp-resolve.ts';
import { asNumberAt } from '../../../kit/cisco-like/bgp-settings.ts';
import { after, type Facts, located, lower, numberAt, startsWith } from '../../../kit/cisco-like/facts.ts';
import { dampingOf } from '../../../kit/cisco-like/route-damping.ts';
import { wordOfSet } from '../../../kit/word-of-set.ts';
import { parseIpv4 } from '../../../model/address.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at } from '../../../text/span.ts';
import { policyAfter, policyOf, RECOGNISED, readFamily, readSession } from './peer-settings.ts';
import { destinationAt } from './routes.ts';

/** Without policy an external neighbour's routes are taken and it is sent everything; communities only where `advertise-community` says so. */
const RULES: BgpRules = { implicitIpv4: true, vrfsAsGlobal: false, processForAll: false, sendsCommunities: false };

/** Gathers what stands in `bgp 64500`. */
export function bgpReader(): BgpReader {
  const drafts = new Map<string, BgpDraft>();
  return {
    read: (statement, facts) => {
      const key = statement.words[1]!.text;
      const draft: BgpDraft = drafts.get(key) ?? {
        ...newProcess(asNumberAt(statement.words[1]), statement.span, '', 'exchanges-all'),
        facts: { checksTtl: true, defaultHold: 180, announcesKnownOnly: true, deterministicMed: false },
        keepsInvalid: true,
      };
      drafts.set(key, draft);
      readBlock(statement.children, { draft, vrf: '', family: 'ipv4-unicast', inFamily: false }, facts);
    },
    finish: (facts, defined) => {
      for (const draft of drafts.values()) {
        for (const { name, spans } of groupsOf(draft)) for (const span of spans) defined.add('bgp-group', name, span);
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
      const party = partyFor(draft, vrf, words[1]);
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
  else if (startsWith(words, 'router-id *') && parseIpv4(words[1]!.text) !== undefined)
    draft.facts = { ...draft.facts, routerId: located(words[1]!) };
  else if (startsWith(words, 'reflector cluster-id *') && parseIpv4(words[2]!.text) !== undefined)
    draft.facts = { ...draft.facts, clusterId: located(words[2]!) };
  else if (startsWith(words, 'default local-preference *') && numberAt(words[2]))
    draft.facts = { ...draft.facts, defaultLocalPreference: numberAt(words[2])!.value };
  else if (startsWith(words, 'preference * * *')) readDistances(words.slice(1), draft, vrf, family);
  else if (lower(words, 0) === 'dampening') {
    const damping = dampingOf(words, 'penalty');
    if (damping) draft.facts = { ...draft.facts, damping: [...(draft.facts.damping ?? []), damping] };
  } else if (startsWith(words, 'maximum load-balancing *')) readMultipath(words, family, draft);
  else if (startsWith(words, 'confederation id *')) {
    const whole = asNumberAt(words[2])?.value;
    if (whole !== undefined) draft.facts = { ...draft.facts, confederation: whole };
  } else if (startsWith(words, 'confederation peer-as *')) {
    for (const word of words.slice(2)) draft.confederation.add(asNumberAt(word)?.value ?? -1);
    draft.confederates = { span: statement.header };
  } else if (startsWith(words, 'network *') || startsWith(words, 'aggregate *')) {
    const prefix = destinationAt(words, 1, family.startsWith('ipv6') ? 'ipv6' : 'ipv4')?.prefix;
    const kind = lower(words, 0) === 'network' ? 'network' : 'aggregate';
    const summaryOnly = words.some((word) => /^detail-suppressed$/i.test(word.text));
    const asSet = kind === 'aggregate' && words.find((word) => /^as-set$/i.test(word.text));
    const policy = policyAfter(words, statement, facts);
    if (prefix)
      facts.originations.push({
        kind,
        prefix,
        ...where,
        ...(policy ? { policy } : {}),
        ...(summaryOnly ? { summaryOnly } : {}),
        ...(asSet ? { asSet: wordOfSet(asSet.span) } : {}),
        span: statement.header,
      });
  } else if (startsWith(words, 'import-route *')) {
    const policy = policyAfter(words, statement, facts);
    const metric = numberAt(after(words, 'med'))?.value;
    facts.redistributions.push({
      into: 'bgp',
      from: { ...located(words[1]!), value: PROTOCOLS[lower(words, 1)] ?? lower(words, 1) },
      ...where,
      ...(policy ? { policy } : {}),
      ...(metric === undefined ? {} : { metric }),
      span: statement.header,
    });
  }
}

/** `maximum load-balancing 4`, `maximum load-balancing ebgp 4` */
function readMultipath(words: readonly Word[], family: string, draft: BgpDraft): void {
  const kind = lower(words, 2);
  const paths = numberAt(words[/^[ei]bgp$/.test(kind) ? 3 : 2]);
  if (!paths) return;
  const of = kind === 'ebgp' ? 'external' : kind === 'ibgp' ? 'internal' : 'both';
  draft.facts = {
    ...draft.facts,
    multipath: [...(draft.facts.multipath ?? []), { family, of, paths: paths.value }],
  };
}

export const PROTOCOLS: Readonly<Record<string, string>> = { direct: 'connected', static: 'static' };

/** `ipv4-family unicast`, `ipv4-family vpnv4`, `ipv6-family vpn-instance RED` */
function familyOf(words: readonly Word[]): string {
  const name = lower(words, 0).replace('-family', '');
  const sub = lower(words, 1);
  if (name === 'l2vpn') return 'l2vpn-evpn';
  if (sub === 'unicast' || sub === 'vpn-instance' || sub === '') return `${name}-unicast`;
  return /^vpnv[46]$/.test(sub) ? `${sub}-unicast` : `${name}-${sub}`;
}

function readPeer(statement: Statement, words: readonly Word[], undone: boolean, scope: Scope, facts: Facts): void {
  const { family, vrf } = scope;
  // Sessions of the global table are named again in its families, those of a VRF in theirs only.
  const party = partyFor(scope.draft, vrf, words[1]!);
  const rest = words.slice(2);
  const keyword = lower(rest, 0);
  noteStatement(party, statement.header, keyword === 'as-number' && !undone);
  const settings = familySettings(party, family);
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
