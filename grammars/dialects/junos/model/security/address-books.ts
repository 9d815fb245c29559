import type { AddressTerm } from '../../../../model/address.ts';
import { parseAddress } from '../../../../model/address.ts';
import { get, kids } from '../../node.ts';
import type { Node } from '../../tree.ts';
import { fieldOf, maskedOf, prefixOf } from '../addresses.ts';

/** What a name of an address book stands for. */
export interface BookEntry {
  readonly terms: readonly AddressTerm[];
  /** Names of hosts, feeds, entries that could not be read: more than the terms, and it is not known what. */
  readonly more: boolean;
}

export interface AddressBook {
  readonly node: Node;
  /** Absent: the global book. Names of the others are known for their zones only. Not the book's name, which may change. */
  readonly scope?: string;
}

/** The books of a device: the global one, those attached to zones, and zones' own. */
export interface AddressBooks {
  readonly all: readonly AddressBook[];
  /** Where names are looked for, first to last: a zone's books, then the global one. */
  of(zone: string | undefined): readonly AddressBook[];
  /** Undefined: no book of the zone has the name. */
  entry(name: string, zone: string | undefined): BookEntry | undefined;
}

export function addressBooksOf(root: Node): AddressBooks {
  const security = get(root, 'security');
  const all: AddressBook[] = [];
  const byZone = new Map<string | undefined, AddressBook[]>();
  const attach = (zone: string, book: AddressBook): void => {
    byZone.set(zone, [...(byZone.get(zone) ?? []), book]);
  };
  let global: AddressBook | undefined;
  for (const node of kids(get(security, 'address-book'))) {
    const book: AddressBook = node.name === 'global' ? { node } : { node, scope: `book ${all.length}` };
    all.push(book);
    if (node.name === 'global') global = book;
    for (const zone of kids(get(node, 'attach', 'zone'))) attach(zone.name, book);
  }
  for (const zone of kids(get(security, 'zones', 'security-zone'))) {
    const node = get(zone, 'address-book');
    if (!node) continue;
    const book: AddressBook = { node, scope: `book ${all.length}` };
    all.push(book);
    attach(zone.name, book);
  }
  const last = global ? [global] : [];
  for (const [zone, books] of byZone) byZone.set(zone, [...books, ...last]);
  const of = (zone: string | undefined): readonly AddressBook[] =>
    (zone === undefined ? undefined : byZone.get(zone)) ?? last;

  const known = new Map<Node, BookEntry>();
  const open = new Set<Node>();
  const entryOf = (node: Node, book: AddressBook): BookEntry => {
    const before = known.get(node);
    if (before) return before;
    if (open.has(node)) return NOTHING;
    open.add(node);
    const entry = node.parent!.name === 'address' ? addressOf(node) : setOf(node, book);
    open.delete(node);
    known.set(node, entry);
    return entry;
  };
  const setOf = (set: Node, book: AddressBook): BookEntry => {
    const members = ['address', 'address-set'].flatMap((leaf) => kids(get(set, leaf)));
    const entries = members.map((member) => {
      const node = inBook(book, member.name);
      return node ? entryOf(node, book) : (writtenOut(member.name) ?? UNKNOWN);
    });
    return { terms: entries.flatMap(({ terms }) => terms), more: entries.some(({ more }) => more) };
  };
  return {
    all,
    of,
    entry: (name, zone) => {
      for (const book of of(zone)) {
        const node = inBook(book, name);
        if (node) return entryOf(node, book);
      }
      if (get(security, 'dynamic-address', 'address-name', name)) return UNKNOWN;
      return writtenOut(name);
    },
  };
}

const NOTHING: BookEntry = { terms: [], more: false };
const UNKNOWN: BookEntry = { terms: [], more: true };

export const inBook = ({ node }: AddressBook, name: string): Node | undefined =>
  get(node, 'address', name) ?? get(node, 'address-set', name);

/** An address where a name is asked for. */
function writtenOut(name: string): BookEntry | undefined {
  const prefix = prefixOf(name);
  const field = prefix && fieldOf([{ prefix, except: false }], [], 'both');
  return field && { terms: field.anyOf, more: false };
}

/** `address web 192.0.2.10/32`, `address lan range-address 10.0.0.1 to 10.0.0.9`, `address odd wildcard-address 10.0.0.1/255.0.0.255` */
function addressOf(node: Node): BookEntry {
  const terms: AddressTerm[] = [];
  let more = false;
  for (const child of kids(node)) {
    if (child.name === 'description') continue;
    if (child.name === 'range-address') {
      const ranges = kids(child).map(rangeOf);
      for (const range of ranges) range ? terms.push(range) : (more = true);
    } else if (child.name === 'wildcard-address') {
      const masks = kids(child).map(({ name }) => maskedOf(name));
      for (const mask of masks) mask ? terms.push(mask) : (more = true);
    } else {
      const own = writtenOut(child.name === 'ip-prefix' ? (kids(child)[0]?.name ?? '') : child.name);
      if (own) terms.push(...own.terms);
      else more = true;
    }
  }
  return { terms, more: more || terms.length === 0 };
}

function rangeOf(node: Node): AddressTerm | undefined {
  const first = parseAddress(node.name);
  const last = parseAddress(kids(get(node, 'to'))[0]?.name ?? '');
  if (!first || last?.family !== first.family || last.address < first.address) return undefined;
  return { kind: 'range', family: first.family, first: first.address, last: last.address };
}
