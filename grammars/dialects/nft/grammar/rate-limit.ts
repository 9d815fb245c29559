import type { IToken } from 'chevrotain';
import { spanOf } from '../../../kit/ruleset-tokens.ts';
import type { RateLimit } from '../../../model/flood.ts';
import { at, cover, type Span } from '../../../text/span.ts';
import type { Value } from './ast.ts';

/** The words of a `limit`, as far as they stand there. */
export interface RateWords {
  over?: IToken;
  number?: IToken;
  every?: IToken;
  burst?: IToken;
  inBytes?: boolean;
}

/** Packets in a time; undefined for bytes, variables and named limits. `span`: of the whole `limit`. */
export function rateLimitOf({ over, number, every, burst, inBytes }: RateWords, span: Span): RateLimit | undefined {
  const seconds = SECONDS[every?.image ?? ''];
  // A parser that records itself has no numbers.
  if (!number || !every || seconds === undefined || inBytes || !/^\d{1,9}$/.test(number.image)) return undefined;
  return {
    perSecond: Number(number.image) / seconds,
    written: at(`${number.image}/${every.image}`, cover(spanOf(number), spanOf(every))),
    burst: burst ? Number(burst.image) : DEFAULT_BURST,
    holds: over ? 'beyond' : 'within',
    per: 'all',
    perSource: [
      { span: { start: span.start, end: span.start }, newText: `meter each-${span.start} { ip saddr ` },
      { span: { start: span.end, end: span.end }, newText: ' }' },
    ],
  };
}

/** The rate as an element of a set asks it: for each key by itself. */
export function countedBy({ perSource: _, ...rate }: RateLimit, key: Value): RateLimit {
  const fields = fieldsOf(key);
  const per = fields.includes('saddr') ? 'source' : fields.includes('daddr') ? 'destination' : 'other';
  return { ...rate, per };
}

/** nft(8): of packets, where nothing is said. */
const DEFAULT_BURST = 5;

const SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400, week: 604_800 };

/** `ip saddr . tcp dport`; `ip saddr & 255.255.255.0` counts many in one. */
function fieldsOf(key: Value): string[] {
  if (key.kind === 'selector') return key.selector.words.length === 2 ? [key.selector.words[1]!] : [];
  return key.kind === 'concat' ? key.items.flatMap(fieldsOf) : [];
}
