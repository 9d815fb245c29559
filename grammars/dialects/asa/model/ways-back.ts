import type { ServiceTerm } from '../../../kit/cisco-like/access-match.ts';
import { type AddressTerm, type Prefix, widthOf } from '../../../model/address.ts';
import type { Action, FilterRule, Match, Opaque } from '../../../model/filter.ts';
import type { Published } from '../../../model/nat.ts';
import type { Span } from '../../../text/span.ts';
import type { NatTerm, Translation } from '../grammar/translation.ts';
import { ANY, crossed, type Side, sideFrom } from './entry-match.ts';
import { interfaceNamed } from './interfaces.ts';
import { between, type NatContext, type Ports } from './nat-drafts.ts';
import type { Objects } from './objects.ts';

/** A static translation and what its sides stand for. */
export interface TwoSides {
  readonly form: Translation;
  readonly action: Action;
  readonly source: Side;
  /** Of the other end, as it is. */
  readonly destination: Side;
  readonly ports: Ports | undefined;
  readonly sideOf: (term: NatTerm, opaque: Opaque[]) => Side | undefined;
}

/**
 * What a static translation does with connections from the side that it maps to: before lists are asked, the address they name becomes
 * the real one. Nobody wrote it as a rule of its own. @returns undefined for what does not work that way, or is not told by one rule
 */
export function wayBack(
  two: TwoSides,
  span: Span,
  context: NatContext,
): { readonly back: FilterRule; readonly published?: Published } | undefined {
  const { form, action, source, destination, ports, sideOf } = two;
  const [to] = form.mapped;
  if (form.kind !== 'static' || form.oneWay || !to || (action.kind === 'translate' && action.nat === 'destination'))
    return undefined;
  const opaque: Opaque[] = [];
  const own = /^interface$/i.test(to.text) ? addressOf(form, context) : undefined;
  const exempt = action.kind === 'exempt';
  const mapped = exempt ? source : own ? sideFrom([own]) : sideOf(termOf(to.text, form), opaque);
  if (!mapped) return undefined;
  const service = serviceBack(two, context.objects);
  // Services that say more than the server's port.
  if (!service) opaque.push({ text: `service ${form.services?.second.text}`, span: form.services!.second.span });
  const terms = service ? service.terms : [{}];
  const matches: Match[] = crossed(context.family, destination, mapped, terms, opaque);
  if (matches.length === 0) return undefined;
  const prefix = realPrefix(source, mapped);
  const port = service?.port;
  const back: FilterRule = {
    span,
    matches: between(matches, context.facts, form.mappedPort, undefined),
    action: exempt
      ? { kind: 'exempt' }
      : {
          kind: 'translate',
          nat: 'destination',
          to: form.real && form.real.kind !== 'any' ? form.real.word.text : 'the object',
          ...(prefix ? { rewrite: { prefix, ...(port === undefined ? {} : { port }) } } : {}),
        },
    effects: [],
    active: !form.inactive,
    implicit: true,
  };
  const whole =
    !exempt && !ports && !form.services && !form.destination && !form.inactive && source.terms && mapped.terms;
  const [seen] = whole ? crossed(context.family, ANY, source, [{}], []) : [];
  return { back, ...(seen ? { published: { seen, as: mapped.terms! } } : {}) };
}

/** By the mapped port of a server, and its real one; undefined where services are about more. */
function serviceBack(
  { form, ports }: TwoSides,
  objects: Objects,
): { readonly terms: readonly ServiceTerm[]; readonly port: number | undefined } | undefined {
  if (ports)
    return {
      terms: [{ protocol: ports.protocol, destinationPort: ports.mapped }],
      port: ports.real.anyOf[0]?.first,
    };
  if (!form.services) return { terms: [{}], port: undefined };
  const [real, ...more] = objects.services(form.services.first.text) ?? [];
  const [mapped, ...others] = objects.services(form.services.second.text) ?? [];
  const plain = (term: ServiceTerm | undefined): term is ServiceTerm =>
    term?.sourcePort !== undefined && term.destinationPort === undefined;
  if (!plain(real) || !plain(mapped) || more.length > 0 || others.length > 0) return undefined;
  const [from] = real.sourcePort!.anyOf;
  const one = from && from.first === from.last ? from.first : undefined;
  if (one === undefined && real.sourcePort !== mapped.sourcePort) return undefined;
  return {
    terms: [
      {
        ...(mapped.protocol === undefined ? {} : { protocol: mapped.protocol }),
        destinationPort: mapped.sourcePort!,
      },
    ],
    port: one,
  };
}

const termOf = (text: string, { mapped }: Translation): NatTerm =>
  /^any$/i.test(text) ? { kind: 'any' } : { kind: /^interface$/i.test(text) ? 'interface' : 'name', word: mapped[0]! };

/** The interface's own address, where the text has one. */
function addressOf({ mappedPort }: Translation, { facts }: NatContext): AddressTerm | undefined {
  const port = mappedPort && interfaceNamed(facts, mappedPort);
  const own = port?.dynamic ? undefined : port?.addresses.find(({ family }) => family === 'ipv4');
  return own && { kind: 'prefix', family: 'ipv4', address: own.address, length: 32 };
}

/** One network for one of the same size, or one host for one. */
function realPrefix({ terms }: Side, mapped: Side): Prefix | undefined {
  const [real, ...more] = terms ?? [];
  const [seen, ...others] = mapped.terms ?? [];
  if (real?.kind !== 'prefix' || seen?.kind !== 'prefix' || more.length > 0 || others.length > 0) return undefined;
  const { family, address, length } = real;
  // An address in the place of a network has that one's mask.
  const fits = seen.family === family && (seen.length === length || seen.length === widthOf(family));
  return fits ? { family, address, length } : undefined;
}
