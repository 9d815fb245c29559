import { portField } from '../../../kit/cisco-like/access-match.ts';
import type { Facts } from '../../../kit/cisco-like/facts.ts';
import { outsideOfTerm } from '../../../kit/outside-addresses.ts';
import { type AddressTerm, lastOf, networkOf, widthOf } from '../../../model/address.ts';
import type { Action, Match, Opaque, Rewrite } from '../../../model/filter.ts';
import type { PortForward, Published } from '../../../model/nat.ts';
import { soleHost, solePort } from '../../../model/sole.ts';
import type { Statement, Word } from '../../../outline.ts';
import type { SideForm } from '../grammar/access-entry.ts';
import { ASA_NAMES } from '../grammar/names.ts';
import type { NatTerm, Translation } from '../grammar/translation.ts';
import { ANY, crossed, type Side, sideFrom, sideOf } from './entry-match.ts';
import { between, joined, type NatContext, type NatDraft, type Ports, portName } from './nat-drafts.ts';
import type { Objects } from './objects.ts';
import { wayBack } from './ways-back.ts';

/** A statement of section 1, 2 or 3; `within`: the object in whose block it stands. */
export interface Read {
  readonly statement: Statement;
  readonly form: Translation;
  readonly within?: Word;
}

/**
 * The table of translations since 8.3 in its order: manual ones as written, those of objects as the platform sorts them, manual ones
 * after them (Cisco ASA Firewall CLI Configuration Guide, "NAT Rule Order"). The first that matches a new connection translates it.
 * @param unread gets the statements whose names and numbers mean nothing
 */
export function sortedTranslations(reads: readonly Read[], context: NatContext, unread: Statement[]): NatDraft[] {
  const manual = (section: 1 | 3): Read[] => {
    const lines: Read[] = [];
    for (const read of reads) {
      if (read.form.section !== section) continue;
      const { line } = read.form;
      if (line === undefined || line > lines.length) lines.push(read);
      else lines.splice(Math.max(0, line - 1), 0, read);
    }
    return lines;
  };
  return [...manual(1), ...ofObjects(reads, context.objects), ...manual(3)].flatMap((read) => {
    const draft = draftOf(read, context);
    if (!draft) unread.push(read.statement);
    return draft ?? [];
  });
}

/** Static ones first; those with fewer addresses, with lower ones, and by name. Of an object the last statement counts. */
function ofObjects(reads: readonly Read[], objects: Objects): Read[] {
  const byObject = new Map(reads.flatMap((read) => (read.within ? [[read.within.text, read] as const] : [])));
  const sized = [...byObject].map(([name, read]) => ({ read, name, ...extentOf(objects.addresses(name)) }));
  return sized
    .sort(
      (a, b) =>
        Number(a.read.form.kind === 'dynamic') - Number(b.read.form.kind === 'dynamic') ||
        compared(a.amount, b.amount) ||
        compared(a.first, b.first) ||
        compared(a.name, b.name),
    )
    .map(({ read }) => read);
}

const compared = <T extends bigint | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** An object that is not understood comes first: there it takes nothing from others for sure. */
function extentOf(terms: readonly AddressTerm[] | undefined): { amount: bigint; first: bigint } {
  const [term] = terms ?? [];
  if (term?.kind === 'range') return { amount: term.last - term.first + 1n, first: term.first };
  if (term?.kind === 'prefix') return { amount: lastOf(term) - networkOf(term) + 1n, first: networkOf(term) };
  return { amount: 0n, first: 0n };
}

function draftOf({ statement, form, within }: Read, context: NatContext): NatDraft | undefined {
  const { facts, objects } = context;
  const opaque: Opaque[] = [];
  const real: NatTerm = form.real ?? (within ? { kind: 'name', word: within } : { kind: 'any' });
  const source = sideOfTerm(real, context, opaque);
  const destination = form.destination ? sideOfTerm(form.destination.mapped, context, opaque) : ANY;
  const ports = form.port && portsOf(form.port);
  const services = form.services && servicesOf(form.services.first, objects, opaque);
  if (!source || !destination || (form.port && !ports)) return undefined;
  const term = ports ? { protocol: ports.protocol, sourcePort: ports.real } : {};
  const narrowed = source.terms ? context.family : (mappedFamily(form, objects) ?? context.family);
  const matches = crossed(narrowed, source, destination, services ?? [term], opaque);
  if (matches.length === 0) return undefined;
  const action = actionOf(form, real, source, ports, objects);
  const other = form.destination ? sideOfTerm(form.destination.real, context, []) : ANY;
  const back =
    other &&
    wayBack(
      { form, action, source, destination: other, ports, sideOf: (term, unsure) => sideOfTerm(term, context, unsure) },
      statement.header,
      context,
    );
  const forward = form.kind === 'static' && !form.inactive ? forwardOf(statement, form, source, ports, context) : [];
  const outside =
    action.kind === 'translate' && action.nat === 'source'
      ? form.mapped.flatMap((word) => outsideOfTerm(termsOf(word, objects)?.[0], word.span))[0]
      : undefined;
  return {
    statement,
    rule: {
      span: statement.header,
      matches: between(matches, facts, form.realPort, form.mappedPort && [form.mappedPort]),
      action,
      effects: [],
      active: !form.inactive,
      ...(form.section === 2 ? { sorted: true } : {}),
      ...(form.kind === 'static' && !form.oneWay ? { bothWays: true } : {}),
    },
    ...(forward[0] ? { forward: forward[0] } : {}),
    ...(outside ? { outside } : {}),
    ...staticOf(statement, form, back?.published, facts),
    ...back,
  };
}

