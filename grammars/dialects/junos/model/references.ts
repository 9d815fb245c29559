import type { Definition, Namespace, References, Use } from '../../../model/reference.ts';
import { get, kids, located, spansOf } from '../node.ts';
import type { Node } from '../tree.ts';
import { policyNames } from './bgp.ts';
import type { FilterUse } from './bindings.ts';
import { addressBooksOf } from './security/address-books.ts';
import { securityUses } from './security/references.ts';

export function referencesOf(root: Node, filters: readonly FilterUse[]): References {
  const defined = definedNodes(root);
  const beside = namesBeside(root, new Set(defined.map(({ node }) => node)));
  const uses = once([
    ...filterReferences(filters),
    ...firewallUses(root),
    ...policyUses(root),
    ...securityUses(root, use),
  ]);
  const used = new Set(
    uses.flatMap(({ namespaces, name }) => namespaces.map((namespace) => `${namespace} ${name.value}`)),
  );
  // A name that stands anywhere else may be a use that is not modelled.
  const elsewhere = ({ namespace, node }: Defined): boolean =>
    namespace === 'zone' || namespace === 'vrf' || (beside.has(node.name) && !used.has(`${namespace} ${node.name}`));
  return {
    definitions: defined.map(
      (one): Definition => ({
        namespace: one.namespace,
        name: located(one.node),
        // Lines of a name that is known in one part only are looked at one by one.
        spans: one.scope === undefined ? spansOf(one.node) : one.node.statements.map(({ span }) => span),
        ...(one.scope === undefined ? {} : { scope: one.scope }),
        ...(elsewhere(one) ? { alwaysUsed: true } : {}),
      }),
    ),
    uses,
  };
}

/** What a group gives to many places is written once. */
function once(uses: readonly Use[]): Use[] {
  const seen = new Set<string>();
  return uses.filter(({ namespaces, name }) => {
    const key = `${namespaces[0]} ${name.span.start}`;
    return !seen.has(key) && seen.add(key);
  });
}

const filterReferences = (filters: readonly FilterUse[]): Use[] =>
  filters.map(({ node, by, within }) =>
    use('acl', node, by, within === undefined ? {} : { within: { namespace: 'acl', name: within } }),
  );

interface Defined {
  readonly namespace: Namespace;
  readonly node: Node;
  readonly scope?: string;
}

function definedNodes(root: Node): Defined[] {
  const under = (namespace: Namespace, ...path: readonly string[]): Defined[] =>
    kids(get(root, ...path)).map((node) => ({ namespace, node }));
  return [
    ...under('acl', 'firewall', 'filter'),
    ...kids(get(root, 'firewall', 'family')).flatMap((family) =>
      ['filter', 'service-filter', 'simple-filter'].flatMap((kind) =>
        kids(get(family, kind)).map((node): Defined => ({ namespace: 'acl', node })),
      ),
    ),
    ...['policer', 'three-color-policer', 'hierarchical-policer'].flatMap((kind) =>
      under('policy-map', 'firewall', kind),
    ),
    ...under('route-policy', 'policy-options', 'policy-statement'),
    ...under('prefix-list', 'policy-options', 'prefix-list'),
    ...under('as-path-list', 'policy-options', 'as-path'),
    ...under('as-path-list', 'policy-options', 'as-path-group'),
    ...under('community-list', 'policy-options', 'community'),
    ...under('service-object', 'applications', 'application'),
    ...under('service-object', 'applications', 'application-set'),
    ...addressBooksOf(root).all.flatMap(({ node: book, scope }) =>
      ['address', 'address-set'].flatMap((kind) =>
        kids(get(book, kind)).map((node): Defined => ({ namespace: 'object', node, ...(scope ? { scope } : {}) })),
      ),
    ),
    ...under('object', 'security', 'dynamic-address', 'address-name'),
    ...under('zone', 'security', 'zones', 'security-zone'),
    ...under('zone', 'security', 'zones', 'functional-zone'),
    ...under('nat-pool', 'security', 'nat', 'source', 'pool'),
    ...under('nat-pool', 'security', 'nat', 'destination', 'pool'),
    ...under('vrf', 'routing-instances'),
    ...under('object', 'snmp', 'client-list'),
  ];
}

/** Every word of the hierarchy that defines nothing. */
function namesBeside(root: Node, definitions: ReadonlySet<Node>): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    const defines = definitions.has(node) || node.parent?.parent?.name === 'policy-options';
    if (!defines) names.add(node.name);
    // Paths and expressions hold names: `apply-path "policy-options prefix-list A <*>"`, `( A && B )`.
    if (!defines && /[ (]/.test(node.name)) for (const name of node.name.split(/[\s()!&|]+/)) names.add(name);
    for (const child of node.children.values()) visit(child);
  };
  visit(root);
  return names;
}

function use(namespace: Namespace, node: Node, by: string, more: Partial<Use> = {}): Use {
  return { namespaces: [namespace], name: located(node), by, effect: 'config-refused', ...more };
}

