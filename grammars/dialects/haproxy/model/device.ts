import { listeningReach } from '../../../kit/linux/listening-reach.ts';
import { tlsGroups } from '../../../kit/linux/tls-groups.ts';
import { type Device, emptyDevice, type Listener } from '../../../model/device.ts';
import { floodGuards } from '../../../model/flood.ts';
import type { FolderText } from '../../../model/include.ts';
import type { HealthCheck, Pool } from '../../../model/pool.ts';
import type { Capacity, OpenAccess, TlsProblem, TlsServer } from '../../../model/services.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { at } from '../../../text/span.ts';
import { BIND_PARAMETERS, MODELLED, OPTIONS, PROXIES, RECOGNISED, SECTIONS, SERVER_PARAMETERS } from '../keywords.ts';
import {
  type Bind,
  listenersOf,
  problemOf,
  readBind,
  socketsOf,
  type TlsDefaults,
  tlsOf,
  tlsSettings,
} from './bind.ts';
import { floodLimits } from './flood-limits.ts';
import { idleEnds } from './idle-end.ts';
import { keepalivesOf } from './keepalive.ts';
import { countOf, readParameters } from './parameters.ts';
import { type PoolDefaults, readPool } from './pool.ts';

/** Sections with what `global` and `defaults` hand on to them; never throws. */
export function toModel(outline: Outline): Device {
  const tls: TlsServer[] = [];
  const tlsProblems: TlsProblem[] = [];
  const listeners: Listener[] = [];
  const pools: Pool[] = [];
  const healthChecks: HealthCheck[] = [];
  const openAccess: OpenAccess[] = [];
  for (const section of outline.statements) declare(section);
  const globals = outline.statements.filter(({ words }) => words[0]!.text === 'global');
  const tlsDefaults = tlsDefaultsOf(globals);
  const byName = new Map<string, Inherited>();
  let latest: Inherited = NOTHING;
  for (const section of outline.statements) {
    const kind = section.words[0]!.text;
    if (!PROXIES.has(kind)) continue;
    const from = section.words[kind === 'defaults' && section.words[1]?.text === 'from' ? 2 : 3]?.text;
    const inherited = (from === undefined ? undefined : byName.get(from)) ?? (kind === 'defaults' ? NOTHING : latest);
    const { pool, checks, defaults } = readPool(section, inherited.pool);
    if (kind === 'defaults') {
      latest = { pool: defaults, guarded: inherited.guarded || isGuarded(section) };
      if (section.words[1]) byName.set(section.words[1].text, latest);
      continue;
    }
    if (pool) pools.push(pool);
    healthChecks.push(...checks);
    const binds = section.children.flatMap((statement) => {
      const bind = statement.words[0]!.text === 'bind' ? readBind(statement) : undefined;
      return bind ? [{ bind, statement }] : [];
    });
    for (const { bind, statement } of binds) {
      listeners.push(...listenersOf(bind));
      const server = tlsOf(bind, statement, nameOf(section), tlsDefaults);
      if (server) tls.push(server);
      const problem = problemOf(bind, statement);
      if (problem) tlsProblems.push(problem);
    }
    const page = openPage(
      section,
      binds.map(({ bind }) => bind),
      inherited.guarded,
    );
    if (page) openAccess.push(page);
  }
  // What is said of all sockets is judged where no socket of the file takes it up.
  if (tls.length === 0 && globals[0] && Object.keys(tlsDefaults).length > 0)
    tls.push({ name: 'HAProxy', span: globals[0].header, ...tlsDefaults, certificates: [], closed: false });
  for (const section of globals) openAccess.push(...openSockets(section));
  const capacity = capacityOf(globals);
  const keepalives = keepalivesOf(outline.statements);
  const limits = floodLimits(outline.statements);
  const ends = idleEnds(outline.statements);
  const begins = outline.statements[0] && SECTIONS.has(outline.statements[0].words[0]!.text);
  return {
    ...emptyDevice,
    ...floodGuards(limits, []),
    ...(listeners.length > 0 ? { listeners } : {}),
    ...(tls.length > 0 ? { tls } : {}),
    ...(tlsProblems.length > 0 ? { tlsProblems } : {}),
    ...(pools.length > 0 ? { pools } : {}),
    ...(healthChecks.length > 0 ? { healthChecks } : {}),
    ...(openAccess.length > 0 ? { openAccess } : {}),
    ...(capacity ? { capacity } : {}),
    ...(keepalives.length > 0 ? { keepalives } : {}),
    ...(ends.length > 0 ? { idleEnds: ends } : {}),
    ...(begins ? { folderText: FOLDER_TEXT } : {}),
    fragment: globals.length === 0,
  };
}

/** Each file of a folder begins with a section; the unit of RHEL and Fedora has both read (`-f $CONFIG -f $CFGDIR`). */
const FOLDER_TEXT: FolderText = {
  language: 'haproxy',
  suffix: '.cfg',
  first: { name: 'haproxy.cfg', above: 'conf.d' },
};

interface Inherited {
  readonly pool: PoolDefaults;
  /** Passwords or conditions stand above. */
  readonly guarded: boolean;
}