const sideOfTerm = (term: NatTerm, { objects, facts }: NatContext, opaque: Opaque[]): Side | undefined =>
  sideOf(formOf(term, objects), objects, facts, opaque);

function formOf(term: NatTerm, objects: Objects): SideForm {
  if (term.kind === 'any') return { kind: 'any', family: 'both' };
  if (term.kind === 'interface') return { kind: 'interface', word: term.word };
  return { kind: objects.address(term.word.text) ? 'host' : 'object', word: term.word };
}

/** `any` is what the other side of the translation is of: IPv4, unless that has IPv6. */
function mappedFamily({ mapped }: Translation, objects: Objects): Match['family'] | undefined {
  const own = mapped.find(({ text }) => !/^pat-pool$/i.test(text))!;
  const ipv6 = mapped.some(({ text }) => /^ipv6$/i.test(text));
  if (/^any$/i.test(own.text)) return undefined;
  if (/^interface$/i.test(own.text)) return ipv6 ? 'both' : 'ipv4';
  const terms = termsOf(own, objects);
  return terms?.every((term) => term.kind !== 'any' && term.family === 'ipv4') ? 'ipv4' : undefined;
}

function termsOf(word: Word, objects: Objects): readonly AddressTerm[] | undefined {
  const one = objects.address(word.text);
  return one ? [{ kind: 'prefix', ...one, length: widthOf(one.family) }] : objects.addresses(word.text);
}

const NUMBERS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 };

function portsOf({ protocol, real, mapped }: NonNullable<Translation['port']>): Ports | undefined {
  const number = NUMBERS[protocol.text.toLowerCase()]!;
  const field = (word: Word) => portField({ operator: 'eq', words: [word] }, number, ASA_NAMES);
  const [from, to] = [field(real), field(mapped)];
  return from && to ? { protocol: number, real: from, mapped: to } : undefined;
}

function servicesOf(name: Word, objects: Objects, opaque: Opaque[]) {
  if (/^any$/i.test(name.text)) return undefined;
  const terms = objects.services(name.text);
  if (!terms) opaque.push({ text: `object ${name.text}`, span: name.span });
  return terms;
}

/** Addresses that stay as they are, on both sides, are an exemption; where both are changed, the text tells and no `rewrite`. */
function actionOf(form: Translation, real: NatTerm, source: Side, ports: Ports | undefined, objects: Objects): Action {
  const sameSource = !ports && isSame(real, form.mapped, source, objects);
  const { destination, services } = form;
  const sameDestination = !destination || sameTerm(destination.mapped, destination.real);
  const sameService = !services || services.first.text === services.second.text;
  if (form.kind === 'static' && sameSource && sameDestination && sameService) return { kind: 'exempt' };
  const to = [
    ...(form.kind === 'dynamic' ? ['dynamic'] : []),
    joined(form.mapped),
    ...(form.port ? [joined([form.port.protocol, form.port.mapped])] : []),
    ...(destination && !sameDestination ? [`destination ${textOf(destination.real)}`] : []),
    ...(services && !sameService ? [`service ${services.second.text}`] : []),
  ].join(' ');
  if (form.kind === 'static' && sameSource && !sameDestination) {
    const rewrite = sameService ? rewriteOf(destination.mapped, destination.real, objects) : undefined;
    return { kind: 'translate', nat: 'destination', to, ...(rewrite ? { rewrite } : {}) };
  }
  const plain = form.kind === 'static' && sameDestination && !services && form.mapped.length === 1;
  const rewrite = plain ? rewriteOf(real, { kind: 'name', word: form.mapped[0]! }, objects) : undefined;
  const port = ports?.mapped.anyOf[0]?.first;
  return {
    kind: 'translate',
    nat: 'source',
    to,
    ...(rewrite ? { rewrite: { ...rewrite, ...(port === undefined ? {} : { port }) } } : {}),
  };
}

