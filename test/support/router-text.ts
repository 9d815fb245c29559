import type { RealPacket, RoutersSpec } from './routers-in-namespaces.ts';

export interface Lab extends Pick<RoutersSpec, 'routers' | 'links' | 'lans'> {
  readonly name: string;
  /** Sent between its routers. */
  readonly packets?: readonly RealPacket[];
}

export type Ports = Readonly<Record<string, readonly string[]>>;

/** A router's FRR configuration: interfaces (`eth0`, `eth0 vrf RED`) with their addresses, then what else it says. */
export function router(name: string, ports: Ports, more: string, nft?: string): Lab['routers'][number] {
  const interfaces = Object.entries(ports).map(
    ([port, addresses]) =>
      `interface ${port}\n${addresses.map((one) => ` ${one.includes(':') ? 'ipv6' : 'ip'} address ${one}\n`).join('')}exit\n!`,
  );
  const conf = `frr version 8.4\nfrr defaults traditional\nhostname ${name}\n!\n${interfaces.join('\n')}\n${more}\n`;
  return { name, conf, ...(nft === undefined ? {} : { nft }) };
}

interface Bgp {
  /** Address and AS of each neighbour; the sessions come up at once instead of after the usual minutes. */
  readonly neighbours: Readonly<Record<string, number>>;
  /** Lines of the process. */
  readonly process?: readonly string[];
  readonly ipv4?: readonly string[];
  readonly ipv6?: readonly string[];
  /** RFC 8212 as it is by default. */
  readonly strict?: boolean;
  readonly vrf?: string;
}

export function bgp(asn: number, { neighbours, process = [], ipv4 = [], ipv6, strict = false, vrf }: Bgp): string {
  const block = (lines: readonly string[]): string => lines.map((line) => ` ${line}\n`).join('');
  const family = (name: string, lines: readonly string[]): string =>
    ` address-family ${name} unicast\n${block(lines.map((line) => ` ${line}`))} exit-address-family\n`;
  return [
    `router bgp ${asn}${vrf === undefined ? '' : ` vrf ${vrf}`}\n`,
    strict ? '' : ' no bgp ebgp-requires-policy\n',
    block(
      Object.entries(neighbours).flatMap(([address, remote]) => [
        `neighbor ${address} remote-as ${remote}`,
        `neighbor ${address} timers 1 3`,
        `neighbor ${address} timers connect 1`,
      ]),
    ),
    block(process),
    family('ipv4', ipv4),
    ipv6 ? family('ipv6', ipv6) : '',
    'exit',
  ].join('');
}

/** @param costs of the interfaces that speak it; those in `areas` are in another one than area 0 */
export function ospf(
  costs: Readonly<Record<string, number>>,
  {
    areas = {},
    process = [],
    lines = {},
    vrf,
  }: {
    readonly areas?: Readonly<Record<string, number>>;
    readonly process?: readonly string[];
    readonly lines?: Readonly<Record<string, readonly string[]>>;
    readonly vrf?: string;
  } = {},
): string {
  const interfaces = Object.entries(costs).map(([port, cost]) =>
    [
      `interface ${port}`,
      ` ip ospf area ${areas[port] ?? 0}`,
      ` ip ospf cost ${cost}`,
      // Two routers need elect nobody.
      ...(port === 'lo'
        ? []
        : [
            ' ip ospf network point-to-point',
            ' ip ospf dead-interval 4',
            ' ip ospf hello-interval 1',
            ' ip ospf retransmit-interval 1',
          ]),
      ...(lines[port] ?? []).map((line) => ` ${line}`),
      'exit',
    ].join('\n'),
  );
  // What changed is told at once instead of after five seconds.
  return [
    `router ospf${vrf === undefined ? '' : ` vrf ${vrf}`}`,
    ' timers throttle lsa all 0',
    ' timers lsa min-arrival 0',
    ...process.map((line) => ` ${line}`),
    'exit',
    ...interfaces,
  ].join('\n');
}

export const LOOP = (n: number): readonly string[] => [`192.0.2.${n}/32`];

/** Routers `r1`, `r2`, ... in a row: `r1` meets `r2` by its port `to2`, on 10.0.12.0/24. */
export const row = (count: number): Lab['links'] =>
  Array.from({ length: count - 1 }, (_, i) => [`r${i + 1}`, `to${i + 2}`, `r${i + 2}`, `to${i + 1}`] as const);

/** Its ports in such a row, and a loopback 192.0.2.n. */
export function ports(n: number, count: number): Ports {
  return {
    ...(n > 1 ? { [`to${n - 1}`]: [`10.0.${n - 1}${n}.${n}/24`] } : {}),
    ...(n < count ? { [`to${n + 1}`]: [`10.0.${n}${n + 1}.${n}/24`] } : {}),
    lo: LOOP(n),
  };
}
