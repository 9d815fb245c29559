import { listeningReach } from '../../../kit/linux/listening-reach.ts';
import type { Written } from '../../../model/bgp.ts';
import { type Device, emptyDevice, type Listener } from '../../../model/device.ts';
import type { Keepalive } from '../../../model/keepalive.ts';
import type { RedisServer, SentinelMonitor } from '../../../model/redis.ts';
import type { Capacity, OpenAccess, TlsServer } from '../../../model/services.ts';
import type { Outline, Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';
import { MODELLED, RECOGNISED, SENTINEL_MODELLED, SENTINEL_RECOGNISED } from '../directives.ts';

/** One process; where a directive is written twice the last line holds, but for those that add up. Never throws. */
export function toModel(outline: Outline): Device {
  const first = outline.statements[0];
  if (!first) return emptyDevice;
  const lines = outline.statements.map((statement) => ({ key: statement.words[0]!.text.toLowerCase(), statement }));
  for (const { key, statement } of lines) statement.coverage = coverageOf(key, statement);
  const last = new Map(lines.map(({ key, statement }) => [key, statement]));
  const monitors = monitorsOf(lines.filter(({ key }) => key === 'sentinel').map(({ statement }) => statement));
  const bind = last.get('bind');
  const port = numberOf(last.get('port'));
  const replica = last.get('replicaof') ?? last.get('slaveof');
  const password = last.get('requirepass');
  const users = last.get('user') ?? last.get('aclfile');
  const redis: RedisServer = {
    span: first.header,
    ...(port ? { port } : {}),
    addresses: (bind?.words.slice(1) ?? []).map(({ text, span }) => at(plain(text).replace(/^-/, ''), span)),
    // `requirepass ""` takes it back.
    ...(password?.words[1] && plain(password.words[1].text) !== ''
      ? { password: { span: password.words[0]!.span } }
      : {}),
    ...(users ? { users: { span: users.words[0]!.span } } : {}),
    ...writtenYes('cluster', last.get('cluster-enabled')),
    ...replicaOf(replica),
    monitors,
    closed: lines.every(({ key, statement }) => key !== 'include' && statement.coverage !== 'unknown'),
  };
  const tls = tlsOf(last, redis);
  const capacity = capacityOf(last);
  const keepalive = keepaliveOf(last.get('tcp-keepalive'));
  const open = openAccessOf(redis, last);
  return {
    ...emptyDevice,
    redis,
    ...(tls ? { tls: [tls] } : {}),
    ...(capacity ? { capacity } : {}),
    ...(keepalive ? { keepalives: [keepalive] } : {}),
    ...(open ? { openAccess: [open] } : {}),
    ...(port && port.value > 0 ? { listeners: listenersOf(redis, port.value) } : {}),
    fragment: !port && !bind && monitors.length === 0,
  };
}

function coverageOf(key: string, { words }: Statement): Statement['coverage'] {
  if (key === 'sentinel') {
    const next = words[1]?.text.toLowerCase() ?? '';
    return SENTINEL_MODELLED.has(next) ? 'modelled' : SENTINEL_RECOGNISED.has(next) ? 'recognised' : 'unknown';
  }
  return MODELLED.has(key) ? 'modelled' : RECOGNISED.has(key) ? 'recognised' : 'unknown';
}

/** Quotes taken away. */
const plain = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;

const count = (word: Word | undefined): Located<number> | undefined => {
  const text = word && plain(word.text);
  return word && text !== undefined && /^\d{1,9}$/.test(text) ? at(Number(text), word.span) : undefined;
};

const numberOf = (statement: Statement | undefined): Located<number> | undefined => count(statement?.words[1]);

const saysYes = (statement: Statement | undefined): boolean =>
  plain(statement?.words[1]?.text ?? '').toLowerCase() === 'yes';

const writtenYes = (key: 'cluster', statement: Statement | undefined): { cluster?: Written } =>
  statement && saysYes(statement) ? { [key]: { span: statement.header } } : {};

/** `replicaof 10.0.0.5 6379`; `replicaof no one` */
function replicaOf(statement: Statement | undefined): Pick<RedisServer, 'replicaOf'> {
  const host = statement?.words[1];
  const port = count(statement?.words[2]);
  return statement && host && port
    ? { replicaOf: { host: at(plain(host.text), host.span), port: port.value, span: statement.header } }
    : {};
}

/** `sentinel monitor main 10.0.0.5 6379 2`, and what other lines say of `main`. */
function monitorsOf(lines: readonly Statement[]): SentinelMonitor[] {
  const about = new Map<string, Statement[]>();
  for (const line of lines) {
    const key = `${line.words[1]?.text.toLowerCase()} ${plain(line.words[2]?.text ?? '')}`;
    const known = about.get(key);
    if (known) known.push(line);
    else about.set(key, [line]);
  }
  return lines.flatMap(({ words, header }) => {
    const [, verb, name, host] = words;
    const port = count(words[4]);
    const quorum = count(words[5]);
    if (verb?.text.toLowerCase() !== 'monitor' || !name || !host || !port || !quorum) return [];
    const said = (what: string): readonly Statement[] => about.get(`${what} ${plain(name.text)}`) ?? [];
    const downAfter = count(said('down-after-milliseconds').at(-1)?.words[3]);
    const password = said('auth-pass').at(-1);
    const known = new Set(said('known-sentinel').map((line) => line.words[5]?.text ?? line.words[3]?.text));
    return [
      {
        name: at(plain(name.text), name.span),
        host: at(plain(host.text), host.span),
        port: port.value,
        quorum,
        ...(downAfter ? { downAfter } : {}),
        ...(password ? { password: { span: password.words[1]!.span } } : {}),
        known: known.size,
        span: header,
      },
    ];
  });
}

function tlsOf(last: ReadonlyMap<string, Statement>, redis: RedisServer): TlsServer | undefined {
  const port = numberOf(last.get('tls-port'));
  const protocols = last.get('tls-protocols');
  if (!protocols && !(port && port.value > 0)) return undefined;
  const clients = last.get('tls-auth-clients');
  const certificate = last.get('tls-cert-file')?.words[1];
  return {
    name: 'redis',
    span: (last.get('tls-port') ?? protocols)!.header,
    ...(protocols ? { versions: versionsOf(protocols) } : {}),
    // Clients must show a certificate where nothing is said.
    ...(clients && !saysYes(clients) ? {} : { clientsVerified: { span: clients?.header ?? redis.span } }),
    certificates: certificate ? [at(plain(certificate.text), certificate.span)] : [],
    closed: redis.closed,
  };
}

/** `tls-protocols "TLSv1.2 TLSv1.3"` */
function versionsOf({ words, header }: Statement): NonNullable<TlsServer['versions']> {
  const [, list] = words;
  const listed = [...(list?.text.matchAll(/[^\s"']+/g) ?? [])].map((found) => {
    const start = list!.span.start + found.index;
    return at(found[0], { start, end: start + found[0].length });
  });
  return { listed, span: header, ...(list && !/^["']/.test(list.text) ? { quote: '"' as const } : {}) };
}

/** `tcp-keepalive 300`: seconds; 0 sends none (redis.conf). */
function keepaliveOf(statement: Statement | undefined): Keepalive | undefined {
  const seconds = numberOf(statement);
  return statement && seconds && seconds.value > 0
    ? { seconds, unit: '', label: 'tcp-keepalive', of: 'clients', span: statement.header }
    : undefined;
}

function capacityOf(last: ReadonlyMap<string, Statement>): Capacity | undefined {
  const backlog = numberOf(last.get('tcp-backlog'));
  const clients = numberOf(last.get('maxclients'));
  if (!backlog && !clients) return undefined;
  return { ...(clients ? { connections: clients } : {}), filesEach: 1, backlogs: backlog ? [backlog] : [] };
}

/** Ordered from narrow to wide. */
const REACHES = ['private', 'public', 'anywhere'] as const;

/**
 * Protected mode is the last thing that keeps strangers out where there is no password; only where a line switches it off is it sure to be
 * off, whatever the release. Sentinels hold no data.
 */
function openAccessOf(redis: RedisServer, last: ReadonlyMap<string, Statement>): OpenAccess | undefined {
  const protection = last.get('protected-mode');
  if (!protection || plain(protection.words[1]?.text ?? '').toLowerCase() !== 'no') return undefined;
  if (redis.password || redis.users || !redis.closed || redis.monitors.length > 0 || redis.port?.value === 0)
    return undefined;
  if (redis.addresses.length === 0)
    return {
      service: 'redis',
      span: protection.header,
      reach: 'anywhere',
      address: at('*', protection.header),
    };
  let widest: OpenAccess | undefined;
  for (const address of redis.addresses) {
    const reach = listeningReach(address.value);
    if (!reach || reach === 'loopback') continue;
    if (!widest || REACHES.indexOf(reach) > REACHES.indexOf(widest.reach))
      widest = { service: 'redis', span: protection.header, reach, address };
  }
  return widest;
}

function listenersOf({ addresses }: RedisServer, port: number): Listener[] {
  const by = 'redis';
  if (addresses.length === 0)
    return [
      { protocol: 6, port, family: 'ipv4', by },
      { protocol: 6, port, family: 'ipv6', by },
    ];
  return addresses.flatMap(({ value }) => {
    const reach = listeningReach(value);
    if (!reach || reach === 'loopback') return [];
    return [{ protocol: 6 as const, port, family: value.includes(':') ? ('ipv6' as const) : ('ipv4' as const), by }];
  });
}
