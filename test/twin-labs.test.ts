import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatAddress, formatPrefix, parsePrefix } from '../grammars/model/address.ts';
import type { Member } from '../server/src/network/network.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { type Twin, twinOf } from '../server/src/twin/twin.ts';
import { type ShownRoute, shownByEos, shownByIos, shownByJunos, shownByNxos } from './support/shown-routes.ts';

/** Running devices, their configurations and the routes that they had. */
const ROOT = resolve(import.meta.dirname, '../../shared/corpus/truth/lab-validation/dev');
const present = existsSync(ROOT);

/** Where the twin says something else than the device, and why. */
const EXPLAINED: readonly (readonly [line: string, why: string])[] = [
  ...['10.10.10.0/24', '172.16.10.0/24'].flatMap((prefix) =>
    ['nxos1', 'nxos2'].map(
      (host) =>
        [
          `nxos_l3_vlan_no_active_member ${host} ${prefix} twin connected`,
          'the VLAN of this interface has no port that is up, which no text says',
        ] as const,
    ),
  ),
  ['nxos_l3_vlan_no_active_member nxos1 10.10.2.2/32 twin internal-bgp', 'the session is over such a VLAN'],
  ['nxos_l3_vlan_no_active_member nxos2 10.10.1.1/32 twin internal-bgp', 'the session is over such a VLAN'],
  ...['10.100.1.0/24', '10.200.1.0/24'].map(
    (prefix) =>
      [
        `cv_demo_base_panos leaf02 ${prefix} shown bgp 10.0.0.25,10.0.0.27 twin connected`,
        'the VLAN of this interface has no port that is up here, which no text says',
      ] as const,
  ),
];

interface Device extends Member {
  readonly host: string;
  readonly dialect: string;
}

describe.skipIf(!present)(
  `routes of real devices${present ? '' : ' (skipped: no corpus beside this checkout)'}`,
  () => {
    test('are those of the twin wherever it claims to know them', () => {
      const misses: string[] = [];
      let [told, right, unknown] = [0, 0, 0];
      for (const lab of readdirSync(ROOT).filter((name) => existsSync(resolve(ROOT, name, 'configs')))) {
        const devices = devicesOf(lab);
        const twin = twinOf(devices);
        for (const device of devices) {
          const result = compare(lab, twin, device);
          misses.push(...result.misses);
          told += result.told;
          right += result.right;
          unknown += result.unknown;
        }
      }
      process.stdout.write(`routes of labs: ${told} told, ${right} right, ${unknown} said to be unknown\n`);
      expect(misses.sort()).toEqual(EXPLAINED.map(([line]) => line).sort());
      expect(right / told).toBeGreaterThan(0.98);
      // What is called unknown is no excuse for everything.
      expect(right).toBeGreaterThan(1350);
    });
  },
);

function devicesOf(lab: string): Device[] {
  return globSync(`${lab}/configs/*/*`, { cwd: ROOT })
    .sort()
    .flatMap((path) => {
      const prepared = prepare({ text: readFileSync(resolve(ROOT, path), 'utf8'), path });
      if (!prepared) return [];
      const { device, index, dialect } = prepared;
      return [{ path, device, index, host: path.split(/[/\\]/)[2]!, dialect: dialect.id }];
    });
}

/** Protocols that the twin follows. */
const FOLLOWED = ['connected', 'static', 'bgp', 'ospf', 'isis'];

function compare(lab: string, twin: Twin, { host, path, dialect }: Device) {
  const all = shownBy(resolve(ROOT, lab, 'show', host), dialect).filter(
    ({ vrf, prefix }) => !/^2[23]\d\./.test(prefix) && !/^(?:management|mgmt(?:_junos)?)$/i.test(vrf),
  );
  const misses: string[] = [];
  let [told, right, unknown] = [0, 0, 0];
  for (const { vrf, prefix, kind, via } of all.filter((one) => FOLLOWED.includes(one.kind))) {
    const { address, length } = parsePrefix(prefix)!;
    const table = twin.table(path, vrf, 'ipv4');
    const route = table.exact({ family: 'ipv4', address, length });
    const found = table.lookup(address);
    const shorter = found.route && found.route.prefix.length <= length;
    if ((shorter ? found.doubts : route?.doubt ? [route.doubt] : found.doubts).length > 0) {
      unknown += 1;
      continue;
    }
    told += 1;
    const own = route?.source.endsWith('bgp') ? 'bgp' : route?.source;
    const wanted = textOf(via);
    const gateways = (route?.hops ?? []).flatMap(({ gateway }) => gateway ?? []);
    const same = [route?.via ?? [], gateways].some(
      (hops) => textOf(hops.map((hop) => formatAddress('ipv4', hop))) === wanted,
    );
    if (own === kind && same) right += 1;
    else misses.push(`${lab} ${host} ${prefix} shown ${kind} ${wanted} twin ${own}`);
  }
  const shown = new Set(all.map(({ vrf, prefix }) => `${vrf} ${prefix}`));
  for (const vrf of new Set(all.map((one) => one.vrf)))
    for (const { prefix, source, doubt } of twin.table(path, vrf, 'ipv4').routes()) {
      if (doubt || shown.has(`${vrf} ${formatPrefix(prefix)}`)) continue;
      if (twin.table(path, vrf, 'ipv4').lookup(prefix.address).doubts.length > 0) continue;
      told += 1;
      misses.push(`${lab} ${host} ${formatPrefix(prefix)} twin ${source}`);
    }
  return { misses, told, right, unknown };
}

const textOf = (hops: readonly string[]): string => [...new Set(hops)].sort().join();

function shownBy(folder: string, dialect: string): ShownRoute[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const read = (): string => readFileSync(resolve(folder, name), 'utf8');
    if (/^show_ip_route_vrf_all___json/.test(name) && dialect === 'eos') return shownByEos(read());
    if (name === 'show_route___display_json.txt' && dialect === 'junos') return shownByJunos(read());
    if (name === 'show_ip_route.txt') return shownByIos(read());
    if (name === 'show_ip_route_vrf_all.txt' && dialect === 'nxos') return shownByNxos(read());
    const [, vrf] = /^show_ip_route_vrf_(?!all)(.*)\.txt$/.exec(name) ?? [];
    if (vrf !== undefined) return shownByIos(read(), vrf);
    if (name === 'show_route.txt' && dialect === 'iosxr') return shownByIos(read());
    return name === 'show_route_vrf_all.txt' && dialect === 'iosxr'
      ? shownByIos(read(), 'none').filter((one) => one.vrf !== 'none')
      : [];
  });
}
