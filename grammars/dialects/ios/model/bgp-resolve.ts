import { parseAddress, parsePrefix } from '../../../model/address.ts';
import type { BgpAddressFamily, BgpNeighbour, BgpProcess, PolicyUse } from '../../../model/bgp.ts';
import type { BgpDraft, Party, Template } from './bgp-draft.ts';
import { noPolicies, overPolicy, overSession, type PolicySettings, type SessionSettings } from './bgp-settings.ts';

/** One process a VRF, the neighbours with everything they inherit. */
export function processesOf(draft: BgpDraft): BgpProcess[] {
  const shared = draft.parties.get('') ?? new Map<string, Party>();
  return [...draft.parties]
    .filter(([vrf, parties]) => vrf === '' || parties.size > 0)
    .map(([vrf, parties]) => {
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
          .map((party) => neighbourOf(party, groupOf(party), draft, vrf)),
        ...(timers ? { timers } : {}),
        checksTtl: true,
        policyChain: 'all-must-permit',
        ...(draft.maxAsPath ? { maxAsPath: draft.maxAsPath } : {}),
        deterministicMed: draft.deterministicMed,
        ...(draft.alwaysCompareMed ? { alwaysCompareMed: draft.alwaysCompareMed } : {}),
        ...(draft.confederates ? { reflectsOrConfederates: draft.confederates } : reflects(parties)),
        withoutPolicy: draft.safe ? 'exchanges-nothing' : 'exchanges-all',
        span: draft.span,
        closed: draft.closed,
      };
    });
}

/** Clients of a route reflector, wherever they are named. */
function reflects(parties: ReadonlyMap<string, Party>): Pick<BgpProcess, 'reflectsOrConfederates'> {
  for (const { families, name } of parties.values())
    for (const { facts } of families.values())
      if (facts?.reflectorClient) return { reflectsOrConfederates: { span: name.span } };
  return {};
}

/** Addresses, and ranges to listen on; a group is none, and neither is a name without an address. */
const isNeighbour = (party: Party): boolean =>
  party.kind === 'range' || (party.kind === 'neighbour' && parseAddress(party.name.value) !== undefined);

function neighbourOf(party: Party, group: Party | undefined, draft: BgpDraft, vrf: string): BgpNeighbour {
  const templates = templateChain(party.sessionTemplate ?? group?.sessionTemplate, draft);
  const inherited = templates.reduce<SessionSettings>((session, one) => overSession(session, one.session), {});
  const session = overSession(overSession(party.session, group?.session ?? {}), inherited);
  const address = parseAddress(party.name.value) ?? parsePrefix(party.name.value);
  const families = familiesOf(party, group, draft, vrf, address?.family);
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
    families: families.families,
    ...(session.timers ? { timers: session.timers } : {}),
    ...(session.multihop ? { multihop: session.multihop } : {}),
    ...(session.connectedCheckOff ? { connectedCheckOff: true } : {}),
    ...(session.ttlSecurity ? { ttlSecurity: session.ttlSecurity } : {}),
    ...(session.authentication ? { authentication: session.authentication } : {}),
    ...(session.updateSource ? { updateSource: session.updateSource } : {}),
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
  if (!session.remoteAs || !asn) return undefined;
  return session.remoteAs.value !== asn.value && !confederation.has(session.remoteAs.value);
}

function familiesOf(
  party: Party,
  group: Party | undefined,
  draft: BgpDraft,
  vrf: string,
  addressFamily: 'ipv4' | 'ipv6' | undefined,
): { families: BgpAddressFamily[]; closed: boolean } {
  const names = new Set([
    ...(vrf === '' ? ['ipv4-unicast'] : []),
    ...party.families.keys(),
    ...party.policyTemplates.keys(),
    ...party.groupFamilies,
    ...(group && party.kind === 'range' ? group.families.keys() : []),
    ...[...(group?.families ?? [])].filter(([, settings]) => settings.active).map(([name]) => name),
  ]);
  let closed = true;
  const families = [...names].map((name): BgpAddressFamily => {
    const chain = [...(party.policyTemplates.get(name) ?? []), ...(group?.policyTemplates.get(name) ?? [])].flatMap(
      (template) => templateChain(template, draft),
    );
    if (chain.some((template) => !template.closed)) closed = false;
    const own = overPolicy(party.families.get(name) ?? noPolicies(), group?.families.get(name) ?? noPolicies());
    const settings = chain.reduce<PolicySettings>((policy, template) => overPolicy(policy, template.policy), own);
    const byDefault =
      name === 'ipv4-unicast' && vrf === ''
        ? draft.defaultIpv4 && addressFamily === 'ipv4'
        : party.groupFamilies.has(name) || (party.kind === 'range' && (group?.families.get(name)?.active ?? false));
    const { reflectorClient: _, ...sent } = settings.facts ?? {};
    const of = (direction: 'in' | 'out'): PolicyUse[] =>
      [...settings.policies.values()].filter((policy) => policy.direction === direction).map((policy) => policy.use);
    return {
      name,
      active: settings.active ?? byDefault,
      imports: of('in'),
      exports: of('out'),
      ...(settings.maxPrefix ? { maxPrefix: settings.maxPrefix } : {}),
      ...sent,
      sendsCommunities: sent.sendsCommunities ?? false,
    };
  });
  return { families, closed };
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
