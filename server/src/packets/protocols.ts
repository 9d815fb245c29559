const NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  2: 'igmp',
  4: 'ipip',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  41: 'ipv6-in-ip',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'icmpv6',
  88: 'eigrp',
  89: 'ospf',
  103: 'pim',
  112: 'vrrp',
  132: 'sctp',
  136: 'udplite',
};

const NUMBERS = new Map(Object.entries(NAMES).map(([number, name]) => [name, Number(number)]));

/** `tcp`; `protocol 99` for those without a name here. */
export const protocolName = (number: number): string => NAMES[number] ?? `protocol ${number}`;

/** A name or a number 0..255. */
export function protocolNumber(word: string): number | undefined {
  const known = NUMBERS.get(word.toLowerCase());
  if (known !== undefined) return known;
  return /^\d{1,3}$/.test(word) && Number(word) <= 255 ? Number(word) : undefined;
}
