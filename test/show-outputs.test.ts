import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBgpNeighbourText } from '../client/src/show/bgp/bgp-neighbour-text.ts';
import { readBgpPathText } from '../client/src/show/bgp/bgp-path-text.ts';
import { readBgpPeerTable } from '../client/src/show/bgp/bgp-peer-table.ts';
import type { BgpSession } from '../client/src/show/bgp/bgp-session.ts';
import { bgpState } from '../client/src/show/bgp/bgp-session.ts';
import { readBgpSessions } from '../client/src/show/bgp/bgp-sessions.ts';
import { readBgpSummaryTable } from '../client/src/show/bgp/bgp-summary-table.ts';
import { readJunosBgp } from '../client/src/show/bgp/junos-bgp.ts';
import { readPanosBgp } from '../client/src/show/bgp/panos-bgp.ts';
import { readRouterosBgp } from '../client/src/show/bgp/routeros-bgp.ts';
import { type AsaBrief, readAsaBrief } from '../client/src/show/counters/asa-lists.ts';
import { readCiscoLists } from '../client/src/show/counters/cisco-lists.ts';
import type { CountedRule } from '../client/src/show/counters/counted-rule.ts';
import { readGaiaInterfaces } from '../client/src/show/gaia-interfaces.ts';
import type { InterfaceState } from '../client/src/show/interface-state.ts';
import { readInterfaceStatus } from '../client/src/show/interface-status.ts';
import { readInterfaceText } from '../client/src/show/interface-text.ts';
import { readTranslations, type Translation } from '../client/src/show/nat/nat-translations.ts';
import type { OpticalModule, OpticalQuantity } from '../client/src/show/optics/optical-module.ts';
import { readOpticsTables } from '../client/src/show/optics/optics-tables.ts';
import { type RouterosEntry, readRouterosPrint } from '../client/src/show/routeros-print.ts';
import { readVrpInterfaces } from '../client/src/show/vrp-interfaces.ts';
import { readXrInterfaceBrief } from '../client/src/show/xr-interface-brief.ts';
import { SHOW_NOT_ASKED } from './support/show-not-asked.ts';

/** What devices printed, and what other people's templates read in it. */
const ROOT = resolve(import.meta.dirname, '../../shared/corpus/truth/ntc-templates/dev');
const present = existsSync(ROOT);

type Row = Readonly<Record<string, string | readonly string[]>>;
/** A field of ours as they write it, beside theirs. `''` on their side: not told. */
type Field<T> = readonly [theirs: string, ours: (one: T) => string | number | undefined];

interface Command<T> {
  read(text: string): readonly T[];
  readonly fields: readonly Field<T>[];
  /** Rows of theirs that are no entry of ours. */
  readonly leaves?: (row: Row) => boolean;
}

const SUMMARY: readonly Field<BgpSession>[] = [
  ['bgp_neigh|bgp_neighbor|peer_ip', ({ neighbour }) => neighbour],
  ['neigh_as|neighbor_as|peer_as', ({ remoteAs }) => remoteAs],
  ['msg_rcvd|messages_received|in_pkt', ({ messagesReceived }) => messagesReceived],
  ['msg_sent|messages_sent|out_pkt', ({ messagesSent }) => messagesSent],
];
const table = (...more: readonly Field<BgpSession>[]): Command<BgpSession> => ({
  read: readBgpSummaryTable,
  fields: [
    ...SUMMARY,
    ['up_down', ({ since }) => since],
    ['state_pfxrcd|state_or_prefixes_received', (one) => one.prefixesReceived ?? stateWord(one)],
    ...more,
  ],
  leaves: ({ bgp_neighbor }) => Array.isArray(bgp_neighbor) && bgp_neighbor.length === 0,
});
const stateWord = ({ state, note }: BgpSession): string => {
  const word = state === 'opensent' ? 'OpenSent' : state[0]!.toUpperCase() + state.slice(1);
  return note ? `${word} (${note})` : word;
};

