import type { Span } from '../text/span.ts';

/** An X.509 certificate (RFC 5280), as far as servers of TLS depend on it. Names and keys are DER in hexadecimal, to be compared. */
export interface Certificate {
  /** The whole block. */
  readonly span: Span;
  /** As people read it: `CN=www.example.net`. */
  readonly subject: string;
  readonly issuer: string;
  readonly subjectName: string;
  readonly issuerName: string;
  readonly keyId?: string;
  readonly authorityKeyId?: string;
  /** Seconds since 1970, both inside (RFC 5280 section 4.1.2.5); absent: not readable, or no end (31 December 9999). */
  readonly validFrom?: number;
  readonly validUntil?: number;
  /** It may sign others. */
  readonly authority: boolean;
  /** Names of hosts it is for, in lower case; none: an old one, with its name in the subject. */
  readonly hosts: readonly string[];
  /** Where its revocation may be asked for. */
  readonly ocsp?: string;
  /** Clients are told to refuse it without a stapled answer (RFC 7633). */
  readonly mustStaple: boolean;
}

/** Whether `issuer` may have signed `one`: by name, and by key where both say which. */
export const mayHaveSigned = (issuer: Certificate, one: Certificate): boolean =>
  issuer.subjectName === one.issuerName &&
  (one.authorityKeyId === undefined || issuer.keyId === undefined || one.authorityKeyId === issuer.keyId);

export const isSelfSigned = (one: Certificate): boolean => mayHaveSigned(one, one);
