import { type AddressTerm, formatAddress, hostMask, widthOf } from '../../../model/address.ts';
import type { Field, Interval, Match } from '../../../model/filter.ts';
import type { Names } from '../names.ts';

/** How a platform spells what its entries say. */
export interface EntrySpelling {
  readonly names: Names;
  /** An IPv4 network: `10.0.0.0/8`, `10.0.0.0 0.255.255.255`, or `10.0.0.0 255.0.0.0`. */
  readonly ipv4Network: 'slash' | 'wildcard' | 'netmask';
  /** What stands for every protocol of IPv4. */
  readonly ipv4Protocol: 'ip' | 'ipv4';
  /** ICMP in IPv6 lists; absent: `icmp`. */
  readonly icmpv6?: 'icmpv6';
  /** How many ports one `eq` takes. */
  readonly portsInOneEntry: number;
}

/** `permit udp any any range 8801 8810` and as many more lines as one match takes; undefined where the platform cannot say it. */
export function entriesOf(
  spelling: EntrySpelling,
  action: 'permit' | 'deny',
  match: Match,
  kind: 'standard' | 'extended' | 'ipv6',
  log: boolean,
): string[] | undefined {
  const family = kind === 'ipv6' ? 'ipv6' : 'ipv4';
  if (match.family !== family && match.family !== 'both') return undefined;
  const other = [match.state, match.dscp, match.inInterface];
  const options = optionsOf(match, family, spelling.names);
  if ([...other, match.outInterface, match.opaque].some((field) => field !== undefined)) return undefined;
  const sources = addresses(match.source, family, spelling);
  const destinations = addresses(match.destination, family, spelling);
  const protocols = protocolsOf(match.protocol, family, spelling);
  const sourcePorts = portsOf(match.sourcePort, spelling);
  const destinationPorts = portsOf(match.destinationPort, spelling);
  if (!sources || !destinations || !protocols || !sourcePorts || !destinationPorts || options === undefined)
    return undefined;
  const suffix = `${options}${log ? ' log' : ''}`;
  if (kind === 'standard') {
    const plain =
      options === '' && !match.destination && !match.protocol && !match.sourcePort && !match.destinationPort;
    return plain ? sources.map((source) => `${action} ${source.replace(/^host /, '')}${suffix}`) : undefined;
  }
  const lines = protocols.flatMap((protocol) =>
    sources.flatMap((source) =>
      destinations.flatMap((destination) =>
        sourcePorts.flatMap((sourcePort) =>
          destinationPorts.map((port) => `${action} ${protocol} ${source}${sourcePort} ${destination}${port}${suffix}`),
        ),
      ),
    ),
  );
  return lines.length > 0 && lines.length <= MOST_LINES ? lines : undefined;
}

const MOST_LINES = 16;

/** ` 3 4` (ICMP type and code), ` established`, ` fragments`; empty for a match without; undefined where IOS cannot say it. */
function optionsOf(
  { icmp, tcpFlags, fragment, protocol, sourcePort, destinationPort }: Match,
  family: 'ipv4' | 'ipv6',
  names: Names,
): string | undefined {
  const [only, ...more] = protocol?.anyOf ?? [];
  const alone = more.length === 0 && only?.first === only?.last ? only?.first : undefined;
  let options = '';
  if (icmp) {
    const [test, other] = icmp.anyOf;
    if (!test || other || icmp.negated || icmp.except || alone !== (family === 'ipv4' ? 1 : 58)) return undefined;
    if (test.type.first !== test.type.last || test.code?.first !== test.code?.last) return undefined;
    const types = family === 'ipv4' ? names.icmpTypes : names.icmpv6Types;
    const named = [...types].find(([, one]) => one.type === test.type.first && one.code === test.code?.first)?.[0];
    options += ` ${named ?? [test.type.first, ...(test.code ? [test.code.first] : [])].join(' ')}`;
  }
  if (tcpFlags) {
    if (alone !== 6 || tcpFlags.negated || tcpFlags.except) return undefined;
    if (tcpFlags.anyOf.map(({ mask, value }) => `${mask}/${value}`).join(' ') !== '16/16 4/4') return undefined;
    options += ' established';
  }
  if (fragment === 'whole' || (fragment && (icmp || tcpFlags || sourcePort || destinationPort))) return undefined;
  return fragment ? ' fragments' : options;
}

function addresses(
  field: Field<AddressTerm> | undefined,
  family: 'ipv4' | 'ipv6',
  spelling: EntrySpelling,
): string[] | undefined {
  if (!field) return ['any'];
  if (field.negated || field.except?.length) return undefined;
  const texts = field.anyOf.map((term) => addressText(term, family, spelling));
  return texts.includes(undefined) ? undefined : (texts as string[]);
}

function addressText(term: AddressTerm, family: 'ipv4' | 'ipv6', { ipv4Network }: EntrySpelling): string | undefined {
  if (term.kind === 'any') return 'any';
  if (term.kind === 'range' || term.family !== family) return undefined;
  const address = formatAddress(family, term.address);
  const bits = (wildcard: bigint): string =>
    formatAddress(family, ipv4Network === 'netmask' ? wildcard ^ 0xffffffffn : wildcard);
  if (term.kind === 'wildcard') return `${address} ${bits(term.wildcard)}`;
  if (term.length === widthOf(family)) return `host ${address}`;
  if (term.length === 0) return 'any';
  return family === 'ipv6' || ipv4Network === 'slash'
    ? `${address}/${term.length}`
    : `${address} ${bits(hostMask('ipv4', term.length))}`;
}

function protocolsOf(
  field: Field<Interval> | undefined,
  family: 'ipv4' | 'ipv6',
  { names, ipv4Protocol, icmpv6 }: EntrySpelling,
): string[] | undefined {
  if (!field) return [family === 'ipv4' ? ipv4Protocol : 'ipv6'];
  if (field.negated || field.except?.length || field.anyOf.some((one) => one.first !== one.last)) return undefined;
  return field.anyOf.map(({ first }) => {
    if (family === 'ipv6' && first === 58) return icmpv6 ?? 'icmp';
    const name = [...names.protocols].find(([, number]) => number === first)?.[0];
    return family === 'ipv4' && name !== undefined && name !== 'icmpv6'
      ? name
      : (SHARED_NAMES.get(first) ?? `${first}`);
  });
}

/** Protocols that both families name. */
const SHARED_NAMES = new Map([
  [6, 'tcp'],
  [17, 'udp'],
]);

function portsOf(field: Field<Interval> | undefined, { portsInOneEntry }: EntrySpelling): string[] | undefined {
  if (!field) return [''];
  if (field.negated || field.except?.length) return undefined;
  const single = field.anyOf.filter((one) => one.first === one.last);
  const ranges = field.anyOf.filter((one) => one.first !== one.last);
  const eq =
    single.length === 0 || single.length > portsInOneEntry
      ? single.map((one) => ` eq ${one.first}`)
      : [` eq ${single.map((one) => one.first).join(' ')}`];
  return [...eq, ...ranges.map((one) => ` range ${one.first} ${one.last}`)];
}
