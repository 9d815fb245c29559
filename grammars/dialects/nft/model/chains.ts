import { isProgramsOwn } from '../../../kit/generated-chains.ts';
import type { Filter, Hook } from '../../../model/filter.ts';
import { jumpsOf, verdictsOf } from './rule.ts';
import type { ChainDraft, TableDraft } from './tables.ts';

export type Purpose = Filter['purpose'];

export const HOOKS: readonly string[] = ['prerouting', 'input', 'forward', 'output', 'postrouting'] satisfies Hook[];

/** Names of chains that a chain's rules lead to, those in maps among them. */
export function targetsOf(chain: ChainDraft, table: TableDraft): string[] {
  const names: string[] = [];
  for (const { parts } of chain.rules) {
    if (!parts) continue;
    const mapped = parts.flatMap((part) =>
      part.kind === 'vmap' && part.map.kind === 'set-name'
        ? verdictsOf(table.sets.get(part.map.name.value)?.elements ?? [])
        : [],
    );
    for (const verdict of [...jumpsOf(parts), ...mapped])
      if ((verdict.verdict === 'jump' || verdict.verdict === 'goto') && verdict.target)
        names.push(verdict.target.value);
  }
  return names;
}

/** What each chain is for: base chains by their type and hook, others by the base chains that lead to them. */
export function purposesOf(table: TableDraft): ReadonlyMap<ChainDraft, Purpose> {
  const purposes = new Map<ChainDraft, Purpose>();
  for (const base of table.chains.values()) {
    if (!base.base) continue;
    const reached = reachedFrom(base, table);
    const purpose = ofBase(base, reached, table);
    for (const chain of reached) {
      const known = purposes.get(chain);
      if (known === undefined || ORDER.indexOf(purpose) < ORDER.indexOf(known)) purposes.set(chain, purpose);
    }
  }
  for (const chain of table.chains.values()) {
    if (purposes.has(chain)) continue;
    const translates = chain.rules.some(({ parts }) => parts?.some((part) => part.kind === 'nat'));
    purposes.set(chain, table.family === 'arp' ? 'mangle' : translates ? 'nat' : 'packet');
  }
  return purposes;
}

/** A chain that several kinds of base chains lead to is taken for the first of these. */
const ORDER: readonly Purpose[] = ['packet', 'nat', 'mangle', 'classify'];

function ofBase({ base, policy }: ChainDraft, reached: ReadonlySet<ChainDraft>, table: TableDraft): Purpose {
  if (table.family === 'arp') return 'mangle';
  if (base?.type === 'nat') return 'nat';
  if (base?.type !== 'filter') return 'mangle';
  // At its own priority a chain that never decides is there to mark, to clamp or to count.
  const decides =
    policy?.value === 'drop' ||
    base.priority === 0 ||
    [...reached].some((chain) => chain.rules.some(({ parts }) => !parts || mayDecide(parts, table)));
  if (!decides) return 'mangle';
  if (/^(?:input|forward|output)$/.test(base.hook)) return 'packet';
  const denies =
    policy?.value === 'drop' ||
    [...reached].some((chain) => chain.rules.some(({ parts }) => parts && mayDeny(parts, table)));
  return denies ? 'packet' : 'mangle';
}

type Parts = NonNullable<ChainDraft['rules'][number]['parts']>;

function verdictsIn(parts: Parts, table: TableDraft): string[] {
  const mapped = parts.flatMap((part) =>
    part.kind === 'vmap' && part.map.kind === 'set-name'
      ? verdictsOf(table.sets.get(part.map.name.value)?.elements ?? [])
      : [],
  );
  return [...jumpsOf(parts), ...mapped].map(({ verdict }) => verdict);
}

const mayDeny = (parts: Parts, table: TableDraft): boolean =>
  verdictsIn(parts, table).some((verdict) => verdict === 'drop' || verdict === 'reject');

const mayDecide = (parts: Parts, table: TableDraft): boolean =>
  verdictsIn(parts, table).some((verdict) => /^(?:accept|drop|reject|queue)$/.test(verdict));

function reachedFrom(base: ChainDraft, table: TableDraft): ReadonlySet<ChainDraft> {
  const reached = new Set<ChainDraft>([base]);
  const waiting = [base];
  for (let chain = waiting.pop(); chain; chain = waiting.pop()) {
    for (const name of targetsOf(chain, table)) {
      const next = table.chains.get(name);
      if (!next || reached.has(next)) continue;
      reached.add(next);
      waiting.push(next);
    }
  }
  return reached;
}

/** Tables that programs keep; the comment is what `nft list ruleset` writes above those of iptables-nft. */
export const isGeneratedTable = ({ name, start }: TableDraft, text: string): boolean =>
  /^(?:firewalld|f2b-table|fail2ban|libvirt_network|crowdsec6?|kube-proxy|docker-bridges|cilium|tailscale|miniupnpd|sshguard)$/.test(
    name,
  ) || /managed by iptables-nft[^\n]*\r?\n[^\n]*$/.test(text.slice(Math.max(0, start - 200), start));

export const isGeneratedChain = (name: string): boolean => isProgramsOwn(name);
