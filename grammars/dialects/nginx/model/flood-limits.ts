import type { CountedBy, FloodLimit } from '../../../model/flood.ts';
import { type Outline, type Statement, type Word, walk } from '../../../outline.ts';
import type { Span } from '../../../text/span.ts';

interface Zone {
  readonly key: Word;
  readonly per: CountedBy;
  readonly perSecond: number;
  /** `10r/s` */
  readonly rate: Span;
}

/**
 * `limit_req zone=one burst=5;` with what its zone says (ngx_http_limit_req_module): requests beyond rate and burst are refused. Without `burst`
 * none is taken before its turn. Zones of other files are not known here.
 */
export function floodLimits({ statements }: Outline): FloodLimit[] {
  const all = [...walk(statements)];
  const zones = new Map(all.flatMap(zoneOf));
  if (zones.size === 0) return [];
  return all.flatMap((statement): FloodLimit[] => {
    const zone = zones.get(zoneUsed(statement) ?? '');
    if (!zone || statement.words[0]!.text !== 'limit_req') return [];
    const siblings = statement.parent?.children ?? statements;
    const beside = siblings.some((one) => one !== statement && zones.get(zoneUsed(one) ?? '')?.per === 'source');
    return [
      {
        counts: 'requests',
        unit: 'per-second',
        per: zone.per,
        limit: { value: zone.perSecond, span: zone.rate },
        suffix: 'r/s',
        beyond: 'drop',
        burst: Number(writtenAfter(statement.words, 'burst=')?.text ?? 0),
        label: `limit_req zone=${zoneUsed(statement)}`,
        span: statement.header,
        ...(zone.per === 'all' ? { perSource: [{ span: zone.key.span, newText: '$binary_remote_addr' }] } : {}),
        ...(beside ? { beside } : {}),
      },
    ];
  });
}

/** `limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;` */
function zoneOf({ words }: Statement): [string, Zone][] {
  if (words[0]!.text !== 'limit_req_zone' || !words[1]) return [];
  const name = writtenAfter(words, 'zone=')?.text.split(':')[0];
  const rate = writtenAfter(words, 'rate=');
  const found = /^(\d{1,9})r\/([sm])$/.exec(rate?.text ?? '');
  if (!name || !rate || !found) return [];
  const perSecond = Number(found[1]) / (found[2] === 's' ? 1 : 60);
  return [[name, { key: words[1], per: countedBy(words[1].text), perSecond, rate: rate.span }]];
}

/** A key without an address in it may still be a client's: a cookie, a variable of a map. */
function countedBy(key: string): CountedBy {
  if (/\$\{?(?:binary_)?(?:realip_)?(?:remote_addr|proxy_protocol_addr)\b/.test(key)) return 'source';
  return !key.includes('$') || /^["']?\$(?:server_name|host|http_host|hostname|server_addr|server_port)["']?$/.test(key)
    ? 'all'
    : 'other';
}

const zoneUsed = ({ words }: Statement): string | undefined =>
  words[0]!.text === 'limit_req' ? writtenAfter(words, 'zone=')?.text : undefined;

/** What stands behind the equals sign. */
function writtenAfter(words: readonly Word[], key: string): Word | undefined {
  const word = words.find(({ text }) => text.startsWith(key));
  return (
    word && { text: word.text.slice(key.length), span: { start: word.span.start + key.length, end: word.span.end } }
  );
}
