import { tlsGroups } from '../../../kit/linux/tls-groups.ts';
import { parseAddress } from '../../../model/address.ts';
import { type Device, emptyDevice, type Listener } from '../../../model/device.ts';
import type { HealthCheck, Pool } from '../../../model/pool.ts';
import type { TlsServer } from '../../../model/services.ts';
import { type Outline, type Statement, type Word, walk } from '../../../outline.ts';
import { at } from '../../../text/span.ts';
import { MODELLED, RECOGNISED, TABLES } from '../directives.ts';
import { capacityOf } from './capacity.ts';
import { healthCheckOf, poolOf } from './pool.ts';

/** What is said of TLS where a server stands; the inner word wins over the outer one. */
type TlsScope = Pick<TlsServer, 'versions' | 'certificates' | 'groups' | 'stapling' | 'clientsVerified'>;

/** Servers with what they inherit; never throws. */
export function toModel(outline: Outline): Device {
  const listeners: Listener[] = [];
  const tls: TlsServer[] = [];
  for (const statement of outline.statements) declare(statement, false);
  readBlock(outline.statements, { certificates: [] }, undefined, { listeners, tls });
  const pools: Pool[] = [];
  const healthChecks: HealthCheck[] = [];
  for (const statement of walk(outline.statements)) {
    const name = statement.words[0]!.text;
    const pool = name === 'upstream' ? poolOf(statement) : undefined;
    const check = name === 'health_check' ? healthCheckOf(statement, placeOf(statement)) : undefined;
    if (pool) pools.push(pool);
    if (check) healthChecks.push(check);
  }
  const capacity = capacityOf(outline);
  return {
    ...emptyDevice,
    ...(pools.length > 0 ? { pools } : {}),
    ...(healthChecks.length > 0 ? { healthChecks } : {}),
    ...(capacity ? { capacity } : {}),
    ...(listeners.length > 0 ? { listeners } : {}),
    ...(tls.length > 0 ? { tls } : {}),
    // Files are put together by `include`.
    fragment: true,
  };
}

/** `location /api`, or what else holds the statement. */
const placeOf = ({ parent }: Statement): string =>
  parent
    ? parent.words
        .slice(0, 2)
        .map(({ text }) => text)
        .join(' ')
    : 'nginx';

function declare(statement: Statement, inTable: boolean): void {
  const name = statement.words[0]!.text;
  statement.coverage = inTable
    ? 'recognised'
    : MODELLED.has(name)
      ? 'modelled'
      : RECOGNISED.has(name)
        ? 'recognised'
        : 'unknown';
  for (const child of statement.children) declare(child, inTable || TABLES.has(name));
}

interface Found {
  readonly listeners: Listener[];
  readonly tls: TlsServer[];
}

function readBlock(
  statements: readonly Statement[],
  outer: TlsScope,
  server: Statement | undefined,
  found: Found,
): void {
  const scope = scopeOf(statements, outer);
  for (const { words, children } of statements) {
    const name = words[0]!.text;
    if (name === 'listen' && words[1]) {
      const listener = listenerOf(words);
      if (listener) found.listeners.push(listener);
    }
    if (name === 'server' && children.length > 0) continue;
    if (children.length > 0 && (name === 'http' || name === 'stream' || name === 'mail'))
      readBlock(children, scope, undefined, found);
  }
  for (const statement of statements)
    if (statement.words[0]!.text === 'server' && statement.children.length > 0)
      readBlock(statement.children, scope, statement, found);
  const tls = serverOf(statements, scope, server);
  if (tls) found.tls.push(tls);
}

function scopeOf(statements: readonly Statement[], outer: TlsScope): TlsScope {
  const last = (name: string) => statements.findLast(({ words }) => words[0]!.text === name);
  const versions = last('ssl_protocols');
  const certificates = statements.flatMap(({ words }) =>
    words[0]!.text === 'ssl_certificate' && words[1] ? [at(unquoted(words[1].text), words[1].span)] : [],
  );
  const curves = last('ssl_ecdh_curve')?.words[1];
  const { stapling, clientsVerified, ...rest } = outer;
  return {
    ...rest,
    ...switched('stapling', last('ssl_stapling'), stapling),
    ...switched('clientsVerified', last('ssl_verify_client'), clientsVerified),
    ...(versions
      ? {
          versions: {
            listed: versions.words.slice(1).map(({ text, span }) => at(unquoted(text), span)),
            span: versions.header,
          },
        }
      : {}),
    // `auto` is OpenSSL's own list.
    ...(curves && unquoted(curves.text) !== 'auto' ? { groups: tlsGroups(curves) } : {}),
    certificates: certificates.length > 0 ? certificates : outer.certificates,
  };
}

/** `ssl_stapling on;`, `ssl_verify_client on;`: what is said here wins over what is said outside. */
function switched<K extends 'stapling' | 'clientsVerified'>(
  key: K,
  here: Statement | undefined,
  outer: TlsScope[K] | undefined,
): Partial<Pick<TlsScope, K>> {
  const value = here ? (here.words[1]?.text === 'on' ? { span: here.header } : undefined) : outer;
  return value ? ({ [key]: value } as Partial<Pick<TlsScope, K>>) : {};
}

/** A server with a certificate or a socket for TLS; outside of servers, a block that says which versions there are. */
function serverOf(
  statements: readonly Statement[],
  scope: TlsScope,
  server: Statement | undefined,
): TlsServer | undefined {
  const speaks = statements.some(
    ({ words }) =>
      words[0]!.text === 'ssl_certificate' ||
      (words[0]!.text === 'listen' && words.some(({ text }) => text === 'ssl' || text === 'quic')),
  );
  const said = statements.some(({ words }) => words[0]!.text === 'ssl_protocols');
  const first = statements[0];
  if (!first || !(server ? speaks : said)) return undefined;
  const name = statements.find(({ words }) => words[0]!.text === 'server_name')?.words[1]?.text;
  return {
    name: name === undefined ? (server ? 'server' : 'nginx') : `server ${name}`,
    span: server?.header ?? first.header,
    ...scope,
    closed: statements.every(({ coverage, words }) => coverage !== 'unknown' && words[0]!.text !== 'include'),
  };
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;

/** `443`, `192.0.2.10:443`, `[::]:443`; nothing for sockets, names and loopback. */
function listenerOf(words: readonly Word[]): Listener | undefined {
  const parts = /^(?:(?:\[([0-9a-f:.]+)\]|([\d.]+|\*)?):)?(\d{1,5})$/i.exec(words[1]!.text);
  const port = Number(parts?.[3]);
  if (!parts || port < 1 || port > 0xffff) return undefined;
  const address = parseAddress(parts[1] ?? parts[2] ?? '');
  const loopback = address?.family === 'ipv4' ? address.address >> 24n === 127n : address?.address === 1n;
  if (loopback) return undefined;
  const udp = words.some(({ text }) => text === 'quic' || text === 'udp');
  return { protocol: udp ? 17 : 6, port, family: parts[1] === undefined ? 'ipv4' : 'ipv6', by: 'nginx' };
}
