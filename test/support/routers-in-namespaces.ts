import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/**
 * Runs inside a rig: builds routers of FRR and hosts with BIRD, waits until their kernels have the routes that are expected, and tells what they have.
 * A VRF is a namespace of its own (`zebra --vrfwnetns`), as not every kernel has VRF devices: `r1-RED` is VRF `RED` of router `r1`. No
 * kernel has routes from one namespace into another: where a router leaks them, its zebra is asked what it chose instead.
 */
export interface RoutersSpec {
  readonly routers: readonly {
    readonly name: string;
    /** Its whole FRR configuration. */
    readonly conf: string;
    /** It has routes of one VRF in another. */
    readonly leaks?: true;
    readonly nft?: string;
    /** A host with BIRD in the place of FRR; what its netplan says is done here. */
    readonly bird?: {
      readonly conf: string;
      readonly netplan: string;
      readonly addresses: Readonly<Record<string, readonly string[]>>;
      readonly routes: readonly (readonly [to: string, via: string])[];
    };
  }[];
  /** Router, interface, router, interface. */
  readonly links: readonly (readonly [string, string, string, string])[];
  /** Bridges, each with the interfaces on it. */
  readonly lans?: readonly (readonly (readonly [string, string])[])[];
  /** As `kernelRoutes` and `sessionsOf` tell them. */
  readonly expected: Pick<RoutersState, 'routes' | 'sessions'>;
  readonly packets: readonly RealPacket[];
}

export interface RealPacket {
  readonly from: string;
  readonly to: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly source: string;
  readonly destination: string;
  readonly port: number;
}

export interface RoutersState {
  readonly routes: Readonly<Record<string, readonly string[]>>;
  /** Router, then neighbour (`RED 192.0.2.1` in a VRF): Established or not. */
  readonly sessions: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  /** In the order of the question: it came through and was answered. */
  readonly arrived: readonly boolean[];
  readonly said: string;
}

/** Milliseconds. */
const LONGEST = 60_000;
/** Looks in a row. */
const LASTING = 8;
const said: string[] = [];

async function run({ routers, links, lans = [], expected, packets }: RoutersSpec): Promise<RoutersState> {
  for (const name of routers.flatMap(spacesOf)) {
    sh(`ip netns add ${name}`);
    sh(`ip -n ${name} link set lo up`);
    for (const key of ['ipv4.ip_forward', 'ipv6.conf.all.forwarding', 'ipv4.fib_multipath_hash_policy'])
      sh(`ip netns exec ${name} sysctl -qw net.${key}=1`);
    for (const key of ['ipv4.conf.all.rp_filter', 'ipv4.conf.default.rp_filter', 'ipv6.conf.default.accept_dad'])
      sh(`ip netns exec ${name} sysctl -qw net.${key}=0`);
  }
  for (const [a, aPort, b, bPort] of links) {
    sh(`ip link add ${aPort} netns ${a} type veth peer name ${bPort} netns ${b}`);
    sh(`ip -n ${a} link set ${aPort} up`);
    sh(`ip -n ${b} link set ${bPort} up`);
  }
  for (const [at, ports] of lans.entries()) {
    sh(`ip link add lan${at} type bridge && ip link set lan${at} up`);
    for (const [i, [name, port]] of ports.entries()) {
      sh(`ip link add ${port} netns ${name} type veth peer name lan${at}p${i}`);
      sh(`ip link set lan${at}p${i} master lan${at} up && ip -n ${name} link set ${port} up`);
    }
  }
  for (const router of routers) start(router);
  const lookAtRoutes = (): RoutersState['routes'] => ({
    ...kernelRoutes(routers.flatMap((router) => (router.leaks ? [] : spacesOf(router)))),
    ...Object.assign({}, ...routers.map((router) => (router.leaks ? chosenRoutes(router) : {}))),
  });
  const lookAtSessions = (): RoutersState['sessions'] =>
    Object.fromEntries(routers.map((router) => [router.name, sessionsOf(router)]));
  const until = Date.now() + LONGEST;
  const wanted = { routes: sorted(expected.routes), sessions: sorted(expected.sessions) };
  let state = { routes: lookAtRoutes(), sessions: lookAtSessions() };
  // What is expected must last: a session that should not come up may only be slow.
  for (let lasts = 0; lasts < LASTING && Date.now() < until; ) {
    await setTimeout(250);
    state = { ...state, routes: lookAtRoutes() };
    lasts = sorted(state.routes) === wanted.routes ? lasts + 1 : 0;
    // Asking the daemons costs more than the kernel: when it begins to last, and when it did.
    if (lasts !== 1 && lasts !== LASTING) continue;
    state = { ...state, sessions: lookAtSessions() };
    if (sorted(state.sessions) !== wanted.sessions) lasts = 0;
  }
  if (Date.now() >= until) state = { ...state, sessions: lookAtSessions() };
  const arrived: boolean[] = [];
  // Those for one listener come one after the other.
  const listeners = new Map<string, number[]>();
  for (const [at, { to, protocol, port }] of packets.entries()) {
    const key = `${to} ${protocol} ${port}`;
    listeners.set(key, [...(listeners.get(key) ?? []), at]);
  }
  await Promise.all(
    [...listeners.values()].map(async (group) => {
      for (const at of group) arrived[at] = await send(packets[at]!);
    }),
  );
  return { ...state, arrived, said: said.join('\n').slice(-4_000) };
}

