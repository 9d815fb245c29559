import { isWholeNumber, lower } from '../../../kit/cisco-like/facts.ts';
import type { Word } from '../../../outline.ts';

/** What stands where an address or an object may: its words, `any`, or an interface's own address. */
export type NatTerm =
  | { readonly kind: 'any' }
  | { readonly kind: 'interface'; readonly word: Word }
  | { readonly kind: 'name'; readonly word: Word };

/** A statement since 8.3, of an object (section 2) or by itself (sections 1 and 3). */
export interface Translation {
  readonly section: 1 | 2 | 3;
  /** Its place among the lines of its section, where it is written. */
  readonly line?: number;
  /** Names of interfaces; absent: any. */
  readonly realPort?: Word;
  readonly mappedPort?: Word;
  readonly kind: 'static' | 'dynamic';
  /** Absent: the object in whose block it stands. */
  readonly real?: NatTerm;
  /** All words that say to what: an object, `pat-pool POOL interface`. */
  readonly mapped: readonly Word[];
  /** As it is addressed, and as it is. */
  readonly destination?: { readonly mapped: NatTerm; readonly real: NatTerm };
  /** Of the real source or the mapped destination, and of the other. */
  readonly services?: { readonly first: Word; readonly second: Word };
  /** `service tcp https 8443` of an object. */
  readonly port?: { readonly protocol: Word; readonly real: Word; readonly mapped: Word };
  readonly oneWay: boolean;
  readonly inactive: boolean;
}

/**
 * `nat (inside,outside) after-auto source static LAN LAN destination static VPN VPN no-proxy-arp`; within an object
 * `nat (inside,outside) dynamic interface`.
 * @returns undefined where the words are no such statement
 */
export function readTranslation(words: readonly Word[], ofObject: boolean): Translation | undefined {
  const ports = portsOf(words[1]);
  const rest = words.slice(ports ? 2 : 1);
  return ofObject ? readObject(rest, ports ?? {}) : readTwice(rest, ports ?? {});
}

type Ports = Pick<Translation, 'realPort' | 'mappedPort'>;

/** `(inside,any)` */
export function portsOf(word: Word | undefined): Ports | undefined {
  const found = /^\(([^,()]+),([^,()]+)\)$/.exec(word?.text ?? '');
  if (!word || !found) return undefined;
  const named = (text: string, start: number): Word | undefined =>
    text.toLowerCase() === 'any' ? undefined : { text, span: { start, end: start + text.length } };
  const start = word.span.start + 1;
  const realPort = named(found[1]!, start);
  const mappedPort = named(found[2]!, start + found[1]!.length + 1);
  return { ...(realPort ? { realPort } : {}), ...(mappedPort ? { mappedPort } : {}) };
}

function readObject(words: readonly Word[], ports: Ports): Translation | undefined {
  const kind = kindAt(words, 0);
  const mapped = kind && mappedAt(words, 1);
  if (!kind || !mapped) return undefined;
  let at = 1 + mapped.length;
  let port: Translation['port'];
  if (lower(words, at) === 'service') {
    const [protocol, real, to] = words.slice(at + 1, at + 4);
    if (kind !== 'static' || !to || !/^(?:tcp|udp|sctp)$/i.test(protocol!.text)) return undefined;
    port = { protocol: protocol!, real: real!, mapped: to };
    at += 4;
  }
  const tail = tailOf(words, at);
  return tail && { section: 2, ...ports, kind, mapped, ...(port ? { port } : {}), ...tail };
}

function readTwice(words: readonly Word[], ports: Ports): Translation | undefined {
  let at = 0;
  const late = lower(words, at) === 'after-auto';
  if (late) at += 1;
  const line = isWholeNumber(words[at]?.text) ? Number(words[at]!.text) : undefined;
  if (line !== undefined) at += 1;
  const kind = lower(words, at) === 'source' ? kindAt(words, at + 1) : undefined;
  const real = termAt(words, at + 2);
  const mapped = mappedAt(words, at + 3);
  if (!kind || !real || !mapped) return undefined;
  at += 3 + mapped.length;
  let destination: Translation['destination'];
  if (lower(words, at) === 'destination') {
    const addressed = lower(words, at + 1) === 'static' ? termAt(words, at + 2) : undefined;
    const next = at + (lower(words, at + 3) === 'ipv6' ? 4 : 3);
    const to = termAt(words, next);
    if (!addressed || !to) return undefined;
    destination = { mapped: addressed, real: to };
    at = next + 1;
  }
  let services: Translation['services'];
  if (lower(words, at) === 'service') {
    const [first, second] = words.slice(at + 1, at + 3);
    if (!first || !second) return undefined;
    services = { first, second };
    at += 3;
  }
  const tail = tailOf(words, at);
  return (
    tail && {
      section: late ? 3 : 1,
      ...(line === undefined ? {} : { line }),
      ...ports,
      kind,
      real,
      mapped,
      ...(destination ? { destination } : {}),
      ...(services ? { services } : {}),
      ...tail,
    }
  );
}

const kindAt = (words: readonly Word[], at: number): Translation['kind'] | undefined => {
  const kind = lower(words, at);
  return kind === 'static' || kind === 'dynamic' ? kind : undefined;
};

function termAt(words: readonly Word[], at: number): NatTerm | undefined {
  const word = words[at];
  if (!word || KEYWORD.test(word.text)) return undefined;
  const text = word.text.toLowerCase();
  return text === 'any' ? { kind: 'any' } : { kind: text === 'interface' ? 'interface' : 'name', word };
}

/** `203.0.113.5`, `POOL interface ipv6`, `pat-pool POOL round-robin extended flat include-reserve interface` */
function mappedAt(words: readonly Word[], from: number): readonly Word[] | undefined {
  let at = from;
  if (lower(words, at) === 'pat-pool') at += 1;
  if (!termAt(words, at)) return undefined;
  at += 1;
  while (MAPPED_OPTION.test(words[at]?.text ?? '')) at += 1;
  return words.slice(from, at);
}

const MAPPED_OPTION = /^(?:interface|ipv6|round-robin|extended|flat|include-reserve|block-allocation)$/i;

/** Words that no object may be called in these places. */
const KEYWORD = /^(?:static|dynamic|destination|service|source|after-auto|pat-pool|description|inactive)$/i;

/** `dns no-proxy-arp route-lookup inactive description ...` */
function tailOf(words: readonly Word[], from: number): Pick<Translation, 'oneWay' | 'inactive'> | undefined {
  let oneWay = false;
  let inactive = false;
  for (let at = from; at < words.length; at += 1) {
    const word = lower(words, at);
    if (word === 'description') break;
    if (!/^(?:dns|no-proxy-arp|route-lookup|net-to-net|unidirectional|inactive)$/.test(word)) return undefined;
    if (word === 'unidirectional') oneWay = true;
    if (word === 'inactive') inactive = true;
  }
  return { oneWay, inactive };
}
