import type { HealthCheck, Pool, PoolMember } from '../../../model/pool.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at } from '../../../text/span.ts';

/** Blocks that find out whether a real server is alive. */
const CHECKERS = new Set([
  'TCP_CHECK',
  'HTTP_GET',
  'SSL_GET',
  'SMTP_CHECK',
  'DNS_CHECK',
  'MISC_CHECK',
  'UDP_CHECK',
  'PING_CHECK',
  'BFD_CHECK',
  'FILE_CHECK',
]);

/** `virtual_server 192.0.2.10 80 { delay_loop 10 real_server 10.0.0.11 80 { TCP_CHECK { } } sorry_server 10.0.0.9 80 }` */
export function readVirtualServer(server: Statement): { pool?: Pool; checks: HealthCheck[] } {
  const target = server.words[1];
  if (!target) return { checks: [] };
  const of = server.words.map(({ text }) => text).join(' ');
  const members: PoolMember[] = [];
  const checks = new Map<number, HealthCheck>();
  const usual = last(server.children, 'delay_loop');
  for (const real of server.children) {
    const [kind, address] = real.words;
    if ((kind!.text !== 'real_server' && kind!.text !== 'sorry_server') || !address) continue;
    const checkers = real.children.filter(({ words }) => CHECKERS.has(words[0]!.text));
    const included = real.children.some(({ words }) => words[0]!.text === 'include' || /^[@$~]/.test(words[0]!.text));
    const sorry = kind!.text === 'sorry_server';
    members.push({
      address: at(`${address.text}${real.words[2] ? `:${real.words[2].text}` : ''}`, address.span),
      span: real.header,
      ...(sorry ? { standby: { span: real.header } } : {}),
      ...(included || sorry ? {} : { watched: checkers.length > 0 }),
      settings: '',
      many: false,
    });
    for (const checker of checkers) {
      const delay = last(checker.children, 'delay_loop') ?? last(real.children, 'delay_loop') ?? usual;
      const check = delay && checkOf(of, delay, [checker.children, real.children, server.children], checker);
      if (check) checks.set(check.interval.span.start, check);
    }
  }
  const method = (last(server.children, 'lb_algo') ?? last(server.children, 'lvs_sched'))?.words[1];
  const pool: Pool | undefined =
    members.length > 0
      ? {
          name: at(of.replace(/^virtual_server /, ''), target.span),
          span: server.header,
          ...(method ? { method: at(method.text, method.span) } : {}),
          members,
          addCheck: '`TCP_CHECK`',
          closed: server.children.every(
            ({ coverage, words }) => coverage !== 'unknown' && words[0]!.text !== 'include',
          ),
        }
      : undefined;
  return { ...(pool ? { pool } : {}), checks: [...checks.values()] };
}

function checkOf(
  of: string,
  delay: Statement,
  scopes: readonly (readonly Statement[])[],
  checker: Statement,
): HealthCheck | undefined {
  const word = delay.words[1];
  const seconds = numberOf(word);
  if (!word || seconds === undefined) return undefined;
  const said = (name: string): number | undefined =>
    scopes.map((scope) => numberOf(last(scope, name)?.words[1])).find((value) => value !== undefined);
  const kind = checker.words[0]!.text;
  const web = kind === 'HTTP_GET' || kind === 'SSL_GET';
  // Once more where nothing is said; DNS three times, programs and the web not at all.
  const retries = said('retry') ?? (kind === 'DNS_CHECK' ? 3 : kind === 'MISC_CHECK' ? 0 : 1);
  const between = said('delay_before_retry') ?? (kind === 'DNS_CHECK' ? seconds : web ? 3 : 1);
  return {
    of,
    interval: at(seconds, word.span),
    written15: '15',
    failures: retries + 1,
    retryInterval: between,
  };
}

const last = (statements: readonly Statement[], name: string): Statement | undefined =>
  statements.findLast(({ words }) => words[0]!.text === name);

const numberOf = (word: Word | undefined): number | undefined =>
  word && /^\d{1,7}(?:\.\d{1,6})?$/.test(word.text) ? Number(word.text) : undefined;
