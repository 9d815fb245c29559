import { knownFacts } from '../known-facts.ts';
import { figuresIn } from './figures.ts';
import type { NatFigures } from './nat-state.ts';

/**
 * `display firewall-nat session aging-time` of VRP, and how many sessions `display nat session all` and `display firewall session
 * table` say that they have listed.
 */
export function readVrpNat(text: string): NatFigures {
  const find = figuresIn(text);
  //   NAT Session Table Information:
  const table = text.search(/^ *NAT Session Table Information:/m);
  const listed = table < 0 ? undefined : figuresIn(text.slice(table))(/^ *Total ?: (\d{1,12})\s*$/m);
  return knownFacts({
    active: find(/^ *Current Total Sessions ?: (\d{1,12})\s*$/m) ?? listed,
    timeouts: knownFacts({
      udp: find(/^ *udp protocol timeout +: ([1-9]\d{0,9}) +\(s\)/m),
      'tcp-established': find(/^ *tcp protocol timeout +: ([1-9]\d{0,9}) +\(s\)/m),
    }),
  });
}
