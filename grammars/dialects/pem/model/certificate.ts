import type { Certificate } from '../../../model/certificate.ts';
import type { Span } from '../../../text/span.ts';
import { bytesOf, type DerValue, derAt, derChildren, hexOf } from './der.ts';

const SEQUENCE = 0x30;
const BOOLEAN = 0x01;
const OCTETS = 0x04;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
/** Object identifiers as DER has them (RFC 5280 section 4.2, RFC 7633). */
const BASIC_CONSTRAINTS = '551d13';
const KEY_ID = '551d0e';
const AUTHORITY_KEY_ID = '551d23';
const ALTERNATIVE_NAMES = '551d11';
const AUTHORITY_ACCESS = '2b06010505070101';
const OCSP = '2b06010505073001';
const TLS_FEATURE = '2b06010505070118';
/** Attributes of names that people know by their letters (RFC 4519). */
const LETTERS: Readonly<Record<string, string>> = { '550403': 'CN', '55040a': 'O', '55040b': 'OU', '550406': 'C' };

/** The body of a CERTIFICATE block (RFC 7468); undefined: it is none. */
export function readCertificate(base64: string, span: Span): Certificate | undefined {
  const bytes = bytesOf(base64);
  const whole = bytes && derAt(bytes, 0, bytes.length);
  if (!bytes || whole?.tag !== SEQUENCE) return undefined;
  const body = derChildren(bytes, whole)[0];
  if (body?.tag !== SEQUENCE) return undefined;
  // [0] version, serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, ... [3] extensions
  const fields = derChildren(bytes, body);
  const rest = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
  const [, , issuer, validity, subject] = rest;
  if (issuer?.tag !== SEQUENCE || subject?.tag !== SEQUENCE) return undefined;
  const extensions = extensionsOf(
    bytes,
    rest.find(({ tag }) => tag === 0xa3),
  );
  const keyId = extensions.get(KEY_ID);
  const authorityKeyId = keyIdentifierOf(bytes, extensions.get(AUTHORITY_KEY_ID));
  const ocsp = ocspOf(bytes, extensions.get(AUTHORITY_ACCESS));
  const [validFrom, validUntil] = (validity ? derChildren(bytes, validity) : []).map((time) => secondsOf(bytes, time));
  return {
    span,
    subject: nameOf(bytes, subject),
    issuer: nameOf(bytes, issuer),
    subjectName: hexOf(bytes, subject.from, subject.to),
    issuerName: hexOf(bytes, issuer.from, issuer.to),
    ...(keyId?.tag === OCTETS ? { keyId: hexOf(bytes, keyId.from, keyId.to) } : {}),
    ...(authorityKeyId === undefined ? {} : { authorityKeyId }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validUntil === undefined ? {} : { validUntil }),
    authority: isAuthority(bytes, extensions.get(BASIC_CONSTRAINTS)),
    hosts: hostsOf(bytes, extensions.get(ALTERNATIVE_NAMES)),
    ...(ocsp === undefined ? {} : { ocsp }),
    mustStaple: asksForStaple(bytes, extensions.get(TLS_FEATURE)),
  };
}

/** `YYMMDDHHMMSSZ` (UTCTime, to 2049), `YYYYMMDDHHMMSSZ` (GeneralizedTime): RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2. */
function secondsOf(bytes: Uint8Array, time: DerValue): number | undefined {
  const parts = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(textOf(bytes, time));
  if (!parts || (time.tag !== UTC_TIME && time.tag !== GENERALIZED_TIME)) return undefined;
  const [, year, ...rest] = parts.map(Number);
  const full = time.tag === GENERALIZED_TIME ? year! : year! < 50 ? 2000 + year! : 1900 + year!;
  const [month, day, hour, minute, second] = rest;
  return full === 9999 ? undefined : Date.UTC(full, month! - 1, day, hour, minute, second) / 1000;
}

/** What is inside of each extension's octets, by its identifier. */
function extensionsOf(bytes: Uint8Array, wrapper: DerValue | undefined): ReadonlyMap<string, DerValue> {
  const list = wrapper && derChildren(bytes, wrapper)[0];
  const found = new Map<string, DerValue>();
  for (const extension of list ? derChildren(bytes, list) : []) {
    const parts = derChildren(bytes, extension);
    const octets = parts.at(-1);
    const value = octets?.tag === OCTETS ? derAt(bytes, octets.from, octets.to) : undefined;
    if (parts[0] && value) found.set(hexOf(bytes, parts[0].from, parts[0].to), value);
  }
  return found;
}

const isAuthority = (bytes: Uint8Array, value: DerValue | undefined): boolean => {
  const first = value && derChildren(bytes, value)[0];
  return first?.tag === BOOLEAN && bytes[first.from] !== 0;
};

/** [0] keyIdentifier */
function keyIdentifierOf(bytes: Uint8Array, value: DerValue | undefined): string | undefined {
  const id = value && derChildren(bytes, value).find(({ tag }) => tag === 0x80);
  return id && hexOf(bytes, id.from, id.to);
}

/** [2] dNSName */
const hostsOf = (bytes: Uint8Array, value: DerValue | undefined): string[] =>
  (value ? derChildren(bytes, value) : [])
    .filter(({ tag }) => tag === 0x82)
    .map((name) => textOf(bytes, name).toLowerCase());

/** SEQUENCE { OCSP, [6] uniformResourceIdentifier } */
function ocspOf(bytes: Uint8Array, value: DerValue | undefined): string | undefined {
  for (const access of value ? derChildren(bytes, value) : []) {
    const [method, location] = derChildren(bytes, access);
    if (method && location?.tag === 0x86 && hexOf(bytes, method.from, method.to) === OCSP)
      return textOf(bytes, location);
  }
  return undefined;
}

/** SEQUENCE OF INTEGER, of which 5 is status_request. */
const asksForStaple = (bytes: Uint8Array, value: DerValue | undefined): boolean =>
  (value ? derChildren(bytes, value) : []).some(({ from, to }) => to - from === 1 && bytes[from] === 5);

/** `CN=www.example.net, O=Example` */
function nameOf(bytes: Uint8Array, name: DerValue): string {
  const parts = derChildren(bytes, name).flatMap((set) =>
    derChildren(bytes, set).flatMap((attribute) => {
      const [type, value] = derChildren(bytes, attribute);
      const letters = type && LETTERS[hexOf(bytes, type.from, type.to)];
      return letters && value ? [`${letters}=${textOf(bytes, value)}`] : [];
    }),
  );
  return parts.reverse().join(', ');
}

const textOf = (bytes: Uint8Array, { from, to }: DerValue): string =>
  new TextDecoder().decode(bytes.subarray(from, to));
