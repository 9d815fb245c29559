/** A route as a device showed it. */
export interface ShownRoute {
  /** Empty: the global table. */
  readonly vrf: string;
  readonly prefix: string;
  /** `connected`, `static`, `bgp`, `ospf`, or what the device calls it. */
  readonly kind: string;
  /** Next hops; none where it is connected or discarded. */
  readonly via: readonly string[];
}

/** `show ip route` of IOS, EOS and IOS XR, one VRF after another. */
export function shownByIos(text: string, vrf = ''): ShownRoute[] {
  const routes: { vrf: string; prefix: string; kind: string; via: string[] }[] = [];
  let length: number | undefined;
  let current = vrf;
  for (const line of text.split('\n')) {
    const table = /^(?:Routing Table: |VRF: )(\S+)/.exec(line);
    if (table) current = table[1] === 'default' ? '' : table[1]!;
    const subnetted = /^\s+\S+\/(\d+) is subnetted/.exec(line);
    if (subnetted) length = Number(subnetted[1]);
    if (/^\s+\S+\/\d+ is variably subnetted/.test(line)) length = undefined;
    const found = /^\s*([A-Za-z][A-Za-z0-9* ]*?)\s+(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?(.*)$/.exec(line);
    if (found && /^\s*$| via | is directly|is a summary|\[/.test(found[4]!)) {
      const [, code, address, written, rest] = found;
      const prefix = `${address}/${written ?? length ?? classOf(address!)}`;
      routes.push({ vrf: current, prefix, kind: kindOf(code!), via: viaOf(rest!) });
      continue;
    }
    const more = /^\s+\[\d+\/\d+\] via (\S+?),/.exec(line) ?? /^\s+via (\d\S+?),/.exec(line);
    if (more) routes.at(-1)?.via.push(more[1]!);
  }
  return routes;
}

/** By way of 0.0.0.0 is an aggregate, which is discarded. */
const viaOf = (rest: string): string[] =>
  [...rest.matchAll(/\bvia (\d[\d.]*)/g)].map(([, hop]) => hop!).filter((hop) => hop !== '0.0.0.0');

function kindOf(code: string): string {
  const [first] = code.trim().split(/[\s*]+/);
  if (code.trim().startsWith('A B')) return 'bgp';
  return { C: 'connected', S: 'static', B: 'bgp', O: 'ospf', L: 'local', i: 'isis' }[first!.replace('*', '')] ?? first!;
}

const classOf = (address: string): number => {
  const first = Number(address.split('.')[0]);
  return first < 128 ? 8 : first < 192 ? 16 : 24;
};

/** `show route | display json` of Junos: active routes of `inet.0` and of instances. */
export function shownByJunos(text: string): ShownRoute[] {
  const start = text.indexOf('{');
  if (start < 0) return [];
  type Leaf = readonly { readonly data: string }[] | undefined;
  interface Entry {
    readonly 'active-tag'?: Leaf;
    readonly 'protocol-name'?: Leaf;
    readonly nh?: readonly { readonly to?: Leaf }[];
  }
  // A prompt may follow.
  const { 'route-information': tables } = JSON.parse(text.slice(start, text.lastIndexOf('\n}') + 2)) as {
    'route-information': readonly {
      'route-table'?: readonly {
        'table-name': Leaf;
        rt?: readonly { 'rt-destination': Leaf; 'rt-entry': readonly Entry[] }[];
      }[];
    }[];
  };
  return tables
    .flatMap((one) => one['route-table'] ?? [])
    .flatMap((table) => {
      const [, vrf] = /^(?:(.+)\.)?inet\.0$/.exec(table['table-name']?.[0]?.data ?? '') ?? ['none', 'none'];
      if (vrf === 'none') return [];
      return (table.rt ?? []).flatMap((rt) => {
        const entry = rt['rt-entry'].find((one) => one['active-tag']?.[0]?.data === '*');
        const name = entry?.['protocol-name']?.[0]?.data.toLowerCase();
        if (!entry || name === undefined) return [];
        const kind = { direct: 'connected', 'is-is': 'isis' }[name] ?? name;
        const via = (entry.nh ?? []).flatMap(({ to }) => to?.[0]?.data ?? []);
        return [{ vrf: vrf ?? '', prefix: rt['rt-destination']![0]!.data, kind, via }];
      });
    });
}

/** `show ip route vrf all` of NX-OS. */
export function shownByNxos(text: string): ShownRoute[] {
  const routes: { vrf: string; prefix: string; kind: string; via: string[] }[] = [];
  let vrf = '';
  let prefix: string | undefined;
  for (const line of text.split('\n')) {
    const table = /^IP Route Table for VRF "(\S+)"/.exec(line);
    if (table) vrf = table[1] === 'default' ? '' : table[1]!;
    prefix = /^(\d\S*\/\d+), ubest/.exec(line)?.[1] ?? (line.startsWith(' ') ? prefix : undefined);
    const hop = /^\s+\*via (\S+?)(?:%\S+)?, (.*)$/.exec(line);
    if (!hop || prefix === undefined) continue;
    const kind = /, (direct|local|static|bgp|ospf|isis|eigrp|hsrp)[-\w]*/.exec(hop[2]!)?.[1] ?? 'other';
    const named = kind === 'direct' ? 'connected' : kind;
    const known = routes.find((one) => one.vrf === vrf && one.prefix === prefix && one.kind === named);
    const via = named === 'connected' || hop[1] === 'Null0' ? [] : [hop[1]!];
    if (known) known.via.push(...via);
    else routes.push({ vrf, prefix, kind: named, via });
  }
  return routes;
}

/** `show ip route vrf all | json` of EOS. */
export function shownByEos(text: string): ShownRoute[] {
  const start = text.indexOf('{');
  const { vrfs } = JSON.parse(text.slice(start, text.lastIndexOf('}') + 1)) as {
    vrfs: Record<string, { routes: Record<string, { routeType: string; vias: { nexthopAddr?: string }[] }> }>;
  };
  return Object.entries(vrfs).flatMap(([vrf, { routes }]) =>
    Object.entries(routes).map(([prefix, { routeType, vias }]) => ({
      vrf: vrf === 'default' ? '' : vrf,
      prefix,
      kind: ['bgp', 'ospf', 'isis'].find((one) => routeType.toLowerCase().replace('-', '').includes(one)) ?? routeType,
      via: vias.flatMap(({ nexthopAddr }) => nexthopAddr ?? []),
    })),
  );
}
