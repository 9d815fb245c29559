import type { Bilingual } from '../outline.ts';
import type { Located, Span } from '../text/span.ts';
import type { Prefix } from './address.ts';
import type { Filter } from './filter.ts';

/** Why something of a cloud is not told by its text, and where that shows. */
export interface CloudGap {
  readonly text: Bilingual;
  readonly span: Span;
}

/** A text that declares a part of a cloud. */
export interface CloudText {
  /** What is deployed together: this text alone, the texts of its folder, or those of a Terraform module. */
  readonly unit: 'text' | 'folder' | 'module';
  /** Of the dialect that reads it. */
  readonly dialect: string;
  /** Of a Terraform file: folders of modules that it calls, as written. */
  readonly calls?: readonly string[];
  /** What it declares, as though it were all there is; costs as much as reading the text once more. */
  read(): Cloud;
}

/** Networks of a cloud, as they are declared together: routers and machines that no file of their own describes. */
export interface Cloud {
  /** Nothing else has an address in these networks. */
  readonly complete: boolean;
  /** All that the texts refer to is in them; there may be more in these networks. */
  readonly whole: boolean;
  readonly networks: readonly CloudNetwork[];
  readonly gateways: readonly InternetGateway[];
  readonly machines: readonly CloudMachine[];
  /** Absent: none. */
  readonly hubs?: readonly CloudHub[];
  /** Absent: none. */
  readonly dealtPorts?: readonly DealtPorts[];
}

/** Ports of public addresses, of which each machine behind them gets so many for connections of its own. */
export interface DealtPorts {
  /** What deals them: a rule of a load balancer, a NAT gateway, a cluster. */
  readonly name: Located<string>;
  /** What each machine gets, at the least; `exact`: the number stands there as it is. */
  readonly each: Located<number> & { readonly exact: boolean };
  /** It gets more when it needs them. */
  readonly grows: boolean;
  /** The platform takes a multiple of this only. */
  readonly step: number;
  /** Public addresses; absent: as many as it takes, or that is not told. */
  readonly addresses?: number;
  /** Ports of one of them. */
  readonly perAddress: number;
  /** Machines that the text tells: there are so many, or may be. */
  readonly machines: number;
  /** What comes of too few: nothing is made at all, or machines are left without. */
  readonly short: 'refused' | 'left-out';
}

/** What networks are attached to, with routes of its own: a transit gateway. */
export interface CloudHub {
  readonly name: Located<string>;
  readonly attachments: readonly HubAttachment[];
}

export interface HubAttachment {
  /** As the text refers to it. */
  readonly name: Located<string>;
  /** By name: one of `Cloud.networks`, once in a hub. */
  readonly network: string;
  /** Of the network, by name: what comes into it takes the routes of one of these and crosses its border; none: not told. */
  readonly subnets: readonly string[];
  /** Of packets that come from the network; those to a `network` lead to its attachment here. */
  readonly routes: readonly CloudRoute[];
  /** They may be others, or more. */
  readonly routeGaps: readonly CloudGap[];
}

/** VPC, virtual network: its own router carries packets between its subnets. */
export interface CloudNetwork {
  /** As the text refers to it; unique in the unit. */
  readonly name: Located<string>;
  readonly prefixes: readonly Located<Prefix>[];
  /** Routes that win against those between its subnets: ones longer than its own prefix (of a whole subnet, or of more), ones as long, or none. */
  readonly overrides: 'longer' | 'equal' | 'nothing';
  readonly subnets: readonly CloudSubnet[];
  /** Filters before what comes from another network, by its name. */
  readonly entries?: ReadonlyMap<string, readonly Filter[]>;
}

export interface CloudSubnet {
  readonly name: Located<string>;
  /** Host bits are zero. */
  readonly prefixes: readonly Located<Prefix>[];
  /** Besides those within the network; of equal ones the one with the lowest `priority` wins. */
  readonly routes: readonly CloudRoute[];
  /** Its routes may be others, or more. */
  readonly routeGaps: readonly CloudGap[];
  /** Asked of packets that cross its border, one after the other, each without memory of flows unless it says so. */
  readonly border: Guard;
}

/** Filters that stand before something: each must permit. */
export interface Guard {
  readonly inbound: readonly Filter[];
  readonly outbound: readonly Filter[];
}

export interface CloudRoute {
  readonly destination: Prefix;
  readonly target: CloudTarget;
  readonly priority?: number;
  /** Of every subnet of the network, whoever is in it. */
  readonly everywhere?: true;
  readonly span: Span;
}