const INTERFACE: readonly Field<InterfaceState>[] = [
  ['interface', ({ name }) => name],
  ['description', ({ description }) => description],
  ['mtu', ({ mtu }) => mtu],
  ['duplex', ({ duplex }) => duplex],
  ['speed', ({ speed }) => speed],
  ['bandwidth', ({ bandwidth }) => bandwidth && bandwidth * 1000],
  ['input_packets', ({ counters }) => counters.inputPackets],
  ['output_packets', ({ counters }) => counters.outputPackets],
  ['input_errors', ({ counters }) => counters.inputErrors],
  ['output_errors', ({ counters }) => counters.outputErrors],
  ['crc', ({ counters }) => counters.crc],
  ['frame', ({ counters }) => counters.frame],
  ['runts', ({ counters }) => counters.runts],
  ['giants', ({ counters }) => counters.giants],
  ['collisions', ({ counters }) => counters.collisions],
  ['late_collisions', ({ counters }) => counters.lateCollisions],
  ['input_discards', ({ counters }) => counters.inputDrops],
  ['queue_output_drops|output_discards', ({ counters }) => counters.outputDrops],
  ['input_rate|bandwidth_input_rate', ({ inputRate }) => inputRate],
  ['output_rate|bandwidth_output_rate', ({ outputRate }) => outputRate],
  ['admin_state', ({ admin }) => admin],
];
const STATUS: readonly Field<InterfaceState>[] = [
  ['port', ({ name }) => name],
  ['name', ({ description }) => description],
  ['status', ({ reason }) => reason],
  ['duplex', ({ duplex }) => duplex],
  ['speed', ({ speed }) => speed],
];
const vrpWords = (admin: InterfaceState['admin'], link: InterfaceState['link']): string =>
  `${admin === 'down' ? 'Administratively ' : ''}${link?.toUpperCase()}`;
/** Fibre Channel and tunnels: other tables below the one of the ports, without duplex. */
const noPort = ({ port }: Row): boolean => /^(?:fc|Tunnel)\d/.test(String(port));
const NEIGHBOUR: readonly Field<BgpSession>[] = [
  ['neighbor', ({ neighbour }) => neighbour],
  ['remote_as|remote_asn|asn', ({ remoteAs }) => remoteAs],
  ['bgp_state', ({ state }) => state],
  ['vrf', ({ vrf }) => vrf],
  ['holdtime', ({ hold }) => hold],
  ['keepalive', ({ keepalive }) => keepalive],
  ['conn_dropped|connections_dropped', ({ drops }) => drops],
  ['uptime', ({ since }) => since],
  ['last_reset', ({ lastReset }) => lastReset],
  ['last_reset_reason', ({ lastResetReason }) => lastResetReason],
  ['max_prefixes', ({ prefixLimit }) => prefixLimit],
  ['inbound_routemap|policy_incoming', ({ inboundPolicy }) => inboundPolicy],
  ['outbound_routemap|policy_outgoing', ({ outboundPolicy }) => outboundPolicy],
  ['accepted_paths', ({ prefixesAccepted }) => prefixesAccepted],
];
/** Theirs is a row for a neighbour, with what stands last of its address families. */
function neighbours(text: string): readonly BgpSession[] {
  const rows: BgpSession[] = [];
  for (const session of readBgpNeighbourText(text)) {
    const last = rows.at(-1);
    if (last && last.neighbour === session.neighbour && last.vrf === session.vrf && last.family !== undefined)
      rows[rows.length - 1] = { ...last, ...session };
    else rows.push(session);
  }
  return rows;
}
const LIST: readonly Field<CountedRule>[] = [
  ['name|acl_name', ({ list }) => list],
  ['sn|sequence', ({ key }) => key],
  ['action', ({ action }) => action],
  ['matches', ({ hits }) => hits],
];
const isRule = ({ action, name, acl_name }: Row): boolean =>
  (action === 'permit' || action === 'deny') && (name !== '' || acl_name !== '');

/** Properties that RouterOS prints under these names. */
const printed = (...names: readonly string[]): readonly Field<RouterosEntry>[] =>
  names.map((name) => [name, ({ properties }) => properties[name.replaceAll('_', '-')]]);
/** And those that it shortens. */
const shortened = (names: Readonly<Record<string, string>>): readonly Field<RouterosEntry>[] =>
  Object.entries(names).map(([theirs, ours]) => [theirs, ({ properties }) => properties[ours]]);

const OPTICS: Readonly<Record<OpticalQuantity, string>> = {
  temperature: 'Temperature',
  voltage: 'Voltage',
  bias: 'Current',
  transmit: 'Tx Power',
  receive: 'Rx Power',
};
const opticalValue =
  (wanted: OpticalQuantity) =>
  ({ readings }: OpticalModule): number | string =>
    twoDigits(readings.find(({ quantity }) => quantity === wanted)?.value) ?? 'N/A';
