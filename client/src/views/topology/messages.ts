import type { WireRange, WireTopology } from '../../protocol.ts';

/** What the extension tells the page. */
export interface ToPage {
  readonly kind: 'graph';
  readonly topology: WireTopology;
  /** Problems that the editor knows of each document, by URI; absent: none. */
  readonly problems: Readonly<Record<string, number>>;
  readonly texts: PageTexts;
}

/** What the page tells the extension. `ready`: it can take a graph. */
export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly uri: string; readonly range: WireRange }
  | { readonly kind: 'svg'; readonly text: string };

/** In the user's language; `{0}` and so on stand for what the page fills in. */
export interface PageTexts {
  readonly search: string;
  readonly exportSvg: string;
  readonly graph: string;
  readonly devices: string;
  readonly nothing: string;
  readonly counts: string;
  readonly device: string;
  readonly link: string;
  readonly described: string;
  readonly session: string;
}
