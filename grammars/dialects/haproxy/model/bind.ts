import { listeningReach } from '../../../kit/linux/listening-reach.ts';
import { tlsGroups } from '../../../kit/linux/tls-groups.ts';
import type { Listener } from '../../../model/device.ts';
import type { TlsProblem, TlsServer, VersionBound } from '../../../model/services.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, cover, type Located } from '../../../text/span.ts';
import { BIND_PARAMETERS } from '../keywords.ts';
import { type Parameter, type Parameters, plain, readParameters } from './parameters.ts';

/** What `global` says of all sockets. */
export type TlsDefaults = Pick<TlsServer, 'lowest' | 'highest' | 'groups' | 'without' | 'chainElsewhere'>;

export interface Bind {
  readonly sockets: readonly Socket[];
  readonly parameters: Parameters;
}

export interface Socket {
  readonly address: Located<string>;
  /** First and last port; absent: no IP socket. */
  readonly ports?: { readonly first: number; readonly last: number };
  readonly protocol: 6 | 17;
  readonly family: 'ipv4' | 'ipv6';
}

/** `bind :443,[::]:443 ssl crt /etc/ssl/www.pem` */
export function readBind({ words }: Statement): Bind | undefined {
  const addresses = words[1];
  if (!addresses) return undefined;
  return { sockets: socketsOf(addresses), parameters: readParameters(words.slice(2), BIND_PARAMETERS) };
}

export const listenersOf = (bind: Bind): Listener[] =>
  bind.sockets.flatMap(({ address, ports, protocol, family }) => {
    if (!ports || ports.first !== ports.last || listeningReach(address.value) === 'loopback') return [];
    return [{ protocol, port: ports.first, family, by: 'haproxy' }];
  });

/** A certificate that is never shown, or a socket that has none to show. */
export function problemOf({ sockets, parameters }: Bind, statement: Statement): TlsProblem | undefined {
  const { given, unknown } = parameters;
  const name = statement.words[1]!.text;
  if (unknown || !sockets.some(({ ports }) => ports)) return undefined;
  const certificates = given.has('crt') || given.has('crt-list') || given.has('default-crt');
  if (certificates && !given.has('ssl')) return { kind: 'certificate-without-tls', span: statement.header, name };
  return given.has('ssl') && !certificates && !given.has('generate-certificates')
    ? { kind: 'tls-without-certificate', span: statement.header, name }
    : undefined;
}

/** A socket that speaks TLS, with what `global` says where it says nothing itself. */
export function tlsOf(bind: Bind, statement: Statement, section: string, defaults: TlsDefaults): TlsServer | undefined {
  const { given, all, unknown } = bind.parameters;
  if (!given.has('ssl')) return undefined;
  const own = tlsSettings(all);
  const verify = given.get('verify');
  return {
    name: `${section} (${statement.words[1]!.text})`,
    span: statement.header,
    ...defaults,
    ...own,
    ...(verify?.value?.text === 'required' ? { clientsVerified: { span: verify.word.span } } : {}),
    certificates: all.flatMap(({ word, value }) =>
      word.text === 'crt' && value ? [at(plain(value.text), value.span)] : [],
    ),
    closed: unknown === undefined && !given.has('crt-list'),
  };
}

/** `ssl-min-ver TLSv1.2 no-tlsv13 curves X25519:P-256`, behind `bind` or `ssl-default-bind-options`. */
export function tlsSettings(all: readonly Parameter[]): TlsDefaults {
  let lowest: VersionBound | undefined;
  let highest: VersionBound | undefined;
  let groups: TlsServer['groups'];
  const without: Located<string>[] = [];
  for (const { word, value } of all) {
    const name = word.text;
    const forced = /^force-(sslv3|tlsv1[0-3])$/.exec(name)?.[1];
    if (forced) {
      const both = cover(word.span, word.span);
      lowest = { ...at(VERSIONS[forced]!, both), written12: 'ssl-min-ver TLSv1.2' };
      highest = lowest;
    } else if (name === 'ssl-min-ver' && value) lowest = bound(value);
    else if (name === 'ssl-max-ver' && value) highest = bound(value);
    else if (/^no-(?:sslv3|tlsv1[0-3])$/.test(name)) without.push(at(VERSIONS[name.slice(3)]!, word.span));
    else if ((name === 'curves' || name === 'ecdhe') && value) groups = tlsGroups(value);
  }
  return {
    ...(lowest ? { lowest } : {}),
    ...(highest ? { highest } : {}),
    ...(groups ? { groups } : {}),
    ...(without.length > 0 ? { without } : {}),
  };
}

const bound = ({ text, span }: Word): VersionBound => ({ ...at(plain(text), span), written12: 'TLSv1.2' });

const VERSIONS: Readonly<Record<string, string>> = {
  sslv3: 'SSLv3',
  tlsv10: 'TLSv1.0',
  tlsv11: 'TLSv1.1',
  tlsv12: 'TLSv1.2',
  tlsv13: 'TLSv1.3',
};

/** `:80`, `*:80`, `192.0.2.1:8000-8010`, `[::]:80`, `:::80`, `ipv4@:80`, `quic6@:443`; paths and file descriptors are no IP sockets. */
export function socketsOf({ text, span }: Word): Socket[] {
  const sockets: Socket[] = [];
  let start = span.start;
  for (const piece of text.split(',')) {
    const where = { start, end: start + piece.length };
    start = where.end + 1;
    const parts = /^(?:(ipv[46]|udp[46]?|tcp[46]?|quic[46])@)?(.*)$/.exec(plain(piece))!;
    const kind = parts[1] ?? '';
    const found = /^(?:\[([0-9a-f:.]*)\]|([^\s/@]*)):(\d{1,5})(?:-(\d{1,5}))?$/i.exec(parts[2]!);
    const first = Number(found?.[3]);
    const last = Number(found?.[4] ?? found?.[3]);
    const address = found ? (found[1] ?? found[2]!) : parts[2]!;
    const fits = found && first > 0 && first <= last && last <= 0xffff;
    sockets.push({
      address: at(address, where),
      ...(fits ? { ports: { first, last } } : {}),
      protocol: /^(?:udp|quic)/.test(kind) ? 17 : 6,
      family: kind.endsWith('6') || address.includes(':') ? 'ipv6' : 'ipv4',
    });
  }
  return sockets;
}