const twoDigits = (value: number | undefined): string | undefined => value?.toFixed(2);

// biome-ignore lint/suspicious/noExplicitAny: commands of different kinds in one table
const COMMANDS: Readonly<Record<string, Command<any>>> = {
  'cisco_ios/show_ip_bgp_summary': table(['address_family', ({ family }) => family]),
  'cisco_nxos/show_ip_bgp_summary': table(['vrf', ({ vrf }) => vrf]),
  'cisco_xr/show_bgp_instance_all_summary': table(),
  'cisco_xr/show_bgp_vrf_all_ipv4_unicast_summary': table(['vrf', ({ vrf }) => vrf]),
  'arista_eos/show_ipv6_bgp_summary': table(
    ['vrf', ({ vrf }) => vrf],
    ['state', ({ state, note }) => (note ? `${state}(${note})` : state)],
    ['state_pfxacc', ({ prefixesAccepted }) => prefixesAccepted],
  ),
  'fortinet/get_router_info_bgp_summary': table(),
  'fortinet/get_router_info_bgp_neighbors': { read: neighbours, fields: NEIGHBOUR },
  'hp_comware/display_bgp_peer_ipv4': {
    read: readBgpPeerTable,
    fields: [
      ['peer', ({ neighbour }) => neighbour],
      ['remote_asn', ({ remoteAs }) => remoteAs],
      ['messages_received', ({ messagesReceived }) => messagesReceived],
      ['messages_sent', ({ messagesSent }) => messagesSent],
      ['up_down', ({ since }) => since],
      ['state', ({ state }) => state],
      // Theirs is the "0" of a session that does not stand, too.
      ['prefixes_received', ({ prefixesReceived = 0 }) => prefixesReceived],
    ] satisfies Field<BgpSession>[],
  },
  'mikrotik_routeros/routing_bgp_peer_print_status': {
    read: readRouterosBgp,
    fields: [...SUMMARY, ['state', ({ state }) => state]] satisfies Field<BgpSession>[],
  },
  'paloalto_panos/show_routing_protocol_bgp_summary': {
    read: readPanosBgp,
    fields: [
      ...SUMMARY,
      ['virtual_router', ({ vrf }) => vrf],
      ['address_family', ({ family }) => family],
      ['accepted_pfx', ({ prefixesAccepted }) => prefixesAccepted],
    ] satisfies Field<BgpSession>[],
  },
  'juniper_junos/show_bgp_summary': {
    read: readJunosBgp,
    fields: [
      ...SUMMARY,
      ['flaps', ({ drops }) => drops],
      ['received', ({ prefixesReceived }) => prefixesReceived],
      ['accepted', ({ prefixesAccepted }) => prefixesAccepted],
      ['interface', ({ family }) => family],
    ] satisfies Field<BgpSession>[],
  },
  'cisco_ios/show_ip_bgp_neighbors': { read: neighbours, fields: NEIGHBOUR },
  'cisco_nxos/show_ip_bgp_neighbors': { read: neighbours, fields: NEIGHBOUR },
  'cisco_xr/show_bgp_neighbors': { read: neighbours, fields: NEIGHBOUR },
  'cisco_ios/show_interfaces': { read: readInterfaceText, fields: INTERFACE },
  'cisco_nxos/show_interface': { read: readInterfaceText, fields: INTERFACE },
  'cisco_xr/show_interfaces': { read: readInterfaceText, fields: INTERFACE },
  'cisco_xr/show_interface_brief': {
    read: readXrInterfaceBrief,
    fields: [
      ['interface', ({ name }) => name],
      ['mtu', ({ mtu }) => mtu],
      ['int_bw', ({ bandwidth = 0 }) => bandwidth * 1000],
      ['intf_state', ({ admin, link }) => (admin === 'down' ? 'admin-down' : link)],
    ] satisfies Field<InterfaceState>[],
  },
  'checkpoint_gaia/show_interfaces_all': {
    read: readGaiaInterfaces,
    fields: [
      ['interface', ({ name }) => name],
      ['comment', ({ description }) => description],
      ['mtu', ({ mtu }) => mtu],
      ['speed', ({ speed }) => speed],
      ['state', ({ admin }) => (admin === 'up' ? 'on' : 'off')],
      ['link_state', ({ link }) => (link === undefined ? 'not available' : `link ${link}`)],
    ] satisfies Field<InterfaceState>[],
  },
  'huawei_vrp/display_interface': {
    read: readVrpInterfaces,
    fields: [
      ['interface', ({ name }) => name],
      ['interface_description', ({ description }) => description],
      ['mtu', ({ mtu }) => mtu],
      ['duplex', ({ duplex }) => duplex],
      ['speed', ({ speed }) => speed],
      ['link_status', ({ admin, link, reason }) => vrpWords(admin, reason?.startsWith('line') ? 'up' : link)],
    ] satisfies Field<InterfaceState>[],
  },
  'huawei_vrp/display_interface_description': {
    read: readVrpInterfaces,
    fields: [
      ['interface', ({ name }) => name],
      ['description', ({ description }) => description],
      ['phy', ({ admin, link }) => (admin === 'down' ? `*${link}` : link)],
    ] satisfies Field<InterfaceState>[],
  },
  'cisco_ios/show_interfaces_status': { read: readInterfaceStatus, fields: STATUS, leaves: noPort },
  'cisco_ios/show_interfaces_status_err-disabled': {
    read: readInterfaceStatus,
    fields: [
      ['port', ({ name }) => name],
      ['reason', ({ reason }) => reason],
    ] satisfies Field<InterfaceState>[],
  },
  'cisco_nxos/show_interface_status': { read: readInterfaceStatus, fields: STATUS, leaves: noPort },
  'arista_eos/show_interfaces_status': { read: readInterfaceStatus, fields: STATUS },
  'arista_eos/show_interfaces_transceiver': {
    read: readOpticsTables,
    fields: [
      ['port', ({ name }) => name],
      ['temp', opticalValue('temperature')],
      ['voltage', opticalValue('voltage')],
      ['bias_current', opticalValue('bias')],
      ['tx_power', opticalValue('transmit')],
      ['rx_power', opticalValue('receive')],
    ] satisfies Field<OpticalModule>[],
    leaves: ({ voltage }) => voltage === 'N/A',
  },
  'arista_eos/show_interfaces_transceiver_detail': {
    read: readOpticsTables,
    fields: [
      ['port', ({ name }) => name],
      ['type', ({ readings: [one] }) => OPTICS[one!.quantity]],
      ['current_value', ({ readings: [one] }) => twoDigits(one!.value)],
      ['high_alarm_threshold', ({ readings: [one] }) => twoDigits(one!.limits.highAlarm)],
      ['high_warn_threshold', ({ readings: [one] }) => twoDigits(one!.limits.highWarning)],
      ['low_alarm_threshold', ({ readings: [one] }) => twoDigits(one!.limits.lowAlarm)],
      ['low_warn_threshold', ({ readings: [one] }) => twoDigits(one!.limits.lowWarning)],
    ] satisfies Field<OpticalModule>[],
  },
  'cisco_ios/show_access-list': { read: readCiscoLists, fields: LIST, leaves: (row) => !isRule(row) },
  'cisco_ios/show_ipv6_access-lists': { read: readCiscoLists, fields: LIST, leaves: (row) => !isRule(row) },
  'cisco_asa/show_access-list_brief': {
    read: readAsaBrief,
    fields: [
      ['line_hash', ({ hash }) => hash],
      ['group_hash', ({ group }) => group],
      ['counter', ({ hits }) => hits.toString(16).padStart(8, '0')],
      ['last_hit', ({ time }) => time.toString(16).padStart(8, '0')],
    ] satisfies Field<AsaBrief>[],
  },
  'cisco_nxos/show_access-lists': { read: readCiscoLists, fields: LIST, leaves: (row) => !isRule(row) },
  'mikrotik_routeros/ip_firewall_filter_print_all_without-paging': {
    read: readRouterosPrint,
    fields: [
      ['index', ({ index }) => index],
      ['flags', ({ flags }) => flags],
      ['comment', ({ comment }) => comment],
      ...printed('action', 'chain', 'connection_nat_state', 'connection_state', 'dst_address', 'dst_address_list'),
      ...printed('dst_port', 'hw_offload', 'in_interface', 'in_interface_list', 'ipsec_policy', 'log', 'log_prefix'),
      ...printed('out_interface', 'out_interface_list', 'protocol', 'src_address', 'src_address_list', 'src_port'),
      ...printed('src_mac_address'),
    ] satisfies Field<RouterosEntry>[],
  },
  'mikrotik_routeros/ip_firewall_connection_print_terse_without-paging': {
    read: readRouterosPrint,
    fields: [
      ['index', ({ index }) => index],
      ['source_nat', ({ flags }) => (flags.includes('s') ? 's' : '')],
      ...printed('protocol', 'icmp_code', 'icmp_id', 'icmp_type', 'tcp_state', 'timeout'),
      ...shortened({
        source_address: 'src-address',
        source_port: 'src-port',
        destination_address: 'dst-address',
        destination_port: 'dst-port',
        reply_source_address: 'reply-src-address',
        reply_source_port: 'reply-src-port',
        reply_destination_address: 'reply-dst-address',
        reply_destination_port: 'reply-dst-port',
        origin_packets: 'orig-packets',
        origin_bytes: 'orig-bytes',
        reply_packets: 'repl-packets',
        reply_rate: 'repl-rate',
      }),
    ] satisfies Field<RouterosEntry>[],
  },
  'cisco_ios/show_ip_nat_translations': {
    read: readTranslations,
    fields: [
      ['protocol', ({ protocol }) => protocol],
      ['inside_global_ip', ({ insideGlobal }) => insideGlobal.address],
      ['inside_global_port', ({ insideGlobal }) => insideGlobal.port],
      ['inside_local_ip', ({ insideLocal }) => insideLocal.address],
      ['outside_global_ip', ({ outsideGlobal }) => outsideGlobal.address],
    ] satisfies Field<Translation>[],
  },
};

