import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import { COMMANDS } from '../commands.ts';
import { inheritGroups } from '../inherit.ts';
import { get, kids, value } from '../node.ts';
import { type Node, treeOf } from '../tree.ts';
import { continuedNames, filterUses } from './bindings.ts';
import { filtersOf } from './filters.ts';
import { interfacesOf } from './interfaces.ts';
import { prefixListsOf, resolveLists } from './prefix-lists.ts';

export function toModel(outline: Outline): Device {
  const root = treeOf(outline, COMMANDS);
  const complete = inheritGroups(root);
  const lists = resolveLists(root);
  const uses = filterUses(root);
  const hostname = value(root, 'system', 'host-name');
  const version = value(root, 'version');
  return {
    ...emptyDevice,
    ...(hostname ? { hostname } : {}),
    ...(version ? { version } : {}),
    interfaces: interfacesOf(root, complete),
    filters: filtersOf(root, lists, continuedNames(uses), complete),
    bindings: uses.flatMap(({ binding }) => binding ?? []),
    prefixLists: prefixListsOf(lists),
    dynamicRouting: routesDynamically(root),
    fragment: isFragment(root),
  };
}

const PROTOCOLS_WITH_ROUTES = ['bgp', 'ospf', 'ospf3', 'isis', 'rip', 'ripng', 'babel', 'rift'];

const routesDynamically = (root: Node): boolean =>
  [root, ...kids(get(root, 'routing-instances'))].some((place) =>
    PROTOCOLS_WITH_ROUTES.some((protocol) => get(place, 'protocols', protocol)),
  );

/** Without a name, a version or interfaces this is a part that something will be merged with. */
const isFragment = (root: Node): boolean =>
  !get(root, 'system', 'host-name') && !get(root, 'version') && !get(root, 'interfaces');
