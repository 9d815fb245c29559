import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatAddress, formatPrefix } from '../grammars/model/address.ts';
import type { RouteSource } from '../grammars/model/route-choice.ts';
import { neighboursOn } from '../server/src/network/links.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { type Twin, twinOf } from '../server/src/twin/twin.ts';

/** Thirteen routers of three autonomous systems, and what Batfish computed of them. */
const ROOT = resolve(import.meta.dirname, '../../shared/corpus/truth/batfish-refs/dev/example-live');
const present = existsSync(ROOT);
const ABSENT = present ? '' : ' (skipped: no corpus beside this checkout)';

interface RouteRow {
  readonly Node: { readonly name: string };
  readonly Network: string;
  readonly Protocol: string;
  readonly Next_Hop: { readonly ip?: string };
}

interface SessionRow {
  readonly Node: { readonly name: string };
  readonly Remote_Node: { readonly name: string };
  readonly Remote_IP: { readonly value: string };
  readonly Established_Status: string;
}

interface LinkRow {
  readonly srcId: string;
  readonly dstId: string;
}

describe.skipIf(!present)(`a network that Batfish knows${ABSENT}`, () => {
  // Batfish lets OSPF neighbours meet whatever their MTU is.
  const twin = present ? twinOfNetwork((text) => text.replace(/^ mtu .*\n/gm, '')) : undefined;

  test('its routers have the routes that Batfish computed, and no other', () => {
    const wanted = shownRoutes();
    expect(wanted.length).toBeGreaterThan(200);
    expect(ownRoutes(twin!)).toEqual(wanted);
  });

  test('of different MTUs OSPF forms no adjacency', () => {
    const others = ownRoutes(twinOfNetwork((text) => text)).filter((route) => /^as2core2 .* ospf /.test(route));
    expect(others.length).toBeGreaterThan(10);
    // Three of its four links have one.
    expect(others.filter((route) => !route.endsWith(' ospf 2.23.21.3'))).toEqual([]);
  });

  test('its session between two systems is established', () => {
    const shown = rowsOf<SessionRow>('bgpSessionStatus.ref');
    expect(shown.length).toBeGreaterThan(0);
    for (const { Node, Remote_Node, Remote_IP, Established_Status } of shown) {
      const own = twin!.sessions.find(
        ({ end }) => end.member.path === Node.name && end.neighbour.address.value === Remote_IP.value,
      );
      expect([own?.state, own?.peer?.member.path]).toEqual([
        Established_Status === 'ESTABLISHED' ? 'up' : 'down',
        Remote_Node.name,
      ]);
    }
  });

  test('its links are where Batfish sees them', () => {
    const { links } = JSON.parse(read('topology.ref')) as { readonly links: readonly LinkRow[] };
    // Hosts are of a format of Batfish's own.
    const shown = links.map(({ srcId, dstId }) => `${srcId} ${dstId}`).filter((link) => !link.includes('node-host'));
    const own = twin!.members.flatMap((member) =>
      member.device.interfaces.flatMap((one) =>
        neighboursOn(twin!.network, member, one).map((other) =>
          [`${member.path}-${one.name.value}`, `${other.member.path}-${other.interface.name.value}`]
            .map((end) => `interface-node-${end}`)
            .join(' '),
        ),
      ),
    );
    expect(shown.length).toBeGreaterThan(30);
    expect(own.sort()).toEqual(shown.sort());
  });

  test('an address that two of them have is told at both', async () => {
    const [{ duplicateIps }] = JSON.parse(read('uniqueIpAssignments.ref')) as [
      { readonly duplicateIps: Readonly<Record<string, readonly { readonly hostname: string }[]>> },
    ];
    const own = twin!.members.flatMap((member) =>
      member.device.interfaces.flatMap(({ addresses }) =>
        addresses
          .filter(
            ({ family, address }) => new Set(twin!.network.owners(family, address).map((one) => one.member)).size > 1,
          )
          .map(({ address }) => `${formatAddress('ipv4', address)} ${member.path}`),
      ),
    );
    const shown = Object.entries(duplicateIps).flatMap(([address, all]) =>
      all.map(({ hostname }) => `${address} ${hostname}`),
    );
    expect(own.sort()).toEqual(shown.sort());
  });
});

function twinOfNetwork(changed: (text: string) => string): Twin {
  const folder = resolve(ROOT, 'network/configs');
  return twinOf(
    readdirSync(folder).map((name) => {
      const { device, index } = prepare({ text: changed(readFileSync(resolve(folder, name), 'utf8')), path: name })!;
      return { path: name.replace('.cfg', ''), device, index };
    }),
  );
}

const SOURCES: Readonly<Record<string, RouteSource>> = {
  connected: 'connected',
  ospf: 'ospf',
  ospfE2: 'ospf',
  bgp: 'external-bgp',
  ibgp: 'internal-bgp',
  aggregate: 'local-bgp',
};

/** `router prefix source next hops`: routes of the routers, without their own addresses. */
function shownRoutes(): string[] {
  const hops = new Map<string, string[]>();
  for (const { Node, Network, Protocol, Next_Hop } of rowsOf<RouteRow>('routes.ref')) {
    if (Protocol === 'local' || Node.name.startsWith('host')) continue;
    const key = `${Node.name} ${Network} ${SOURCES[Protocol]}`;
    hops.set(key, [...(hops.get(key) ?? []), ...(Next_Hop.ip ? [Next_Hop.ip] : [])]);
  }
  return [...hops].map(([key, via]) => `${key} ${via.sort().join()}`).sort();
}

/** As `shownRoutes`; one that is not sure says so. */
function ownRoutes(twin: Twin): string[] {
  return twin.members
    .flatMap(({ path }) => {
      const table = twin.table(path, '', 'ipv4');
      return table.routes().map(({ prefix, source, via, hops, doubt }) => {
        const gateways = source.endsWith('bgp') ? via : hops.flatMap(({ gateway }) => gateway ?? []);
        const unsure = doubt || table.lookup(prefix.address).doubts.length > 0 ? ' unsure' : '';
        const ways = [...new Set(gateways)].map((gateway) => formatAddress('ipv4', gateway)).sort();
        return `${path} ${formatPrefix(prefix)} ${source} ${ways.join()}${unsure}`;
      });
    })
    .sort();
}

const read = (name: string): string => readFileSync(resolve(ROOT, name), 'utf8');

function rowsOf<T>(name: string): readonly T[] {
  const [{ rows }] = JSON.parse(read(name)) as [{ readonly rows: readonly T[] }];
  return rows;
}
