import { BlockList } from 'node:net';
import { formatAddress, parseAddress, parsePrefix, widthOf } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Address } from './target.ts';

/** `netreview.probe.allowedTargets`, read. */
export interface AllowList {
  allowsAddress(address: Address): boolean;
  /** A listed name may be looked up; what it leads to must still not be forbidden. */
  allowsName(name: string): boolean;
  /** Entries that mean nothing; they allow nothing. */
  readonly unreadable: readonly string[];
}

const GROUPS: ReadonlyMap<string, readonly string[]> = new Map([
  ['loopback', ['127.0.0.0/8', '::1/128']],
  // RFC 1918 and RFC 4193; not link-local, where cloud platforms keep their metadata.
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
]);

export function readAllowList(entries: readonly string[]): AllowList {
  const addresses = new BlockList();
  const names: string[] = [];
  const unreadable: string[] = [];
  for (const entry of entries) {
    const prefixes = GROUPS.get(entry) ?? (isPrefix(entry) ? [entry] : undefined);
    if (prefixes) for (const prefix of prefixes) addPrefix(addresses, prefix);
    else if (/^(?:\*\.)?[A-Za-z0-9][A-Za-z0-9.-]*$/.test(entry) && !/^[\d.]+$/.test(entry))
      names.push(entry.toLowerCase());
    else unreadable.push(entry);
    if (entry === 'loopback') names.push('localhost');
  }
  return {
    allowsAddress: ({ text, family }) => addresses.check(text, family),
    allowsName: (name) =>
      names.some((entry) => (entry.startsWith('*.') ? name.endsWith(entry.slice(1)) : name === entry)),
    unreadable,
  };
}

/** IANA special-purpose space that nobody answers from, or that reaches more than one. Never probed, whatever is allowed. */
const FORBIDDEN: readonly { readonly prefixes: readonly string[]; readonly why: Bilingual }[] = [
  {
    prefixes: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'],
    why: {
      en: 'is reserved for documentation (RFC 5737, RFC 3849, RFC 9637): no host has it',
      'zh-cn': '为文档保留地址(RFC 5737、RFC 3849、RFC 9637),没有主机使用',
    },
  },
  {
    prefixes: ['224.0.0.0/4', 'ff00::/8'],
    why: { en: 'is multicast: many hosts would be asked at once', 'zh-cn': '是组播地址,会同时询问许多主机' },
  },
  {
    prefixes: ['255.255.255.255/32'],
    why: { en: 'is broadcast: every host on the link would be asked', 'zh-cn': '是广播地址,会询问链路上的所有主机' },
  },
  {
    prefixes: [
      '0.0.0.0/8',
      '192.0.0.0/24',
      '192.88.99.0/24',
      '240.0.0.0/4',
      '::/128',
      '100::/64',
      '2001::/32',
      '2001:2::/48',
      '2001:10::/28',
      '2002::/16',
      '3ffe::/16',
      '5f00::/16',
      'fec0::/10',
    ],
    why: {
      en: 'is reserved (RFC 6890): it is no address of a host',
      'zh-cn': '为保留地址(RFC 6890),不是主机地址',
    },
  },
];

const forbiddenLists = FORBIDDEN.map(({ prefixes, why }) => {
  const list = new BlockList();
  for (const prefix of prefixes) addPrefix(list, prefix);
  return { list, why };
});

/** @returns why an address is never probed; undefined when it may be. */
export function forbidden({ text, family }: Address): Bilingual | undefined {
  const why = forbiddenLists.find(({ list }) => list.check(text, family))?.why;
  return why && { en: `${text} ${why.en}.`, 'zh-cn': `${text} ${why['zh-cn']}。` };
}

const isPrefix = (text: string): boolean => parseAddress(text) !== undefined || parsePrefix(text) !== undefined;

function addPrefix(list: BlockList, text: string): void {
  const prefix = parsePrefix(text);
  const address = prefix ?? parseAddress(text)!;
  const length = prefix?.length ?? widthOf(address.family);
  // Written anew: BlockList refuses spellings such as leading zeros.
  list.addSubnet(formatAddress(address.family, address.address), length, address.family);
}
