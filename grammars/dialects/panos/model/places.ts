import { get, kids, type Node } from '../tree.ts';

/** One list of security rules, with the objects that its names may mean. */
export interface Scope {
  /** Of one of several virtual systems or device groups; the only one has none. */
  readonly name?: string;
  readonly node: Node;
  /** Where names are looked up, own first. */
  readonly objects: readonly Node[];
  /** Rulebases in the order in which they are tried. */
  readonly rulebases: readonly Node[];
}

export interface Places {
  /** Nodes that hold `network` and `deviceconfig`. */
  readonly devices: readonly Node[];
  readonly scopes: readonly Scope[];
  /** A management server may define names that are not in the text. */
  readonly managed: boolean;
}

/** The containers of the text: a firewall's own configuration, what a management server pushes, its templates and groups. */
export function placesOf(root: Node): Places {
  const tops = [root, ...some(get(root, 'config')), ...some(get(root, 'panorama'))];
  const first = [...tops, ...tops.flatMap((one) => kids(one, 'devices'))];
  const templates = first.flatMap((one) =>
    [...kids(one, 'template'), ...kids(one, 'template-stack')].flatMap((template) => some(get(template, 'config'))),
  );
  const holders = [...tops, ...templates];
  const devices = [...new Set([...first, ...templates, ...templates.flatMap((one) => kids(one, 'devices'))])];
  const pushed = holders.flatMap((one) => some(get(one, 'policy', 'panorama')));
  const shared = [...holders.flatMap((one) => some(get(one, 'shared'))), ...pushed];
  const groups = devices.flatMap((one) => kids(one, 'device-group'));
  // Templates bring zones and interfaces; the rules are those of the groups.
  const systems = devices
    .flatMap((one) => kids(one, 'vsys'))
    .filter((one) => groups.length === 0 || rulebasesOf(one, []).length > 0);
  // Without `vsys`, its only one's objects stand beside the device's.
  const own = devices.filter((one) =>
    ['rulebase', 'pre-rulebase', 'post-rulebase', 'zone', 'address', 'service'].some((name) => get(one, name)),
  );
  const all = [...systems, ...groups, ...own];
  const withRules = all.filter((node) => rulebasesOf(node, []).length > 0);
  const several = withRules.length > 1;
  const scopes = all.map(
    (node): Scope => ({
      ...(several && node.name !== '' ? { name: node.name } : {}),
      node,
      objects: [node, ...own.filter((one) => one !== node), ...shared],
      rulebases: rulebasesOf(node, shared),
    }),
  );
  const sharedOnly =
    scopes.length === 0
      ? shared.map((node): Scope => ({ node, objects: shared, rulebases: rulebasesOf(node, []) }))
      : [];
  return {
    devices,
    scopes: [...scopes, ...sharedOnly],
    managed:
      groups.length > 0 ||
      pushed.length > 0 ||
      templates.length > 0 ||
      devices.some(
        (one) =>
          get(one, 'deviceconfig', 'system', 'panorama-server') ?? get(one, 'deviceconfig', 'system', 'panorama'),
      ),
  };
}

/** The template that a device's part stands in: templates are of different devices. */
export function templateOf(device: Node): string | undefined {
  for (let at: Node | undefined = device; at?.parent; at = at.parent)
    if (at.parent.name === 'template' || at.parent.name === 'template-stack') return at.name;
  return undefined;
}

const some = <T>(one: T | undefined): T[] => (one === undefined ? [] : [one]);

/** Those before the device's own come first, those of `shared` outermost. */
function rulebasesOf(node: Node, shared: readonly Node[]): Node[] {
  const named = (name: string, places: readonly Node[]): Node[] => places.flatMap((place) => some(get(place, name)));
  return [
    ...named('pre-rulebase', [...shared, node]),
    ...named('rulebase', [node]),
    ...named('post-rulebase', [node, ...shared]),
  ];
}
