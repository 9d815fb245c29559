import type { Change } from './change.ts';
import type { Carrier } from './kit/carrier.ts';
import type { Device } from './model/device.ts';
import type { Outline } from './outline.ts';
import type { TextEdit } from './text/edit.ts';

/** Kinds of facts a dialect can know; a rule names those it needs and is skipped where one cannot be had. */
export type Fact =
  | 'interfaces'
  | 'packet-filters'
  /** Networks of a cloud, and what is in them. */
  | 'cloud-networks'
  /** Ways out that a platform gives machines by itself. */
  | 'implicit-egress'
  /** Ways out that a platform gives machines by itself. */
  | 'implicit-egress'
  | 'nat-rules'
  /** Whether a host is seen with one port by everybody it talks to. */
  | 'nat-mapping'
  | 'timers'
  /** How many addresses hosts are translated to, one each. */
  | 'address-pools'
  | 'routes'
  /** What withdraws a static route: tracked objects, BFD. */
  | 'route-tracking'
  | 'bgp'
  /** Neighbours' session settings: TTL security, keys, source address. */
  | 'bgp-sessions'
  /** What policies do, their lists, redistribution and origination. */
  | 'route-policies'
  /** OSPF and IS-IS: processes, their interfaces and areas. */
  | 'igp'
  /** Groups of gateways: HSRP, VRRP, GLBP. */
  | 'fhrp'
  /** VLANs of ports, members of port channels. */
  | 'switching'
  | 'references'
  | 'masks'
  | 'sequence-keys'
  | 'schema'
  | 'sysctls'
  /** Servers of TLS: versions, certificates. */
  | 'tls'
  /** A TURN server. */
  | 'turn'
  /** Servers that stand in for each other. */
  | 'pools'
  | 'health-checks'
  /** Ways to command a service without a password. */
  | 'open-access'
  /** Communities by which a device answers SNMP. */
  | 'snmp-communities'
  /** Connections, files and backlogs of a server. */
  | 'capacity'
  /** How much of something new is taken in a second. */
  | 'rate-limits'
  /** How many half-open connections of TCP, or SYN in a second, there may be. */
  | 'half-open-limits'
  /** SYN cookies, proxies and other defences against floods of SYN. */
  | 'syn-defences'
  /** Whether the sources of packets are checked where they come in. */
  | 'source-checks'
  /** What playbooks of configuration management get wrong. */
  | 'playbooks'
  /** When idle TCP connections are probed. */
  | 'keepalives'
  /** When idle connections of HTTP are ended. */
  | 'idle-ends'
  /** A process of Redis or its Sentinel. */
  | 'redis'
  /** What packets are put into at which interface, and how long TCP segments may be there. */
  | 'tunnels'
  /** Tunnels of IPsec: proposals, keys, lifetimes. */
  | 'ipsec'
  /** Certificates themselves. */
  | 'certificates';

/** How sure a dialect is that a text is its own, judged by content; the path can only break a tie. */
export interface Detection {
  /** 0 none of it .. 100 certain. Below 20 is never chosen. */
  readonly score: number;
  /** What was seen, in words, strongest first. */
  readonly reasons: readonly string[];
}

/** As `contributes.languages` of VS Code's extension manifest takes them. */
export interface FileNames {
  readonly extensions?: readonly string[];
  readonly filenames?: readonly string[];
  readonly filenamePatterns?: readonly string[];
  /** A regular expression over the first line. */
  readonly firstLine?: string;
}

export interface Dialect {
  /** Short and stable, as in settings and markers: `ios`. */
  readonly id: string;
  /** As people say it: `Cisco IOS / IOS-XE`. */
  readonly name: string;
  /** Which files these are, as the README's table says it, in Markdown. */
  readonly reads: string;
  /** What an editor can colour them by before anything reads them; content decides later. */
  readonly files?: FileNames;
  /** Starts a comment that runs to the line's end. */
  readonly lineComment: string;
  /** Whether a text in this form can hold such comments (XML cannot); absent: all can. */
  takesLineComments?(text: string): boolean;
  readonly provides: readonly Fact[];
  /** Reads templates of its language by itself (YAML, JSON, HCL); else Jinja is taken out of the text before it sees it. */
  readonly readsTemplates?: boolean;
  /** Texts of its language may carry files of others; where a text is such a carrier, it is of these dialects or of none. */
  readonly carriers?: readonly Carrier[];
  /** A permit that names ports, ICMP types or flags lets the later fragments of its addresses pass too, which carry none of them. */
  readonly fragmentsPass?: true;
  detect(text: string, path?: string): Detection;
  /** Never throws, loses no character. Costs grow linearly with the text. */
  parse(text: string): Outline;
  /** Never throws. Sets the coverage of every statement. `path` may settle what the text leaves open (IPv4 or IPv6 rules). */
  toModel(outline: Outline, path?: string): Device;
  /** @returns edits that carry the change out, or undefined where this dialect cannot write it. */
  write(change: Change, outline: Outline, device: Device): readonly TextEdit[] | undefined;
}
