import { formatPrefix, type Prefix, widthOf } from '../../../grammars/model/address.ts';
import { difference, everything, isEmpty, type PrefixSpace, shortest, within } from './prefix-space.ts';

interface Block {
  readonly prefix: Prefix;
  /** Both ends inside. */
  readonly lengths: { readonly first: number; readonly last: number };
}

/** `10.0.0.0/8 le 24`, shortest prefixes first. */
export interface PrefixTexts {
  readonly list: readonly string[];
  /** There are more than the list has. */
  readonly more: boolean;
  /** The list is what the set does not have. */
  readonly except: boolean;
}

/** A set of prefixes as entries of a prefix list, at most so many; or what is missing from it, where that is written and the set is not. */
export function prefixTexts(space: PrefixSpace, most = 8): PrefixTexts {
  const within = entriesOf(space, most);
  if (!within.more) return { ...within, except: false };
  const without = entriesOf(difference(everything(space.family), space), most);
  return without.more ? { ...within, except: false } : { ...without, except: true };
}

function entriesOf(space: PrefixSpace, most: number): Pick<PrefixTexts, 'list' | 'more'> {
  const list: string[] = [];
  let left = space;
  while (list.length < most) {
    const block = largestBlock(left);
    if (!block) return { list, more: false };
    list.push(textOf(block));
    left = difference(left, within(block.prefix, block.lengths));
  }
  return { list, more: !isEmpty(left) };
}

/** Around the first prefix of the set: everything of its length below one prefix, and of as many lengths after it as are all in the set. */
function largestBlock(space: PrefixSpace): Block | undefined {
  const start = shortest(space);
  if (!start) return undefined;
  const { family, length: first } = start;
  const isIn = (prefix: Prefix, last: number): boolean => isEmpty(difference(within(prefix, { first, last }), space));
  let prefix = start;
  while (prefix.length > 0) {
    const wider = { family, address: prefix.address, length: prefix.length - 1 };
    // A block that begins before the first prefix is not all in the set.
    if ((wider.address >> BigInt(widthOf(family) - prefix.length)) % 2n !== 0n || !isIn(wider, first)) break;
    prefix = wider;
  }
  let last = first;
  while (last < widthOf(family) && isIn(prefix, last + 1)) last += 1;
  return { prefix, lengths: { first, last } };
}

function textOf({ prefix, lengths: { first, last } }: Block): string {
  const ge = first > prefix.length ? ` ge ${first}` : '';
  const le = last > prefix.length ? ` le ${last}` : '';
  return `${formatPrefix(prefix)}${ge}${le}`;
}
