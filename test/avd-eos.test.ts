import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { eos } from '../grammars/dialects/eos/dialect.ts';
import { formatPrefix } from '../grammars/model/address.ts';
import type { BgpNeighbour } from '../grammars/model/bgp.ts';
import type { Device } from '../grammars/model/device.ts';
import type { Match } from '../grammars/model/filter.ts';
import type { VlanRanges } from '../grammars/model/switching.ts';

/** Configurations that AVD rendered, each with the structured model it was rendered from. */
const ROOT = resolve(import.meta.dirname, '../../shared/corpus/truth/avd-eos/dev');
const present = existsSync(ROOT);

type Model = Readonly<Record<string, never>>;
type List = readonly Readonly<Record<string, unknown>>[];
type Row = Readonly<Record<string, unknown>>;

describe.skipIf(!present)(
  `AVD's structured model${present ? '' : ' (skipped: no corpus beside this checkout)'}`,
  () => {
    const cases = (present ? readdirSync(ROOT) : []).filter((name) => name.endsWith('.cfg'));
    const facts = cases.flatMap((name) => compared(name));

    test('enough is compared', () => expect(facts.length).toBeGreaterThan(450));

    test('every value that the model has is the text’s', () => {
      expect(facts.filter(({ wanted, got }) => wanted !== got)).toEqual([]);
    });
  },
);

interface Compared {
  readonly at: string;
  readonly wanted: string;
  readonly got: string;
}

function compared(name: string): Compared[] {
  const text = readFileSync(resolve(ROOT, name), 'utf8');
  const device = eos.toModel(eos.parse(text));
  const folder = resolve(ROOT, name.replace(/\.cfg$/, '.vars'));
  const model: Model = Object.assign(
    {},
    ...readdirSync(folder).map((file) => parse(readFileSync(resolve(folder, file), 'utf8')) as Model),
  );
  const found: Compared[] = [];
  const same = (at: string, wanted: unknown, got: unknown): void => {
    if (wanted !== undefined) found.push({ at: `${name} ${at}`, wanted: String(wanted), got: String(got) });
  };
  interfaces(model, device, text, same);
  lists(model, device, same);
  routing(model, device, text, same);
  return found;
}

type Same = (at: string, wanted: unknown, got: unknown) => void;

const rows = (value: unknown): List => (Array.isArray(value) ? (value as List) : []);

function interfaces(model: Model, device: Device, text: string, same: Same): void {
  const byName = new Map(device.interfaces.map((one) => [one.name.value, one]));
  for (const [key, value] of Object.entries(model)) {
    if (!key.endsWith('_interfaces')) continue;
    for (const row of rows(value)) {
      // Ranges and interfaces that AVD leaves out are not in the text.
      if (!text.includes(`\ninterface ${row.name}\n`)) continue;
      const one = byName.get(String(row.name));
      same(`${row.name}`, row.name, one?.name.value);
      const address = String(row.ip_address ?? '');
      if (address.includes('/') && text.includes(`ip address ${address}`))
        same(
          `${row.name} address`,
          address,
          one?.addresses.map(formatPrefix).find((found) => found === address),
        );
      if (row.vrf !== 'default') same(`${row.name} vrf`, row.vrf, one?.vrf);
      same(`${row.name} description`, row.description, one?.description?.value);
      if (!String(row.name).includes('.')) same(`${row.name} shutdown`, row.shutdown, one?.shutdown ?? false);
      same(
        `${row.name} list`,
        row.access_group_in,
        device.bindings.find(({ place }) => place.kind === 'interface' && place.name === row.name)?.filter.value,
      );
      if (text.includes(`ipv6 address ${row.ipv6_address}`))
        same(
          `${row.name} IPv6`,
          String(row.ipv6_address).toLowerCase(),
          one?.addresses.map(formatPrefix).find((found) => found === String(row.ipv6_address).toLowerCase()),
        );
      switching(row, one, same);
    }
  }
}

function switching(row: Row, one: Device['interfaces'][number] | undefined, same: Same): void {
  const { mode, access_vlan: access, trunk = {} } = (row.switchport ?? {}) as Record<string, unknown>;
  const { allowed_vlan: allowed, native_vlan: native, native_vlan_tag: tagged } = trunk as Record<string, unknown>;
  const port = one?.switchport;
  if (mode === 'access' || mode === 'trunk') same(`${row.name} mode`, mode, port?.mode?.value);
  same(`${row.name} VLAN`, access, port?.accessVlan?.value);
  if (!tagged) same(`${row.name} native VLAN`, native, port?.nativeVlan?.value);
  if (allowed !== 'all' && allowed !== 'none') same(`${row.name} VLANs`, allowed, runs(port?.allowedVlans?.value));
  const { id, mode: how } = (row.channel_group ?? {}) as Record<string, unknown>;
  same(`${row.name} channel`, id, one?.lag?.group.value);
  same(`${row.name} channel's mode`, how, one?.lag?.mode?.value);
  if (row.mtu !== undefined && one?.ipMtu) same(`${row.name} mtu`, row.mtu, one.ipMtu.value);
}

const runs = (vlans: VlanRanges | undefined): string | undefined =>
  vlans?.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join();

