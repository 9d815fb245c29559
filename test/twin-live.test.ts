import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Family, formatAddress, formatPrefix } from '../grammars/model/address.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { FAMILIES, vrfsOf } from '../server/src/twin/base-routes.ts';
import { checkIntent } from '../server/src/twin/check-intents.ts';
import { parseIntents } from '../server/src/twin/intents-file.ts';
import type { RouteTable } from '../server/src/twin/route-table.ts';
import { type Twin, twinOf } from '../server/src/twin/twin.ts';
import { besideInRig, rigAbsent } from './support/rig.ts';
import { LABS } from './support/router-labs.ts';
import type { Lab } from './support/router-text.ts';
import type { RealPacket, RoutersSpec, RoutersState } from './support/routers-in-namespaces.ts';

const ABSENT = rigAbsent(
  { '/usr/lib/frr/zebra': 'frr', vtysh: 'frr', bird: 'bird2', birdc: 'bird2', nft: 'nftables', socat: 'socat' },
  'many',
);
if (ABSENT) process.stdout.write(`routers in namespaces${ABSENT}\n`);

describe.skipIf(ABSENT)(`routes of real routers${ABSENT}`, () => {
  test.concurrent.each(LABS.map((lab) => [lab.name, lab] as const))(
    '%s: each kernel has the routes of the twin',
    async (_, lab) => {
      const twin = twinOfLab(lab);
      const expected = Object.fromEntries(
        twin.members.flatMap(({ path, device }) =>
          vrfsOf(device).map((vrf) => [spaceOf(path, vrf), expectedRoutes(twin, path, vrf)]),
        ),
      );
      expect(doubtsOf(twin)).toEqual([]);
      const sessions = sessionsOf(twin);
      const state = await runRouters({ ...lab, expected: { routes: expected, sessions }, packets: lab.packets ?? [] });
      expect(state.routes, state.said).toEqual(expected);
      expect(state.sessions, state.said).toEqual(sessions);
      if (lab.packets) expect(new Set(state.arrived)).toEqual(new Set([true, false]));
      const said = (lab.packets ?? []).map((packet, at) => `${packetText(packet)} ${state.arrived[at]}`);
      expect(said).toEqual((lab.packets ?? []).map((packet) => `${packetText(packet)} ${arrives(twin, packet)}`));
    },
  );
});

const packetText = ({ protocol, source, destination, port }: RealPacket): string => {
  const end = (address: string, at: number): string =>
    protocol === 'icmp' ? address : address.includes(':') ? `[${address}]:${at}` : `${address}:${at}`;
  const name = protocol === 'icmp' && source.includes(':') ? 'icmpv6' : protocol;
  return `${name} ${end(source, 40_000)} > ${end(destination, port)}`;
};

/** The intent that this packet be answered holds; one that cannot be told fails the test. */
function arrives(twin: Twin, { protocol, source, destination, port }: RealPacket): boolean | string {
  const service = protocol === 'icmp' ? 'icmp' : `${protocol}/${port}`;
  const { intents } = parseIntents(
    `intents:\n  - allow: ${service}\n    from: "${source}"\n    to: "${destination}"\n`,
  );
  const { status, why } = checkIntent(twin, intents[0]!);
  return status === 'unknown' ? `unknown: ${why.en}` : status === 'holds';
}

/** As the driver calls the namespace. */
const spaceOf = (path: string, vrf: string): string => `${path.split('/')[0]}${vrf === '' ? '' : `-${vrf}`}`;

const pathOf = (name: string): string => `${name}/frr.conf`;

function twinOfLab({ routers }: Lab): Twin {
  return twinOf(
    routers.flatMap(({ name, conf, nft, bird }) =>
      [
        ...(bird
          ? [
              [`${name}/etc/netplan/01-ports.yaml`, bird.netplan, 'netplan'],
              [`${name}/etc/bird/bird.conf`, bird.conf, 'bird'],
            ]
          : [[pathOf(name), conf, 'frr']]),
        ...(nft === undefined ? [] : [[`${name}/nftables.conf`, nft, 'nft']]),
      ].map(([path, text, dialect]) => {
        const { device, index } = prepare({ path: path!, text: text!, dialect: dialect! })!;
        return { path: path!, device, index };
      }),
    ),
  );
}

async function runRouters(spec: RoutersSpec): Promise<RoutersState> {
  const stdout = await besideInRig(
    'mount -t tmpfs none /var/tmp\nexec "$0" "$1"',
    [process.execPath, resolve(import.meta.dirname, 'support/routers-in-namespaces.ts')],
    {
      timeoutMs: 180_000,
      users: 'many',
      input: JSON.stringify(spec),
    },
  );
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1)) as RoutersState;
}

/** As the driver tells the kernel's. */
function expectedRoutes(twin: Twin, path: string, vrf: string): string[] {
  return FAMILIES.flatMap((family) => routesOf(twin.table(path, vrf, family), family)).sort();
}

const routesOf = (table: RouteTable, family: Family): string[] =>
  table
    .routes()
    // Addresses of the device itself are in another table of the kernel; IPv6 has loopbacks in both.
    .filter(
      ({ source, loopback, prefix }) =>
        !(source === 'connected' && loopback && family === 'ipv4' && prefix.length === 32),
    )
    .map(({ prefix, hops, source }) => {
      const width = family === 'ipv4' ? 32 : 128;
      const to =
        prefix.length === 0
          ? 'default'
          : prefix.length === width
            ? formatAddress(family, prefix.address)
            : formatPrefix(prefix);
      if (hops.length === 0) return `${to} discard`;
      // BGP of FRR takes the neighbour's link-local address, which no text has.
      const texts = hops.map(({ interface: port, gateway }) =>
        gateway === undefined || (family === 'ipv6' && source.endsWith('bgp'))
          ? port
          : `${port} ${formatAddress(family, gateway)}`,
      );
      return `${to} ${[...new Set(texts)].sort().join('+')}`;
    });

const doubtsOf = ({ members, table }: Twin): string[] =>
  members.flatMap(({ path, device }) =>
    vrfsOf(device)
      .flatMap((vrf) => FAMILIES.map((family) => table(path, vrf, family)))
      .flatMap((own) => {
        return [...own.doubts(), ...own.routes().flatMap(({ doubt }) => doubt ?? [])].map(
          ({ text }) => `${path}: ${text.en}`,
        );
      }),
  );

function sessionsOf({ sessions, members }: Twin): RoutersState['sessions'] {
  return Object.fromEntries(
    members.map(({ path }) => [
      path.split('/')[0]!,
      Object.fromEntries(
        sessions
          .filter(({ end }) => end.member.path === path)
          .map(({ end, vrf, state }) => [`${vrf} ${end.neighbour.address.value}`.trim(), state === 'up']),
      ),
    ]),
  );
}
