import type { MatchProblem } from '../../../model/filter.ts';
import { type Entry, located } from '../entries.ts';
import { protocolOf } from './match.ts';

/** Protocols that have ports. */
const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);

/** Ports, flags and ICMP types without the protocol that has them: RouterOS takes none of these (`ports can be specified if proto is ...`). */
export function matchProblemsOf(entry: Entry): MatchProblem[] {
  const problems: MatchProblem[] = [];
  const written = located(entry, 'protocol');
  const protocol = written && !written.value.startsWith('!') ? protocolOf(written.value) : undefined;
  const said = written ? { protocol: written.value } : {};
  for (const key of ['src-port', 'dst-port', 'port']) {
    const ports = located(entry, key);
    if (!ports) continue;
    if (protocol === undefined ? !written : protocol === 'all' || !WITH_PORTS.has(protocol))
      problems.push({
        kind: 'ports-without-protocol',
        span: ports.span,
        written: `${key}=${ports.value}`,
        effect: 'refused',
        ...said,
      });
    for (const item of ports.value.replace(/^!/, '').split(',')) {
      const range = /^(\d+)(?:-(\d+))?$/.exec(item);
      if (!range) continue;
      const [first, last] = [Number(range[1]), Number(range[2] ?? range[1])];
      if (first > 65_535 || last > 65_535)
        problems.push({ kind: 'port-too-high', span: ports.span, written: item, effect: 'refused' });
    }
  }
  const flags = located(entry, 'tcp-flags');
  if (flags && (protocol === undefined ? !written : protocol !== 6))
    problems.push({
      kind: 'flags-without-tcp',
      span: flags.span,
      written: `tcp-flags=${flags.value}`,
      effect: 'refused',
      ...said,
    });
  const icmp = located(entry, 'icmp-options');
  if (icmp && (protocol === undefined ? !written : protocol !== 1 && protocol !== 58))
    problems.push({
      kind: 'icmp-without-icmp',
      span: icmp.span,
      written: `icmp-options=${icmp.value}`,
      effect: 'refused',
      ...said,
    });
  return problems;
}
