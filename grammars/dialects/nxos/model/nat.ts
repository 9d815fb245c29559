import { lower, numberAt, startsWith, textOf } from '../../../kit/cisco-like/facts.ts';
import type { Nat, Timer, TimerKind } from '../../../model/nat.ts';
import type { Statement } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';

/** Gathers `ip nat` of the margin. */
export interface NatReader {
  read(statement: Statement): void;
  nat(): Nat | undefined;
}

/** Cisco Nexus 9000 Series NX-OS Interfaces Configuration Guide, "Configuring Static and Dynamic NAT Translation"; seconds. */
const TIMERS: Readonly<Record<string, TimerKind>> = { 'udp-timeout': 'udp', 'tcp-timeout': 'tcp-established' };

export function natReader(): NatReader {
  const timers: Timer[] = [];
  let anchor: Located<string> | undefined;
  return {
    read: (statement) => {
      const { words } = statement;
      if (/^(?:inside|outside)$/.test(lower(words, 2))) anchor ??= at(textOf(statement), statement.header);
      const kind = startsWith(words, 'ip nat translation * *') ? TIMERS[lower(words, 3)] : undefined;
      const seconds = kind && numberAt(words[4]);
      if (kind && seconds && seconds.value > 0)
        timers.push({ kind, seconds, span: statement.header, label: `ip nat translation ${lower(words, 3)}` });
    },
    nat: () =>
      anchor || timers.length > 0
        ? { translates: anchor !== undefined, timers, defaults: [], ...(anchor ? { anchor } : {}), closed: true }
        : undefined,
  };
}
