import { located, lower, startsWith } from '../../../kit/cisco-like/facts.ts';
import type { Unfollowed } from '../../../model/route-choice.ts';
import type { TableLeak } from '../../../model/table-leak.ts';
import type { Statement } from '../../../outline.ts';

/**
 * `leak routes source-vrf RED subscribe-policy RM` below `router general` and `vrf BLUE`: the agent runs in the multi-agent model alone (EOS
 * manual, "Inter-VRF Local Route Leaking using VRF-leak Agent"), and which model a text without it means depends on the release.
 */
export function tableLeaksOf(statements: readonly Statement[]): {
  readonly leaks: readonly TableLeak[];
  readonly unfollowed: readonly Unfollowed[];
} {
  const model = statements.find(({ words }) => startsWith(words, 'service routing protocols model *'));
  const kind = model && lower(model.words, 4);
  if (kind === 'ribd') return { leaks: [], unfollowed: [] };
  const leaks: TableLeak[] = [];
  const unfollowed: Unfollowed[] = [];
  for (const { words, children } of statements) {
    if (words.length !== 2 || !startsWith(words, 'router general')) continue;
    for (const { words: inner, children: lines } of children) {
      const vrf = lower(inner, 0) === 'vrf' ? inner[1]?.text : undefined;
      if (vrf === undefined) continue;
      for (const line of lines) {
        if (!startsWith(line.words, 'leak routes')) continue;
        const leak = kind === 'multi-agent' ? leakOf(line, nameOf(vrf)) : undefined;
        if (leak) leaks.push(leak);
        else unfollowed.push({ about: { kind: 'protocol', protocol: '*' }, vrf: nameOf(vrf), span: line.header });
      }
    }
  }
  return { leaks, unfollowed };
}

function leakOf(line: Statement, into: string): TableLeak | undefined {
  const { words, header } = line;
  if (words.length !== 6 || !startsWith(words, 'leak routes source-vrf * subscribe-policy *')) return undefined;
  line.coverage = 'modelled';
  const from = located(words[3]!);
  return { from: { ...from, value: nameOf(from.value) }, into, policy: located(words[5]!), span: header };
}

const nameOf = (vrf: string): string => (vrf === 'default' ? '' : vrf);
