import { parseAddress, parsePrefix } from '../../model/address.ts';
import type {
  BgpAddressFamily,
  BgpDistances,
  BgpNeighbour,
  BgpProcess,
  BgpTimers,
  PolicyUse,
  Written,
} from '../../model/bgp.ts';
import type { UndefinedEffect } from '../../model/reference.ts';
import type { ValidationCache } from '../../model/routing.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, type Located, type Span } from '../../text/span.ts';
import { familyOf } from './bgp.ts';
import { factsOf, readChoice } from './bgp-choice.ts';
import { readDistances } from './bgp-distances.ts';
import { EVERY_FAMILY, type ProcessFacts } from './bgp-draft.ts';
import { originationOf, redistributionOf } from './bgp-origins.ts';
import {
  asNumberAt,
  isNegated,
  noPolicies,
  overPolicy,
  overSession,
  type PolicySettings,
  readPolicy,
  readSession,
  type SessionSettings,
  timersOf,
} from './bgp-settings.ts';
import { type definitions, type Facts, located, lower, use } from './facts.ts';

/** BGP of platforms that say everything of a neighbour in a block of its own, with blocks for families in it. */
export interface NestedBgpPlatform {
  /** `template peer LEAF`, `neighbor-group LEAF`; undefined: the statement is no group. */
  groupOf(words: readonly Word[]): GroupName | undefined;
  /** `inherit peer LEAF`, `use neighbor-group LEAF` */
  inheritOf(words: readonly Word[]): GroupName | undefined;
  /** What a group that does not exist does where it is inherited from. */
  readonly undefinedGroup?: UndefinedEffect;
  readonly withoutPolicy: BgpProcess['withoutPolicy'];
  /** What a statement of the process says of that; undefined: it is about something else. */
  withoutPolicyOf?(words: readonly Word[], negated: boolean): BgpProcess['withoutPolicy'];
  /** What holds of a process that says nothing. */
  readonly facts?: ProcessFacts;
  /** What a line of the process says of paths and validation. @returns whether it was one of those */
  readProcess?(words: readonly Word[], negated: boolean, draft: NestedDraft, children: readonly Statement[]): boolean;
  /** Prefixes that a neighbour may send where nobody said how many; absent: any number. */
  defaultMaxPrefix?(family: string): number | undefined;
}

export interface GroupName {
  /** Groups of different kinds do not share names. */
  readonly kind: string;
  readonly name: Word;
  /** It holds what is said of a family, and is inherited from in families. */
  readonly ofFamily?: boolean;
}

/** Gathers BGP processes. */
export interface NestedBgpReader {
  /** `router bgp 64500` with everything inside. */
  read(statement: Statement, facts: Facts): void;
  finish(facts: Facts, defined: ReturnType<typeof definitions>): void;
}

/** Under which a group of a family holds it. */
const OWN_FAMILY = EVERY_FAMILY;

/** A neighbour or a group as far as it is written. */
interface Party {
  readonly name: Located<string>;
  readonly session: SessionSettings;
  readonly families: Map<string, PolicySettings>;
  readonly inherits: string[];
  readonly familyInherits: Map<string, string[]>;
  group?: Located<string>;
  readonly spans: Span[];
  closed: boolean;
}

/** What a process says of itself, as far as it is read. */
export interface NestedDraft {
  facts: ProcessFacts;
  /** What a VRF says for itself. */
  readonly vrfFacts: Map<string, ProcessFacts>;
  /** Servers of origin validation. */
  readonly caches: ValidationCache[];
  /** Its result is looked at without any policy; Invalid routes are then left out unless they are allowed. */
  validates: boolean;
  allowsInvalid: boolean;
}

interface Draft extends NestedDraft {
  readonly confederation: Set<number>;
  confederates?: Written;
  readonly asn: Located<number> | undefined;
  readonly span: Span;
  /** By VRF; the empty one is the default table. */
  readonly neighbours: Map<string, Map<string, Party>>;
  readonly groups: Map<string, Party>;
  readonly groupNames: { readonly name: Located<string>; readonly span: Span }[];
  readonly timers: Map<string, BgpTimers>;
  /** By VRF. */
  readonly distances: Map<string, readonly BgpDistances[]>;
  withoutPolicy: BgpProcess['withoutPolicy'];
  closed: boolean;
}