/** Its own namespace, then those of its VRFs. */
function spacesOf({ name, conf }: RoutersSpec['routers'][number]): string[] {
  return [name, ...vrfsOf(conf).map((vrf) => `${name}-${vrf}`)];
}

const vrfsOf = (conf: string): string[] => [...conf.matchAll(/^vrf (\S+)/gm)].map(([, vrf]) => vrf!);

function start({ name, conf, nft, bird }: RoutersSpec['routers'][number]): void {
  const folder = `${process.env.D}/${name}`;
  mkdirSync(folder, { recursive: true });
  if (bird) {
    for (const [port, addresses] of Object.entries(bird.addresses))
      for (const address of addresses) sh(`ip -n ${name} address add ${address} dev ${port}`);
    for (const [to, via] of bird.routes) sh(`ip -n ${name} route add ${to} via ${via}`);
    writeFileSync(`${folder}/bird.conf`, bird.conf);
    sh(`ip netns exec ${name} bird -c ${folder}/bird.conf -s ${folder}/bird.ctl -P ${folder}/bird.pid`);
    return;
  }
  const vrfs = vrfsOf(conf);
  // A daemon takes every namespace that has a name for a VRF: it sees those of its router alone.
  const own = vrfs.length > 0 ? `unshare -m sh -c 'mount --rbind ${folder}/vrfs /run/netns && exec "$0" "$@"' ` : '';
  for (const vrf of vrfs) {
    mkdirSync(`${folder}/vrfs`, { recursive: true });
    writeFileSync(`${folder}/vrfs/${vrf}`, '');
    sh(`mount --bind /run/netns/${name}-${vrf} ${folder}/vrfs/${vrf}`);
  }
  sh(`chown frr:frr ${folder}`);
  writeFileSync(`${folder}/empty.conf`, '');
  writeFileSync(`${folder}/frr.conf`, conf);
  const daemons = [
    'zebra',
    'staticd',
    ...(/^router bgp/m.test(conf) ? ['bgpd'] : []),
    ...(/^router ospf\b/m.test(conf) ? ['ospfd'] : []),
    ...(/^router isis\b/m.test(conf) ? ['isisd'] : []),
  ];
  for (const daemon of daemons)
    sh(
      `ip netns exec ${name} ${own}/usr/lib/frr/${daemon} -d --vty_socket ${folder} -z ${folder}/zserv.api ` +
        `-i ${folder}/${daemon}.pid -f ${folder}/empty.conf -A 127.0.0.1${daemon === 'bgpd' ? ' -p 179' : ''}${daemon === 'zebra' && own ? ' --vrfwnetns' : ''}`,
    );
  const loaded = spawnSync('ip', ['netns', 'exec', name, 'vtysh', '--vty_socket', folder, '-f', `${folder}/frr.conf`], {
    encoding: 'utf8',
  });
  said.push(`${name}: ${loaded.stdout}${loaded.stderr}`.trim());
  if (nft !== undefined) {
    writeFileSync(`${folder}/rules.nft`, nft);
    sh(`ip netns exec ${name} nft -f ${folder}/rules.nft`);
  }
}

