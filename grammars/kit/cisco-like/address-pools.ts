import { parseIpv4 } from '../../model/address.ts';
import type { AddressPool } from '../../model/nat.ts';
import type { Statement } from '../../outline.ts';
import { located, startsWith } from './facts.ts';

/** Gathers pools and the statements that translate to them without ports. */
export interface AddressPools {
  read(statement: Statement): void;
  /** Pools of one run of addresses that a list gets its hosts translated to; a VRF's hosts are not those of the list alone. */
  used(): readonly AddressPool[];
}

export function addressPools(): AddressPools {
  /** Undefined: several runs, or none that can be counted. */
  const sizes = new Map<string, number | undefined>();
  const uses: Omit<AddressPool, 'addresses'>[] = [];
  return {
    read: (statement) => {
      const { words, children, header } = statement;
      const name = words[3];
      // ip nat pool OUTSIDE 198.51.100.10 198.51.100.14 netmask 255.255.255.0
      if (startsWith(words, 'ip nat pool *') && name) {
        const [first, last] = [words[4], words[5]].map((word) => word && parseIpv4(word.text));
        const counted =
          first !== undefined && last !== undefined && last >= first && children.length === 0 && !sizes.has(name.text);
        sizes.set(name.text, counted ? Number(last - first) + 1 : undefined);
      }
      // ip nat inside source list 10 pool OUTSIDE
      const [list, pool] = [words[5], words[7]];
      if (words.length === 8 && startsWith(words, 'ip nat inside source list * pool *') && list && pool)
        uses.push({
          name: located(pool),
          users: { list: list.text },
          behind: 'inside',
          span: header,
          share: {
            edits: [{ span: { start: header.end, end: header.end }, newText: ' overload' }],
            written: 'overload',
          },
        });
    },
    used: () =>
      uses.flatMap((use): AddressPool[] => {
        const addresses = sizes.get(use.name.value);
        return addresses === undefined ? [] : [{ ...use, addresses }];
      }),
  };
}
