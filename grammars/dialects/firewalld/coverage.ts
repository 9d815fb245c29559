import { type Coverage, type Statement, walk } from '../../outline.ts';
import { elementName } from './element.ts';

const RICH =
  'source destination service port protocol icmp-block icmp-type source-port log nflog audit accept reject drop mark limit';
const ZONE = 'interface source service port protocol source-port icmp-block icmp-block-inversion rule';

/** Elements in each kind of file: what is modelled, and what is known and says nothing of what may come in. */
const KINDS: Readonly<Record<string, { readonly modelled: string; readonly recognised: string }>> = {
  zone: {
    modelled: `${ZONE} ${RICH}`,
    recognised: 'short description forward masquerade forward-port tcp-mss-clamp',
  },
  policy: {
    modelled: `ingress-zone egress-zone ${ZONE} ${RICH}`,
    recognised: 'short description masquerade forward-port tcp-mss-clamp',
  },
  service: {
    modelled: '',
    recognised: 'short description port protocol source-port module destination include helper',
  },
  ipset: { modelled: '', recognised: 'short description option entry' },
  icmptype: { modelled: '', recognised: 'short description destination' },
  helper: { modelled: '', recognised: 'short description port' },
  // Its rules are arguments of other programs, which nothing here follows.
  direct: { modelled: '', recognised: 'chain' },
};

/** Sets the coverage of every element. @returns whether all of them were known */
export function declareCoverage(root: Statement): boolean {
  const kind = KINDS[elementName(root)];
  if (!kind) return false;
  const table = tableOf(kind);
  root.coverage = kind.modelled === '' ? 'recognised' : 'modelled';
  let known = true;
  for (const statement of walk(root.children)) {
    statement.coverage = table.get(elementName(statement)) ?? 'unknown';
    if (statement.coverage === 'unknown') known = false;
  }
  return known;
}

function tableOf({ modelled, recognised }: (typeof KINDS)[string]): ReadonlyMap<string, Coverage> {
  const table = new Map<string, Coverage>(recognised.split(' ').map((name) => [name, 'recognised']));
  for (const name of modelled.split(' ')) table.set(name, 'modelled');
  return table;
}
