import { includeOf } from '../../../kit/include-of.ts';
import { tlsGroups } from '../../../kit/linux/tls-groups.ts';
import { parseAddress } from '../../../model/address.ts';
import { type Device, emptyDevice, type Listener } from '../../../model/device.ts';
import { floodGuards } from '../../../model/flood.ts';
import type { Include } from '../../../model/include.ts';
import type { HealthCheck, Pool } from '../../../model/pool.ts';
import type { TlsProblem, TlsServer } from '../../../model/services.ts';
import { type Outline, type Statement, type Word, walk } from '../../../outline.ts';
import { at } from '../../../text/span.ts';
import { MODELLED, RECOGNISED, TABLES } from '../directives.ts';
import { capacityOf } from './capacity.ts';
import { floodLimits } from './flood-limits.ts';
import { idleEndOf } from './idle-end.ts';
import { keepaliveOf } from './keepalive.ts';
import { namesOf } from './names.ts';
import { healthCheckOf, poolOf } from './pool.ts';

/** What is said of TLS where a server stands; the inner word wins over the outer one. */
type TlsScope = Pick<TlsServer, 'versions' | 'certificates' | 'groups' | 'stapling' | 'clientsVerified'>;

/** Servers with what they inherit; never throws. */
export function toModel(outline: Outline): Device {
  const listeners: Listener[] = [];
  const tls: TlsServer[] = [];
  const tlsProblems: TlsProblem[] = [];
  for (const statement of outline.statements) declare(statement, false);
  readBlock(outline.statements, { certificates: [] }, undefined, { listeners, tls, tlsProblems });
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
  const keepalives = [...walk(outline.statements)].flatMap((statement) =>
    statement.words[0]!.text === 'listen' ? (keepaliveOf(statement) ?? []) : [],
  );
  const limits = floodLimits(outline);
  const idleEnds = [...walk(outline.statements)].flatMap((statement) => idleEndOf(statement) ?? []);
  const files = [...walk(outline.statements)].flatMap((statement) => {
    const include = statement.words[0]!.text === 'include' ? includeOf(outline, statement, 1) : undefined;
    return include ? [withNames(include)] : [];
  });
  // nginx starts from the one file that has `events`.
  const isMain = outline.statements.some(({ words }) => words[0]!.text === 'events');
  return {
    ...emptyDevice,
    ...(pools.length > 0 ? { pools } : {}),
    ...(healthChecks.length > 0 ? { healthChecks } : {}),
    ...(capacity ? { capacity } : {}),
    ...(keepalives.length > 0 ? { keepalives } : {}),
    ...(idleEnds.length > 0 ? { idleEnds } : {}),
    ...floodGuards(limits, []),
    ...(listeners.length > 0 ? { listeners } : {}),
    ...(tls.length > 0 ? { tls } : {}),
    ...(tlsProblems.length > 0 ? { tlsProblems } : {}),
    includes: {
      language: 'nginx',
      files,
      part: !isMain,
      everyUse: [],
    },
    references: namesOf(outline),
    // Files are put together by `include`.
    fragment: !isMain || files.length > 0,
  };
}

/** Names are known in the whole of nginx, whatever block the include stands in. */
const withNames = ({ file }: Include): Include => (NAMELESS.test(file.value) ? { file, shares: [] } : { file });

/** Files that come with nginx, or load its modules. */
const NAMELESS =
  /(?:^|\/)(?:mime\.types|(?:fastcgi|scgi|uwsgi|proxy)_params|fastcgi\.conf|koi-utf|koi-win|win-utf|modules(?:-enabled)?\/[^/]*)$/;

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
  readonly tlsProblems: TlsProblem[];
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
  const bare = tls && server && scope.certificates.length === 0 ? withoutCertificate(server) : undefined;
  if (bare) found.tlsProblems.push(bare);
}

function scopeOf(statements: readonly Statement[], outer: TlsScope): TlsScope {
  const last = (name: string) => statements.findLast(({ words }) => words[0]!.text === name);
  const versions = last('ssl_protocols');
  const certificates = statements.flatMap(({ words }) =>
    words[0]!.text === 'ssl_certificate' && words[1] ? [at(unquoted(words[1].text), words[1].span)] : [],
  );
  const curves = last('ssl_ecdh_curve')?.words[1];
  const stapling = last('ssl_stapling');
  const verify = last('ssl_verify_client');
  const { clientsVerified, ...rest } = outer;
  const verified = verify ? (verify.words[1]?.text === 'on' ? { span: verify.header } : undefined) : clientsVerified;
  return {
    ...rest,
    ...(stapling ? { stapling: { span: stapling.header, on: stapling.words[1]?.text === 'on' } } : {}),
    ...(verified ? { clientsVerified: verified } : {}),
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

/** A socket for TLS in a server whose whole surroundings are in this file. */
function withoutCertificate(server: Statement): TlsProblem | undefined {
  const said = (statement: Statement, name: string) => statement.children.some(({ words }) => words[0]!.text === name);
  const http = server.parent;
  const socket = server.children.find(
    ({ words }) => words[0]!.text === 'listen' && words.slice(2).some(({ text }) => text === 'ssl'),
  );
  if (!socket || !http || http.words[0]!.text !== 'http') return undefined;
  for (const block of [server, http])
    if (said(block, 'include') || block.children.some(({ coverage }) => coverage === 'unknown')) return undefined;
  return said(server, 'ssl_reject_handshake')
    ? undefined
    : { kind: 'tls-without-certificate', span: socket.header, name: socket.words[1]!.text };
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
  const hosts = statements
    .filter(({ words }) => words[0]!.text === 'server_name')
    .flatMap(({ words }) => words.slice(1).map(({ text, span }) => at(unquoted(text), span)));
  const name = hosts[0]?.value;
  return {
    name: name === undefined ? (server ? 'server' : 'nginx') : `server ${name}`,
    span: server?.header ?? first.header,
    ...scope,
    ...(hosts.length > 0 ? { hosts } : {}),
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
