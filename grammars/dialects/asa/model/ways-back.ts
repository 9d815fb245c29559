import { type AddressTerm, type Prefix, widthOf } from '../../../model/address.ts';
import type { Action, FilterRule, Match, Opaque } from '../../../model/filter.ts';
import type { Span } from '../../../text/span.ts';
import type { NatTerm, Translation } from '../grammar/translation.ts';
import { crossed, type Side, sideFrom } from './entry-match.ts';
import { interfaceNamed } from './interfaces.ts';
import { between, type NatContext, type Ports } from './nat-drafts.ts';

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
export function wayBack(two: TwoSides, span: Span, context: NatContext): FilterRule | undefined {
  const { form, action, source, destination, ports, sideOf } = two;
  const [to] = form.mapped;
  if (
    form.kind !== 'static' ||
    form.oneWay ||
    form.services ||
    !to ||
    (action.kind === 'translate' && action.nat === 'destination')
  )
    return undefined;
  const opaque: Opaque[] = [];
  const own = /^interface$/i.test(to.text) ? addressOf(form, context) : undefined;
  const exempt = action.kind === 'exempt';
  const mapped = exempt ? source : own ? sideFrom([own]) : sideOf(termOf(to.text, form), opaque);
  if (!mapped) return undefined;
  const service = ports ? { protocol: ports.protocol, destinationPort: ports.mapped } : {};
  const matches: Match[] = crossed(context.family, destination, mapped, [service], opaque);
  if (matches.length === 0) return undefined;
  const prefix = realPrefix(source, mapped);
  const port = ports?.real.anyOf[0]?.first;
  return {
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
