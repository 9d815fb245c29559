import { parseAddress, parsePrefix } from '../../model/address.ts';
import type { BgpProcess, Multipath } from '../../model/bgp.ts';
import type { Statement, Word } from '../../outline.ts';
import type { Span } from '../../text/span.ts';
import { readChoice } from './bgp-choice.ts';
import { readDistances } from './bgp-distances.ts';
import { type BgpDraft, EVERY_FAMILY, type Party, type ProcessFacts, type Template } from './bgp-draft.ts';
import { originationOf, redistributionOf } from './bgp-origins.ts';
import { familySettings, groupsOf, newProcess, noteStatement, partyFor } from './bgp-party.ts';
import { type BgpRules, processesOf } from './bgp-resolve.ts';
import { asNumberAt, isNegated, morePathsOf, noPolicies, readPolicy, readSession, timersOf } from './bgp-settings.ts';
import { after, type definitions, type Facts, isWholeNumber, located, lower, startsWith, use } from './facts.ts';
import { readNetworkMask } from './network-masks.ts';

/** Gathers BGP processes; blocks of one AS number add to one process. */
export interface BgpReader {
  /** `router bgp 64500` with everything inside. */
  read(statement: Statement, facts: Facts): void;
  finish(facts: Facts, defined: ReturnType<typeof definitions>): void;
}

/** What platforms do differently. */
export interface BgpPlatform extends BgpRules {
  /** What an external neighbour without policy does where the process says nothing (RFC 8212). */
  readonly withoutPolicy: BgpProcess['withoutPolicy'];
  /** Routes that validation found Invalid are used where no policy says otherwise. */
  readonly usesInvalid?: boolean;
  /** What holds of a process that says nothing. */
  readonly facts?: ProcessFacts;
  /** Nothing may be said of a neighbour before its `remote-as` or group, nor of a group before it exists. */
  readonly refusesUndeclared: boolean;
  /** What `maximum-paths 4` is about; absent: external paths. */
  readonly plainMultipath?: Multipath['of'];
  /** Statements of the process that only this platform has. @returns whether it was one */
  readProcess?(words: readonly Word[], negated: boolean, draft: BgpDraft): boolean;
}

export function bgpReader(platform: BgpPlatform): BgpReader {
  const drafts = new Map<string, BgpDraft>();
  return {
    read: (statement, facts) => {
      // `router bgp 64500 vrf RED` is a process of its own.
      const vrf = after(statement.words, 'vrf', 3)?.text ?? '';
      const key = `${statement.words[2]?.text} ${vrf}`;
      const draft = drafts.get(key) ?? {
        ...newProcess(asNumberAt(statement.words[2]), statement.span, vrf, platform.withoutPolicy),
        facts: platform.facts ?? {},
        keepsInvalid: platform.usesInvalid ?? false,
      };
      drafts.set(key, draft);
      readBlock(statement.children, { draft, vrf, family: plainFamily(platform), inFamily: false, platform }, facts);
      for (const child of statement.children)
        if (lower(child.words, 0) === 'template' && child.words[2])
          draft.templateNames.push({ name: located(child.words[2]), span: child.span });
    },
    finish: (facts, defined) => {
      for (const draft of drafts.values()) {
        undeclared(draft, platform, facts);
        for (const group of groupsOf(draft))
          for (const span of statementsOf(group.name.value, draft, group)) defined.add('bgp-group', group.name, span);
        for (const { name, span } of draft.templateNames) defined.add('bgp-group', name, span);
        facts.bgp.push(...processesOf(draft, platform));
        if (draft.caches[0])
          facts.validation = {
            caches: draft.caches.map(({ name }) => name),
            dropsInvalid: !draft.keepsInvalid,
            span: draft.caches[0].span,
          };
      }
    },
  };
}

const plainFamily = ({ processForAll }: BgpPlatform): string => (processForAll ? EVERY_FAMILY : 'ipv4-unicast');

/** Where a statement of a process stands. */
interface Scope {
  readonly draft: BgpDraft;
  /** Empty: the global table. */
  readonly vrf: string;
  readonly family: string;
  /** In an address family's block: `remote-as` there also activates. */
  readonly inFamily: boolean;
  readonly platform: BgpPlatform;
}

