import type { Located, Span } from '../text/span.ts';
import type { Written } from './bgp.ts';

/** One of the sets of algorithms that a tunnel offers or takes. */
export interface IpsecProposal {
  readonly protocol: 'ike' | 'esp' | 'ah';
  /** As written: `aes256-sha256-modp2048`. */
  readonly text: string;
  readonly span: Span;
  /** Its algorithms, in lower case. */
  readonly algorithms: readonly Located<string>[];
  /** It has a group of its own for new keys. */
  readonly group: boolean;
}

/** A tunnel with its keys and lifetimes. */
export interface IpsecConnection {
  readonly name: Located<string>;
  /** Of IKE, where one is said; absent: both, or not known. */
  readonly version?: Located<number>;
  /** Identities and a hash of the key are sent in the clear (IKE version 1). */
  readonly aggressive?: Written;
  /** Peers show that they know a secret that both have. */
  readonly sharedKey?: Written;
  readonly proposals: readonly IpsecProposal[];
  /** Seconds until keys are changed: of IKE, or of a child. 0: never. */
  readonly lifetimes: readonly (Located<number> & { readonly protocol: 'ike' | 'esp' })[];
}

export interface Ipsec {
  readonly connections: readonly IpsecConnection[];
  readonly secrets: readonly IpsecSecret[];
}

/** Length in bytes; the secret itself is never kept. `encoded`: written as hexadecimal or base64 of bytes that are no text, so drawn at random. */
export type IpsecSecret = Located<number> & { readonly encoded?: true };