/** Where theirs is wrong, and why. */
const DIFFERENT = new Set([
  // "Vlan20 is down (VLAN/BD is down)": nobody has shut it down.
  'cisco_nxos/show_interface/cisco_nxos_show_interface.raw 0 admin_state',
]);

describe.skipIf(!present)(`outputs of devices${present ? '' : ' (skipped: no corpus beside this checkout)'}`, () => {
  let outputs = 0;
  let values = 0;
  test.each(Object.entries(COMMANDS))('%s', (folder, { read, fields, leaves }) => {
    const wrong: string[] = [];
    for (const path of globSync(`${folder}/*.raw`, { cwd: ROOT })) {
      const text = readFileSync(resolve(ROOT, path), 'utf8');
      const { parsed_sample = [] } = parse(readFileSync(resolve(ROOT, path.replace(/raw$/, 'yml')), 'utf8')) as {
        parsed_sample?: readonly Row[];
      };
      const rows = parsed_sample.filter((row) => !leaves?.(row)).flatMap(unfolded);
      const entries = read(text);
      if (entries.length !== rows.length) {
        wrong.push(`${path}: ${entries.length} entries, not ${rows.length}`);
        continue;
      }
      for (const [index, row] of rows.entries()) {
        for (const [names, ours] of fields) {
          const name = names
            .split('|')
            .find((one) => row[one] !== undefined && row[one] !== '' && row[one]!.length > 0);
          if (name === undefined) continue;
          const told = ours(entries[index]!);
          values += 1;
          if (DIFFERENT.has(`${path} ${index} ${name}`)) continue;
          if (!same(name, asOurs(row[name]!), told)) wrong.push(`${path} ${index} ${name}: ${row[name]}, not ${told}`);
        }
      }
      outputs += 1;
    }
    expect(wrong).toEqual([]);
  });

  test('of every other command it is said why it is not read, and of none that is', () => {
    const others = globSync('*/*', { cwd: ROOT }).filter((folder) => !(folder in COMMANDS));
    expect(others.filter((folder) => !SHOW_NOT_ASKED.some(([shows]) => shows.test(folder)))).toEqual([]);
    expect(SHOW_NOT_ASKED.filter(([shows]) => !others.some((folder) => shows.test(folder)))).toEqual([]);
    expect(others.length + Object.keys(COMMANDS).length).toBe(globSync('*/*', { cwd: ROOT }).length);
  });

  test('enough of them', () => {
    process.stdout.write(`${values} values of ${outputs} outputs agree\n`);
    expect(outputs).toBeGreaterThan(60);
    expect(values).toBeGreaterThan(3_000);
  });
});