function readBlock(children: readonly Statement[], scope: Scope, facts: Facts): void {
  const { draft, vrf, family } = scope;
  for (const child of children) {
    const negated = isNegated(child);
    const words = negated ? child.words.slice(1) : child.words;
    const first = lower(words, 0);
    const inner = after(words, 'vrf')?.text ?? vrf;
    if (first === 'neighbor' && words[1]) readNeighbour(child, words, negated, scope, facts);
    else if (child.coverage === 'unknown') draft.closed = false;
    else if (first === 'address-family' && !negated) {
      if (!draft.parties.has(inner)) draft.parties.set(inner, new Map());
      readBlock(child.children, { ...scope, vrf: inner, family: familyOf(words), inFamily: true }, facts);
    } else if (first === 'vrf' && !negated && words[1]) {
      if (!draft.parties.has(words[1].text)) draft.parties.set(words[1].text, new Map());
      readBlock(
        child.children,
        { ...scope, vrf: words[1].text, family: plainFamily(scope.platform), inFamily: false },
        facts,
      );
    } else if (scope.platform.readProcess?.(words, negated, draft)) continue;
    else if (startsWith(words, 'bgp additional-paths'))
      readMorePaths(words.slice(1), negated, `${vrf} ${family}`, draft);
    else if (readChoice(words, negated, family, draft, vrf, scope.platform.plainMultipath)) continue;
    else if (startsWith(words, 'distance bgp *')) {
      if (!negated) readDistances(words.slice(2), draft, vrf, family);
    } else if (first === 'scope') readBlock(child.children, { ...scope, vrf: inner }, facts);
    else if (first === 'topology')
      readBlock(child.children, { ...scope, family: `${family}-topology`, inFamily: true }, facts);
    else if (first === 'template' && words[2]) readTemplate(child, words[2].text, draft);
    else if (first === 'timers') {
      const timers = negated ? undefined : timersOf(words, child.header);
      if (timers) draft.timers.set(vrf, timers);
    } else if (startsWith(words, 'bgp default ipv4-unicast')) draft.defaultIpv4 = !negated;
    else if (startsWith(words, 'bgp confederation identifier *')) {
      const whole = negated ? undefined : asNumberAt(words[3])?.value;
      if (whole !== undefined) draft.facts = { ...draft.facts, confederation: whole };
    } else if (startsWith(words, 'bgp confederation peers')) {
      for (const word of words.slice(3)) draft.confederation.add(asNumberAt(word)?.value ?? -1);
      draft.confederates = { span: child.header };
    } else if (startsWith(words, 'bgp listen range * peer-group *')) readRange(child, words, draft, vrf);
    else {
      readNetworkMask(child, 'netmask', facts);
      if (!negated) readOrigins(child, words, vrf === '' ? undefined : vrf, facts);
    }
  }
}

/** `bgp additional-paths send receive`, `bgp additional-paths select all` */
function readMorePaths(words: readonly Word[], negated: boolean, key: string, { morePaths }: BgpDraft): void {
  const known = morePaths.get(key) ?? { sends: false, receives: false };
  if (startsWith(words, 'additional-paths select')) {
    if (lower(words, 2) === 'all') morePaths.set(key, { ...known, selectsAll: !negated });
  } else if (/^(?:send|receive)$/.test(lower(words, 1)))
    morePaths.set(key, { ...known, ...morePathsOf(words, negated) });
}

function readOrigins(statement: Statement, words: readonly Word[], vrf: string | undefined, facts: Facts): void {
  const origination = originationOf(statement, words, vrf);
  if (origination) facts.originations.push(origination);
  const redistribution = redistributionOf(statement, words, 'bgp', vrf);
  if (redistribution) facts.redistributions.push(redistribution);
}

/** `ipv4`, `ipv4 multicast`, `vpnv4`, `l2vpn evpn`: the sub-family is unicast where it is not said. */
export function familyOf(words: readonly Word[]): string {
  const name = lower(words, 1);
  const sub = lower(words, 2);
  return `${name}-${sub === '' || sub === 'vrf' ? 'unicast' : sub}`;
}

