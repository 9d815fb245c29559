import type { Field, Interval } from '../../../../model/filter.ts';
import { get, kids } from '../../node.ts';
import type { Node } from '../../tree.ts';
import { icmpTypes, intervalOf, PORTS, PROTOCOLS } from '../names.ts';
import { PREDEFINED, type Service } from './predefined-applications.ts';

/** The services that a name of an application or a set of them stands for; undefined: not known. */
export type Applications = (name: string) => readonly Service[] | undefined;

/** What is written wins over what the platform has under the same name. Sets may hold sets; one that holds itself adds nothing. */
export function applicationsOf(root: Node): Applications {
  const known = new Map<string, readonly Service[] | undefined>();
  const open = new Set<string>();
  const resolve = (name: string): readonly Service[] | undefined => {
    if (known.has(name)) return known.get(name);
    if (open.has(name)) return [];
    open.add(name);
    const found = lookUp(name);
    open.delete(name);
    known.set(name, found);
    return found;
  };
  const lookUp = (name: string): readonly Service[] | undefined => {
    const own = get(root, 'applications', 'application', name);
    if (own) return servicesOf(own);
    const set = get(root, 'applications', 'application-set', name);
    if (!set) return PREDEFINED.get(name);
    const members = ['application', 'application-set'].flatMap((leaf) => kids(get(set, leaf)));
    const all = members.map((member) => resolve(member.name));
    return all.includes(undefined) ? undefined : all.flatMap((one) => one!);
  };
  return resolve;
}

/** One service for each term, or the application itself where it has none. */
function servicesOf(application: Node): readonly Service[] | undefined {
  const terms = kids(get(application, 'term'));
  const all = (terms.length > 0 ? terms : [application]).map(serviceOf);
  return all.includes(undefined) ? undefined : all.map((one) => one!);
}

/** Conditions that say nothing of the packets themselves. */
const BESIDE: ReadonlySet<string> = new Set(
  'protocol source-port destination-port icmp-type icmp-code icmp6-type icmp6-code inactivity-timeout alg application-protocol description term do-not-translate-A-query-to-AAAA-query do-not-translate-AAAA-query-to-A-query'.split(
    ' ',
  ),
);

function serviceOf(place: Node): Service | undefined {
  const protocols = listed(place, 'protocol', PROTOCOLS, 255);
  if (protocols === undefined || protocols === 'unreadable') return undefined;
  const source = listed(place, 'source-port', PORTS, 65535);
  const destination = listed(place, 'destination-port', PORTS, 65535);
  const six = protocols.anyOf.some(({ first }) => first === 58);
  const table = icmpTypes(six ? 'ipv6' : 'ipv4');
  const types = listed(place, 'icmp-type', table, 255) ?? listed(place, 'icmp6-type', table, 255);
  if (source === 'unreadable' || destination === 'unreadable' || types === 'unreadable') return undefined;
  // Codes, RPC programs and the like: it asks for more than can be said.
  const unsure =
    kids(place).some(({ name }) => !BESIDE.has(name)) || ['icmp-code', 'icmp6-code'].some((name) => get(place, name));
  return {
    protocol: protocols,
    ...(source ? { sourcePort: source } : {}),
    ...(destination ? { destinationPort: destination } : {}),
    ...(types ? { icmp: { anyOf: types.anyOf.map((type) => ({ type })) } } : {}),
    ...(unsure ? { unsure } : {}),
  };
}

function listed(
  place: Node,
  name: string,
  names: ReadonlyMap<string, number>,
  highest: number,
): Field<Interval> | 'unreadable' | undefined {
  const values = kids(get(place, name));
  if (values.length === 0) return undefined;
  const anyOf = values.flatMap((value) => intervalOf(value.name, names, highest) ?? []);
  return anyOf.length === values.length ? { anyOf } : 'unreadable';
}
