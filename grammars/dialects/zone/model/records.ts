import type { Word } from '../../../outline.ts';
import type { Entry } from '../grammar/file.ts';
import { seconds } from './time.ts';

export interface DnsRecord {
  /** With the dot at its end; below `?` where the text does not say which zone it is. Lower case. */
  readonly name: string;
  /** Where it is written: at this record or at one before it. */
  readonly owner: Word;
  /** Upper case. */
  readonly type: string;
  /** Its own, as written. */
  readonly ttl?: Word;
  /** Seconds: its own, else the one in force. */
  readonly lasts?: number;
  readonly values: readonly Word[];
  /** What names in `values` end with. */
  readonly origin: string;
}

/** `$TTL`, and the records that it is for. */
export interface DefaultTtl {
  readonly word: Word;
  readonly value: number;
  readonly records: DnsRecord[];
}

interface Records {
  readonly records: readonly DnsRecord[];
  readonly defaults: readonly DefaultTtl[];
  /** Other files, or patterns, may bring more name servers. */
  readonly open: boolean;
}

/** Who owns what, and for how long it is kept; sets the coverage of every line. */
export function readRecords(entries: readonly Entry[]): Records {
  const records: DnsRecord[] = [];
  const defaults: DefaultTtl[] = [];
  let open = false;
  let origin = originOf(entries);
  let owner: { readonly name: string; readonly word: Word } | undefined;
  for (const entry of entries) {
    const { directive, statement, rest } = entry;
    if (directive) {
      const kind = directive.text.toUpperCase();
      statement.coverage = DIRECTIVES[kind] ?? 'unknown';
      const [first] = rest;
      const value = kind === '$TTL' && first ? seconds(first.text) : undefined;
      if (first && value !== undefined) defaults.push({ word: first, value, records: [] });
      else if (kind === '$TTL') statement.coverage = 'unknown';
      if (kind === '$ORIGIN' && first) origin = absolute(first.text, origin);
      open ||= kind === '$INCLUDE' || (kind === '$GENERATE' && rest.some(({ text }) => /^NS$/i.test(text)));
      continue;
    }
    if (entry.owner) owner = { name: absolute(entry.owner.text, origin), word: entry.owner };
    if (!entry.type || rest.length === 0 || !owner) continue;
    statement.coverage = 'modelled';
    const force = defaults.at(-1);
    const lasts = entry.ttl ? seconds(entry.ttl.text) : force?.value;
    const record: DnsRecord = {
      name: owner.name,
      owner: owner.word,
      type: entry.type.text.toUpperCase(),
      ...(entry.ttl ? { ttl: entry.ttl } : {}),
      ...(lasts === undefined ? {} : { lasts }),
      values: rest,
      origin,
    };
    records.push(record);
    if (!entry.ttl) force?.records.push(record);
  }
  return { records, defaults, open };
}

const DIRECTIVES: Readonly<Record<string, 'modelled' | 'recognised'>> = {
  $TTL: 'modelled',
  $ORIGIN: 'modelled',
  $INCLUDE: 'modelled',
  $GENERATE: 'recognised',
};

/** A SOA stands at the top of its zone, which is the origin until the file says another one. */
function originOf(entries: readonly Entry[]): string {
  for (const { directive, owner, type } of entries) {
    if (directive?.text.toUpperCase() === '$ORIGIN') break;
    if (type?.text.toUpperCase() === 'SOA') return owner?.text.endsWith('.') ? owner.text.toLowerCase() : '?.';
  }
  return '?.';
}

/** `www` of `example.net.` is `www.example.net.`; `@` is the origin. */
export function absolute(text: string, origin: string): string {
  const name = text.toLowerCase();
  if (name === '@') return origin;
  if (name.endsWith('.') && !name.endsWith('\\.')) return name;
  return origin === '.' ? `${name}.` : `${name}.${origin}`;
}
