import { type Family, parseAddress } from '../../../model/address.ts';
import type { FhrpGroup } from '../../../model/fhrp.ts';
import type { Interface } from '../../../model/interface.ts';
import { at } from '../../../text/span.ts';
import { get, kids, located, numberAt, spanOf, value, values } from '../node.ts';
import type { Node } from '../tree.ts';

/** VRRP groups under the addresses of interfaces. */
export function fhrpOf(root: Node, interfaces: readonly Interface[]): FhrpGroup[] {
  const known = new Map(interfaces.map((one) => [one.name.value, one]));
  const all: FhrpGroup[] = [];
  const third = get(root, 'protocols', 'vrrp', 'version-3');
  const version = third ? { value: 3, span: third.span } : { value: 2 };
  for (const physical of kids(get(root, 'interfaces')))
    for (const unit of kids(get(physical, 'unit'))) {
      const one = known.get(`${physical.name}.${unit.name}`);
      if (!one) continue;
      for (const [family, group] of groupsOf(unit)) {
        const found = groupOf(family, group, one);
        if (found) all.push({ ...found, version });
      }
    }
  return all;
}

function* groupsOf(unit: Node): Generator<readonly [Family, Node]> {
  for (const address of kids(get(unit, 'family', 'inet', 'address')))
    for (const group of kids(get(address, 'vrrp-group'))) yield ['ipv4', group];
  for (const address of kids(get(unit, 'family', 'inet6', 'address')))
    for (const group of kids(get(address, 'vrrp-inet6-group'))) yield ['ipv6', group];
}

/** `vrrp-group 1 { virtual-address 10.0.0.1; priority 110; track { interface ge-0/0/0 { priority-cost 20; } } }` */
function groupOf(family: Family, node: Node, one: Interface): FhrpGroup | undefined {
  if (!/^\d{1,3}$/.test(node.name)) return undefined;
  const number = located(node);
  const priority = numberAt(node, 'priority');
  const still = get(node, 'no-preempt');
  const fast = numberAt(node, 'fast-interval');
  const seconds = numberAt(node, 'advertise-interval');
  const type = value(node, 'authentication-type');
  const names = values(node, family === 'ipv4' ? 'virtual-address' : 'virtual-inet6-address');
  return {
    protocol: 'vrrp',
    family,
    group: { ...number, value: Number(number.value) },
    interface: one.name.value,
    addresses: names.flatMap(({ value: text, span }) => {
      const address = parseAddress(text);
      return address?.family === family ? at(address.address, span) : [];
    }),
    priority: priority ?? { value: 100 },
    preempt: still ? { value: false, span: still.span } : { value: true },
    tracks: ['interface', 'route'].flatMap((kind) =>
      kids(get(node, 'track', kind)).map((tracked) => {
        const cost = numberAt(tracked, 'priority-cost');
        return { ...(cost ? { decrement: cost.value } : {}), span: tracked.span };
      }),
    ),
    advertise: fast ?? (seconds ? { value: seconds.value * 1000, span: seconds.span } : { value: 1000 }),
    ...(type
      ? { authentication: { value: type.value === 'md5' ? 'cryptographic' : 'clear-text', span: type.span } }
      : one.closed
        ? { authentication: { value: 'none' } }
        : {}),
    span: spanOf(node),
    closed: one.closed,
  };
}
