import { parseAddress, parsePrefix } from '../../model/address.ts';
import type { BgpAddressFamily, BgpNeighbour, BgpProcess, PolicyUse } from '../../model/bgp.ts';
import { at } from '../../text/span.ts';
import { factsOf } from './bgp-choice.ts';
import { type BgpDraft, EVERY_FAMILY, type Party, type Template } from './bgp-draft.ts';
import {
  type MorePaths,
  noPolicies,
  overPolicy,
  overSession,
  type PolicySettings,
  type SessionSettings,
} from './bgp-settings.ts';

/** What platforms do differently with what nobody said. */
export interface BgpRules {
  /** A neighbour is active for IPv4 unicast without `activate`, unless the process says otherwise. */
  readonly implicitIpv4: boolean;
  /** Communities are sent to neighbours of whom nothing is said. */
  readonly sendsCommunities?: boolean;
  /** Several paths are taken from a neighbour, and sent where its own line says so, without more words (RFC 7911). */
  readonly takesMorePaths?: boolean;
  /** The same in VRFs. */
  readonly vrfsAsGlobal: boolean;
  /** What is said outside of families holds for each of them; else it is about IPv4 unicast. */
  readonly processForAll: boolean;
  /** Prefixes that a neighbour may send where nobody said how many, of a family such as `ipv4-unicast`; absent: any number. */
  defaultMaxPrefix?(family: string): number | undefined;
}

/** One process a VRF, the neighbours with everything they inherit. */
export function processesOf(draft: BgpDraft, platform: BgpRules): BgpProcess[] {
  const shared = draft.parties.get('') ?? new Map<string, Party>();
  return [...draft.parties].map(([vrf, parties]) => {
    const groupOf = (party: Party): Party | undefined => {
      const name = party.group?.value;
      return name === undefined ? undefined : (parties.get(name) ?? shared.get(name));
    };
    const timers = draft.timers.get(vrf) ?? draft.timers.get('');
    return {
      ...(draft.asn ? { asn: draft.asn } : {}),
      ...(vrf === '' ? {} : { vrf }),
      neighbours: [...parties.values()]
        .filter(isNeighbour)
        .map((party) => neighbourOf(party, groupOf(party), draft, vrf, platform)),
      ...(timers ? { timers } : {}),
      policyChain: 'all-must-permit',
      ...factsOf(draft, vrf),
      ...(draft.distances.has(vrf) ? { distances: draft.distances.get(vrf)! } : {}),
      ...(draft.confederates ? { reflectsOrConfederates: draft.confederates } : reflects(parties)),
      ...(draft.withoutPolicy ? { withoutPolicy: draft.withoutPolicy } : {}),
      span: draft.span,
      closed: draft.closed,
    };
  });
}

const sendsCommunities = (sends: boolean | undefined): Pick<BgpAddressFamily, 'sendsCommunities'> =>
  sends === undefined ? {} : { sendsCommunities: sends };

/** Clients of a route reflector, wherever they are named. */
function reflects(parties: ReadonlyMap<string, Party>): Pick<BgpProcess, 'reflectsOrConfederates'> {
  for (const { families, name } of parties.values())
    for (const { facts } of families.values())
      if (facts?.reflectorClient) return { reflectsOrConfederates: { span: name.span } };
  return {};
}

/** Addresses, and ranges to listen on; a group is none, and neither is a name without an address. */
const isNeighbour = (party: Party): boolean =>
  party.kind === 'range' ||
  (party.kind === 'neighbour' && (party.interface === true || parseAddress(party.name.value) !== undefined));

function neighbourOf(
  party: Party,
  group: Party | undefined,
  draft: BgpDraft,
  vrf: string,
  platform: BgpRules,
): BgpNeighbour {
  const templates = templateChain(party.sessionTemplate ?? group?.sessionTemplate, draft);
  const inherited = templates.reduce<SessionSettings>((session, one) => overSession(session, one.session), {});
  const session = overSession(overSession(party.session, group?.session ?? {}), inherited);
  const address = parseAddress(party.name.value) ?? parsePrefix(party.name.value);
  const families = familiesOf(party, group, draft, vrf, platform, address?.family);
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
    families: families.families,
    ...(session.timers ? { timers: session.timers } : {}),
    ...(session.advertisementInterval ? { advertisementInterval: session.advertisementInterval } : {}),
    ...(session.multihop ? { multihop: session.multihop } : {}),
    ...(session.connectedCheckOff ? { connectedCheckOff: true } : {}),
    ...(session.ttlSecurity ? { ttlSecurity: session.ttlSecurity } : {}),
    ...(session.authentication ? { authentication: session.authentication } : {}),
    ...(session.updateSource ? { updateSource: session.updateSource } : {}),
    ...(session.localRole ? { localRole: session.localRole } : {}),
    bfd: session.bfd ?? false,
    spans: party.spans,
    closed:
      party.closed &&
      (group?.closed ?? party.group === undefined) &&
      templates.every((one) => one.closed) &&
      families.closed,
  };
}

