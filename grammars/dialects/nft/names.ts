import { dscpClass, numberOf, portNumber, protocolNumber } from '../../kit/protocol-names.ts';

export const FAMILIES = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'] as const;
export type TableFamily = (typeof FAMILIES)[number];

export const isTableFamily = (word: string | undefined): word is TableFamily =>
  word !== undefined && (FAMILIES as readonly string[]).includes(word);

/** nft(8), "Standard priority names"; bridge tables have their own. */
const PRIORITIES: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};
const BRIDGE_PRIORITIES: Readonly<Record<string, number>> = { dstnat: -300, filter: -200, out: 100, srcnat: 300 };

/** `filter`, `-150`, `dstnat + 5`: the words behind `priority`. @returns undefined for names that are not known. */
export function priorityOf(words: readonly string[], family: TableFamily): number | undefined {
  const text = words.join('');
  const parts = /^([a-z]+)?(?:([+-]?)(\d+))?$/.exec(text);
  if (!parts || text === '') return undefined;
  const [, name, sign, digits] = parts;
  if (name !== undefined && digits !== undefined && sign === '') return undefined;
  const base = name === undefined ? 0 : (family === 'bridge' ? BRIDGE_PRIORITIES : PRIORITIES)[name];
  if (base === undefined) return undefined;
  return base + (sign === '-' ? -1 : 1) * Number(digits ?? 0);
}

const ICMP: Readonly<Record<string, number>> = {
  'echo-reply': 0,
  'destination-unreachable': 3,
  'source-quench': 4,
  redirect: 5,
  'echo-request': 8,
  'router-advertisement': 9,
  'router-solicitation': 10,
  'time-exceeded': 11,
  'parameter-problem': 12,
  'timestamp-request': 13,
  'timestamp-reply': 14,
  'info-request': 15,
  'info-reply': 16,
  'address-mask-request': 17,
  'address-mask-reply': 18,
};

const ICMPV6: Readonly<Record<string, number>> = {
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'time-exceeded': 3,
  'parameter-problem': 4,
  'echo-request': 128,
  'echo-reply': 129,
  'mld-listener-query': 130,
  'mld-listener-report': 131,
  'mld-listener-done': 132,
  'mld-listener-reduction': 132,
  'nd-router-solicit': 133,
  'nd-router-advert': 134,
  'nd-neighbor-solicit': 135,
  'nd-neighbor-advert': 136,
  'nd-redirect': 137,
  'router-renumbering': 138,
  'ind-neighbor-solicit': 141,
  'ind-neighbor-advert': 142,
  'mld2-listener-report': 143,
};

export const icmpType = (text: string, version: 4 | 6): number | undefined =>
  numberOf(text, 255) ?? (version === 4 ? ICMP : ICMPV6)[text];

export const port = portNumber;

/** 0 is a protocol of its own here (hop-by-hop options), not "any". */
export function protocol(text: string): number | undefined {
  const number = numberOf(text, 255);
  if (number !== undefined) return number;
  const named = protocolNumber(text);
  return named === 'all' ? undefined : named;
}

export const dscp = (text: string): number | undefined => numberOf(text, 63) ?? dscpClass(text);

const FLAGS: Readonly<Record<string, number>> = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 };

export const tcpFlag = (text: string): number | undefined => FLAGS[text] ?? numberOf(text, 255);

/** `300`, `5m`, `1h30m`: seconds. */
export function secondsOf(text: string): number | undefined {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  const parts = /^(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,8})m)?(?:(\d{1,9})s)?$/.exec(text);
  if (!parts || text === '') return undefined;
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (((weeks! * 7 + days!) * 24 + hours!) * 60 + minutes!) * 60 + seconds!;
}