function lists(model: Model, device: Device, same: Same): void {
  for (const row of rows(model.ip_access_lists)) {
    const filter = device.filters.find(({ name, family }) => name.value === row.name && family === 'ipv4');
    const wanted = rows(row.entries).filter(({ action, protocol }) => action && protocol);
    const got = filter?.rules.filter(({ implicit }) => !implicit) ?? [];
    same(`${row.name}`, wanted.map(({ action }) => action).join(), got.map(({ action }) => action.kind).join());
    const keys = wanted.map(({ sequence }) => sequence).join();
    same(`${row.name} numbers`, keys, got.map(({ key }) => key?.value).join());
    for (const [index, entry] of wanted.entries()) entryOf(`${row.name} ${index}`, entry, got[index]?.matches, same);
  }
  for (const row of rows(model.prefix_lists)) {
    const list = device.prefixLists.find(({ name, family }) => name.value === row.name && family === 'ipv4');
    same(`${row.name}`, rows(row.sequence_numbers).length, list?.entries.length);
  }
  for (const row of rows(model.static_routes)) {
    const destination = row.prefix ?? row.destination_address_prefix;
    const routes = device.routes.filter(({ vrf = 'default' }) => vrf === (row.vrf ?? 'default'));
    const found = routes.map((route) => formatPrefix(route.destination)).find((one) => one === destination);
    same(`route ${destination}`, destination, found);
  }
}

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, gre: 47, ospf: 89, vrrp: 112 };

function entryOf(at: string, entry: Row, matches: readonly Match[] | undefined, same: Same): void {
  const [match] = matches ?? [];
  const number = PROTOCOLS[String(entry.protocol)];
  if (number !== undefined) same(`${at} protocol`, number, match?.protocol?.anyOf[0]?.first);
  for (const side of ['source', 'destination'] as const) {
    const written = String(entry[side] ?? 'any').replace(/\/32$/, '');
    if (/^(?:any|\d+\.\d+\.\d+\.\d+(?:\/\d+)?)$/.test(written)) same(`${at} ${side}`, written, termOf(match?.[side]));
    const ports = entry[`${side}_ports`] as readonly (string | number)[] | undefined;
    const how = entry[`${side}_ports_match`] ?? 'eq';
    if (how === 'eq' && ports?.every((port) => /^\d+$/.test(String(port))))
      same(`${at} ${side} ports`, ports.join(), match?.[`${side}Port`]?.anyOf.map(({ first }) => first).join());
  }
}

function termOf(field: Match['source']): string | undefined {
  const [term] = field?.anyOf ?? [];
  if (!field || term?.kind === 'any') return 'any';
  return term?.kind === 'prefix' ? formatPrefix(term).replace(/\/32$/, '') : term?.kind;
}

function routing(model: Model, device: Device, text: string, same: Same): void {
  const bgp = model.router_bgp as unknown as Row | undefined;
  if (!bgp) return;
  const groups = new Map(rows(bgp.peer_groups).map((row) => [row.name, row]));
  const main = device.bgp.find(({ vrf }) => vrf === undefined);
  if (!String(bgp.as).includes('.')) same('as', bgp.as, main?.asn?.value);
  if (text.includes(`\n   router-id ${bgp.router_id}\n`)) same('router-id', bgp.router_id, main?.routerId?.value);
  const compareAll = (list: unknown, vrf: string | undefined): void => {
    const process = device.bgp.find((one) => one.vrf === vrf);
    for (const row of rows(list)) {
      // A neighbour of which nothing is said is not in the text.
      if (!text.includes(`neighbor ${row.ip_address} `)) continue;
      const neighbour = process?.neighbours.find(({ address }) => address.value === row.ip_address);
      neighbourOf(row, groups.get(row.peer_group as string), neighbour, same);
    }
  };
  compareAll(bgp.neighbors, undefined);
  for (const row of rows(bgp.vrfs)) compareAll(row.neighbors, String(row.name));
}

function neighbourOf(row: Row, group: Row | undefined, neighbour: BgpNeighbour | undefined, same: Same): void {
  const at = `neighbour ${row.ip_address}`;
  same(at, row.ip_address, neighbour?.address.value);
  const remote = row.remote_as ?? group?.remote_as;
  if (!String(remote).includes('.')) same(`${at} remote-as`, remote, neighbour?.remoteAs?.value);
  same(`${at} group`, row.peer_group, neighbour?.group?.value);
  same(`${at} shutdown`, row.shutdown, neighbour?.shutdown);
  same(`${at} description`, row.description, neighbour?.description);
  same(`${at} bfd`, row.bfd ?? group?.bfd, neighbour?.bfd);
  same(`${at} multihop`, row.ebgp_multihop ?? group?.ebgp_multihop, neighbour?.multihop?.value);
  same(`${at} source`, row.update_source ?? group?.update_source, neighbour?.updateSource?.value);
  if (!String(row.local_as ?? group?.local_as).includes('.'))
    same(`${at} local-as`, row.local_as ?? group?.local_as, neighbour?.localAs);
  if (row.password ?? group?.password) same(`${at} key`, true, neighbour?.authentication !== undefined);
  const timers = neighbour?.timers;
  same(`${at} timers`, row.timers ?? group?.timers, timers && `${timers.keepalive?.value} ${timers.hold?.value}`);
  for (const family of neighbour?.families ?? [])
    if (family.active)
      same(`${at} routes`, row.maximum_routes ?? group?.maximum_routes, family.maxPrefix?.limit.value ?? 0);
}
