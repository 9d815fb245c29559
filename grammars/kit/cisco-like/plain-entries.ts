import type { WrittenMask } from '../../model/device.ts';
import type { Word } from '../../outline.ts';
import { recent } from '../recent.ts';
import type { AccessEntry, ParseAccessEntry } from './access-entry.ts';
import type { EntryMeaning } from './access-match.ts';

/** What an entry means, wherever it stands. */
export interface PlainEntry {
  readonly action: AccessEntry['action'];
  readonly meaning: EntryMeaning;
}

/** What is known of the entries of one kind of list. */
export interface PlainEntries {
  /** Undefined where it is not known: then it is to be read, and remembered. @param text the whole text, in which the words stand */
  find(words: readonly Word[], text: string): PlainEntry | undefined;
  /** Of entries of which nothing is to be said. */
  remember(words: readonly Word[], entry: AccessEntry, meaning: EntryMeaning): void;
}

interface Remembered {
  readonly action: AccessEntry['action'];
  readonly matches: EntryMeaning['matches'];
  readonly effects: EntryMeaning['effects'];
  readonly masks: readonly { readonly mask: WrittenMask; readonly address: number; readonly word: number }[];
}

/** So many different entries of one kind of list, and those of the version before. */
const MOST = 20_000;

const byPlatform = new WeakMap<ParseAccessEntry, Map<string, PlainEntries>>();

/**
 * Entries whose words alone tell what they mean, by those words: lists repeat them, and so does the next version of a text. Rules of equal
 * words share their matches. An entry that names a group or an unknown condition, or of which something is to be said, is read anew.
 * @param parse the platform
 * @param list family and form of the list
 */
export function plainEntries(parse: ParseAccessEntry, list: string): PlainEntries {
  const kinds = byPlatform.get(parse) ?? new Map<string, PlainEntries>();
  byPlatform.set(parse, kinds);
  const known = kinds.get(list) ?? newEntries();
  kinds.set(list, known);
  return known;
}

function newEntries(): PlainEntries {
  const known = recent<Remembered>(MOST);
  return {
    find(words, text) {
      const found = known.get(asWritten(words, text) ?? keyOf(words));
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
    remember(words, entry, { matches, effects, masks }) {
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

/** A text of its own: a part of another one would keep all of that. */
const keyOf = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ');

/** The same key, cut out of the text; undefined where more than one blank stands between words, or keywords are written short. */
function asWritten(words: readonly Word[], text: string): string | undefined {
  let length = words.length - 1;
  for (const word of words) length += word.text.length;
  const { start } = words[0]!.span;
  if (words.at(-1)!.span.end - start !== length) return undefined;
  const written = text.slice(start, start + length);
  return written.includes('\t') ? undefined : written;
}

const namesGroup = ({ protocol, source, destination, sourcePort, destinationPort, options }: AccessEntry): boolean =>
  [protocol, source, destination].some((one) => one?.kind === 'group') ||
  [sourcePort, destinationPort].some((one) => one?.operator === 'group') ||
  options.some(({ kind }) => kind === 'time-range');
