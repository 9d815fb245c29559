import type { Located, Span } from '../text/span.ts';
import type { Namespace } from './reference.ts';

/** A statement that has another file read: `include "admins.nft"`. */
export interface Include {
  /** The path as it was written, without quotes; `*` and `?` in its last name stand for any characters. */
  readonly file: Located<string>;
  /** It stands inside a block, whose names are not those of the file. */
  readonly nested?: true;
  /** The file's text is read in the place of this; absent: more than that becomes of it, or less. */
  readonly replaces?: Span;
  /** Names of these kinds only are known on both sides (an anchor of pf sees the tables around it, not the macros); absent: all. */
  readonly shares?: readonly Namespace[];
}

/** How the file is put together with others. */
export interface Includes {
  /** Files of one language only are put together. */
  readonly language: string;
  /** In text order. */
  readonly files: readonly Include[];
  /** A part (see `Device.fragment`) even where all that it includes is known. */
  readonly part: boolean;
  /** Kinds of names whose every use is found, also in lines that are not understood. */
  readonly everyUse: readonly Namespace[];
}

/** Files of one folder are read one behind the other as one text, in the order of their names: `haproxy -f /etc/haproxy/conf.d`. */
export interface FolderText {
  readonly language: string;
  /** What such files' names end with; others are not read. */
  readonly suffix: string;
  /** The file that is read first, in the folder above one of this name: `haproxy.cfg`, above `conf.d`. */
  readonly first: { readonly name: string; readonly above: string };
}