const POLICERS = ['policer', 'three-color-policer', 'hierarchical-policer'] as const;

function firewallUses(root: Node): Use[] {
  const uses: Use[] = [];
  const firewall = get(root, 'firewall');
  const filters = [
    ...kids(get(firewall, 'filter')),
    ...kids(get(firewall, 'family')).flatMap((family) => kids(get(family, 'filter'))),
  ];
  for (const term of filters.flatMap((filter) => kids(get(filter, 'term')))) {
    for (const name of ['source-prefix-list', 'destination-prefix-list', 'prefix-list'])
      for (const list of kids(get(term, 'from', name)))
        uses.push({ namespaces: ['prefix-list'], name: located(list), by: `term ${term.name} from ${name}` });
    const then = get(term, 'then');
    for (const name of POLICERS) {
      for (const policer of kids(get(then, name))) {
        const inner = name === 'three-color-policer' ? kids(policer)[0] : policer;
        if (inner) uses.push(use('policy-map', inner, `term ${term.name} then ${name}`));
      }
    }
    for (const instance of kids(get(then, 'routing-instance'))) {
      if (!isMainInstance(instance.name)) uses.push(use('vrf', instance, `term ${term.name} then routing-instance`));
    }
  }
  return uses;
}

const isMainInstance = (name: string): boolean => name === 'default' || name === 'master' || name === 'topology';

/** Leaves whose values are names of policies, wherever they stand. */
const POLICY_LEAVES: ReadonlySet<string> = new Set([
  'vrf-import',
  'vrf-export',
  'instance-import',
  'instance-export',
  'import-policy',
]);

/** Where `import` and `export` take policies: elsewhere they take route targets, or keywords. */
const WITH_POLICIES: ReadonlySet<string> = new Set(
  'bgp ospf ospf3 isis rip ripng pim msdp ldp dvmrp forwarding-table ip-prefix-routes'.split(' '),
);
const NAMED_WITH_POLICIES: ReadonlySet<string> = new Set(['group', 'neighbor', 'peer', 'rib']);

function takesPolicies(leaf: Node): boolean {
  if (POLICY_LEAVES.has(leaf.name)) return true;
  if (leaf.name !== 'import' && leaf.name !== 'export') return false;
  return WITH_POLICIES.has(leaf.parent!.name) || NAMED_WITH_POLICIES.has(leaf.parent!.parent?.name ?? '');
}

function policyUses(root: Node): Use[] {
  const uses: Use[] = [];
  const visit = (node: Node, by: string): void => {
    for (const child of kids(node)) {
      if (!takesPolicies(child) || child.command === undefined) visit(child, `${by} ${child.name}`);
      else
        for (const name of policyNames(child))
          uses.push({ namespaces: ['route-policy'], name, by: `${by} ${child.name}`.trim(), effect: 'config-refused' });
    }
  };
  for (const instance of [root, ...kids(get(root, 'routing-instances'))]) {
    for (const name of ['protocols', 'routing-options', 'switch-options']) {
      const place = get(instance, name);
      if (place) visit(place, '');
    }
    for (const name of ['vrf-import', 'vrf-export'])
      for (const policy of policyNames(get(instance, name)))
        uses.push({ namespaces: ['route-policy'], name: policy, by: name, effect: 'config-refused' });
  }
  for (const community of kids(get(root, 'snmp', 'community'))) {
    for (const list of kids(get(community, 'client-list-name')))
      uses.push({ namespaces: ['prefix-list', 'object'], name: located(list), by: 'snmp community client-list-name' });
  }
  for (const statement of kids(get(root, 'policy-options', 'policy-statement'))) {
    for (const place of [statement, ...kids(get(statement, 'term'))]) uses.push(...termUses(place, statement.name));
  }
  return uses;
}

function termUses(term: Node, statement: string): Use[] {
  const from = get(term, 'from');
  const by = (what: string): string => `policy-statement ${statement} ${what}`;
  const listed = (namespace: Namespace, name: string): Use[] =>
    kids(get(from, name)).map((node) => use(namespace, node, by(`from ${name}`)));
  return [
    // Real devices commit a policy that names a prefix list which does not exist.
    ...['prefix-list', 'prefix-list-filter'].flatMap((name) =>
      kids(get(from, name)).map(
        (node): Use => ({ namespaces: ['prefix-list'], name: located(node), by: by(`from ${name}`) }),
      ),
    ),
    ...listed('as-path-list', 'as-path'),
    ...listed('as-path-list', 'as-path-group'),
    ...listed('community-list', 'community'),
    ...policyNames(get(from, 'policy')).map(
      (name): Use => ({
        namespaces: ['route-policy'],
        name,
        by: by('from policy'),
        effect: 'config-refused',
        within: { namespace: 'route-policy', name: statement },
      }),
    ),
    ...kids(get(term, 'then', 'community')).flatMap((action) =>
      kids(action).map((node) => use('community-list', node, by(`then community ${action.name}`))),
    ),
  ];
}
