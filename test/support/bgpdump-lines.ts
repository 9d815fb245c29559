import type { Attributes } from '../../client/src/probes/mrt/attributes.ts';
import { addressText, pathText } from '../../client/src/probes/mrt/network-text.ts';
import type { MrtRecord } from '../../client/src/probes/mrt/records.ts';
import type { Said } from '../../client/src/probes/mrt/routes.ts';

/** What `bgpdump -m` prints for one thing that a record says. */
export function bgpdumpLine(said: Said, { type }: MrtRecord): string {
  const time = type === 17 ? said.time.toFixed(6) : String(said.time);
  const peer = `${addressText(said.peer.address)}|${said.peer.asn}`;
  const source = type === 12 ? 'TABLE_DUMP' : type === 13 ? 'TABLE_DUMP2' : type === 17 ? 'BGP4MP_ET' : 'BGP4MP';
  if (said.kind === 'state') return `${source}|${time}|STATE|${peer}|${said.from}|${said.to}`;
  const { octets, family, length, pathId } = said.network;
  const whole = Buffer.concat([octets, Buffer.alloc((family === 'ipv4' ? 4 : 16) - octets.length)]);
  const network = `${addressText(whole)}/${length}`;
  if (said.kind === 'withdrawn') return `${source}|${time}|W|${peer}|${network}`;
  const what = said.kind === 'table' ? 'B' : 'A';
  const path = pathId === undefined ? network : `${network}|${pathId}`;
  return `${source}${pathId === undefined ? '' : '_AP'}|${time}|${what}|${peer}|${path}|${attributesText(said.attributes)}`;
}

/** What the program prints where a route has none. */
const NO_HOP = '255.255.255.255';
const ORIGINS = ['IGP', 'EGP', 'INCOMPLETE'];

function attributesText({
  path,
  origin,
  nextHop,
  localPref,
  med,
  communities,
  atomic,
  aggregator,
}: Attributes): string {
  const hop = nextHop ? addressText(nextHop.subarray(0, nextHop.length >= 16 ? 16 : 4)) : NO_HOP;
  const by = aggregator ? `${aggregator.asn} ${addressText(aggregator.address)}` : '';
  return [
    pathText(path),
    ORIGINS[origin ?? 2] ?? 'INCOMPLETE',
    hop,
    localPref ?? 0,
    med ?? 0,
    communities.map(communityText).join(' '),
    atomic ? 'AG' : 'NAG',
    by,
    '',
  ].join('|');
}

const WELL_KNOWN: Readonly<Record<number, string>> = {
  4294967041: 'no-export',
  4294967042: 'no-advertise',
  4294967043: 'local-AS',
};
const communityText = (community: number): string =>
  WELL_KNOWN[community] ?? `${community >>> 16}:${community & 0xffff}`;
