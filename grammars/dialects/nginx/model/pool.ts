import type { HealthCheck, Pool, PoolMember } from '../../../model/pool.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';
import { secondsOf } from './seconds.ts';

/** Methods that take no `backup` below them (`ngx_http_upstream_module`, `ngx_stream_upstream_module`). */
const WITHOUT_STANDBY = new Set(['ip_hash', 'hash', 'random']);
const METHODS = new Set([...WITHOUT_STANDBY, 'least_conn', 'least_time']);

/** `upstream app { least_conn; server 10.0.0.11:8080 max_fails=3; server 10.0.0.12:8080 backup; }` */
export function poolOf(upstream: Statement): Pool | undefined {
  const name = upstream.words[1];
  if (!name) return undefined;
  let method: Located<string> | undefined;
  let refusesStandby: Located<string> | undefined;
  const members: PoolMember[] = [];
  for (const { words, header } of upstream.children) {
    const first = words[0]!;
    if (METHODS.has(first.text)) method = at(first.text, first.span);
    if (first.text !== 'server' || !words[1]) continue;
    const member = memberOf(words, header);
    members.push(member);
    // It is refused where it is read: a method further down comes too late to say no.
    if (member.standby && method && WITHOUT_STANDBY.has(method.value)) refusesStandby ??= method;
  }
  if (members.length === 0) return undefined;
  return {
    name: at(name.text, name.span),
    span: upstream.header,
    ...(method ? { method } : {}),
    ...(refusesStandby ? { refusesStandby } : {}),
    members,
    closed: upstream.children.every(
      ({ coverage, words }) => coverage !== 'unknown' && words[0]!.text !== 'include' && words[0]!.text !== 'state',
    ),
  };
}

function memberOf(words: readonly Word[], span: PoolMember['span']): PoolMember {
  const address = words[1]!;
  const one = (text: string) => words.slice(2).find((word) => word.text === text);
  const standby = one('backup');
  const off = one('down');
  const never = one('max_fails=0');
  return {
    address: at(address.text, address.span),
    span,
    ...(standby ? { standby: { span: standby.span } } : {}),
    ...(off ? { off: { span: off.span } } : {}),
    ...(never ? { unwatched: { span: never.span } } : {}),
    watched: never === undefined,
    settings: words
      .slice(2)
      .map(({ text }) => text)
      .join(' '),
    // A name may have many addresses, and every one becomes a member.
    many: one('resolve') !== undefined || !/^(?:[\d.]+|\[[0-9a-f:.]+\]|unix)(?::|$)/i.test(address.text),
  };
}

/** `health_check interval=90s fails=3;` of the commercial version: five seconds and one failure where nothing is said. */
export function healthCheckOf({ words }: Statement, of: string): HealthCheck | undefined {
  const word = words.find(({ text }) => text.startsWith('interval='));
  const seconds = word && secondsOf(word.text.slice('interval='.length));
  if (!word || seconds === undefined) return undefined;
  const fails = words.flatMap(({ text }) => /^fails=(\d{1,6})$/.exec(text)?.[1] ?? []).at(-1);
  const start = word.span.start + 'interval='.length;
  return {
    of,
    interval: at(seconds, { start, end: word.span.end }),
    written15: '15s',
    failures: Number(fails ?? 1),
  };
}
