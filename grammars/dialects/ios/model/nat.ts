import { addressPools } from '../../../kit/cisco-like/address-pools.ts';
import { after, type Facts, isWholeNumber, lower, startsWith, textOf, use } from '../../../kit/cisco-like/facts.ts';
import {
  forwardOf,
  type NatDraft,
  natFilters,
  publishedOf,
  readInsideOutside,
  staticOf,
} from '../../../kit/cisco-like/nat-rules.ts';
import { outsideOfPool } from '../../../kit/outside-addresses.ts';
import type { Filter } from '../../../model/filter.ts';
import type { DefaultTimer, Nat, OutsideAddress, Timer } from '../../../model/nat.ts';
import type { Statement } from '../../../outline.ts';
import { at } from '../../../text/span.ts';

/** Gathers `ip nat` statements; the rules are built when all lists are known. */
export interface NatReader {
  read(statement: Statement, facts: Facts): void;
  filters(lists: readonly Filter[]): Filter[];
  nat(facts: Facts): Nat | undefined;
}

/** Cisco IOS IP Addressing Services Command Reference, `ip nat translation`; catalogue of vendor defaults. */
const TIMERS: Readonly<Record<string, Pick<DefaultTimer, 'kind' | 'seconds' | 'phase'>>> = {
  timeout: { kind: 'translation', seconds: 86_400 },
  'udp-timeout': { kind: 'udp', seconds: 300 },
  'tcp-timeout': { kind: 'tcp-established', seconds: 86_400 },
  'icmp-timeout': { kind: 'icmp', seconds: 60 },
  'dns-timeout': { kind: 'dns', seconds: 60 },
  'syn-timeout': { kind: 'tcp-transitory', seconds: 60, phase: 'opening' },
  'finrst-timeout': { kind: 'tcp-transitory', seconds: 60, phase: 'closing' },
};

export function natReader(): NatReader {
  const drafts: NatDraft[] = [];
  const timers: Timer[] = [];
  const pools = addressPools();
  const outside: OutsideAddress[] = [];
  let anchor: Statement | undefined;
  let closed = true;
  return {
    read: (statement, facts) => {
      if (statement.coverage === 'unknown') closed = false;
      const { words } = statement;
      pools.read(statement);
      if (startsWith(words, 'ip nat pool *')) outside.push(...outsideOfPool(statement, 4));
      if (startsWith(words, 'ip nat translation')) {
        const timer = timerOf(statement);
        if (timer) timers.push(timer);
        return;
      }
      const draft = readInsideOutside(statement);
      if (draft) useNames(statement, facts);
      if (draft === 'unreadable') {
        statement.coverage = 'unknown';
        closed = false;
      } else if (draft) {
        drafts.push(draft);
        anchor ??= statement;
      }
    },
    filters: (lists) => natFilters(drafts, lists, closed),
    nat: (facts) => {
      const zoned = facts.interfaces.some(({ zone }) => zone !== undefined);
      const translates = drafts.length > 0 || facts.interfaces.some((one) => one.natRole !== undefined);
      if (!translates && timers.length === 0) return undefined;
      const set = new Set(timers.filter((timer) => !timer.scope).map((timer) => timer.label));
      const defaults = Object.entries(TIMERS).flatMap(([name, timer]): DefaultTimer[] => {
        const label = `ip nat translation ${name}`;
        return set.has(label) ? [] : [{ ...timer, label }];
      });
      return {
        translates,
        timers,
        defaults: translates ? defaults : [],
        forwards: drafts.flatMap((draft) => forwardOf(draft, facts)),
        statics: drafts.flatMap(staticOf),
        // Policies of zones see the addresses inside, lists on interfaces do not.
        ...(zoned ? { published: drafts.flatMap((draft) => publishedOf(draft, facts)) } : {}),
        pools: pools.used(),
        outside,
        ...(anchor ? { anchor: at(textOf(anchor), anchor.header) } : {}),
        closed,
      };
    },
  };
}

/** `ip nat translation udp-timeout 300`, `ip nat translation port-timeout udp 53 60` */
function timerOf(statement: Statement): Timer | undefined {
  const { words } = statement;
  const name = lower(words, 3);
  const value = words.at(-1)!;
  const seconds: number | 'never' = lower(words, words.length - 1) === 'never' ? 'never' : Number(value.text);
  if (seconds !== 'never' && !isWholeNumber(value.text)) return undefined;
  const timer = {
    seconds: at<number | 'never'>(seconds, value.span),
    span: statement.header,
    label: `ip nat translation ${name}`,
  } as const;
  if (name === 'port-timeout' && words.length >= 7) {
    const port = Number(lower(words, 5) === 'port' ? words[6]!.text : words[5]!.text);
    const tcp = lower(words, 4) === 'tcp';
    if (!Number.isInteger(port)) return undefined;
    return {
      ...timer,
      kind: tcp ? 'tcp-established' : 'udp',
      scope: { destinationPorts: [{ first: port, last: port }] },
    };
  }
  const known = TIMERS[name];
  if (!known || words.length !== 5) return undefined;
  return { ...timer, kind: known.kind, ...(known.phase ? { phase: known.phase } : {}) };
}

/** A list, a route map, a pool, a VRF. */
function useNames(statement: Statement, facts: Facts): void {
  const rest = statement.words.slice(lower(statement.words, 2) === 'source' ? 3 : 4);
  const [kind, name] = rest;
  const pool = after(rest, 'pool', 1);
  const map = after(rest, 'route-map');
  const vrf = after(rest, 'vrf');
  if (pool) use(facts, 'nat-pool', pool, statement, 'rule-ignored');
  if (map) use(facts, 'route-policy', map, statement, 'rule-ignored');
  if (vrf) use(facts, 'vrf', vrf, statement);
  if (name && kind!.text.toLowerCase() === 'list') use(facts, 'acl', name, statement, 'rule-ignored');
}
