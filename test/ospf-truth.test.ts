import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../grammars/model/address.ts';
import { ospfFaults } from '../server/src/network/igp-faults.ts';
import { ospfLinks } from '../server/src/network/igp-links.ts';
import { type Member, networkOf } from '../server/src/network/network.ts';
import { prepare } from '../server/src/review/prepare.ts';

const root = resolve(import.meta.dirname, '../../shared/corpus/truth/lab-validation/dev');
const present = existsSync(root);

/** Addresses of neighbours that the device showed as full: `10.0.0.2  1  FULL/DR  00:00:31  10.1.2.2  GigabitEthernet0/0`. */
function fullNeighbours(file: string): string[] {
  const lines = readFileSync(resolve(root, file), 'utf8').split('\n');
  return lines.flatMap((line) =>
    (/\bfull\b/i.test(line) ? [...line.matchAll(/\d+\.\d+\.\d+\.\d+/g)].slice(1, 2) : []).map(([one]) => one),
  );
}

function membersOf(lab: string): Map<string, Member> {
  const members = new Map<string, Member>();
  for (const path of globSync(`${lab}/configs/*/*.txt`, { cwd: root }).sort()) {
    const prepared = prepare({ text: readFileSync(resolve(root, path), 'utf8'), path });
    const host = path.split(/[/\\]/)[2]!;
    if (prepared) members.set(host, { path, device: prepared.device, index: prepared.index });
  }
  return members;
}

describe(`OSPF neighbours of real devices${present ? '' : ' (skipped: no corpus beside this checkout)'}`, () => {
  test.runIf(present)('that are full are links without a fault, and such links are full', () => {
    const doubted: string[] = [];
    const silent: string[] = [];
    let full = 0;
    const labs = new Map<string, Map<string, Member>>();
    for (const file of globSync('*/show/*/show_{ip_,}ospf_neighbor.txt', { cwd: root }).sort()) {
      const [lab, , host] = file.split(/[/\\]/) as [string, string, string];
      const members = labs.get(lab) ?? membersOf(lab);
      labs.set(lab, members);
      const self = members.get(host);
      if (!self) continue;
      const shown = new Set(fullNeighbours(file));
      const said = new Map<string, string>();
      for (const { here, there } of ospfLinks(networkOf(members.values()), self)) {
        const [address] = there.interface.addresses.filter(({ family }) => family === 'ipv4');
        if (address)
          said.set(
            formatAddress('ipv4', address.address),
            [...ospfFaults(here, there)].map(({ kind }) => kind).join(' '),
          );
      }
      for (const address of shown) {
        full += 1;
        if (said.get(address) !== '') doubted.push(`${lab} ${host} ${address}: ${said.get(address) ?? 'no link'}`);
      }
      for (const [address, faults] of said)
        if (faults === '' && !shown.has(address)) silent.push(`${lab} ${host} ${address}`);
    }
    expect(doubted).toEqual([]);
    expect(silent).toEqual([]);
    expect(full).toBeGreaterThan(50);
  });
});