const textOf = (term: NatTerm): string => (term.kind === 'any' ? 'any' : term.word.text);

const sameTerm = (a: NatTerm, b: NatTerm): boolean => a.kind !== 'interface' && textOf(a) === textOf(b);

function isSame(real: NatTerm, mapped: readonly Word[], source: Side, objects: Objects): boolean {
  const [to] = mapped;
  if (!to || mapped.length > 1 || real.kind === 'interface') return false;
  if (textOf(real).toLowerCase() === to.text.toLowerCase()) return true;
  const [from, ...more] = source.terms ?? [];
  const address = objects.address(to.text);
  return more.length === 0 && from?.kind === 'prefix' && address !== undefined && from.address === address.address;
}

/** One network for one of the same size. An address in the place of a network has that one's mask. */
function rewriteOf(from: NatTerm, to: NatTerm, objects: Objects): Rewrite | undefined {
  if (from.kind !== 'name' || to.kind !== 'name') return undefined;
  const [old, ...others] = termsOf(from.word, objects) ?? [];
  const [next, ...more] = termsOf(to.word, objects) ?? [];
  if (old?.kind !== 'prefix' || next?.kind !== 'prefix' || others.length > 0 || more.length > 0) return undefined;
  const written = objects.address(to.word.text) !== undefined;
  if (old.family !== next.family || (!written && old.length !== next.length)) return undefined;
  return { prefix: { family: next.family, address: next.address, length: old.length } };
}

/**
 * A port of an address outside that leads to a host: lists see the real address and port, also on the way in (Cisco, "Guidelines for
 * Access Control", since 8.3).
 */
function forwardOf(
  statement: Statement,
  form: Translation,
  source: Side,
  ports: Ports | undefined,
  { facts, objects, family }: NatContext,
): PortForward[] {
  const span = statement.header;
  if (ports && form.mappedPort) {
    const [seen] = crossed(family, ANY, source, [{ protocol: ports.protocol, destinationPort: ports.real }], []);
    const [to, ...others] = form.mapped;
    const outer = to && others.length === 0 ? soleHost({ anyOf: termsOf(to, objects) ?? [] }) : undefined;
    const port = solePort(ports.mapped);
    const unseen = outer && { ...outer, ...(port === undefined ? {} : { port }) };
    const by = { kind: 'interface', name: portName(facts, form.mappedPort) } as const;
    return seen ? [{ span, seen, by, ...(unseen ? { unseen } : {}) }] : [];
  }
  const { destination, services, realPort, mappedPort } = form;
  if (!services) return [];
  if (!destination && mappedPort) {
    const terms = objects.services(services.first.text) ?? [];
    const ofServer = terms.flatMap(({ protocol, sourcePort, destinationPort }) =>
      isPorted(protocol) && sourcePort && !destinationPort ? [{ protocol, destinationPort: sourcePort }] : [],
    );
    const seen = ofServer.length === terms.length ? crossed(family, ANY, source, ofServer, []) : [];
    return seen.map((one) => ({ span, seen: one, by: { kind: 'interface', name: portName(facts, mappedPort) } }));
  }
  if (destination && realPort && destination.real.kind === 'name') {
    const to = termsOf(destination.real.word, objects);
    const terms = (objects.services(services.second.text) ?? []).flatMap(({ protocol, sourcePort, destinationPort }) =>
      isPorted(protocol) && destinationPort && !sourcePort ? [{ protocol, destinationPort }] : [],
    );
    const seen = to ? crossed(family, source, sideFrom(to), terms, []) : [];
    return seen.map((one) => ({ span, seen: one, by: { kind: 'interface', name: portName(facts, realPort) } }));
  }
  return [];
}

/** A host by its own address and the one it has on the other side: lists there see its own. */
function staticOf(
  { header: span }: Statement,
  { mappedPort }: Translation,
  published: Published | undefined,
  facts: Facts,
): Pick<NatDraft, 'static'> {
  const unseen = published && soleHost({ anyOf: published.as });
  if (!published || !unseen || !mappedPort || !soleHost(published.seen.destination)) return {};
  const by = { kind: 'interface', name: portName(facts, mappedPort) } as const;
  return { static: { span, seen: published.seen, by, unseen } };
}

const isPorted = (protocol: number | undefined): protocol is 6 | 17 => protocol === 6 || protocol === 17;
