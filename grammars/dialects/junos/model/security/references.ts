import type { Namespace, Use } from '../../../../model/reference.ts';
import type { Span } from '../../../../text/span.ts';
import { get, kids } from '../../node.ts';
import type { Node } from '../../tree.ts';
import { prefixOf } from '../addresses.ts';
import { type AddressBooks, addressBooksOf, inBook } from './address-books.ts';
import { natRuleSets, natRulesIn } from './nat-rules.ts';
import { policyPlaces } from './policies.ts';
import { pairsOf } from './zones.ts';

/** How a use is written down: the namespace, the name, the statement that uses it. */
type MakeUse = (namespace: Namespace, node: Node, by: string, more?: Partial<Use>) => Use;

/** Zones, addresses, applications and pools that policies, translations and sets name. */
export function securityUses(root: Node, use: MakeUse): Use[] {
  const books = addressBooksOf(root);
  const sets = natRuleSets(root).map(({ node }) => node);
  const zoneUse = (node: Node, by: string): Use =>
    use('zone', node, by, node.name === 'any' || node.name.startsWith('junos-') ? { predefined: true } : {});
  return [
    ...pairsOf(root).flatMap(({ from, to }) => [
      { ...zoneUse(from, 'policies from-zone'), again: behind('from-zone', from) },
      { ...zoneUse(to, 'policies to-zone'), again: behind('to-zone', to) },
    ]),
    ...sets.flatMap((set) =>
      ['from', 'to'].flatMap((way) =>
        kids(get(set, way, 'zone')).map((zone) => zoneUse(zone, `rule-set ${set.name} ${way} zone`)),
      ),
    ),
    ...kids(get(root, 'security', 'address-book')).flatMap((book) =>
      kids(get(book, 'attach', 'zone')).map((zone) => zoneUse(zone, `address-book ${book.name} attach zone`)),
    ),
    ...policyPlaces(root).flatMap(({ node, from }) =>
      kids(get(node, 'policy')).flatMap((policy) => {
        const match = get(policy, 'match');
        const by = (name: string): string => `policy ${policy.name} match ${name}`;
        return [
          ...applicationUses(match, `policy ${policy.name}`, use),
          ...['from-zone', 'to-zone'].flatMap((name) => kids(get(match, name)).map((zone) => zoneUse(zone, by(name)))),
          ...addressUses(match, 'source-address', from?.name, by, books, use),
          ...addressUses(match, 'destination-address', from && node.name, by, books, use),
        ];
      }),
    ),
    ...natRuleSets(root)
      .flatMap(natRulesIn)
      .filter(({ inactive }) => !inactive)
      .flatMap((rule) => natUses(rule, use)),
    ...memberUses(root, books, use),
  ];
}

/** Where statements of a pair say the zone's name, behind its keyword. */
const behind = (keyword: string, { name, statements }: Node): Span[] =>
  statements.flatMap(({ words }) => {
    const at = words.findIndex((word, i) => word.text === keyword && words[i + 1]?.text === name);
    return at < 0 ? [] : [words[at + 1]!.span];
  });

/** Where one of the zone's own books has the name, that is meant. */
function addressUses(
  match: Node | undefined,
  name: string,
  zone: string | undefined,
  by: (name: string) => string,
  books: AddressBooks,
  use: MakeUse,
): Use[] {
  return kids(get(match, name))
    .filter(namesAddress)
    .map((node) => {
      const scope = books.of(zone).find((book) => inBook(book, node.name))?.scope;
      return use('object', node, by(name), scope === undefined ? {} : { scope });
    });
}

/** Names of address-book entries; addresses written out name nothing. */
const namesAddress = ({ name }: Node): boolean =>
  name !== 'any' && name !== 'any-ipv4' && name !== 'any-ipv6' && prefixOf(name) === undefined;

const applicationUses = (match: Node | undefined, by: string, use: MakeUse): Use[] =>
  kids(get(match, 'application'))
    .filter((node) => node.name !== 'any')
    .map((node) => use('service-object', node, `${by} match application`, predefined(node)));

const predefined = (node: Node): Partial<Use> => (node.name.startsWith('junos-') ? { predefined: true } : {});

function natUses(rule: Node, use: MakeUse): Use[] {
  const match = get(rule, 'match');
  return [
    ...applicationUses(match, `rule ${rule.name}`, use),
    ...['source-address-name', 'destination-address-name'].flatMap((name) =>
      kids(get(match, name))
        .filter(namesAddress)
        .map((node) => use('object', node, `rule ${rule.name} match ${name}`)),
    ),
    ...kids(get(rule, 'then', 'static-nat', 'prefix-name'))
      .filter(({ name }) => name !== 'mapped-port' && name !== 'routing-instance')
      .map((node) => use('object', node, `rule ${rule.name} then static-nat prefix-name`)),
    ...['source-nat', 'destination-nat'].flatMap((name) =>
      kids(get(rule, 'then', name, 'pool'))
        .filter((node) => node.name !== 'persistent-nat')
        .map((node) => use('nat-pool', node, `rule ${rule.name} then ${name} pool`)),
    ),
  ];
}

function memberUses(root: Node, books: AddressBooks, use: MakeUse): Use[] {
  const members = (
    set: Node,
    leaves: readonly string[],
    namespace: Namespace,
    more: (member: Node) => Partial<Use>,
  ): Use[] =>
    leaves.flatMap((leaf) =>
      kids(get(set, leaf)).map((node) =>
        use(namespace, node, `${set.parent!.name} ${set.name}`, {
          ...more(node),
          within: { namespace, name: set.name },
        }),
      ),
    );
  const [global] = books.of(undefined);
  return [
    ...kids(get(root, 'applications', 'application-set')).flatMap((set) =>
      members(set, ['application', 'application-set'], 'service-object', predefined),
    ),
    ...books.all.flatMap((book) => {
      const scopeOf = ({ name }: Node): Partial<Use> =>
        book.scope === undefined || (!inBook(book, name) && global && inBook(global, name))
          ? {}
          : { scope: book.scope };
      return kids(get(book.node, 'address-set')).flatMap((set) =>
        members(set, ['address', 'address-set'], 'object', scopeOf),
      );
    }),
  ];
}