export function nestedBgpReader(platform: NestedBgpPlatform): NestedBgpReader {
  const drafts = new Map<string, Draft>();
  return {
    read: (statement, facts) => {
      const key = statement.words.map((word) => word.text).join(' ');
      const draft: Draft = drafts.get(key) ?? {
        asn: asNumberAt(statement.words[2]),
        span: statement.span,
        neighbours: new Map([['', new Map()]]),
        groups: new Map(),
        groupNames: [],
        timers: new Map(),
        distances: new Map(),
        withoutPolicy: platform.withoutPolicy,
        facts: platform.facts ?? {},
        vrfFacts: new Map(),
        caches: [],
        validates: false,
        allowsInvalid: false,
        confederation: new Set(),
        closed: true,
      };
      drafts.set(key, draft);
      readProcess(statement.children, '', draft, platform, facts);
    },
    finish: (facts, defined) => {
      for (const draft of drafts.values()) {
        for (const { name, span } of draft.groupNames) defined.add('bgp-group', name, span);
        for (const [vrf, parties] of draft.neighbours) facts.bgp.push(processOf(draft, vrf, parties, platform));
        const [first] = draft.caches;
        if (first)
          facts.validation = {
            caches: draft.caches,
            ...(draft.validates && !draft.allowsInvalid ? { dropsInvalid: true } : {}),
            span: first.span,
          };
      }
    },
  };
}

function readProcess(
  children: readonly Statement[],
  vrf: string,
  draft: Draft,
  platform: NestedBgpPlatform,
  facts: Facts,
): void {
  const parties = draft.neighbours.get(vrf) ?? new Map<string, Party>();
  draft.neighbours.set(vrf, parties);
  for (const child of children) {
    const negated = isNegated(child);
    const { words } = child;
    const first = lower(words, 0);
    const group = negated ? undefined : platform.groupOf(words);
    if (child.coverage === 'unknown') draft.closed = false;
    else if (platform.withoutPolicyOf?.(negated ? words.slice(1) : words, negated))
      draft.withoutPolicy = platform.withoutPolicyOf(negated ? words.slice(1) : words, negated);
    else if (group) {
      draft.groupNames.push({ name: located(group.name), span: child.span });
      const party = partyFor(draft.groups, keyOf(group), group.name);
      readParty(child, party, draft, platform, facts, group.ofFamily ? OWN_FAMILY : undefined);
    } else if (platform.readProcess?.(negated ? words.slice(1) : words, negated, draft, child.children)) continue;
    else if (readConfederation(child, draft)) continue;
    else if (readChoice(words, negated, EVERY_FAMILY, draft, vrf)) continue;
    else if (first === 'address-family' && !negated) {
      readOrigins(child.children, vrf, facts);
      for (const { words: inner } of child.children) readChoice(inner, false, familyOf(words), draft, vrf);
      for (const { words: inner } of child.children)
        if (lower(inner, 0) === 'distance')
          readDistances(inner.slice(lower(inner, 1) === 'bgp' ? 2 : 1), draft, vrf, familyOf(words));
    } else if (first === 'vrf' && words[1]) readProcess(child.children, words[1].text, draft, platform, facts);
    else if (first === 'timers' && !negated) {
      const timers = timersOf(words, child.header);
      if (timers) draft.timers.set(vrf, timers);
    } else if (first === 'neighbor' && words[1] && !negated) {
      const party = partyFor(parties, words[1].text, words[1]);
      party.spans.push(child.header);
      // The rest of the line is a statement like those in the block.
      if (words.length > 2 && !readSession(words.slice(2), false, party.session, child.header)) party.closed = false;
      readParty(child, party, draft, platform, facts);
    }
  }
}

/** What a family of the process announces of its own. */
function readOrigins(children: readonly Statement[], vrf: string, facts: Facts): void {
  for (const child of children) {
    const within = vrf === '' ? undefined : vrf;
    const origination = originationOf(child, child.words, within);
    if (origination) facts.originations.push(origination);
    const redistribution = redistributionOf(child, child.words, 'bgp', within);
    if (redistribution) facts.redistributions.push(redistribution);
  }
}

