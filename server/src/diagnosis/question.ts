import { type Family, formatAddress, holds, parseAddress, parsePrefix } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Member } from '../network/network.ts';
import type { Packet } from '../packets/analyses.ts';
import { addressesOf, vrfsOf } from '../twin/base-routes.ts';
import type { Start } from '../twin/starts.ts';
import type { Twin } from '../twin/twin.ts';

/** Where a host wants to get to. */
export interface Destination {
  readonly family: Family;
  readonly address: bigint;
  readonly port: number;
  /** What clients ask for there: a host name. */
  readonly name?: string;
  /** Nobody named one: it stands for any host of the Internet, and no packet is sent to it. */
  readonly standIn?: true;
}

/** Any will do that no route and no filter singles out; RFC 5737's look special to filters of bogons. */
const STAND_IN = { family: 'ipv4', address: 0x5db8d822n, port: 443, standIn: true } as const satisfies Destination;

/** `198.51.100.10`, `198.51.100.10:8443`, `[2001:db8::1]:443`, each also behind `www.example.net@`. Without a text: anywhere. */
export function parseDestination(text: string | undefined): Destination | { readonly problem: Bilingual } {
  if (text === undefined) return STAND_IN;
  const [, name, rest = ''] = /^(?:([A-Za-z0-9.-]{1,253})@)?(.+)$/.exec(text) ?? [];
  const [, bracketed, plain, port = '443'] =
    /^(?:\[([^\]]+)\]|([^:]+|[^:]*:[^:]*:.*?))(?::(\d{1,5}))?$/.exec(rest) ?? [];
  const address = parseAddress(bracketed ?? plain ?? '') ?? parseAddress(rest);
  const number = parseAddress(rest) ? 443 : Number(port);
  if (!address || number < 1 || number > 65_535) return { problem: NO_DESTINATION };
  return { ...address, port: number, ...(name === undefined ? {} : { name: name.toLowerCase() }) };
}

/** A packet of the host to the destination: from the address of the interface that its route leaves by, else from its first one. */
export interface Question {
  readonly start: Start;
  readonly source: bigint;
  readonly to: Destination;
}

/**
 * In the global table where that leads there, else in the first VRF that does, else where the device has addresses.
 * @returns undefined for a device without an address of the family.
 */
export function questionOf(twin: Twin, member: Member, to: Destination): Question | undefined {
  const all = vrfsOf(member.device).flatMap((vrf) => {
    const own = [...addressesOf(member.device, vrf, to.family)].filter(([one]) => !one.loopback);
    const { route } = twin.table(member.path, vrf, to.family).lookup(to.address);
    const found = own.find(([one]) => one.name.value === route?.hops[0]?.interface) ?? own[0];
    return found ? [{ routed: route !== undefined, source: found[1].address, vrf }] : [];
  });
  const chosen = all.find(({ routed }) => routed) ?? all[0];
  return chosen && { start: { member, vrf: chosen.vrf }, source: chosen.source, to };
}

/** What is asked for. */
export type Service =
  | { readonly protocol: 'tcp' | 'udp'; readonly port: number }
  /** Echo request. */
  | { readonly protocol: 'icmp' };

/** The first packet of a flow, from a port that clients use. */
export function packetTo({ source, to }: Question, service: Service, destination = to.address): Packet {
  const { family } = to;
  const common = { family, source, destination, state: 'new' } as const;
  if (service.protocol === 'icmp')
    return family === 'ipv4'
      ? { ...common, protocol: 1, icmpType: 8, icmpCode: 0 }
      : { ...common, protocol: 58, icmpType: 128, icmpCode: 0 };
  const tcp = service.protocol === 'tcp';
  return {
    ...common,
    protocol: tcp ? 6 : 17,
    sourcePort: 40_000,
    destinationPort: service.port,
    ...(tcp ? { tcpFlags: 2 } : {}),
  };
}

export function destinationText({ family, address, port, name, standIn }: Destination): string {
  if (standIn) return 'Internet';
  const text = formatAddress(family, address);
  return `${name === undefined ? '' : `${name}@`}${family === 'ipv6' ? `[${text}]` : text}:${port}`;
}

/** RFC 1918, RFC 6598, RFC 4193: nobody outside answers to these. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(
  (text) => parsePrefix(text)!,
);

export const isPrivate = (family: Family, address: bigint): boolean =>
  PRIVATE.some((one) => one.family === family && holds(one, address));

const NO_DESTINATION: Bilingual = {
  en: 'A target is an address with an optional port and name: 198.51.100.10, 198.51.100.10:8443, www.example.net@198.51.100.10. Names are not looked up.',
  'zh-cn': '目标是地址,可带端口和名称:198.51.100.10、198.51.100.10:8443、www.example.net@198.51.100.10。不解析名称。',
};