const NOTHING: Inherited = { pool: { server: new Map() }, guarded: false };

const nameOf = ({ words }: Statement): string =>
  words
    .slice(0, 2)
    .map(({ text }) => text)
    .join(' ');

function declare(section: Statement): void {
  const kind = section.words[0]!.text;
  section.coverage = SECTIONS.has(kind) ? 'modelled' : isConditional(kind) ? 'recognised' : 'unknown';
  const own = PROXIES.has(kind) ? 'proxy' : kind;
  for (const statement of section.children) {
    const name = statement.words[0]!.text;
    if (MODELLED[own]?.has(name)) statement.coverage = isWhole(statement) ? 'modelled' : 'unknown';
    else if (RECOGNISED[own]?.has(name) || isConditional(name)) statement.coverage = 'recognised';
    else if (own === 'global' && /^(?:tune|httpclient|51degrees|deviceatlas|wurfl|ot)[.-]/.test(name))
      statement.coverage = 'recognised';
  }
}

/** `.if defined(X)` */
const isConditional = (name: string): boolean => /^\.(?:if|elif|else|endif|notice|warning|alert|diag)$/.test(name);

/** Every word of it is known. */
function isWhole({ words }: Statement): boolean {
  switch (words[0]!.text) {
    case 'option':
      return OPTIONS.has(words[1]?.text ?? '');
    case 'bind':
      return readParameters(words.slice(2), BIND_PARAMETERS).unknown === undefined;
    case 'server':
      return readParameters(words.slice(3), SERVER_PARAMETERS).unknown === undefined;
    case 'server-template':
      return readParameters(words.slice(4), SERVER_PARAMETERS).unknown === undefined;
    case 'default-server':
      return readParameters(words.slice(1), SERVER_PARAMETERS).unknown === undefined;
    default:
      return true;
  }
}

function tlsDefaultsOf(globals: readonly Statement[]): TlsDefaults {
  let found: TlsDefaults = {};
  for (const { words } of globals.flatMap(({ children }) => children)) {
    if (words[0]!.text === 'ssl-default-bind-options')
      found = { ...found, ...tlsSettings(readParameters(words.slice(1), BIND_PARAMETERS).all) };
    if (words[0]!.text === 'issuers-chain-path') found = { ...found, chainElsewhere: { span: words[0]!.span } };
    if (words[0]!.text === 'ssl-default-bind-curves' && words[1]) found = { ...found, groups: tlsGroups(words[1]) };
  }
  return found;
}

function capacityOf(globals: readonly Statement[]): Capacity | undefined {
  const lines = globals.flatMap(({ children }) => children);
  const number = (name: string) => {
    const word = lines.findLast(({ words }) => words[0]!.text === name)?.words[1];
    const value = countOf(word?.text);
    return word && value !== undefined ? at(value, word.span) : undefined;
  };
  const connections = number('maxconn');
  const files = number('ulimit-n');
  if (!connections && !files) return undefined;
  return { ...(connections ? { connections } : {}), ...(files ? { files } : {}), filesEach: 2, backlogs: [] };
}

/** `stats socket ipv4@192.0.2.1:9999 level admin`: who can connect can do everything. */
function openSockets(section: Statement): OpenAccess[] {
  return section.children.flatMap(({ words, header }) => {
    const [stats, socket, address] = words;
    if (stats!.text !== 'stats' || socket?.text !== 'socket' || !address) return [];
    const { given, unknown } = readParameters(words.slice(3), BIND_PARAMETERS);
    // A client must show a certificate where it is asked for one.
    if (unknown || given.get('level')?.value?.text !== 'admin' || given.get('verify')?.value?.text === 'required')
      return [];
    return socketsOf(address).flatMap((one) => {
      const reach = one.ports && listeningReach(one.address.value);
      return reach && reach !== 'loopback'
        ? [{ service: 'haproxy-socket' as const, span: header, reach, address: at(address.text, address.span) }]
        : [];
    });
  });
}

/** Lines that may ask for a password, or refuse people. */
const isGuarded = (section: Statement): boolean =>
  section.children.some(
    ({ words }) =>
      (words[0]!.text === 'stats' && (words[1]?.text === 'auth' || words[1]?.text === 'http-request')) ||
      words[0]!.text === 'http-request' ||
      words[0]!.text === 'tcp-request',
  );

/** `stats admin if TRUE` on a page that asks nobody for a password. */
function openPage(section: Statement, binds: readonly Bind[], guarded: boolean): OpenAccess | undefined {
  const admin = section.children.find(
    ({ words }) =>
      words[0]!.text === 'stats' &&
      words[1]?.text === 'admin' &&
      words[2]?.text === 'if' &&
      words[3]?.text === 'TRUE' &&
      words.length === 4,
  );
  if (!admin || guarded || isGuarded(section)) return undefined;
  for (const { sockets, parameters } of binds) {
    if (parameters.given.get('verify')?.value?.text === 'required') continue;
    for (const { address, ports } of sockets) {
      const reach = ports && listeningReach(address.value);
      if (reach && reach !== 'loopback') return { service: 'haproxy-page', span: admin.header, reach, address };
    }
  }
  return undefined;
}
