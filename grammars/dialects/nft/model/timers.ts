import type { Interval } from '../../../model/filter.ts';
import type { Timer } from '../../../model/nat.ts';
import { at } from '../../../text/span.ts';
import { readValue } from '../grammar/rule.ts';
import { secondsOf } from '../names.ts';
import type { ObjectDraft } from './tables.ts';

/** nft(8), CT TIMEOUT: states of the tracker whose flows carry traffic now and then, and those that come and go. */
const KINDS: Readonly<Record<string, Readonly<Record<string, Pick<Timer, 'kind' | 'phase'>>>>> = {
  tcp: {
    established: { kind: 'tcp-established' },
    syn_sent: { kind: 'tcp-transitory', phase: 'opening' },
    syn_recv: { kind: 'tcp-transitory', phase: 'opening' },
    fin_wait: { kind: 'tcp-transitory', phase: 'closing' },
  },
  udp: { replied: { kind: 'udp-stream' }, unreplied: { kind: 'udp-unreplied' } },
};

/**
 * Lifetimes that a `ct timeout` object gives to the flows that a rule assigns it to.
 * @param ports of the rules that do, where all of them ask for some
 */
export function timersOf({ name, statement }: ObjectDraft, ports: readonly Interval[] | undefined): Timer[] {
  const timers: Timer[] = [];
  const protocol = statement.children.find(({ words }) => words[0]!.text === 'protocol')?.words[1]?.text ?? '';
  for (const child of statement.children) {
    if (child.words[0]!.text === 'protocol' || child.words[0]!.text === 'l3proto') child.coverage = 'modelled';
    if (child.words[0]!.text !== 'policy' || child.words[1]?.text !== '=') continue;
    const value = readValue(child.words.slice(2));
    child.coverage = value?.kind === 'set' ? 'modelled' : 'unknown';
    for (const { key, data, span } of value?.kind === 'set' ? value.elements : []) {
      const known = key.kind === 'literal' ? KINDS[protocol]?.[key.text] : undefined;
      const seconds = data?.kind === 'literal' ? secondsOf(data.text) : undefined;
      if (!known || seconds === undefined || data?.kind !== 'literal' || key.kind !== 'literal') continue;
      timers.push({
        ...known,
        seconds: at(seconds, data.span),
        span,
        label: `ct timeout ${name.value} ${key.text}`,
        scope: ports && ports.length > 0 ? { destinationPorts: ports } : { name: name.value },
      });
    }
  }
  return timers;
}
