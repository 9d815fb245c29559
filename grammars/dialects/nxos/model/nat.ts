import { addressPools } from '../../../kit/cisco-like/address-pools.ts';
import { lower, numberAt, startsWith, textOf } from '../../../kit/cisco-like/facts.ts';
import { type NatDraft, natFilters, readInsideOutside } from '../../../kit/cisco-like/nat-rules.ts';
import { outsideOfPool } from '../../../kit/outside-addresses.ts';
import type { Filter } from '../../../model/filter.ts';
import type { Nat, OutsideAddress, Timer } from '../../../model/nat.ts';
import type { Statement } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';

/** Gathers `ip nat` of the margin; the rules are built when all lists are known. */
export interface NatReader {
  read(statement: Statement): void;
  filters(lists: readonly Filter[]): Filter[];
  nat(): Nat | undefined;
}

/** Cisco Nexus 9000 Series NX-OS Interfaces Configuration Guide, "Configuring Static and Dynamic NAT Translation"; seconds. */
const TIMERS: Readonly<Record<string, Pick<Timer, 'kind' | 'phase'>>> = {
  'udp-timeout': { kind: 'udp' },
  'tcp-timeout': { kind: 'tcp-established' },
  'syn-timeout': { kind: 'tcp-transitory', phase: 'opening' },
  'finrst-timeout': { kind: 'tcp-transitory', phase: 'closing' },
};

export function natReader(): NatReader {
  const drafts: NatDraft[] = [];
  const timers: Timer[] = [];
  const pools = addressPools();
  const outside: OutsideAddress[] = [];
  let anchor: Located<string> | undefined;
  let closed = true;
  return {
    read: (statement) => {
      const { words } = statement;
      pools.read(statement);
      if (startsWith(words, 'ip nat pool *')) outside.push(...outsideOfPool(statement, 4));
      if (/^(?:inside|outside)$/.test(lower(words, 2))) {
        anchor ??= at(textOf(statement), statement.header);
        const draft = readInsideOutside(statement);
        if (draft === 'unreadable') {
          statement.coverage = 'unknown';
          closed = false;
        } else if (draft) drafts.push(draft);
      }
      const known = startsWith(words, 'ip nat translation * *') ? TIMERS[lower(words, 3)] : undefined;
      const seconds = known && numberAt(words[4]);
      if (known && seconds && seconds.value > 0)
        timers.push({ ...known, seconds, span: statement.header, label: `ip nat translation ${lower(words, 3)}` });
    },
    filters: (lists) => natFilters(drafts, lists, closed),
    nat: () =>
      anchor || timers.length > 0
        ? {
            translates: anchor !== undefined,
            timers,
            defaults: [],
            outside,
            pools: pools.used(),
            ...(anchor ? { anchor } : {}),
            closed,
          }
        : undefined,
  };
}
