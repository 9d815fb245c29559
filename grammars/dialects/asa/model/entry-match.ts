import type { PortForm } from '../../../kit/cisco-like/access-entry.ts';
import { icmpTest, portField, protocolNumber, type ServiceTerm } from '../../../kit/cisco-like/access-match.ts';
import type { Facts } from '../../../kit/cisco-like/facts.ts';
import { type AddressTerm, parsePrefix, widthOf } from '../../../model/address.ts';
import type { Field, Interval, Match, Opaque } from '../../../model/filter.ts';
import type { Word } from '../../../outline.ts';
import type { AsaEntry, SideForm } from '../grammar/access-entry.ts';
import { ASA_NAMES } from '../grammar/names.ts';
import { builtInService, maskedTerm, type Objects } from './objects.ts';

type Family = Match['family'];

/**
 * The packets of an entry. Fragments are put together before the lists are asked (virtual reassembly), so nothing is said of
 * them. @returns undefined where a name or number means nothing to the platform
 */
export function matchesOf(entry: AsaEntry, family: Family, objects: Objects, facts: Facts): Match[] | undefined {
  const opaque: Opaque[] = [];
  const source: Side | undefined = entry.source ? sideOf(entry.source, objects, facts, opaque) : ANY;
  const destination = sideOf(entry.destination, objects, facts, opaque);
  const terms = servicesOf(entry, objects, opaque);
  if (!source || !destination || !terms) return undefined;
  if (entry.timeRange) opaque.push(condition('time-range', entry.timeRange));
  const matches = crossed(family, source, destination, terms, opaque);
  // An IPv4 source with an IPv6 destination: the platform takes no such entry.
  return matches.length > 0 ? matches : undefined;
}

/** One match a service; none where the families do not meet. */
export function crossed(
  family: Family,
  source: Side,
  destination: Side,
  terms: readonly ServiceTerm[],
  opaque: readonly Opaque[],
): Match[] {
  return terms.flatMap((term): Match[] => {
    const both = [family, source.family, destination.family, familyOf(term)].reduce(narrower);
    if (both === undefined) return [];
    return [
      {
        family: both,
        ...(source.terms ? { source: { anyOf: source.terms } } : {}),
        ...(destination.terms ? { destination: { anyOf: destination.terms } } : {}),
        ...(term.protocol === undefined
          ? {}
          : { protocol: { anyOf: [{ first: term.protocol, last: term.protocol }] } }),
        ...(term.sourcePort ? { sourcePort: term.sourcePort } : {}),
        ...(term.destinationPort ? { destinationPort: term.destinationPort } : {}),
        ...(term.icmp ? { icmp: { anyOf: [term.icmp] } } : {}),
        ...(opaque.length > 0 ? { opaque } : {}),
      },
    ];
  });
}

export interface Side {
  readonly family: Family | undefined;
  /** Absent: every address. */
  readonly terms?: readonly AddressTerm[];
}

export const ANY: Side = { family: 'both' };

const narrower = (a: Family | undefined, b: Family | undefined): Family | undefined =>
  a === 'both' ? b : b === 'both' || a === b ? a : undefined;

const familyOf = ({ protocol }: ServiceTerm): Family => (protocol === 1 ? 'ipv4' : protocol === 58 ? 'ipv6' : 'both');

const condition = (kind: string, word: Word): Opaque => ({ text: `${kind} ${word.text}`, span: word.span });

/** What stands on one side; what is not known is any address under a condition, which is added to `opaque`. */
export function sideOf(form: SideForm, objects: Objects, facts: Facts, opaque: Opaque[]): Side | undefined {
  switch (form.kind) {
    case 'any':
      return { family: form.family };
    case 'interface':
      // Its address may come by DHCP, and fails over.
      opaque.push(condition('interface', form.word));
      return ANY;
    case 'object': {
      const terms = objects.addresses(form.word.text);
      if (terms) return sideFrom(terms);
      opaque.push(condition('object', form.word));
      return ANY;
    }
    case 'host': {
      const one = objects.address(form.word.text);
      return one && sideFrom([{ kind: 'prefix', ...one, length: widthOf(one.family) }]);
    }
    case 'prefix': {
      const prefix = parsePrefix(form.word.text);
      return prefix && sideFrom([{ kind: 'prefix', ...prefix }]);
    }
    case 'masked': {
      const term = maskedTerm(form.address, form.mask, facts, objects.address);
      return term && sideFrom([term]);
    }
  }
}

export function sideFrom(terms: readonly AddressTerm[]): Side {
  const families = new Set(terms.map((term) => (term.kind === 'any' ? 'both' : term.family)));
  const [only] = families;
  return { family: families.size === 1 && only ? only : 'both', terms };
}

function servicesOf(entry: AsaEntry, objects: Objects, opaque: Opaque[]): readonly ServiceTerm[] | undefined {
  const { protocol, icmp } = entry;
  if (!protocol) return [{}];
  const base = protocol.named ? namedServices(protocol.word, objects, opaque) : protocolTerm(protocol.word);
  if (!base) return undefined;
  if (icmp) return icmpTerms(icmp, base[0]!, objects, opaque);
  const { sourcePort, destinationPort } = entry;
  if (!sourcePort && !destinationPort) return base;
  const terms: ServiceTerm[] = [];
  for (const term of base) {
    if (![6, 17, 132].includes(term.protocol ?? -1)) return undefined;
    const from = portsOf(sourcePort, term.protocol!, objects, opaque);
    const to = portsOf(destinationPort, term.protocol!, objects, opaque);
    if (from === null || to === null) return undefined;
    terms.push({ ...term, ...(from ? { sourcePort: from } : {}), ...(to ? { destinationPort: to } : {}) });
  }
  return terms;
}

function protocolTerm(word: Word): ServiceTerm[] | undefined {
  const number = protocolNumber(word.text, 'ipv4', ASA_NAMES);
  return number === undefined ? undefined : [number === 'all' ? {} : { protocol: number }];
}

function namedServices(word: Word, objects: Objects, opaque: Opaque[]): readonly ServiceTerm[] {
  const terms = objects.services(word.text) ?? builtInService(word.text);
  if (terms) return terms;
  opaque.push(condition('object', word));
  return [{}];
}

/** `echo-reply`, `3 4`, `object-group TYPES` */
function icmpTerms(
  words: readonly Word[],
  base: ServiceTerm,
  objects: Objects,
  opaque: Opaque[],
): readonly ServiceTerm[] | undefined {
  if (words[1] && words[0]!.text.toLowerCase() === 'object-group') {
    const terms = objects.services(words[1].text);
    if (terms) return terms;
    opaque.push(condition('object', words[1]));
    return [base];
  }
  const icmp = icmpTest(words, base.protocol === 58 ? 'ipv6' : 'ipv4', ASA_NAMES);
  return icmp && [{ ...base, icmp }];
}

/** @returns null where a name is no port. */
function portsOf(
  form: PortForm | undefined,
  protocol: number,
  objects: Objects,
  opaque: Opaque[],
): Field<Interval> | undefined | null {
  if (form?.operator !== 'group') return form && portField(form, protocol, ASA_NAMES);
  const [name] = form.words;
  const terms = objects.services(name!.text);
  const fields = terms?.filter((term) => term.protocol === protocol).map((term) => term.destinationPort);
  // A group of `neq` cannot be put together here.
  if (!fields || fields.length === 0 || fields.some((field) => !field || field.except)) {
    opaque.push(condition('object', name!));
    return undefined;
  }
  return { anyOf: fields.flatMap((field) => field!.anyOf) };
}
