import { type Facts, lower, textOf, use } from '../../../kit/cisco-like/facts.ts';
import { parseAddress } from '../../../model/address.ts';
import type { DefaultTimer, Nat, Timer } from '../../../model/nat.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';

/** Gathers NAT statements and the timers of connections. */
export interface NatReader {
  /** `nat (inside,outside) source dynamic LAN interface`; `within`: the object in whose block it stands. */
  translation(statement: Statement, facts: Facts, within?: string): void;
  /** `timeout conn 1:00:00 half-closed 0:10:00 udp 0:02:00 icmp 0:00:02` */
  timeout(statement: Statement): void;
  nat(): Nat | undefined;
}

type Known = Pick<Timer, 'kind' | 'phase' | 'allowed'> & { readonly seconds: number };

const LONGEST = 1193 * 3600;

/** Cisco ASA Command Reference, `timeout`: defaults, and what it takes. */
const TIMERS: Readonly<Record<string, Known>> = {
  conn: { kind: 'tcp-established', seconds: 3600, allowed: { first: 300, last: LONGEST } },
  udp: { kind: 'udp', seconds: 120, allowed: { first: 60, last: LONGEST } },
  'half-closed': { kind: 'tcp-transitory', phase: 'closing', seconds: 600, allowed: { first: 30, last: LONGEST } },
  icmp: { kind: 'icmp', seconds: 2, allowed: { first: 2, last: LONGEST } },
};

export function natReader(): NatReader {
  const timers: Timer[] = [];
  let anchor: Located<string> | undefined;
  let closed = true;
  return {
    translation: (statement, facts, within) => {
      if (statement.coverage === 'unknown') {
        closed = false;
        return;
      }
      anchor ??= at(textOf(statement), statement.header);
      useNames(statement, facts, within);
    },
    timeout: (statement) => {
      const { words } = statement;
      for (let i = 1; i < words.length - 1; i += 1) {
        const known = TIMERS[lower(words, i)];
        const value = words[i + 1]!;
        const seconds = known && secondsOf(value.text);
        // The device prints all of them: what is no more than the default was set by nobody.
        if (!known || seconds === undefined || seconds === known.seconds) continue;
        const { seconds: _, ...kind } = known;
        timers.push({
          ...kind,
          seconds: at<number | 'never'>(seconds === 0 ? 'never' : seconds, value.span),
          span: statement.header,
          label: `timeout ${lower(words, i)}`,
        });
      }
    },
    nat: () => {
      if (!anchor && timers.length === 0) return undefined;
      const set = new Set(timers.map((timer) => timer.label));
      const defaults = Object.entries(TIMERS).flatMap(([name, { kind, seconds, phase }]): DefaultTimer[] => {
        const label = `timeout ${name}`;
        // Answers to ICMP queries are let in by inspection, and end the entry: its short life hurts nobody.
        return set.has(label) || name === 'icmp' ? [] : [{ kind, seconds, label, ...(phase ? { phase } : {}) }];
      });
      return {
        translates: anchor !== undefined,
        timers,
        defaults: anchor ? defaults : [],
        ...(anchor ? { anchor } : {}),
        closed,
      };
    },
  };
}

/** `H:M:S`; `0` is `0:0:0`. */
export function secondsOf(text: string): number | undefined {
  if (text === '0') return 0;
  const found = /^(\d{1,4}):(\d{1,2}):(\d{1,2})$/.exec(text);
  return found ? Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3]) : undefined;
}

export const clockOf = (seconds: number): string => {
  const two = (value: number): string => `${value}`.padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
};

/** Objects after `source`, `destination`, `static`, `dynamic`; services after `service`; the interfaces in brackets. */
function useNames(statement: Statement, facts: Facts, within: string | undefined): void {
  const { words } = statement;
  const interfaces = /^\(([^,()]+),([^,()]+)\)$/.exec(words[1]?.text ?? '');
  if (interfaces && words[1]) {
    const { start } = words[1].span;
    let from = start + 1;
    for (const name of [interfaces[1]!, interfaces[2]!]) {
      const word: Word = { text: name, span: { start: from, end: from + name.length } };
      if (name !== 'any') use(facts, 'interface', word, statement);
      from += name.length + 1;
    }
  }
  const object = (word: Word | undefined): void => {
    if (word && !NO_OBJECT.test(word.text) && !parseAddress(word.text))
      use(
        facts,
        'object',
        word,
        statement,
        undefined,
        within === undefined ? undefined : { namespace: 'object', name: within },
      );
  };
  for (const [i] of words.entries()) {
    const here = lower(words, i);
    if (i < 1) continue;
    if (here === 'description') break;
    if (here === 'pat-pool') object(words[i + 1]);
    if (here !== 'static' && here !== 'dynamic') continue;
    object(words[i + 1]);
    // Of `source static REAL MAPPED` and `destination static MAPPED REAL`; an object's own has one name.
    if (/^(?:source|destination)$/.test(lower(words, i - 1))) object(words[i + 2]);
  }
  const service = words.findIndex((word, i) => i > 1 && word.text.toLowerCase() === 'service');
  if (within === undefined && service > 0 && lower(words, 2) !== 'description')
    for (const word of words.slice(service + 1, service + 3))
      if (!/^(?:any|inactive|description|unidirectional|no-proxy-arp|route-lookup|net-to-net|dns)$/i.test(word.text))
        use(facts, 'service-object', word, statement);
}

/** Words that stand where an object may, and values of it that are none. */
const NO_OBJECT =
  /^(?:any|any4|any6|interface|pat-pool|service|dns|description|inactive|destination|round-robin|no-proxy-arp|route-lookup|unidirectional|net-to-net|ipv6)$/i;
