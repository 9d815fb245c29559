import { knownFacts } from '../known-facts.ts';
import { figuresIn } from './figures.ts';
import type { NatFigures } from './nat-state.ts';

/** `sysctl` of Linux: `net.netfilter.nf_conntrack_max = 262144`. */
export function readLinuxNat(text: string): NatFigures {
  const find = figuresIn(text);
  const key = (name: string): number | undefined =>
    find(new RegExp(`^net\\.netfilter\\.nf_conntrack_${name} ?= ?(\\d{1,10})`, 'm'));
  return knownFacts({
    active: key('count'),
    most: key('max'),
    timeouts: knownFacts({
      'udp-stream': key('udp_timeout_stream'),
      'tcp-established': key('tcp_timeout_established'),
    }),
  });
}
