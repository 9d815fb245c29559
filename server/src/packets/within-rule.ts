import type { AddressTerm } from '../../../grammars/model/address.ts';
import type { Field, FilterRule, Interval, Match } from '../../../grammars/model/filter.ts';
import { termEnds } from './bounds.ts';

/** Whether all that a rule may match another may match too, told field by field from their words. False says nothing. */
export const isWithinRule = ({ matches }: FilterRule, other: FilterRule): boolean =>
  matches.every((match) => other.matches.some((wide) => isWithin(match, wide)));

/** Longer lists of values are not compared. */
const MOST_VALUES = 32;

function isWithin(match: Match, wide: Match): boolean {
  return (
    (wide.family === 'both' || wide.family === match.family) &&
    (wide.fragment === undefined || wide.fragment === match.fragment) &&
    holdsAll(match.protocol, wide.protocol, isInside) &&
    holdsAll(match.destinationPort, wide.destinationPort, isInside) &&
    holdsAll(match.sourcePort, wide.sourcePort, isInside) &&
    holdsAll(match.source, wide.source, isAmong) &&
    holdsAll(match.destination, wide.destination, isAmong) &&
    holdsAll(match.icmp, wide.icmp, isSame) &&
    holdsAll(match.tcpFlags, wide.tcpFlags, isSame) &&
    holdsAll(match.state, wide.state, isSame) &&
    holdsAll(match.dscp, wide.dscp, isInside) &&
    holdsAll(match.inInterface, wide.inInterface, isSame) &&
    holdsAll(match.outInterface, wide.outInterface, isSame)
  );
}

function holdsAll<T>(
  field: Field<T> | undefined,
  wide: Field<T> | undefined,
  isWithinValue: (value: T, wide: T) => boolean,
): boolean {
  if (!wide || field === wide) return true;
  if (!field || field.negated || wide.negated || wide.except?.length) return false;
  if (field.anyOf.length > MOST_VALUES || wide.anyOf.length > MOST_VALUES) return false;
  return field.anyOf.every((value) => wide.anyOf.some((one) => isWithinValue(value, one)));
}

const isInside = (one: Interval, wide: Interval): boolean => wide.first <= one.first && one.last <= wide.last;

function isAmong(term: AddressTerm, wide: AddressTerm): boolean {
  if (wide.kind === 'any') return true;
  // What is left out of the middle of a wildcard may be just what is asked.
  if (term.kind === 'any' || term.family !== wide.family || wide.kind === 'wildcard') return false;
  const [first, last] = termEnds(term);
  const [least, greatest] = termEnds(wide);
  return least <= first && last <= greatest;
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
