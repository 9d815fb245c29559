import type { WrittenMask } from '../../model/device.ts';
import type { Word } from '../../outline.ts';
import { type Recent, recent } from '../recent.ts';
import type { AccessEntry, ParseAccessEntry } from './access-entry.ts';
import type { EntryMeaning } from './access-match.ts';

/** What an entry means, wherever it stands. */
export interface PlainEntry {
  readonly action: AccessEntry['action'];
  readonly meaning: EntryMeaning;
}

interface Remembered {
  readonly action: AccessEntry['action'];
  readonly matches: EntryMeaning['matches'];
  readonly effects: EntryMeaning['effects'];
  readonly masks: readonly { readonly mask: WrittenMask; readonly address: number; readonly word: number }[];
}

/** So many different entries of one platform, and those of the version before. */
const MOST = 20_000;

const byPlatform = new WeakMap<ParseAccessEntry, Recent<Remembered>>();

/**
 * Entries whose words alone tell what they mean, by those words: lists repeat them, and so does the next version of a text. Rules of equal
 * words share their matches. An entry that names a group or an unknown condition, or of which something is to be said, is read anew.
 * @param parse the platform
 * @param list family and form of the list
 */
export function plainEntries(parse: ParseAccessEntry, list: string) {
  const known = byPlatform.get(parse) ?? recent<Remembered>(MOST);
  byPlatform.set(parse, known);
  const keyOf = (words: readonly Word[]): string => {
    let key = list;
    for (const { text } of words) key += `\n${text}`;
    return key;
  };
  return {
    /** Undefined where it is not known: then it is to be read, and remembered. */
    find(words: readonly Word[]): PlainEntry | undefined {
      const found = known.get(keyOf(words));
      if (!found) return undefined;
      const { action, matches, effects } = found;
      const masks = found.masks.map(
        ({ mask, address, word }): WrittenMask => ({
          ...mask,
          address: { value: mask.address.value, span: words[address]!.span },
          mask: { value: mask.mask.value, span: words[word]!.span },
        }),
      );
      return { action, meaning: { matches, effects, masks } };
    },
    /** Of entries of which nothing is to be said. */
    remember(words: readonly Word[], entry: AccessEntry, { matches, effects, masks }: EntryMeaning): void {
      if (namesGroup(entry) || matches.some(({ opaque }) => opaque)) return;
      const place = (start: number): number => words.findIndex(({ span }) => span.start === start);
      known.set(keyOf(words), {
        action: entry.action,
        matches,
        effects,
        masks: masks.map((mask) => ({
          mask,
          address: place(mask.address.span.start),
          word: place(mask.mask.span.start),
        })),
      });
    },
  };
}

const namesGroup = ({ protocol, source, destination, sourcePort, destinationPort, options }: AccessEntry): boolean =>
  [protocol, source, destination].some((one) => one?.kind === 'group') ||
  [sourcePort, destinationPort].some((one) => one?.operator === 'group') ||
  options.some(({ kind }) => kind === 'time-range');
