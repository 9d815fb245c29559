import type { Family } from '../../../grammars/model/address.ts';
import type { Balances } from '../../../grammars/model/cloud.ts';
import type { StaticRoute } from '../../../grammars/model/routing.ts';
import type { JoinedPiece } from '../network/joined-piece.ts';
import type { Member } from '../network/network.ts';
import type { PrefixSpace } from '../routes/prefix-space.ts';
import type { Doubt, Route } from './route-table.ts';

/** A device that a cloud's text makes, or one whose file says less of it than the cloud's or the host's other files do. */
export interface CloudMember extends Member {
  readonly part: CloudPart;
}

export interface CloudPart {
  /** `router`: of a network; `hub`: between networks; `gateway`: to the Internet; `file`: a host that has files of its own. */
  readonly kind: 'router' | 'hub' | 'gateway' | 'nat-gateway' | 'balancer' | 'machine' | 'file';
  /** Other names that it may be asked for by. */
  readonly aliases: readonly string[];
  /** Where the text of its device stands. */
  readonly pieces: readonly JoinedPiece[];
  /** All routes of a device that chooses none by itself; absent: as of any other one. */
  readonly routes?: readonly CloudTableEntry[];
  /** Static routes of a host, beside those of its routing program. */
  readonly kernelRoutes?: readonly StaticRoute[];
  /** Interfaces that lead to one other device, by name. */
  readonly wires: ReadonlyMap<string, Wire>;
  /** By its interfaces on a subnet, by name: the router of that subnet, and its interface there. */
  readonly subnets: ReadonlyMap<string, Pick<Wire, 'path' | 'inInterface'>>;
  /** Filters before its interfaces, by name: of the cloud, not of its own. */
  readonly guards: ReadonlyMap<string, PortGuard>;
  /** Public addresses that lead to it from the Internet; of gateways. */
  readonly publics?: ReadonlySet<bigint>;
  /** Packets that are not its own pass it; absent: not known. */
  readonly forwards?: boolean;
  readonly balances?: Balances;
  /** Of a load balancer: machines that the ports it may hand packets to are of, by the port's name. */
  readonly machines?: ReadonlyMap<string, { readonly path: string; readonly inInterface: string }>;
  /** Its address is not told, and that matters. */
  readonly unsure?: Doubt;
  /** Whatever has an address on its networks is told. */
  readonly complete: boolean;
}

export interface CloudTableEntry {
  readonly vrf: string;
  readonly family: Family;
  readonly route?: Route;
  /** Others may be there, in these prefixes. */
  readonly doubt?: { readonly space: PrefixSpace; readonly why: Doubt };
}

/** Whom an interface leads to, and where it comes in there. */
export interface Wire {
  readonly path: string;
  readonly vrf: string;
  readonly inInterface: string;
}

export interface PortGuard {
  /** Whose they are: `inbound` and `outbound` are among its filters; absent: the member's own, at no hook. */
  readonly owner?: Member;
  readonly inbound: readonly number[];
  readonly outbound: readonly number[];
}

export const partOf = (member: Member): CloudPart | undefined =>
  'part' in member ? (member as CloudMember).part : undefined;

/** The interface of an Internet gateway on its far side. */
export const INTERNET = 'Internet';
