import { writtenValue } from '../../../kit/linux/key-value-outline.ts';
import { type Family, parseAddress, widthOf } from '../../../model/address.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { AddressRange, TlsServer, TurnServer } from '../../../model/services.ts';
import type { Outline, Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';
import { MODELLED, RECOGNISED } from '../options.ts';

/** Values of the sample file that comes with the server, which everybody knows. */
const SAMPLES: Readonly<Record<string, RegExp>> = {
  'static-auth-secret': /^(?:north|logen|my-secret-key)$/,
  'cli-password': /^(?:qwerty|\$5\$79a316b350311570\$.*)$/,
  realm: /^mycompany\.org$/,
  user: /^(?:username1:(?:key1|password1|0xbc807ee29df3c9ffa736523fb2c4e8ee)|username2:.*)$/,
};

type Draft = { -readonly [K in keyof TurnServer]: TurnServer[K] extends readonly (infer T)[] ? T[] : TurnServer[K] };

/** One server; a later line of one option takes the place of an earlier one, where it can be given once. Never throws. */
export function toModel(outline: Outline): Device {
  const first = outline.statements[0];
  if (!first) return emptyDevice;
  const turn: Draft = {
    span: first.header,
    addresses: [],
    externalAddresses: [],
    sampleValues: [],
    denied: [],
    allowed: [],
    otherPorts: [],
    closed: true,
  };
  const certificates: Located<string>[] = [];
  const without: Located<string>[] = [];
  for (const statement of outline.statements) {
    const key = keyOf(statement);
    statement.coverage = MODELLED.has(key) ? 'modelled' : RECOGNISED.has(key) ? 'recognised' : 'unknown';
    if (statement.coverage === 'unknown') turn.closed = false;
    if (statement.coverage !== 'modelled') continue;
    const value = writtenValue(statement.words);
    if (key === 'cert' && value) certificates.push(at(value.text, value.span));
    if (/^no-(?:tls|ssl)v/.test(key)) without.push(at(VERSIONS[key]!, statement.header));
    else read(turn, key, value, statement);
  }
  const tls: TlsServer = {
    name: 'turnserver',
    span: certificates[0]?.span ?? first.header,
    ...(without.length > 0 ? { without } : {}),
    certificates,
    closed: turn.closed,
  };
  return { ...emptyDevice, turn, ...(turn.withoutTls || certificates.length === 0 ? {} : { tls: [tls] }) };
}

/** `--min-port=49152` as on the command line is `min-port=49152`. */
const keyOf = ({ words }: Statement): string => words[0]!.text.replace(/^--?/, '');

const VERSIONS: Readonly<Record<string, string>> = {
  'no-sslv2': 'SSLv2',
  'no-sslv3': 'SSLv3',
  'no-tlsv1': 'TLSv1',
  'no-tlsv1_1': 'TLSv1.1',
  'no-tlsv1_2': 'TLSv1.2',
  'no-tlsv1_3': 'TLSv1.3',
};

function read(turn: Draft, key: string, value: Word | undefined, statement: Statement): void {
  const here = { span: statement.header };
  const sample = value && SAMPLES[key]?.test(value.text);
  // What it says is known to everybody; where it stands is all that is kept.
  if (sample) turn.sampleValues.push(at(key, value.span));
  switch (key) {
    case 'min-port':
    case 'max-port':
    case 'listening-port':
    case 'tls-listening-port': {
      const port = value && /^\d{1,5}$/.test(value.text) ? at(Number(value.text), value.span) : undefined;
      if (port) turn[PORTS[key]!] = port;
      else statement.coverage = 'unknown';
      return;
    }
    case 'listening-ip':
    case 'relay-ip':
      if (value) turn.addresses.push(at(value.text, value.span));
      return;
    case 'external-ip':
      if (value) turn.externalAddresses.push(at(value.text, value.span));
      return;
    case 'lt-cred-mech':
    case 'use-auth-secret':
    case 'static-auth-secret':
      turn.credentials = here;
      return;
    case 'no-auth':
      turn.open = here;
      return;
    case 'denied-peer-ip':
    case 'allowed-peer-ip': {
      const range = value && rangeOf(value);
      if (range) (key === 'denied-peer-ip' ? turn.denied : turn.allowed).push(range);
      else turn.closed = false;
      return;
    }
    case 'allow-loopback-peers':
      turn.loopbackPeers = here;
      return;
    case 'no-udp-relay':
    case 'no-udp':
      turn.withoutUdpRelay = here;
      return;
    case 'alt-listening-port':
    case 'alt-tls-listening-port':
      if (value && /^\d{1,5}$/.test(value.text)) turn.otherPorts.push(Number(value.text));
      else statement.coverage = 'unknown';
      return;
    case 'no-tls':
      turn.withoutTls = here;
      return;
    case 'cert':
      turn.certificate = here;
      return;
    case 'pkey':
      turn.key = here;
      return;
    case 'tcp-proxy-port':
      turn.proxied = here;
      return;
    case 'user-quota':
    case 'total-quota':
      turn.quota = here;
      return;
  }
}

const PORTS: Readonly<Record<string, 'minPort' | 'maxPort' | 'listeningPort' | 'tlsListeningPort'>> = {
  'min-port': 'minPort',
  'max-port': 'maxPort',
  'listening-port': 'listeningPort',
  'tls-listening-port': 'tlsListeningPort',
};

/** `10.0.0.0-10.255.255.255`, `192.0.2.1`, `fc00::/7` */
function rangeOf({ text, span }: Word): AddressRange | undefined {
  const [first, last, more] = text.split('-');
  const [base, length] = (first ?? '').split('/');
  const from = parseAddress(base ?? '');
  if (!from || more !== undefined) return undefined;
  if (length !== undefined) {
    if (last !== undefined || !/^\d{1,3}$/.test(length) || Number(length) > widthOf(from.family)) return undefined;
    const free = BigInt(widthOf(from.family) - Number(length));
    const start = (from.address >> free) << free;
    return { family: from.family, first: start, last: start + (1n << free) - 1n, span };
  }
  const to = last === undefined ? from : parseAddress(last);
  return to?.family === from.family && to.address >= from.address
    ? { family: from.family satisfies Family, first: from.address, last: to.address, span }
    : undefined;
}
