import { lengthMask } from '../../../kit/cloud/length-mask.ts';
import {
  canonical,
  elementsOf,
  type Item,
  type MapValue,
  propertyOf,
  textOf,
  type Value,
} from '../../../kit/cloud/value.ts';
import { type AddressTerm, type Prefix, parsePrefix } from '../../../model/address.ts';
import type { WrittenMask } from '../../../model/device.ts';
import type { Field, Match, Opaque } from '../../../model/filter.ts';
import { otherFields } from './other-fields.ts';
import { selectorText } from './selectors.ts';

/** Whom a rule speaks of. */
export interface Peer {
  readonly family: Match['family'];
  readonly addresses?: Field<AddressTerm>;
  readonly opaque?: readonly Opaque[];
  readonly mask?: WrittenMask;
}

/** A block of addresses; or pods by their labels and those of their namespaces, whose addresses no text knows. */
export function peerOf({ value, statement }: Item, place: string): Peer {
  const { span } = statement;
  const unsure = (text: string): Peer => ({ family: 'both', opaque: [{ text, span }] });
  if (value.kind !== 'map') return unsure(`peer at ${span.start}`);
  const strange = otherFields(value, ['ipBlock', 'namespaceSelector', 'podSelector']);
  const block = propertyOf(value, 'ipBlock');
  const pods = selectorOf(value, 'podSelector');
  const namespaces = selectorOf(value, 'namespaceSelector');
  if (strange.length > 0 || (block && (pods || namespaces))) return unsure(`peer at ${span.start}`);
  if (block?.kind === 'map') return blockOf(block) ?? unsure(`block ${canonical(block)}`);
  // Neither is refused.
  if (!pods && !namespaces) return unsure(`peer at ${span.start}`);
  const from = pods ? selectorText(pods, 'pods') : 'all pods';
  return unsure(namespaces ? `${from} of ${selectorText(namespaces, 'namespaces')}` : `${from}${place}`);
}

/** `podSelector: {}` and `podSelector:` both select; only a missing key does not. */
const selectorOf = ({ fields }: MapValue, wanted: string): Value | undefined =>
  fields.findLast(({ key, value }) => key === wanted && value.kind !== 'nothing')?.value;

function blockOf(block: MapValue): Peer | undefined {
  const written = propertyOf(block, 'cidr');
  const prefix = written && parsePrefix(textOf(written) ?? '');
  if (!prefix) return undefined;
  const except = elementsOf(propertyOf(block, 'except')).map((one) => parsePrefix(textOf(one) ?? ''));
  const holes = except.filter((one): one is Prefix => one?.family === prefix.family);
  const opaque = [
    ...otherFields(block, ['cidr', 'except']),
    ...(holes.length < except.length ? [{ text: `except at ${block.span.start}`, span: block.span }] : []),
  ];
  const [mask] = lengthMask(written, prefix);
  return {
    family: prefix.family,
    addresses: {
      anyOf: [{ kind: 'prefix', ...prefix }],
      ...(holes.length > 0 ? { except: holes.map((one) => ({ kind: 'prefix' as const, ...one })) } : {}),
    },
    ...(opaque.length > 0 ? { opaque } : {}),
    ...(mask ? { mask } : {}),
  };
}
