import { formatAddress, parseAddress } from '../../../grammars/model/address.ts';
import { isSecretSetting } from '../../../grammars/model/secret-setting.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { DevicePlatform } from '../protocol.ts';
import { type AskedRoute, MOST_ROUTES, readRoute, routesText } from './asked-route.ts';
import type { Inputs } from './inputs.ts';
import type { TimeWindow } from './time-window.ts';

/** Checked by `parseTarget`: an address in canonical form or a host name, never an option, never a URL. */
export interface Target extends Inputs {
  readonly host: string;
  /** 1 .. 65535; of probes that have one. */
  readonly port?: number;
  /** With what a way is traced; absent: what the system's program sends by itself. TCP goes to `port`. */
  readonly protocol?: TraceProtocol;
  /** What the host is asked about or for: a DNS question, a TLS server name. Checked like a host name; nothing is sent to it. */
  readonly name?: string;
  /** What a configuration gives the host: kernel settings, `timeout.udp` and the like in seconds, `bgp.as`; checked by `readSettings`. */
  readonly settings?: readonly Setting[];
  /** What of a device is meant: a neighbour, a prefix, an interface, a filter; checked by the probe's `parseSubject`. */
  readonly subject?: string;
  /** Of `bgp`: one VRF, by its name on the device; checked by `readVrf`. Absent: all, and of a prefix the global table. */
  readonly vrf?: string;
  /** Of `bgp`: sessions of one address family, as `BGP_FAMILIES` has it. */
  readonly family?: string;
  /** What kind of device the host is; of probes that log in. */
  readonly platform?: DevicePlatform;
  /** A rule of the filter that `subject` names: its key (`20`, a term) as the device shows it, and its place among the rules, from 1. */
  readonly rulePlace?: { readonly key?: string; readonly place: number };
  /** Routes that it is asked about; checked by `readRoute`. Nothing is sent to them. */
  readonly routes?: readonly AskedRoute[];
  /** Packets to each address; checked by `readCount`. Absent: what is usual for the probe. */
  readonly count?: number;
  /** What of a file counts, by its time; of probes that read files. */
  readonly window?: TimeWindow;
  /** Seconds that a probe which waits may take; checked by `readLongest`. Absent: what is usual for it. */
  readonly longest?: number;
  /** Another host that answers STUN, an address in canonical form; of `egress-chain`. */
  readonly stunServer?: string;
}

export type TraceProtocol = 'icmp' | 'tcp';

export interface Setting {
  /** `net.ipv4.ip_forward` */
  readonly key: string;
  readonly value: string;
}

/** What a probe's targets hold beside the host. */
export interface TargetShape {
  /** Absent: the probe knows no ports and one that is given is a problem. */
  readonly defaultPort?: number;
  /** A port may be given where the usual one is another. */
  readonly optionalPort?: boolean;
  /** Whether `name@host` means something to it. */
  readonly takesName?: boolean;
  /** Reads what stands before the `@` where that is something of the host's own; absent: nothing may stand there. */
  parseSubject?(text: string): Parsed<string>;
  /** Whether `icmp@host` and `tcp@host:port` mean something to it. */
  readonly takesProtocol?: boolean;
  /** Whether `192.0.2.0/24=64500,...@host` means something to it; routes without a host are asked of this machine. */
  readonly takesRoutes?: boolean;
}

export interface Address {
  readonly family: 'ipv4' | 'ipv6';
  /** Canonical text, no zone. */
  readonly text: string;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Bilingual };

/** RFC 1123 2.1; letters, digits and inner hyphens only, so that no name can be an option or hold a path. */
const HOST_NAME =
  /^(?!-)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

/**
 * Reads `host`, `host:port`, `address`, `[address]:port`, and any of them behind `name@`, `subject@`, `routes@` or a protocol where the
 * probe takes one.
 */
export function parseTarget(text: string, shape: TargetShape): Parsed<Target> {
  const { defaultPort, optionalPort, takesName, takesRoutes, takesProtocol, parseSubject } = shape;
  const traced = takesProtocol ? /^(icmp|tcp)@(.*)$/.exec(text.trim()) : undefined;
  if (traced) return parseTraced(traced[1] as TraceProtocol, traced[2]!);
  if (takesRoutes && /[@/]/.test(text)) return parseRoutes(text, defaultPort);
  const at = takesName || parseSubject ? text.indexOf('@') : -1;
  if (at >= 0) {
    const before = text.slice(0, at).trim();
    const asked = parseSubject ? parseSubject(before) : parseHost(before);
    if (!asked.ok) return asked;
    const rest = parseTarget(text.slice(at + 1), defaultPort === undefined ? {} : { defaultPort });
    return rest.ok ? ok({ ...rest.value, [parseSubject ? 'subject' : 'name']: asked.value }) : rest;
  }
  const { host, port } = split(text.trim());
  const known = parseHost(host);
  if (!known.ok) return known;
  if (port === undefined)
    return ok(defaultPort === undefined ? { host: known.value } : { host: known.value, port: defaultPort });
  if (defaultPort === undefined && !optionalPort) {
    return problem('This probe has no port; give the host alone.', '此探测没有端口,只需给出主机。');
  }
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65_535)
    return problem('A port is a number from 1 to 65535.', '端口是 1 到 65535 之间的数字。');
  return ok({ host: known.value, port: number });
}