const asOurs = (value: string | readonly string[]): string => (typeof value === 'string' ? value : value.at(-1)!);

/** A row that holds lists of neighbours is as many rows. */
function unfolded(row: Row): readonly Row[] {
  if (!Array.isArray(row.bgp_neighbor)) return [row];
  return row.bgp_neighbor.map((_, at) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Array.isArray(value) ? value[at]! : value])),
  );
}

/** Their words for ours. */
function same(field: string, theirs: string, ours: string | number | undefined): boolean {
  if (field === 'duplex')
    return /auto|unconf|--|unknown/i.test(theirs)
      ? ours === 'auto' || ours === undefined
      : theirs.toLowerCase().includes(String(ours));
  // Gaia of a bond: "N/A (bond18)".
  if (field === 'speed' && theirs.startsWith('N/A')) return ours === undefined;
  // Nobody wrote it: VRP's own words.
  if (field === 'interface_description' && /^HUAWEI, .* Interface$/.test(theirs)) return ours === undefined;
  if (field === 'link_status') return theirs.replace(/ ,$/, '') === ours;
  if (field === 'speed') return speedsAgree(theirs, ours);
  if (field === 'bandwidth') return Number.parseInt(theirs, 10) === (ours ?? 0);
  if (field === 'bgp_state') return bgpState(theirs) === ours;
  if (field === 'state') return String(ours).toLowerCase() === theirs.toLowerCase().replace(/^estab$/, 'established');
  if (field === 'name' && theirs === '--') return ours === undefined;
  // "u" is all that their template keeps of "Admin State: up".
  if (field === 'admin_state') return theirs.startsWith('u') ? ours === 'up' : ours === 'down';
  return theirs.replaceAll(' ', '').replace(/!$/, '') === String(ours ?? '').replaceAll(' ', '');
}