/** `confederation identifier 64500`, `confederation peers 64512 64513`, `bgp confederation peers` with numbers below it */
function readConfederation({ words, children, header }: Statement, draft: Draft): boolean {
  const at = lower(words, 0) === 'bgp' ? 1 : 0;
  if (lower(words, at) !== 'confederation') return false;
  const whole = lower(words, at + 1) === 'identifier' ? asNumberAt(words[at + 2])?.value : undefined;
  if (whole !== undefined) draft.facts = { ...draft.facts, confederation: whole };
  if (lower(words, at + 1) !== 'peers') return whole !== undefined;
  for (const word of [...words.slice(at + 2), ...children.map((child) => child.words[0]!)])
    draft.confederation.add(asNumberAt(word)?.value ?? -1);
  draft.confederates = { span: header };
  return true;
}

function partyFor(parties: Map<string, Party>, key: string, name: Word): Party {
  const known = parties.get(key);
  if (known) return known;
  const party: Party = {
    name: located(name),
    session: {},
    families: new Map(),
    inherits: [],
    familyInherits: new Map(),
    spans: [],
    closed: true,
  };
  parties.set(key, party);
  return party;
}

const keyOf = ({ kind, name }: GroupName): string => `${kind} ${name.text}`;

function readParty(
  statement: Statement,
  party: Party,
  draft: Draft,
  platform: NestedBgpPlatform,
  facts: Facts,
  family?: string,
): void {
  for (const child of statement.children) {
    const negated = isNegated(child);
    const words = negated ? child.words.slice(1) : child.words;
    party.spans.push(child.header);
    if (child.coverage === 'unknown') {
      party.closed = false;
      draft.closed = false;
      continue;
    }
    const inherited = negated ? undefined : platform.inheritOf(words);
    if (inherited) {
      use(facts, 'bgp-group', inherited.name, child, platform.undefinedGroup);
      if (family === undefined) {
        party.inherits.push(keyOf(inherited));
        party.group ??= located(inherited.name);
      } else party.familyInherits.set(family, [...(party.familyInherits.get(family) ?? []), keyOf(inherited)]);
    } else if (lower(words, 0) === 'address-family' && !negated) {
      const name = familyOf(words);
      if (!party.families.has(name)) party.families.set(name, { ...noPolicies(), active: true });
      readParty(child, party, draft, platform, facts, name);
    } else if (family === undefined) {
      // What is said of routes here is said of all families.
      if (!readSession(words, negated, party.session, child.header))
        readPolicy(words, negated, settingsOf(party, OWN_FAMILY), child.header);
    } else readPolicy(words, negated, settingsOf(party, family), child.header);
  }
}

function settingsOf(party: Party, family: string): PolicySettings {
  const known = party.families.get(family) ?? noPolicies();
  party.families.set(family, known);
  return known;
}

function processOf(
  draft: Draft,
  vrf: string,
  parties: ReadonlyMap<string, Party>,
  platform: NestedBgpPlatform,
): BgpProcess {
  const timers = draft.timers.get(vrf) ?? draft.timers.get('');
  return {
    ...(draft.asn ? { asn: draft.asn } : {}),
    ...(vrf === '' ? {} : { vrf }),
    neighbours: [...parties.values()].map((party) => neighbourOf(party, draft, platform)),
    ...(timers ? { timers } : {}),
    policyChain: 'all-must-permit',
    ...factsOf(draft, vrf),
    ...(draft.distances.has(vrf) ? { distances: draft.distances.get(vrf)! } : {}),
    ...(draft.confederates ? { reflectsOrConfederates: draft.confederates } : reflects([...parties.values()], draft)),
    ...(draft.withoutPolicy ? { withoutPolicy: draft.withoutPolicy } : {}),
    span: draft.span,
    closed: draft.closed,
  };
}

/** Clients of a route reflector, wherever they are named. */
function reflects(parties: readonly Party[], { groups }: Draft): Pick<BgpProcess, 'reflectsOrConfederates'> {
  for (const { families, name } of [...parties, ...groups.values()])
    for (const { facts } of families.values())
      if (facts?.reflectorClient) return { reflectsOrConfederates: { span: name.span } };
  return {};
}

