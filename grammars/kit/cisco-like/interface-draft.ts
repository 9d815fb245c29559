import type { Family } from '../../model/address.ts';
import type { InterfaceAddress, Ipv6Tunnel } from '../../model/interface.ts';
import type { UndefinedEffect } from '../../model/reference.ts';
import type { Statement, Word } from '../../outline.ts';
import type { Located, Span } from '../../text/span.ts';
import type { Facts } from './facts.ts';
import type { PortDraft } from './switching.ts';

/** An interface while its lines are read. */
export interface InterfaceDraft extends PortDraft {
  readonly name: Located<string>;
  readonly span: Span;
  readonly addresses: InterfaceAddress[];
  description?: Located<string>;
  shutdown?: boolean;
  vrf?: string;
  zone?: string;
  readonly dynamicFamilies: Set<Family>;
  pointToPoint: boolean;
  borrows?: string;
  natRole?: 'inside' | 'outside';
  clampsMss?: boolean;
  /** `ip mtu` is said; else what `mtu` says. */
  ipMtu?: Located<number>;
  mtu?: Located<number>;
  bandwidth?: Located<number>;
  tunnelKind?: Pick<Ipv6Tunnel, 'kind' | 'span'>;
  tunnelRemote?: Located<string>;
  speed?: Located<string>;
  duplex?: Located<string>;
  inspects?: boolean;
  checksSource?: boolean;
  closed: boolean;
}

/** What platforms do differently. */
export interface InterfacePlatform {
  /** Names of links at whose other end anything may be. */
  readonly pointToPoint: RegExp;
  /** A second `ip address` adds one, as it does on Linux; else it takes the place of the first. */
  readonly addsAddresses?: boolean;
  /** What an access list that does not exist does where it is applied. */
  readonly undefinedList?: UndefinedEffect;
  /** Octets of the link's header that `mtu` counts, by the interface's name. */
  mtuHeader?(name: string): number;
  /** Octets of an IP packet where none are said; undefined: not known. */
  usualMtu?(name: string): number | undefined;
  /** An unnumbered interface has the address of another one and learns nothing (of PPP it may learn its neighbour's). */
  readonly borrowsOnly?: boolean;
  /** VLAN settings of a member of a port channel are its own no longer. */
  readonly ignoresMembers?: boolean;
  /** Lines that only this platform has. @returns whether it was one */
  readLine?(words: readonly Word[], draft: InterfaceDraft, statement: Statement, facts: Facts): boolean;
}