function isExternal(session: SessionSettings, { asn, confederation }: BgpDraft): boolean | undefined {
  if (!session.remoteAs) return undefined;
  // As one of the neighbour's own AS: some platforms make it internal, others refuse the line.
  if (session.localAs !== undefined && session.localAs === session.remoteAs.value) return undefined;
  if (typeof session.remoteAs.value === 'string') return session.remoteAs.value === 'external';
  if (!asn) return undefined;
  return session.remoteAs.value !== asn.value && !confederation.has(session.remoteAs.value);
}

function familiesOf(
  party: Party,
  group: Party | undefined,
  draft: BgpDraft,
  vrf: string,
  platform: BgpRules,
  addressFamily: 'ipv4' | 'ipv6' | undefined,
): { families: BgpAddressFamily[]; closed: boolean } {
  const plain = platform.implicitIpv4 && (vrf === '' || platform.vrfsAsGlobal);
  const names = new Set([
    ...(plain ? ['ipv4-unicast'] : []),
    ...party.families.keys(),
    ...party.policyTemplates.keys(),
    ...party.groupFamilies,
    ...(group && party.kind === 'range' ? group.families.keys() : []),
    ...[...(group?.families ?? [])].filter(([, settings]) => settings.active).map(([name]) => name),
  ]);
  names.delete(EVERY_FAMILY);
  let closed = true;
  const families = [...names].map((name): BgpAddressFamily => {
    const chain = [...(party.policyTemplates.get(name) ?? []), ...(group?.policyTemplates.get(name) ?? [])].flatMap(
      (template) => templateChain(template, draft),
    );
    if (chain.some((template) => !template.closed)) closed = false;
    const own = overPolicy(settingsOf(party, name), group ? settingsOf(group, name) : noPolicies());
    const settings = chain.reduce<PolicySettings>((policy, template) => overPolicy(policy, template.policy), own);
    const byDefault =
      name === 'ipv4-unicast' && plain
        ? draft.defaultIpv4 && addressFamily !== 'ipv6'
        : party.groupFamilies.has(name) || (party.kind === 'range' && (group?.families.get(name)?.active ?? false));
    const sent = settings.facts ?? {};
    const of = (direction: 'in' | 'out'): PolicyUse[] =>
      [...settings.policies.values()].filter((policy) => policy.direction === direction).map((policy) => policy.use);
    return {
      name,
      active: settings.active ?? byDefault,
      imports: of('in'),
      exports: of('out'),
      ...sent,
      ...sendsCommunities(sent.sendsCommunities ?? platform.sendsCommunities),
      ...pathsOf(settings, draft.morePaths.get(`${vrf} ${name}`), platform),
      ...limitOf(settings, name, party, platform),
    };
  });
  return { families, closed };
}

/** What a party says of the family, and of all its families. */
const settingsOf = ({ families }: Party, name: string): PolicySettings =>
  overPolicy(families.get(name) ?? noPolicies(), families.get(EVERY_FAMILY) ?? noPolicies());

/** A neighbour's own line stands above that of the family; both ends must have said that they can. */
function pathsOf(
  { facts = {}, morePaths }: PolicySettings,
  process: MorePaths | undefined,
  { takesMorePaths }: BgpRules,
): Pick<BgpAddressFamily, 'receivesPaths' | 'sendsAllPaths'> {
  const able = morePaths ?? process;
  const receives = facts.receivesPaths ?? able?.receives ?? takesMorePaths;
  const sends = facts.sendsAllPaths && (takesMorePaths || (able?.sends && process?.selectsAll));
  return {
    ...(receives === undefined ? {} : { receivesPaths: receives }),
    ...(facts.sendsAllPaths === undefined ? {} : { sendsAllPaths: sends === true }),
  };
}

/** The limit that was written, or the platform's own; 0 is none. */
function limitOf(
  { maxPrefix }: PolicySettings,
  family: string,
  party: Party,
  platform: BgpRules,
): Pick<BgpAddressFamily, 'maxPrefix'> {
  if (maxPrefix) return maxPrefix.limit.value > 0 ? { maxPrefix } : {};
  const limit = platform.defaultMaxPrefix?.(family);
  const { span } = party.name;
  return limit === undefined ? {} : { maxPrefix: { limit: at(limit, span), warningOnly: false, span } };
}

/** The template and what it inherits, its own first; a circle ends where it closes. */
function templateChain(name: string | undefined, draft: BgpDraft): Template[] {
  const chain: Template[] = [];
  const seen = new Set<string>();
  const add = (current: string): void => {
    const template = draft.templates.get(current);
    if (!template || seen.has(current)) return;
    seen.add(current);
    chain.push(template);
    for (const next of template.inherits) add(next);
  };
  if (name !== undefined) add(name);
  return chain;
}