export type CloudTarget =
  /** By name: one of `Cloud.gateways`. */
  | { readonly kind: 'internet'; readonly gateway: string }
  /** By name: a port of a machine, which is a NAT gateway or an appliance. */
  | { readonly kind: 'port'; readonly port: string }
  | { readonly kind: 'address'; readonly address: Pick<Prefix, 'family' | 'address'> }
  /** By name: another of `Cloud.networks`. */
  | { readonly kind: 'network'; readonly network: string }
  /** By name: one of `Cloud.hubs`. */
  | { readonly kind: 'hub'; readonly hub: string }
  /** Within the network. */
  | { readonly kind: 'local' }
  /** `lost`: what it led to is gone. */
  | { readonly kind: 'discard'; readonly lost?: true }
  /** To what is not followed. */
  | { readonly kind: 'elsewhere'; readonly why: Bilingual };

/** Where packets leave for the Internet, and by which address: what its machines do not tell of themselves is not told. */
export interface InternetGateway {
  readonly name: Located<string>;
  /** By name. */
  readonly network: string;
}

/** A virtual machine, a NAT gateway, a load balancer, a card that is nobody's yet. */
export interface CloudMachine {
  readonly name: Located<string>;
  /** What its host may be called: tags, the name in the API. */
  readonly aliases: readonly string[];
  readonly kind: 'host' | 'nat-gateway' | 'balancer';
  /** Packets that are not its own pass it; absent: not known. */
  readonly forwards?: boolean;
  /** Of a load balancer. */
  readonly balances?: Balances;
  readonly ports: readonly CloudPort[];
}

/** What a load balancer does with packets that come to it: the first listener that they match decides. */
export interface Balances {
  /** Where its targets are, by name; of one without a port of its own. */
  readonly network?: string;
  /** Addresses of the Internet that lead to it, and to no port of its own. */
  readonly publics: readonly bigint[];
  readonly listeners: readonly Listener[];
  /** There may be other listeners. */
  readonly gaps: readonly CloudGap[];
}

export interface Listener {
  readonly span: Span;
  /** IP protocols; empty: every one. */
  readonly protocols: readonly number[];
  /** Absent: every one. */
  readonly ports?: readonly { readonly first: number; readonly last: number }[];
  /** It may answer by itself: a redirect, a page. */
  readonly answers: boolean;
  /** One of them takes each connection. */
  readonly groups: readonly TargetGroup[];
}

/** Machines of which one gets each connection. */
export interface TargetGroup {
  readonly name: Located<string>;
  readonly targets: readonly BalancedTo[];
  /** There may be other targets. */
  readonly gaps: readonly CloudGap[];
  /**
   * What targets see. `proxied`: a connection of the balancer's own, from its port or one of `from`; `rewritten`: the client's, with their own
   * address as destination; `unchanged`: the client's, with the balancer's address as destination.
   */
  readonly passes:
    | { readonly kind: 'proxied'; readonly from: readonly bigint[] }
    | { readonly kind: 'rewritten' | 'unchanged' };
  /** Handed over on the platform's own network, past routes. */
  readonly direct: boolean;
  /** How a dead target is found out; absent: it is not, or that is not told. */
  readonly check?: TargetCheck;
}

export interface BalancedTo {
  /** By name: a port of a machine; else an address. */
  readonly to: { readonly port: string } | { readonly address: Pick<Prefix, 'family' | 'address'> };
  /** Port number; absent: as it came. */
  readonly number?: number;
  /** Its registration. */
  readonly span: Span;
  /** What it does with these packets may be otherwise. */
  readonly gap?: CloudGap;
}

/** A TCP connection to each target; one that does not get it gets none of anybody's. */
export interface TargetCheck {
  readonly span: Span;
  /** Absent: where its traffic goes. */
  readonly port?: number;
  /** Who asks; empty: the balancer itself. */
  readonly from: readonly bigint[];
  /** Networks of which `from` has an address each; absent: it is all of them. */
  readonly networks?: readonly Prefix[];
  /** Who gets connections where no target is alive. */
  readonly noneAlive: 'all' | 'nobody';
}

export interface CloudPort {
  readonly name: Located<string>;
  /** By name. */
  readonly subnet: string;
  /** `assumed`: the text does not tell it, and this one of the subnet stands for it. */
  readonly addresses: readonly (Located<Pick<Prefix, 'family' | 'address'>> & { readonly assumed?: true })[];
  /** Filters before it; those that keep state let answers pass. */
  readonly guard: Guard;
  /** What becomes of its packets to the Internet. */
  readonly outside: Outside;
}

export type Outside =
  /** One public address for it, both ways; no address: the text does not tell it. */
  | { readonly kind: 'own'; readonly address?: bigint; readonly span: Span }
  /** Behind an address that others have too, for its own connections only. */
  | { readonly kind: 'shared'; readonly address?: bigint; readonly span: Span }
  /** Dropped at the gateway. */
  | { readonly kind: 'none'; readonly why: Bilingual; readonly span: Span }
  | {
      readonly kind: 'unknown';
      readonly why: Bilingual;
      readonly span: Span;
      /** It has nothing but an address that the platform may give it by itself: it does, or by this version of its API it does not. */
      readonly platform?: 'gives' | 'withholds';
    };
