import { parseAddress, parsePrefix } from '../../model/address.ts';
import type { BgpAddressFamily, BgpNeighbour, BgpProcess, BgpTimers, PolicyUse } from '../../model/bgp.ts';
import type { UndefinedEffect } from '../../model/reference.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, type Located, type Span } from '../../text/span.ts';
import { familyOf } from './bgp.ts';
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
const OWN_FAMILY = '*';

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

interface Draft {
  readonly asn: Located<number> | undefined;
  readonly span: Span;
  /** By VRF; the empty one is the default table. */
  readonly neighbours: Map<string, Map<string, Party>>;
  readonly groups: Map<string, Party>;
  readonly groupNames: { readonly name: Located<string>; readonly span: Span }[];
  readonly timers: Map<string, BgpTimers>;
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
        withoutPolicy: platform.withoutPolicy,
        closed: true,
      };
      drafts.set(key, draft);
      readProcess(statement.children, '', draft, platform, facts);
    },
    finish: (facts, defined) => {
      for (const draft of drafts.values()) {
        for (const { name, span } of draft.groupNames) defined.add('bgp-group', name, span);
        for (const [vrf, parties] of draft.neighbours)
          if (vrf === '' || parties.size > 0) facts.bgp.push(processOf(draft, vrf, parties, platform));
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
    } else if (family === undefined) readSession(words, negated, party.session, child.header);
    else readPolicy(words, negated, settingsOf(party, family), child.header);
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
    ...(draft.withoutPolicy ? { withoutPolicy: draft.withoutPolicy } : {}),
    span: draft.span,
    closed: draft.closed,
  };
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
          overPolicy(own, one.families.get(name) ?? noPolicies()),
        ),
      noPolicies(),
    );
    const of = (direction: 'in' | 'out'): PolicyUse[] =>
      [...settings.policies.values()].filter((policy) => policy.direction === direction).map((policy) => policy.use);
    const limit = platform.defaultMaxPrefix?.(name);
    const { span } = party.name;
    const maxPrefix =
      settings.maxPrefix ?? (limit === undefined ? undefined : { limit: at(limit, span), warningOnly: false, span });
    return {
      name,
      active: settings.active ?? true,
      imports: of('in'),
      exports: of('out'),
      ...(maxPrefix ? { maxPrefix } : {}),
    };
  });
  const external = isExternal(session, draft);
  return {
    address: party.name,
    ...(address ? { family: address.family } : {}),
    ...(session.remoteAs ? { remoteAs: session.remoteAs } : {}),
    ...(session.localAs === undefined ? {} : { localAs: session.localAs }),
    ...(external === undefined ? {} : { external }),
    ...(party.group ? { group: party.group } : {}),
    ...(session.description === undefined ? {} : { description: session.description }),
    shutdown: session.shutdown ?? false,
    families,
    ...(session.timers ? { timers: session.timers } : {}),
    ...(session.multihop ? { multihop: session.multihop } : {}),
    bfd: session.bfd ?? false,
    spans: party.spans,
    closed,
  };
}

function isExternal({ remoteAs }: SessionSettings, { asn }: Draft): boolean | undefined {
  if (!remoteAs) return undefined;
  if (typeof remoteAs.value === 'string') return remoteAs.value === 'external';
  return asn && remoteAs.value !== asn.value;
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
