import type { WireChange, WireGone, WireRange, WireTopology, WireWay } from '../../protocol.ts';

/** What the extension tells the page. */
export interface ToPage {
  readonly kind: 'graph';
  readonly topology: WireTopology;
  /** Problems that the editor knows of the document of each device, by the device's id; absent: none. Of a cloud's devices none is told. */
  readonly problems: Readonly<Record<string, number>>;
  /** Absent: the network alone. */
  readonly overlay?: Overlay;
  readonly texts: PageTexts;
}

/** What is drawn over the network: ways of a packet, what is gone, what that changes; titles in the user's language. */
export interface Overlay {
  /** `Trace of tcp 192.0.2.7:40000 > 198.51.100.10:443`, `Without edge-1` */
  readonly title: string;
  /** How it ends, in one sentence. */
  readonly summary: string;
  readonly ways: readonly WireWay[];
  readonly gone: readonly WireGone[];
  readonly changes: readonly WireChange[];
}

/** What the page tells the extension. `ready`: it can take a graph. `clear`: nothing shall be drawn over the network. */
export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'open'; readonly uri: string; readonly range: WireRange }
  | { readonly kind: 'svg'; readonly text: string };

/** In the user's language; `{0}` and so on stand for what the page fills in. */
export interface PageTexts {
  readonly search: string;
  readonly exportSvg: string;
  readonly clear: string;
  readonly graph: string;
  readonly devices: string;
  readonly nothing: string;
  readonly problems: Counted;
  readonly links: Counted;
  readonly sessions: Counted;
  readonly device: string;
  readonly link: string;
  readonly described: string;
  readonly byCloud: string;
  readonly pair: string;
  readonly session: string;
  readonly hop: string;
  readonly hopOf: string;
  readonly way: string;
  readonly ends: string;
  readonly gone: string;
  readonly interfaceGone: string;
  readonly statementGone: string;
  readonly changes: Counted;
  readonly lost: string;
}

/** A number of things: `{0} link`, `{0} links`. */
export interface Counted {
  readonly one: string;
  readonly more: string;
}
