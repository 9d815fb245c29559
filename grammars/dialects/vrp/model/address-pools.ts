import { located, lower, startsWith } from '../../../kit/cisco-like/facts.ts';
import { parseIpv4 } from '../../../model/address.ts';
import type { AddressPool } from '../../../model/nat.ts';
import type { Statement } from '../../../outline.ts';
import { listName } from './access-lists.ts';
import type { Translation } from './nat.ts';

/** `nat outbound 2000 address-group 1 no-pat`: an address for each host (Huawei, "NAT Configuration Commands", nat outbound). */
export function addressPools(
  translations: readonly Translation[],
  statements: readonly Statement[],
): readonly AddressPool[] {
  const sizes = new Map<string, number | undefined>();
  for (const { words, children } of statements) {
    if (!startsWith(words, 'nat address-group *')) continue;
    const [first, last] = [words[3], words[4]].map((word) => word && parseIpv4(word.text));
    const counted = first !== undefined && last !== undefined && last >= first && children.length === 0;
    const name = words[2]!.text;
    sizes.set(name, counted && !sizes.has(name) ? Number(last - first) + 1 : undefined);
  }
  return translations.flatMap(({ statement }): AddressPool[] => {
    const { words, header } = statement;
    const [, , list, , group, ...others] = words;
    const [alone, ...more] = others;
    const isOneEach = startsWith(words, 'nat outbound * address-group *') && lower(words, 5) === 'no-pat';
    const addresses = alone && isOneEach && more.length === 0 ? sizes.get(group!.text) : undefined;
    if (addresses === undefined || !/^[23]\d{3}$/.test(list!.text)) return [];
    return [
      {
        name: located(group!),
        addresses,
        users: { list: listName(list!, 'ipv4').value },
        behind: 'not-outside',
        span: header,
        share: {
          written: 'without no-pat',
          edits: [{ span: { start: group!.span.end, end: alone!.span.end }, newText: '' }],
        },
      },
    ];
  });
}