function speedsAgree(theirs: string, ours: string | number | undefined): boolean {
  const told = /(\d+) ?([KMG])?/i.exec(theirs);
  // "0Kb/s": a port without a link.
  if (!told || Number(told[1]) === 0) return ours === undefined;
  const unit = told[2]?.toUpperCase();
  return Number(told[1]) * (unit === 'G' ? 1000 : unit === 'K' ? 0.001 : 1) === ours;
}

/** Labs of running devices: what they showed, and how their sessions stood by another tool's reading. */
const LABS = resolve(import.meta.dirname, '../../shared/corpus/truth/lab-validation/dev');
const NEIGHBOURS =
  '{show_ip_bgp_all_neighbor,show_ip_bgp_neighbors_vrf_all,show_bgp_all_all_neighbors,show_bgp_vrf_all_neighbors}';
const PATHS = '{show_ip_bgp_all_detail,show_bgp_vrf_all_all_detail}';

describe.skipIf(!existsSync(LABS))(`labs${present ? '' : ' (skipped: no corpus beside this checkout)'}`, () => {
  test('sessions stand as they did', () => {
    const stood = new Map<string, string>();
    for (const line of readFileSync(resolve(LABS, 'bgp_sessions.tsv'), 'utf8').split('\n').slice(1)) {
      const [lab, host, , , neighbour, , , state] = line.split('\t');
      if (state) stood.set(`${lab} ${host} ${neighbour}`, state.toLowerCase());
    }
    const wrong: string[] = [];
    let sessions = 0;
    for (const path of globSync(`*/show/*/${NEIGHBOURS}.txt`, { cwd: LABS })) {
      const [lab, , host] = path.split('/');
      for (const { neighbour, state } of readBgpSessions(readFileSync(resolve(LABS, path), 'utf8')) ?? []) {
        const told = stood.get(`${lab} ${host} ${neighbour}`);
        if (told === undefined) continue;
        sessions += 1;
        if (told !== state) wrong.push(`${path} ${neighbour}: ${told}, not ${state}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(sessions).toBeGreaterThan(100);
  });

  test('every prefix has its paths, and the best of them is one', () => {
    const wrong: string[] = [];
    let prefixes = 0;
    for (const path of globSync(`*/show/*/${PATHS}.txt`, { cwd: LABS })) {
      const text = readFileSync(resolve(LABS, path), 'utf8');
      for (const entry of text.split(/^(?=BGP routing table entry for )/m).slice(1)) {
        const [, count, best] = /Paths: \((\d+) available, (best #\d+|no best path)/.exec(entry) ?? [];
        if (!count) continue;
        prefixes += 1;
        const paths = readBgpPathText(entry);
        const at = paths.findIndex((one) => one.best);
        const said = best === 'no best path' ? 'no best path' : `best #${at + 1}`;
        if (paths.length !== Number(count) || best !== said)
          wrong.push(`${path}: ${entry.slice(0, 60)}: ${paths.length} of ${count}, ${best} ${said}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(prefixes).toBeGreaterThan(50);
  });
});
