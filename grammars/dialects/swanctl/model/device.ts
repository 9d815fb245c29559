import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Ipsec, IpsecConnection, IpsecProposal, IpsecSecret } from '../../../model/ipsec.ts';
import type { Outline, Statement, Word } from '../../../outline.ts';
import { at, cover, type Located, type Span } from '../../../text/span.ts';
import { MODELLED, NAMERS, RECOGNISED } from '../keywords.ts';

/** Connections with their children, and secrets by their length; never throws. */
export function toModel(outline: Outline): Device {
  for (const statement of outline.statements) declare(statement, false);
  const named = (name: string) => outline.statements.filter(({ words }) => words[0]!.text === name);
  const connections = named('connections').flatMap(({ children }) => children.map(connectionOf));
  const secrets = named('secrets').flatMap(({ children }) => children.flatMap(secretOf));
  const ipsec: Ipsec = { connections, secrets };
  return {
    ...emptyDevice,
    ...(connections.length > 0 || secrets.length > 0 ? { ipsec } : {}),
    // Files of a folder are put together by `include`.
    fragment: true,
  };
}

function declare(statement: Statement, named: boolean): void {
  const name = statement.words[0]!.text;
  const block = !statement.words.some(({ text }) => text === '=') && name !== 'include';
  statement.coverage =
    named && block
      ? 'modelled'
      : MODELLED.has(name)
        ? 'modelled'
        : RECOGNISED.has(name) ||
            /^(?:local|remote|cacert|cert|token|ike|eap|xauth|ntlm|private|rsa|ecdsa|pkcs8|pkcs12|ppk|id|file)[\w-]*$/.test(
              name,
            )
          ? 'recognised'
          : 'unknown';
  for (const child of statement.children) declare(child, block && NAMERS.has(name));
}

interface Value {
  readonly text: string;
  readonly span: Span;
}

/** Everything behind the equals sign. */
function textBehind(statements: readonly Statement[], name: string): Value | undefined {
  const words = statements.findLast((one) => one.words[0]!.text === name && one.words[1]?.text === '=')?.words.slice(2);
  if (!words?.[0]) return undefined;
  return { text: words.map(({ text }) => text).join(' '), span: cover(words[0].span, words.at(-1)!.span) };
}

function connectionOf(connection: Statement): IpsecConnection {
  const { words, children } = connection;
  const version = textBehind(children, 'version');
  const aggressive = textBehind(children, 'aggressive');
  const shared = children
    .filter(({ words: [first] }) => /^(?:local|remote)/.test(first!.text))
    .flatMap((round) => textBehind(round.children, 'auth') ?? [])
    .find(({ text }) => text === 'psk');
  const tunnels = children.filter((one) => one.words[0]!.text === 'children').flatMap((one) => one.children);
  return {
    name: at(words[0]!.text, words[0]!.span),
    ...(version && /^[12]$/.test(version.text) ? { version: at(Number(version.text), version.span) } : {}),
    ...(aggressive && /^(?:yes|true|1|enabled)$/.test(aggressive.text)
      ? { aggressive: { span: aggressive.span } }
      : {}),
    ...(shared ? { sharedKey: { span: shared.span } } : {}),
    proposals: [
      ...proposalsOf(children, 'proposals', 'ike'),
      ...tunnels.flatMap((tunnel) => [
        ...proposalsOf(tunnel.children, 'esp_proposals', 'esp'),
        ...proposalsOf(tunnel.children, 'ah_proposals', 'ah'),
      ]),
    ],
    lifetimes: [...lifetimeOf(children, 'ike'), ...tunnels.flatMap((tunnel) => lifetimeOf(tunnel.children, 'esp'))],
  };
}

/** `aes256-sha256-modp2048,aes128gcm16-x25519` */
function proposalsOf(
  statements: readonly Statement[],
  name: string,
  protocol: IpsecProposal['protocol'],
): IpsecProposal[] {
  const list = statements.findLast((one) => one.words[0]!.text === name && one.words[1]?.text === '=');
  return (list?.words.slice(2) ?? []).flatMap((word) =>
    pieces(word, ',').flatMap(({ value, span }) => {
      const text = value.replace(/^"|"$/g, '');
      const algorithms = pieces({ text: value, span }, '-').map((one) =>
        at(one.value.replace(/"/g, '').toLowerCase(), one.span),
      );
      // `default` is the daemon's own list.
      if (text === '' || text === 'default' || text.includes('$')) return [];
      const group = algorithms.some(({ value: own }) => GROUP.test(own));
      return [{ protocol, text, span, algorithms, group }];
    }),
  );
}

/** Groups of the key exchange (strongSwan: IKEv2 cipher suites). */
const GROUP = /^(?:modp\d|ecp\d|curve25519|x25519|curve448|x448|ke\d_|mlkem|newhope|frodo|kyber|bike|hqc)/;

function pieces({ text, span }: Word, separator: string): Located<string>[] {
  const found: Located<string>[] = [];
  let start = span.start;
  for (const piece of text.split(separator)) {
    if (piece !== '') found.push(at(piece, { start, end: start + piece.length }));
    start += piece.length + 1;
  }
  return found;
}

/** `4h`, `3600`, `1d` */
function lifetimeOf(
  statements: readonly Statement[],
  protocol: 'ike' | 'esp',
): (Located<number> & { readonly protocol: 'ike' | 'esp' })[] {
  const value = textBehind(statements, 'rekey_time');
  const found = /^(\d{1,9})([smhd])?$/.exec(value?.text ?? '');
  if (!value || !found) return [];
  // A whole new handshake changes keys as well.
  if (Number(found[1]) === 0 && textBehind(statements, 'reauth_time')) return [];
  return [{ ...at(Number(found[1]) * UNITS[found[2] ?? 's']!, value.span), protocol }];
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `ike-site { secret = "..." }`: bytes of the text, of hexadecimal (`0x`) or of base64 (`0s`). */
function secretOf(block: Statement): IpsecSecret[] {
  if (!/^(?:ike|ppk)(?:$|[-_.\d])/.test(block.words[0]!.text)) return [];
  const value = textBehind(block.children, 'secret');
  if (!value || value.text.includes('$')) return [];
  const text = value.text.replace(/^"(.*)"$/s, '$1');
  if (!/^0[xs]/i.test(text)) return [at(text.length, value.span)];
  // The signs of equality at its end are words of their own.
  const bytes = decoded(text.replaceAll(' ', ''));
  if (bytes === undefined) return [];
  const drawn = !/^[\x20-\x7e]*$/.test(bytes);
  return [{ ...at(bytes.length, value.span), ...(drawn ? { encoded: true } : {}) }];
}

/** A character for each byte; undefined where the digits are none. */
function decoded(text: string): string | undefined {
  if (/^0s/i.test(text)) {
    const digits = text.slice(2).replace(/=+$/, '');
    return /^[A-Za-z0-9+/]*$/.test(digits) && digits.length % 4 !== 1 ? atob(digits) : undefined;
  }
  const digits = text.slice(2).replaceAll(':', '');
  if (!/^[\da-f]*$/i.test(digits)) return undefined;
  const pairs = digits.padStart(digits.length + (digits.length % 2), '0').match(/../g) ?? [];
  return pairs.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join('');
}
