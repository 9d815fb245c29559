import type { BgpProcess } from '../../model/bgp.ts';
import type { Word } from '../../outline.ts';
import type { Located, Span } from '../../text/span.ts';
import type { BgpDraft, Party } from './bgp-draft.ts';
import { noPolicies, type PolicySettings } from './bgp-settings.ts';
import { located } from './facts.ts';

/** A process that nothing is known of but where it stands. */
export const newProcess = (
  asn: Located<number> | undefined,
  span: Span,
  vrf: string,
  withoutPolicy: BgpProcess['withoutPolicy'],
): BgpDraft => ({
  asn,
  span,
  parties: new Map([[vrf, new Map()]]),
  templates: new Map(),
  templateNames: [],
  timers: new Map(),
  morePaths: new Map(),
  distances: new Map(),
  confederation: new Set(),
  defaultIpv4: true,
  withoutPolicy,
  facts: {},
  vrfFacts: new Map(),
  caches: [],
  keepsInvalid: false,
  closed: true,
});

/** The neighbour of that name in the VRF; a new one where it is named for the first time. */
export function partyFor(draft: BgpDraft, vrf: string, name: Word): Party {
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

/** A statement about it; one that makes it comes first. */
export function noteStatement(party: Party, span: Span, makes: boolean): void {
  if (makes && !party.defined) {
    party.spans.unshift(span);
    party.defined = true;
  } else party.spans.push(span);
}

/** The groups of all its tables. */
export function* groupsOf(draft: BgpDraft): Generator<Party> {
  for (const parties of draft.parties.values())
    for (const party of parties.values()) if (party.kind === 'group') yield party;
}

/** What is said of it in one family. */
export function familySettings(party: Party, family: string): PolicySettings {
  const known = party.families.get(family);
  if (known) return known;
  const made = noPolicies();
  party.families.set(family, made);
  return made;
}
