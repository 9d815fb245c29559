import type { Change, NamedRoutes } from '../../../change.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { bgpPlaces, familyName } from '../model/bgp.ts';
import { get, kids } from '../node.ts';
import type { Node } from '../tree.ts';
import { block, leaf, type Stanza } from './layout.ts';
import { addAtTop, addBelow } from './places.ts';
import { rangeText, refuseRoutes } from './refuse-routes.ts';

type BgpChange = Extract<
  Change,
  {
    kind:
      | 'set-bgp-timers'
      | 'set-max-prefix'
      | 'add-bgp-policy'
      | 'refuse-routes'
      | 'refuse-paths'
      | 'refuse-invalid'
      | 'set-neighbour'
      | 'set-bgp';
  }
>;

export function writeBgp(change: BgpChange, outline: Outline, root: Node): readonly TextEdit[] | undefined {
  if (change.kind === 'add-bgp-policy') return writePolicies([change], outline, root);
  // Neither the length of paths nor the order of MEDs is a setting of the process here.
  if (change.kind === 'set-bgp') return undefined;
  const place = bgpPlaces(root)[change.process];
  const found = change.neighbour === undefined ? undefined : place?.neighbours[change.neighbour];
  if (!place || (change.neighbour !== undefined && !found)) return undefined;
  const levels = found ? [ownPlace(found), found.group, place.node] : [place.node];
  if (change.kind === 'refuse-routes' || change.kind === 'refuse-paths' || change.kind === 'refuse-invalid')
    return refuseRoutes(change, outline, root, levels);
  if (change.kind === 'set-neighbour')
    return change.setting.kind === 'remove-private-as'
      ? one(addBelow(outline, levels[0]!, [leaf('remove-private')]))
      : undefined;
  if (change.kind === 'set-bgp-timers') return setTimers(change, outline, levels);
  return found && setMaxPrefix(change, outline, levels);
}

/** A range of `allow` has no statements of its own: its group stands for it. */
const ownPlace = ({ node, group }: { readonly node: Node; readonly group: Node }): Node =>
  node.parent?.name === 'allow' ? group : node;

const one = (edit: TextEdit | undefined): readonly TextEdit[] | undefined => edit && [edit];

/** Junos has the hold time only; the keepalive is a third of it. Changed where it is written: the group's stands for all its neighbours. */
function setTimers(
  { keepalive, hold }: Extract<Change, { kind: 'set-bgp-timers' }>,
  outline: Outline,
  levels: readonly Node[],
): readonly TextEdit[] | undefined {
  if (Math.floor(hold / 3) !== keepalive) return undefined;
  const level = levels.find((each) => get(each, 'hold-time'));
  const written = kids(get(level, 'hold-time')).find(({ group }) => group === undefined);
  if (written) return [{ span: written.span, newText: `${hold}` }];
  return one(addBelow(outline, levels[0]!, [leaf(`hold-time ${hold}`)]));
}

/** Where the families are said, there is the limit said too: families of a neighbour would replace those of its group. */
function setMaxPrefix(
  { family, limit, threshold, restart }: Extract<Change, { kind: 'set-max-prefix' }>,
  outline: Outline,
  levels: readonly Node[],
): readonly TextEdit[] | undefined {
  const bounds = [leaf(`maximum ${limit}`), leaf(`teardown ${threshold} idle-timeout ${restart}`)];
  const level = levels.find((each) => kids(get(each, 'family')).length > 0);
  if (!level) {
    const name = family.startsWith('ipv6') ? 'inet6' : 'inet';
    return one(
      addBelow(outline, levels[0]!, [block(`family ${name}`, block('unicast', block('prefix-limit', ...bounds)))]),
    );
  }
  for (const kind of kids(get(level, 'family')).flatMap((each) => kids(each))) {
    if (familyName(kind.parent!.name, kind.name) !== family) continue;
    const node = get(kind, 'prefix-limit') ?? get(kind, 'accepted-prefix-limit');
    if (!node) return one(addBelow(outline, kind, [block('prefix-limit', ...bounds)]));
    const maximum = kids(get(node, 'maximum'))[0];
    if (!maximum || maximum.group !== undefined) return undefined;
    const teardown = get(node, 'teardown') ? undefined : addBelow(outline, node, [bounds[1]!]);
    return [{ span: maximum.span, newText: `${limit}` }, ...(teardown ? [teardown] : [])];
  }
  return undefined;
}

type PolicyChange = Extract<Change, { kind: 'add-bgp-policy' }>;

/** Policies of one neighbour together: a neighbour without a block gets one block, new policies one place. */
export function writePolicies(
  changes: readonly PolicyChange[],
  outline: Outline,
  root: Node,
): readonly TextEdit[] | undefined {
  const [first] = changes;
  const place = first && bgpPlaces(root)[first.process];
  const found = first && place?.neighbours[first.neighbour];
  if (!place || !found) return undefined;
  if (changes.some(({ process, neighbour }) => process !== first.process || neighbour !== first.neighbour))
    return undefined;
  const own = ownPlace(found);
  const levels = [own, found.group, place.node];
  // A list at the neighbour would replace what it inherits.
  const unfit = ({ use, direction }: PolicyChange): boolean =>
    use !== 'route-policy' || levels.some((level) => get(level, direction));
  if (changes.some(unfit)) return undefined;
  const bound = addBelow(
    outline,
    own,
    changes.map(({ direction, policyName }) => leaf(`${direction} ${policyName}`)),
  );
  const missing = changes.filter(({ policyName }) => !get(root, 'policy-options', 'policy-statement', policyName));
  const skeletons = missing.map(policyOf);
  const defined = skeletons.length > 0 ? addAtTop(outline, root, 'policy-options', skeletons) : undefined;
  if (!bound || (skeletons.length > 0 && !defined)) return undefined;
  return defined ? [bound, defined] : [bound];
}

/** Terms by the names of the lists that they would ask. */
function policyOf({ policyName, body, direction }: PolicyChange): Stanza {
  const term = (name: string, from: readonly Stanza[], then: 'accept' | 'reject'): Stanza =>
    block(`term ${name}`, ...(from.length > 0 ? [block('from', ...from)] : []), leaf(`then ${then}`));
  const filters = ({ routes }: NamedRoutes): Stanza[] =>
    routes.map((route) => leaf(`route-filter ${rangeText(route)}`));
  const permits = body?.permits;
  // Aggregates are one's own; what else is, somebody has to say.
  const own = direction === 'export' && !body ? [term('own', [leaf('protocol aggregate')], 'accept')] : [];
  return block(
    `policy-statement ${policyName}`,
    ...(body?.refuses ?? []).map((list) => term(list.name.toLowerCase(), filters(list), 'reject')),
    ...own,
    ...(permits && permits !== 'rest' ? [term(permits.name.toLowerCase(), filters(permits), 'accept')] : []),
    term('rest', [], permits === 'rest' ? 'accept' : 'reject'),
  );
}