interface KernelRoute {
  readonly dst: string;
  readonly type?: string;
  readonly dev?: string;
  readonly gateway?: string;
  readonly via?: { readonly host: string };
  readonly protocol?: string;
  readonly nexthops?: readonly {
    readonly dev: string;
    readonly gateway?: string;
    readonly via?: { readonly host: string };
  }[];
}

/** `192.0.2.0/24 eth0 198.51.100.1`, several hops joined by `+`; link-local gateways are left out. */
function kernelRoutes(names: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      (['-4', '-6'] as const)
        .flatMap((family) => JSON.parse(out(['ip', family, '-n', name, '-j', '-d', 'route', 'show'])) as KernelRoute[])
        // Where two have a route, the kernel's own is used, as BIRD's have a metric; own addresses are in another table.
        .filter(
          ({ dst, dev, protocol }, _, all) =>
            protocol !== 'bird' || (dev !== 'lo' && !all.some((one) => one.dst === dst && one.protocol !== 'bird')),
        )
        .filter(
          ({ dst, type = 'unicast' }) =>
            !/^(?:fe80|ff00|multicast|ff)/.test(dst) && !['local', 'multicast', 'anycast', 'broadcast'].includes(type),
        )
        .map(routeText)
        .sort(),
    ]),
  );
}

interface ChosenRoute {
  readonly selected?: boolean;
  readonly protocol: string;
  readonly nexthops: readonly {
    readonly interfaceName?: string;
    readonly ip?: string;
    readonly blackhole?: boolean;
    readonly active?: boolean;
  }[];
}

/** What zebra of a router would put into the kernel, as `kernelRoutes` tells it; addresses of the device itself are left out. */
function chosenRoutes(router: RoutersSpec['routers'][number]): Record<string, string[]> {
  const tables = spacesOf(router).flatMap((space) =>
    ['ip', 'ipv6'].map((family) => {
      const vrf = space === router.name ? 'default' : space.slice(router.name.length + 1);
      return { space, command: `show ${family} route vrf ${vrf} json` };
    }),
  );
  const socket = `${process.env.D}/${router.name}`;
  const asked = tables.flatMap(({ command }) => ['-c', command]);
  const answers = out(['ip', 'netns', 'exec', router.name, 'vtysh', '--vty_socket', socket, ...asked]);
  const found: Record<string, string[]> = Object.fromEntries(spacesOf(router).map((space) => [space, []]));
  for (const [at, text] of answers.split(/(?<=^\}|^\{\})$/m).entries()) {
    if (text.trim() === '' || !tables[at]) continue;
    for (const [prefix, routes] of Object.entries(JSON.parse(text) as Record<string, readonly ChosenRoute[]>))
      for (const { selected, protocol, nexthops } of routes) {
        if (!selected || prefix.startsWith('fe80') || (protocol === 'connected' && /\/(?:32|128)$/.test(prefix)))
          continue;
        const to = /^(?:0\.0\.0\.0|::)\/0$/.test(prefix) ? 'default' : prefix.replace(/\/(?:32|128)$/, '');
        const hops = nexthops
          .filter(({ active }) => active)
          .map(
            ({ interfaceName, ip }) => `${interfaceName}${ip === undefined || ip.startsWith('fe80') ? '' : ` ${ip}`}`,
          );
        const discards = nexthops.some(({ blackhole }) => blackhole);
        found[tables[at].space]!.push(`${to} ${discards ? 'discard' : [...new Set(hops)].sort().join('+')}`);
      }
  }
  return Object.fromEntries(Object.entries(found).map(([space, routes]) => [space, routes.sort()]));
}

