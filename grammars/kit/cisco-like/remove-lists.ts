import type { Word } from '../../outline.ts';
import type { AccessLists } from './access-lists.ts';
import { startsWith } from './facts.ts';
import type { PrefixListReader } from './prefix-lists.ts';

/** `no ip access-list ...`, `no ipv6 prefix-list ...`: what a script takes away before it writes it anew. */
export function removeLists(words: readonly Word[], lists: AccessLists, prefixLists: PrefixListReader): void {
  if (startsWith(words, 'no ip access-list *') || startsWith(words, 'no ipv6 access-list *'))
    lists.remove(words.at(-1)!.text);
  else if (startsWith(words, 'no ip prefix-list *') || startsWith(words, 'no ipv6 prefix-list *'))
    prefixLists.remove(words);
}
