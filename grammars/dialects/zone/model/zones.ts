import { parseAddress } from '../../../model/address.ts';
import type { DnsZone, NameServer } from '../../../model/dns.ts';
import { absolute, type DnsRecord } from './records.ts';
import { seconds } from './time.ts';

/** The zones whose SOA is here (a file has one), with the servers that they name. */
export function zonesOf(records: readonly DnsRecord[], closed: boolean): DnsZone[] {
  const addresses = byName(records, 'A', 'AAAA');
  const servers = byName(records, 'NS');
  return records.flatMap((record): DnsZone[] => {
    if (record.type !== 'SOA') return [];
    const { name, owner, values, lasts } = record;
    const minimum = values[6];
    const value = minimum && seconds(minimum.text);
    if (!minimum || value === undefined) return [];
    const nameServers = serversOf(servers.get(name) ?? [], addresses);
    return [
      {
        name: { value: shown(name), span: owner.span },
        negative: { value: Math.min(value, lasts ?? value), span: minimum.span },
        nameServers,
        local: LOCAL.test(name) || NOBODY.test(values[0]!.text) || nameServers.some(isNobody),
        closed,
      },
    ];
  });
}

function byName(records: readonly DnsRecord[], ...types: readonly string[]): Map<string, DnsRecord[]> {
  const named = new Map<string, DnsRecord[]>();
  for (const record of records) {
    if (!types.includes(record.type)) continue;
    const list = named.get(record.name);
    if (list) list.push(record);
    else named.set(record.name, [record]);
  }
  return named;
}

function serversOf(records: readonly DnsRecord[], addresses: ReadonlyMap<string, readonly DnsRecord[]>): NameServer[] {
  const found = new Map<string, NameServer>();
  for (const { values, origin } of records) {
    const [target] = values;
    if (!target) continue;
    const name = absolute(target.text, origin);
    if (found.has(name)) continue;
    found.set(name, {
      name: { value: shown(name), span: target.span },
      addresses: (addresses.get(name) ?? []).flatMap(({ values: [word] }) => {
        const address = word && parseAddress(word.text);
        return word && address ? [{ ...address, span: word.span }] : [];
      }),
    });
  }
  return [...found.values()];
}

/** Without the mark of an origin that nobody said. */
const shown = (name: string): string => name.replace(/(?:^|\.)\?\.$/, '') || '@';

/** Zones that a server answers for itself (RFC 6303), and names of no network (RFC 6761). */
const LOCAL =
  /(?:^|\.)(?:localhost|(?:127|0|255)\.in-addr\.arpa|(?:254\.169|2\.0\.192|100\.51\.198|113\.0\.203)\.in-addr\.arpa|(?:[01]\.){1,}ip6\.arpa|rpz(?:\.[^.]+)*)\.$/;
/** What zones of programs name as their server: blocked names, catalogues (RFC 9432 4.1), response policies. */
const NOBODY = /^(?:localhost\.?|invalid\.?|\.)$/i;

const isNobody = ({ name, addresses }: NameServer): boolean =>
  NOBODY.test(name.value) ||
  addresses.some(({ family, address }) =>
    family === 'ipv4' ? address >> 24n === 127n || address === 0n : address <= 1n,
  );
