import { type AddressTerm, type Family, parseAddress, parseIpv4, parsePrefix } from '../../../model/address.ts';
import type { WrittenMask } from '../../../model/device.ts';
import type { Located } from '../../../text/span.ts';
import { type Block, entriesOf, isOn, values, word } from '../config-tree.ts';
import { maskedPrefix } from './interfaces.ts';

/** What a name of an address stands for, as far as the text tells. */
export interface Resolved {
  readonly terms: readonly AddressTerm[];
  /** A member is a name of the DNS, a country, something learnt or not in the text. */
  readonly open: boolean;
}

export interface Addresses {
  resolve(name: string): Resolved;
}

const PATHS = {
  ipv4: { address: 'firewall address', group: 'firewall addrgrp' },
  ipv6: { address: 'firewall address6', group: 'firewall addrgrp6' },
} as const;

/** Deeper groups are not looked into: the platform takes none. */
const DEEPEST = 32;

const OPEN: Resolved = { terms: [], open: true };

export function addressesIn(block: Block, family: Family): Addresses {
  const { address, group } = PATHS[family];
  const single = new Map(entriesOf(block, address).map((entry) => [entry.name.value, entry]));
  const groups = new Map(entriesOf(block, group).map((entry) => [entry.name.value, entry]));
  const known = new Map<string, Resolved>();
  const resolve = (name: string, depth: number): Resolved => {
    const before = known.get(name);
    if (before) return before;
    const own = single.get(name);
    const members = groups.get(name);
    const found = own
      ? singleOf(own, family)
      : members && depth < DEEPEST
        ? groupOf(members, (member) => resolve(member, depth + 1))
        : builtin(name, family);
    known.set(name, found);
    return found;
  };
  return { resolve: (name) => resolve(name, 0) };
}

function builtin(name: string, family: Family): Resolved {
  if (name === 'all') return { terms: [{ kind: 'any' }], open: false };
  if (name === 'none')
    return { terms: [{ kind: 'prefix', family, address: 0n, length: family === 'ipv4' ? 32 : 128 }], open: false };
  return OPEN;
}

function groupOf(block: Block, resolve: (name: string) => Resolved): Resolved {
  if (isOn(block, 'exclude')) return OPEN;
  const members = values(block, 'member').map(({ value: name }) => resolve(name));
  return { terms: members.flatMap(({ terms }) => terms), open: members.some(({ open }) => open) };
}

function singleOf(block: Block, family: Family): Resolved {
  const type = word(block, 'type') ?? (family === 'ipv4' ? 'ipmask' : 'ipprefix');
  const terms =
    type === 'iprange'
      ? rangeOf(block, family)
      : type === 'wildcard'
        ? wildcardOf(values(block, 'wildcard'))
        : type === 'ipmask' || type === 'ipprefix'
          ? prefixOf(block, family)
          : undefined;
  return terms ? { terms, open: false } : OPEN;
}

function prefixOf(block: Block, family: Family): AddressTerm[] | undefined {
  const written = values(block, family === 'ipv4' ? 'subnet' : 'ip6');
  // A script may say only part of an address that the device has; `all` and `none` are known.
  if (written.length === 0)
    return /^(?:all|none)$/.test(block.name.value) ? [...builtin(block.name.value, family).terms] : undefined;
  const found = maskedPrefix(written)?.prefix;
  if (found?.family !== family) return undefined;
  if (found.length === 0) return [{ kind: 'any' }];
  return [{ kind: 'prefix', ...found }];
}

function rangeOf(block: Block, family: Family): AddressTerm[] | undefined {
  const first = parseAddress(word(block, 'start-ip') ?? '');
  const last = parseAddress(word(block, 'end-ip') ?? word(block, 'start-ip') ?? '');
  if (first?.family !== family || last?.family !== family || first.address > last.address) return undefined;
  return [{ kind: 'range', family, first: first.address, last: last.address }];
}

/** `10.0.0.1 255.0.0.255`: bits that are set must be equal. */
function wildcardOf([address, mask]: readonly Located<string>[]): AddressTerm[] | undefined {
  const [bits, compared] = [parseIpv4(address?.value ?? ''), parseIpv4(mask?.value ?? '')];
  if (bits === undefined || compared === undefined) return undefined;
  return [{ kind: 'wildcard', family: 'ipv4', address: bits & compared, wildcard: ~compared & 0xffffffffn }];
}

/** Masks as they are written, for rules about the notation. */
export function masksIn(block: Block): WrittenMask[] {
  return entriesOf(block, 'firewall address').flatMap((entry) => {
    const [first, second] = values(entry, 'subnet');
    const [address, mask] = [parseIpv4(first?.value ?? ''), parseIpv4(second?.value ?? '')];
    if (address !== undefined && mask !== undefined)
      return [
        { slot: 'netmask', address: { value: address, span: first!.span }, mask: { value: mask, span: second!.span } },
      ];
    return [];
  });
}

/** `192.0.2.1`, `192.0.2.1-192.0.2.9`, `2001:db8::/64`; undefined for a name. */
export function literalRange(text: Located<string> | undefined): AddressTerm | undefined {
  if (!text) return undefined;
  const prefix = parsePrefix(text.value);
  if (prefix) return { kind: 'prefix', ...prefix };
  const [from, to = from] = text.value.split('-');
  const [first, last] = [parseAddress(from!.trim()), parseAddress(to!.trim())];
  if (!first || first.family !== last?.family || first.address > last.address) return undefined;
  return { kind: 'range', family: first.family, first: first.address, last: last.address };
}