function routeText(route: KernelRoute): string {
  const prefix = route.dst === 'default' ? 'default' : route.dst;
  if (route.type === 'blackhole' || route.type === 'unreachable' || route.type === 'prohibit')
    return `${prefix} discard`;
  const hops = (route.nexthops ?? [{ dev: route.dev ?? '', gateway: route.gateway, via: route.via }]).map(
    ({ dev, gateway, via }) => {
      const address = gateway ?? via?.host;
      return `${dev}${address === undefined || address.startsWith('fe80') ? '' : ` ${address}`}`;
    },
  );
  return `${prefix} ${[...new Set(hops)].sort().join('+')}`;
}

function sessionsOf({ name, conf, bird }: RoutersSpec['routers'][number]): Record<string, boolean> {
  if (bird) {
    const control = `${process.env.D}/${name}/bird.ctl`;
    const text = out(['ip', 'netns', 'exec', name, 'birdc', '-s', control, 'show', 'protocols', 'all']);
    const states = [...text.matchAll(/BGP state: +(\S+)[\s\S]*?Neighbor address: +(\S+)/g)];
    return Object.fromEntries(states.map(([, state, address]) => [address!, state === 'Established']));
  }
  if (!/^router bgp/m.test(conf)) return {};
  const text = out([
    'ip',
    'netns',
    'exec',
    name,
    'vtysh',
    '--vty_socket',
    `${process.env.D}/${name}`,
    '-c',
    'show bgp vrf all neighbors json',
  ]);
  if (!text.trim().startsWith('{')) return {};
  const found: Record<string, boolean> = {};
  for (const [vrf, neighbours] of Object.entries(JSON.parse(text) as Record<string, object>))
    for (const [address, state] of Object.entries(neighbours))
      if (typeof state === 'object' && state !== null && 'bgpState' in state)
        found[vrf === 'default' ? address : `${vrf} ${address}`] = state.bgpState === 'Established';
  return found;
}

/** Whether it is answered: a connection that stands, a datagram or an echo that comes back. */
async function send({ from, to, protocol, source, destination, port }: RealPacket): Promise<boolean> {
  const at = (name: string, ...command: string[]): string[] => ['netns', 'exec', name, ...command];
  const six = destination.includes(':');
  if (protocol === 'icmp')
    return ends('ip', at(from, 'ping', six ? '-6' : '-4', '-c', '1', '-W', '2', '-I', source, destination));
  const kind = `${protocol.toUpperCase()}${six ? '6' : '4'}`;
  const bracketed = (address: string): string => (six ? `[${address}]` : address);
  const listener = spawn(
    'ip',
    at(to, 'socat', `${kind}-${protocol === 'tcp' ? 'LISTEN' : 'RECVFROM'}:${port},reuseaddr,fork`, 'EXEC:cat'),
    { stdio: 'ignore' },
  );
  const filter = six ? '-6' : '-4';
  for (
    let i = 0;
    i < 100 &&
    !out([
      'ip',
      'netns',
      'exec',
      to,
      'ss',
      '-Hln',
      filter,
      protocol === 'tcp' ? '-t' : '-u',
      `sport = :${port}`,
    ]).trim();
    i += 1
  )
    await setTimeout(50);
  const answered = await ends(
    'ip',
    at(
      from,
      'sh',
      '-c',
      `echo hello | timeout 3 socat -t 2 - ${kind}:${bracketed(destination)}:${port},bind=${bracketed(source)} | grep -q hello`,
    ),
  );
  listener.kill('SIGKILL');
  return answered;
}

const ends = (program: string, args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    spawn(program, args, { stdio: 'ignore' }).on('exit', (status) => resolve(status === 0));
  });

/** By names, and lists in order. */
function sorted(all: Readonly<Record<string, unknown>>): string {
  const inOrder = (value: unknown): unknown =>
    Array.isArray(value)
      ? [...value].sort()
      : typeof value === 'object' && value !== null
        ? Object.entries(value)
            .sort(([a], [b]) => a.localeCompare(b))
            .map(([name, inner]) => [name, inOrder(inner)])
        : value;
  return JSON.stringify(inOrder(all));
}

function sh(command: string): void {
  const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}

const out = ([program, ...args]: readonly string[]): string => execFileSync(program!, args, { encoding: 'utf8' });

const spec = JSON.parse(readFileSync(0, 'utf8')) as RoutersSpec;
process.stdout.write(`\n${JSON.stringify(await run(spec))}`);
process.exit(0);