function neighbourOf(party: Party, draft: Draft, platform: NestedBgpPlatform): BgpNeighbour {
  const chain = chainOf(party.inherits, draft);
  const session = chain.parties.reduce<SessionSettings>((own, one) => overSession(own, one.session), party.session);
  const names = new Set([party, ...chain.parties].flatMap((one) => [...one.families.keys()]));
  names.delete(OWN_FAMILY);
  const address = parseAddress(party.name.value) ?? parsePrefix(party.name.value);
  let closed = party.closed && chain.closed;
  const families = [...names].map((name): BgpAddressFamily => {
    const inherited = [party, ...chain.parties].map((one) => chainOf(one.familyInherits.get(name) ?? [], draft));
    if (inherited.some((one) => !one.closed)) closed = false;
    const settings = [party, ...chain.parties].reduce<PolicySettings>(
      (own, one, i) =>
        // The groups of a family hold settings of their own kind, whatever their family is called.
        inherited[i]!.parties.reduce(
          (all, group) => [...group.families.values()].reduce(overPolicy, all),
          overPolicy(
            overPolicy(own, one.families.get(name) ?? noPolicies()),
            one.families.get(OWN_FAMILY) ?? noPolicies(),
          ),
        ),
      noPolicies(),
    );
    const of = (direction: 'in' | 'out'): PolicyUse[] =>
      [...settings.policies.values()].filter((policy) => policy.direction === direction).map((policy) => policy.use);
    const sent = settings.facts ?? {};
    const limit = platform.defaultMaxPrefix?.(name);
    const { span } = party.name;
    const maxPrefix =
      settings.maxPrefix ?? (limit === undefined ? undefined : { limit: at(limit, span), warningOnly: false, span });
    return {
      name,
      active: settings.active ?? true,
      imports: of('in'),
      exports: of('out'),
      ...sent,
      ...(maxPrefix ? { maxPrefix } : {}),
    };
  });
  const external = isExternal(session, draft);
  return {
    address: party.name,
    ...(address ? { family: address.family } : {}),
    ...(session.remoteAs ? { remoteAs: session.remoteAs } : {}),
    ...(session.localAs === undefined ? {} : { localAs: session.localAs }),
    ...(session.localAsAlone ? { localAsAlone: session.localAsAlone } : {}),
    ...(external === undefined ? {} : { external }),
    ...(party.group ? { group: party.group } : {}),
    ...(session.description === undefined ? {} : { description: session.description }),
    shutdown: session.shutdown ?? false,
    families,
    ...(session.timers ? { timers: session.timers } : {}),
    ...(session.advertisementInterval ? { advertisementInterval: session.advertisementInterval } : {}),
    ...(session.multihop ? { multihop: session.multihop } : {}),
    ...(session.connectedCheckOff ? { connectedCheckOff: true } : {}),
    ...(session.ttlSecurity ? { ttlSecurity: session.ttlSecurity } : {}),
    ...(session.authentication ? { authentication: session.authentication } : {}),
    ...(session.updateSource ? { updateSource: session.updateSource } : {}),
    bfd: session.bfd ?? false,
    spans: party.spans,
    closed,
  };
}

function isExternal({ remoteAs, localAs }: SessionSettings, { asn, confederation }: Draft): boolean | undefined {
  if (!remoteAs) return undefined;
  // As one of the neighbour's own AS: some platforms make it internal, others refuse the line.
  if (localAs !== undefined && localAs === remoteAs.value) return undefined;
  if (typeof remoteAs.value === 'string') return remoteAs.value === 'external';
  return asn && remoteAs.value !== asn.value && !confederation.has(remoteAs.value);
}

/** The groups and what they inherit, nearest first; a circle ends where it closes, a group that is missing leaves it open. */
function chainOf(keys: readonly string[], draft: Draft): { parties: Party[]; closed: boolean } {
  const parties: Party[] = [];
  const seen = new Set<string>();
  let closed = true;
  const add = (key: string): void => {
    const group = draft.groups.get(key);
    if (!group) closed = false;
    if (!group || seen.has(key)) return;
    seen.add(key);
    parties.push(group);
    if (!group.closed) closed = false;
    for (const next of group.inherits) add(next);
    for (const next of group.familyInherits.get(OWN_FAMILY) ?? []) add(next);
  };
  for (const key of keys) add(key);
  return { parties, closed };
}
