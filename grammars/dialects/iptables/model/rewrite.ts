import { parseRewrite } from '../../../kit/rewrite.ts';
import { parsePrefix } from '../../../model/address.ts';
import type { Rewrite } from '../../../model/filter.ts';
import { argumentOf, type RulePart } from '../grammar/rule-line.ts';

/** What DNAT, SNAT and NETMAP put into a packet; undefined where the kernel chooses (ranges, MASQUERADE, REDIRECT); iptables-extensions(8). */
export function rewriteOf(target: string, options: readonly RulePart[]): Rewrite | undefined {
  if (!['DNAT', 'SNAT', 'NETMAP'].includes(target)) return undefined;
  // --to-destination and --to-source may be cut short.
  const [to, ...more] = options.filter(({ name }) => /^to(?:-|$)/.test(name)).map(argumentOf);
  // Several destinations take turns; --random leaves the port to chance.
  if (to === undefined || more.length > 0 || options.some(({ name }) => name.startsWith('random'))) return undefined;
  if (target === 'NETMAP') {
    const prefix = parsePrefix(to);
    return prefix && { prefix };
  }
  return parseRewrite(to);
}
