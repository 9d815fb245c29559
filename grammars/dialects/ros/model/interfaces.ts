import { type Family, networkOf, parseAddress, parsePrefix } from '../../../model/address.ts';
import type { Interface, InterfaceAddress, Ipv6Tunnel } from '../../../model/interface.ts';
import type { Located } from '../../../text/span.ts';
import { addedTo, allOf, type Entry, isDisabled, isYes, located, type Menus, said } from '../entries.ts';

interface Draft {
  name: Located<string>;
  span: Entry['statement']['span'];
  addresses: InterfaceAddress[];
  description?: Located<string>;
  shutdown?: boolean;
  vrf?: string;
  dynamic: Set<Family>;
  pointToPoint: boolean;
  loopback: boolean;
  ipv6Tunnel?: Ipv6Tunnel;
}

/** Kinds whose far end is one host, or any: the next hop need not be in a subnet. */
const POINT_TO_POINT =
  /^interface (?:pppoe|ppp|l2tp|pptp|sstp|ovpn)-client$|^interface (?:wireguard|gre6?|ipipv?6?|ipip|6to4|lte|eoip)$/;

/** Kinds that are given their addresses by the far end. */
const GIVEN = /^interface (?:pppoe|ppp|l2tp|pptp|sstp|ovpn)-client$|^interface lte$/;

/** Without a far end, to whatever address stands in that of the packet. */
function tunnelOf(entry: Entry): Ipv6Tunnel {
  const remote = located(entry, 'remote-address');
  const { header: span } = entry.statement;
  return remote && remote.value !== '0.0.0.0' ? { kind: '6in4', remote, span } : { kind: '6to4', span };
}

export function interfacesOf(menus: Menus, outside: ReadonlySet<string>): Interface[] {
  const drafts = new Map<string, Draft>();
  const draftFor = (name: Located<string>, entry: Entry): Draft => {
    const known = drafts.get(name.value);
    if (known) return known;
    const made: Draft = {
      name,
      span: entry.statement.span,
      addresses: [],
      dynamic: new Set(),
      pointToPoint: false,
      loopback: /^(?:lo|loopback)\d*$/i.test(name.value),
    };
    drafts.set(name.value, made);
    return made;
  };
  for (const [menu, entries] of menus) {
    if (!/^interface [a-z0-9-]+$/.test(menu) || /^interface (?:list|detect-internet)$/.test(menu)) continue;
    for (const entry of entries) {
      const name = nameOf(entry);
      if (!name) continue;
      const draft = draftFor(name, entry);
      draft.span = entry.statement.span;
      const comment = located(entry, 'comment');
      if (comment) draft.description = comment;
      if (isDisabled(entry)) draft.shutdown = true;
      if (POINT_TO_POINT.test(menu)) draft.pointToPoint = true;
      if (menu === 'interface 6to4') draft.ipv6Tunnel = tunnelOf(entry);
      if (GIVEN.test(menu)) draft.dynamic.add('ipv4').add('ipv6');
    }
  }
  const carriers = new Map(
    addedTo(menus, 'interface vrrp').map((entry) => [said(entry, 'name') ?? '', said(entry, 'interface') ?? '']),
  );
  const borrowed = new Set<bigint>();
  const without6 = allOf(menus, 'ipv6 settings').some((entry) => isYes(said(entry, 'disable-ipv6')));
  for (const family of without6 ? (['ipv4'] as const) : (['ipv4', 'ipv6'] as const)) {
    const menu = family === 'ipv4' ? 'ip' : 'ipv6';
    for (const entry of addedTo(menus, `${menu} address`)) {
      const on = located(entry, 'interface');
      if (!on) continue;
      const draft = draftFor(on, entry);
      const address = addressOf(entry, family);
      // A virtual router's address is one more of the interface it runs on.
      const carrier = drafts.get(carriers.get(on.value) ?? '');
      if (address && carrier) carrier.addresses.push({ ...address.own, secondary: true });
      // Links to single hosts may all start from one address.
      else if (address && !(address.peer && borrowed.has(address.own.address))) draft.addresses.push(address.own);
      if (address?.peer) {
        draft.pointToPoint = true;
        borrowed.add(address.own.address);
      }
      if (said(entry, 'from-pool') !== undefined || isYes(said(entry, 'eui-64'))) draft.dynamic.add(family);
    }
    for (const entry of addedTo(menus, `${menu} dhcp-client`)) {
      const on = located(entry, 'interface');
      if (on) draftFor(on, entry).dynamic.add(family);
    }
  }
  for (const menu of ['ip vrf', 'ip route vrf'])
    for (const entry of addedTo(menus, menu))
      for (const name of said(entry, 'interfaces')?.split(',') ?? []) {
        const draft = drafts.get(name);
        if (draft) draft.vrf = said(entry, 'name') ?? said(entry, 'routing-mark') ?? '';
      }
  // Sessions start from it, so it has an address that the text leaves out.
  for (const name of sessionSources(menus)) {
    const draft = drafts.get(name);
    if (draft?.addresses.length === 0) draft.dynamic.add('ipv4');
  }
  return [...drafts.values()].map(({ dynamic, pointToPoint, loopback, ...draft }) => ({
    ...draft,
    ...(dynamic.has('ipv4') ? { dynamic: true } : {}),
    ...(dynamic.size > 0 ? { dynamicFamilies: [...dynamic] } : {}),
    ...(pointToPoint ? { pointToPoint } : {}),
    ...(loopback ? { loopback } : {}),
    ...(outside.has(draft.name.value) ? { natRole: 'outside' as const } : {}),
    // An export leaves out what is as it came: that nothing is said of an interface says something.
    closed: true,
  }));
}

/** Interfaces that sessions of BGP start from; others start from an address. */
const sessionSources = (menus: Menus): string[] =>
  [
    ...addedTo(menus, 'routing bgp peer').map((entry) => said(entry, 'update-source')),
    ...addedTo(menus, 'routing bgp connection').map((entry) => said(entry, 'local.address')),
  ].filter((name) => name !== undefined);

/** `add name=lan`, `set [ find default-name=ether1 ] name=wan`, `set ether1 comment=...` */
function nameOf(entry: Entry): Located<string> | undefined {
  const { command } = entry;
  const named = located(entry, 'name');
  if (named || command.verb === 'add') return named;
  if (command.verb !== 'set') return undefined;
  const found = command.find?.find(({ name }) => name === 'default-name' || name === 'name');
  if (found) return found.value;
  const [item] = command.items;
  return item && command.items.length === 1 && !/^\d+$/.test(item.text)
    ? { value: item.text, span: item.span }
    : undefined;
}

/** `192.0.2.1/24 network=192.0.2.0`; a `network` elsewhere is the far end of a link. */
function addressOf(entry: Entry, family: Family): { own: InterfaceAddress; peer: boolean } | undefined {
  const written = located(entry, 'address');
  if (!written) return undefined;
  const alone = parseAddress(written.value);
  // Without a length a version 4 address is one host's, and a version 6 subnet a /64.
  const prefix = parsePrefix(written.value) ?? (alone && { ...alone, length: alone.family === 'ipv4' ? 32 : 64 });
  if (prefix?.family !== family) return undefined;
  const network = parseAddress(said(entry, 'network') ?? '');
  const peer = network !== undefined && network.address !== networkOf(prefix);
  return { own: { ...prefix, span: written.span }, peer };
}
