import { portNumber } from '../../../kit/protocol-names.ts';
import { type AddressTerm, parseAddress, parsePrefix } from '../../../model/address.ts';
import type { Interval } from '../../../model/filter.ts';
import { get, kids, type Node } from '../tree.ts';

/** What the named groups of a configuration hold; undefined for one that is not there, is filled elsewhere, or holds what is not read. */
export interface Groups {
  addresses(kind: string, name: string): readonly AddressTerm[] | undefined;
  ports(name: string): readonly Interval[] | undefined;
  interfaces(name: string): readonly string[] | undefined;
}

export function groupsOf(root: Node): Groups {
  const all = get(root, 'firewall', 'group');
  const known = new Map<string, readonly unknown[] | undefined>();
  const once = <T>(
    key: string,
    make: (seen: ReadonlySet<string>) => readonly T[] | undefined,
  ): readonly T[] | undefined => {
    if (!known.has(key)) known.set(key, make(new Set()));
    return known.get(key) as readonly T[] | undefined;
  };
  const members = (kind: string, name: string, leaf: string, seen: ReadonlySet<string>): Node[] | undefined => {
    const group = get(all, kind, name);
    if (!group || seen.has(name) || seen.size > 16) return undefined;
    const own = kids(get(group, leaf));
    for (const { name: other } of kids(get(group, 'include'))) {
      const more = members(kind, other, leaf, new Set([...seen, name]));
      if (!more) return undefined;
      own.push(...more);
    }
    // An empty group is there to be filled by somebody.
    return own.length === 0 ? undefined : own;
  };
  const mapped = <T>(nodes: Node[] | undefined, read: (text: string) => T | undefined): T[] | undefined => {
    const made = nodes?.map(({ name }) => read(name));
    return made && !made.includes(undefined) ? (made as T[]) : undefined;
  };
  return {
    addresses: (kind, name) =>
      once(`${kind} ${name}`, (seen) =>
        mapped(members(kind, name, kind.includes('network') ? 'network' : 'address', seen), addressTerm),
      ),
    ports: (name) =>
      once(`port-group ${name}`, (seen) =>
        mapped(members('port-group', name, 'port', seen), (text) => portsOf(text)),
      )?.flat(),
    interfaces: (name) =>
      once(`interface-group ${name}`, (seen) =>
        members('interface-group', name, 'interface', seen)?.map((one) => one.name),
      ),
  };
}

/** `192.0.2.1`, `192.0.2.0/24`, `192.0.2.1-192.0.2.9` */
export function addressTerm(text: string): AddressTerm | undefined {
  const prefix = parsePrefix(text);
  if (prefix) return { kind: 'prefix', ...prefix };
  const [first, last, more] = text.split('-');
  const from = parseAddress(first!);
  if (!from || more !== undefined) return undefined;
  if (last === undefined) return { kind: 'prefix', ...from, length: from.family === 'ipv4' ? 32 : 128 };
  const to = parseAddress(last);
  return to?.family === from.family && from.address <= to.address
    ? { kind: 'range', family: from.family, first: from.address, last: to.address }
    : undefined;
}

/** `80,443,1000-2000`, `ssh` */
export function portsOf(text: string): Interval[] | undefined {
  const intervals: Interval[] = [];
  for (const part of text.split(',')) {
    const whole = portNumber(part);
    if (whole !== undefined) {
      intervals.push({ first: whole, last: whole });
      continue;
    }
    const [first, last, more] = part.split('-').map((end) => portNumber(end));
    if (first === undefined || last === undefined || more !== undefined || first > last) return undefined;
    intervals.push({ first, last });
  }
  return intervals.length > 0 ? intervals : undefined;
}