function readNeighbour(
  statement: Statement,
  written: readonly Word[],
  negated: boolean,
  { draft, vrf, family, inFamily, platform }: Scope,
  facts: Facts,
): void {
  // `neighbor interface Et1 peer-group X` is `neighbor Et1 interface peer-group X`.
  const turned = lower(written, 1) === 'interface' && written[2] !== undefined;
  const all = turned ? [written[0]!, written[2]!, written[1]!, ...written.slice(3)] : written;
  // Settings for all neighbours.
  if (lower(all, 1) === 'default') return;
  // Groups of the global table serve the families of VRFs too.
  const party = partyFor(draft, vrf, all[1]!);
  // `peer group X` as EOS prints it is `peer-group X`.
  const spelt = lower(all, 2) === 'peer' && lower(all, 3) === 'group';
  const words = spelt ? all.slice(3) : all.slice(2);
  const keyword = spelt ? 'peer-group' : lower(words, 0);
  const defining = keyword === 'remote-as' || keyword === 'peer-group';
  noteStatement(party, statement.header, defining && !negated);
  if (statement.coverage === 'unknown') {
    party.closed = false;
    draft.closed = false;
    return;
  }
  if (keyword === 'peer-group') {
    if (!words[1]) party.kind = 'group';
    else if (!negated) {
      party.group = located(words[1]);
      party.groupFamilies.add(family);
      use(facts, 'bgp-group', words[1], statement, platform.refusesUndeclared ? 'config-refused' : undefined);
    }
    statement.coverage = 'modelled';
    return;
  }
  if (keyword === 'interface') {
    party.interface = true;
    const group =
      after(words, 'peer-group') ?? (after(words, 'peer')?.text === 'group' ? after(words, 'group') : undefined);
    if (group) party.group = located(group);
    const remoteAs = after(words, 'remote-as');
    if (remoteAs) readSession([words[0]!, remoteAs], negated, party.session, statement.header, 'remote-as');
    return;
  }
  if (keyword === 'inherit' && words[2]) {
    if (lower(words, 1) === 'peer-session') party.sessionTemplate = words[2].text;
    else party.policyTemplates.set(family, [...(party.policyTemplates.get(family) ?? []), words[2].text]);
    return;
  }
  const read =
    readPolicy(words, negated, familySettings(party, family), statement.header) ||
    readSession(words, negated, party.session, statement.header);
  if (read && negated) statement.coverage = 'modelled';
  if (keyword === 'remote-as' && !negated && inFamily) familySettings(party, family).active ??= true;
}

/** `bgp listen range 192.0.2.0/24 peer-group LEAVES`: neighbours nobody has to name. */
function readRange(statement: Statement, words: readonly Word[], draft: BgpDraft, vrf: string): void {
  const party = partyFor(draft, vrf, words[3]!);
  party.kind = 'range';
  party.group = located(words[5]!);
  party.defined = true;
  party.spans.unshift(statement.header);
  const remote = after(words, 'remote-as');
  const remoteAs = asNumberAt(remote);
  if (remoteAs) party.session.remoteAs = remoteAs;
}

function readTemplate(statement: Statement, name: string, draft: BgpDraft): void {
  const template: Template = draft.templates.get(name) ?? {
    session: {},
    policy: noPolicies(),
    inherits: [],
    closed: true,
  };
  draft.templates.set(name, template);
  for (const child of statement.children) {
    const negated = isNegated(child);
    const words = negated ? child.words.slice(1) : child.words;
    if (child.coverage === 'unknown') template.closed = false;
    else if (lower(words, 0) === 'inherit' && words[2]) template.inherits.push(words[2].text);
    else if (!readPolicy(words, negated, template.policy, child.header))
      readSession(words, negated, template.session, child.header);
  }
}

/** Everything said of a group: what remains of it when its definition goes would be refused. The families of VRFs speak of shared groups too. */
const statementsOf = (name: string, draft: BgpDraft, group: Party): readonly Span[] =>
  [...draft.parties].flatMap(([vrf, parties]) => {
    const party = parties.get(name);
    return party && (party === group || (draft.parties.get('')?.get(name) === group && vrf !== '')) ? party.spans : [];
  });

/**
 * A name that is no group; where the platform refuses what is said of those it does not know, as IOS does, also an address without
 * `remote-as` or group.
 */
function undeclared(draft: BgpDraft, { refusesUndeclared }: BgpPlatform, facts: Facts): void {
  const shared = draft.parties.get('') ?? new Map<string, Party>();
  for (const parties of draft.parties.values()) {
    for (const [name, party] of parties) {
      if (party.kind !== 'neighbour' || party.interface || isWholeNumber(name) || shared.get(name)?.kind === 'group')
        continue;
      if ((parseAddress(name) || parsePrefix(name)) && (party.defined || party.sessionTemplate !== undefined)) continue;
      if (parseAddress(name) && (party.session.remoteAs || !refusesUndeclared)) continue;
      if (parsePrefix(name) && !refusesUndeclared) continue;
      facts.uses.push({
        namespaces: ['bgp-group'],
        name: party.name,
        by: facts.text.slice(party.spans[0]?.start ?? 0, party.spans[0]?.end ?? 0),
        ...(refusesUndeclared ? { effect: 'config-refused' } : {}),
      });
    }
  }
}