/** TCP goes to a port, and to which one makes the difference. */
function parseTraced(protocol: TraceProtocol, text: string): Parsed<Target> {
  // No port is 0, so that one that is missing shows.
  const parsed = parseTarget(text, protocol === 'tcp' ? { defaultPort: 0 } : {});
  if (parsed.ok && parsed.value.port === 0)
    return problem('TCP needs a port: tcp@192.168.1.1:443.', 'TCP 需要端口:tcp@192.168.1.1:443。');
  return parsed.ok ? ok({ ...parsed.value, protocol }) : parsed;
}

function parseRoutes(text: string, defaultPort: number | undefined): Parsed<Target> {
  const at = text.indexOf('@');
  const host = parseTarget(at < 0 ? 'localhost' : text.slice(at + 1), defaultPort === undefined ? {} : { defaultPort });
  const routes = (at < 0 ? text : text.slice(0, at)).split(',').map(readRoute);
  if (routes.length > MOST_ROUTES || routes.includes(undefined)) {
    return problem(
      `Give routes as 192.0.2.0/24=64500, with commas between them, at most ${MOST_ROUTES}.`,
      `请以 192.0.2.0/24=64500 的形式给出路由,以逗号分隔,最多 ${MOST_ROUTES} 条。`,
    );
  }
  return host.ok ? ok({ ...host.value, routes: routes.filter((route) => route !== undefined) }) : host;
}

/** Dots or slashes between words, as sysctl(8) takes them; no word begins with a hyphen, so that none is an option. */
const SETTING_KEY = /^[a-z][a-z0-9_]{0,63}(?:[./][A-Za-z0-9_][A-Za-z0-9_-]{0,63}){1,8}$/;
/** Numbers and words with spaces or commas between them. */
const SETTING_VALUE = /^[A-Za-z0-9_+:./, \t-]{1,200}$/;

/** @returns the settings that are well-formed and no secrets; a document or an argument may hold anything. */
export const readSettings = (settings: readonly Setting[]): readonly Setting[] =>
  settings.flatMap(({ key, value }) =>
    SETTING_KEY.test(key) && SETTING_VALUE.test(value) && !key.includes('..') && !isSecretSetting(key)
      ? [{ key, value }]
      : [],
  );

/** @returns undefined for a name that could be something else to a command line. */
export const readVrf = (text: string): string | undefined =>
  /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,63}$/.test(text) && !text.includes('..') ? text : undefined;

/** Address families by which sessions of BGP are told apart. */
export const BGP_FAMILIES: readonly string[] = [
  'ipv4-unicast',
  'ipv6-unicast',
  'vpnv4-unicast',
  'vpnv6-unicast',
  'l2vpn-evpn',
];

/** @returns seconds that the probe can last; undefined for anything else. */
export function readLongest(text: string, lasts: { readonly longest: number } | undefined): number | undefined {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return lasts && seconds > 0 && seconds <= lasts.longest ? seconds : undefined;
}

/** @returns packets that the probe may send; undefined for anything else */
export function readCount(text: string, counts: { readonly most: number } | undefined): number | undefined {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return counts && count > 0 && count <= counts.most ? count : undefined;
}

/** An address in canonical form, or a host name in lower case. */
export function parseHost(text: string): Parsed<string> {
  const address = asAddress(text);
  if (address) return ok(address.text);
  if (text.includes('%')) {
    return problem(
      'An address with a zone means something only on its own machine.',
      '带区域标识的地址只在所属机器上有意义。',
    );
  }
  // "300.1.1.1" is a mistyped address, not a name.
  if (!HOST_NAME.test(text) || text.length > 253 || /^[\d.]+$/.test(text)) {
    return problem(
      'Give an address or a host name, without a scheme, path or spaces.',
      '请给出地址或主机名,不含协议、路径或空格。',
    );
  }
  return ok(text.toLowerCase());
}

/** @returns undefined for a name. IPv4 written as IPv6 (`::ffff:192.0.2.1`) is read as the IPv4 address it is. */
export function asAddress(text: string): Address | undefined {
  const parsed = parseAddress(text);
  if (!parsed) return undefined;
  if (parsed.family === 'ipv6' && parsed.address >> 32n === 0xffffn) {
    return { family: 'ipv4', text: formatAddress('ipv4', parsed.address & 0xffff_ffffn) };
  }
  return { family: parsed.family, text: formatAddress(parsed.family, parsed.address) };
}

/** `192.0.2.1:443`, `[2001:db8::1]:443`, `www.example.net@192.0.2.1:443`, `tcp@192.0.2.1:443`, `GigabitEthernet0/1@192.0.2.1:22`; of routes the first three. */
export function targetText({ host, port, protocol, name, subject, routes }: Target): string {
  const before = protocol ?? name ?? subject ?? (routes && routesText(routes));
  const asked = before === undefined ? '' : `${before}@`;
  if (port === undefined) return asked + host;
  return asked + (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
}

function split(text: string): { readonly host: string; readonly port: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return { host: bracketed[1]!, port: bracketed[2] };
  const parts = text.split(':');
  return parts.length === 2 ? { host: parts[0]!, port: parts[1] } : { host: text, port: undefined };
}

const ok = <T>(value: T): Parsed<T> => ({ ok: true, value });
const problem = (en: string, zh: string): Parsed<never> => ({ ok: false, problem: { en, 'zh-cn': zh } });
