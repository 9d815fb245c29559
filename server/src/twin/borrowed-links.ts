import type { Family } from '../../../grammars/model/address.ts';
import type { OspfProcess } from '../../../grammars/model/igp.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { describedLinks } from '../network/described-links.ts';
import type { OspfEnd } from '../network/igp-faults.ts';
import type { Member, Network } from '../network/network.ts';
import { sameInterface } from '../network/same-interface.ts';
import { isUp } from './base-routes.ts';
import type { Doubt, Hop } from './route-table.ts';

/** Two ports that borrow their addresses, and what a packet out of the one comes to. */
export interface BorrowedLink {
  readonly here: OspfEnd;
  readonly there: OspfEnd;
  readonly hop: Hop;
}

/** Links of OSPF between ports without addresses of their own (RFC 2328 section 8.2), where descriptions on both sides name the other port. */
export function* borrowedLinks(network: Network, member: Member): Generator<BorrowedLink> {
  if (!member.device.ospf.some(({ interfaces }) => interfaces.some((one) => portOf(member, one.interface)))) return;
  for (const link of describedLinks(network, member))
    for (const here of endsOn(member, link.here))
      for (const there of endsOn(link.member, link.there)) {
        const gateway = borrowed(link.member, link.there);
        if (here.process.version !== 2 || there.process.version !== 2 || gateway === undefined) continue;
        const vrf = link.there.vrf ?? '';
        const neighbour = { path: link.member.path, interface: link.there.name.value, vrf };
        yield { here, there, hop: { interface: link.here.name.value, gateway, neighbour } };
      }
}

/** A port of the process that borrows its address, whose other end nothing tells: any route may come by it. */
export const untoldPort = (
  { device, path }: Member,
  process: OspfProcess,
  family: Family,
  told: ReadonlySet<string>,
): Doubt | undefined => {
  if (family !== 'ipv4' || process.version !== 2) return undefined;
  const port = device.interfaces.find(
    (one) =>
      one.borrows !== undefined &&
      (one.vrf ?? '') === (process.vrf ?? '') &&
      isUp(device, one) &&
      !told.has(one.name.value) &&
      !process.interfaces.some(({ interface: name, passive }) => name === one.name.value && passive?.value),
  );
  return port && { text: UNTOLD, path, span: port.name.span };
};

const portOf = ({ device }: Member, name: string): Interface | undefined =>
  device.interfaces.find((one) => one.name.value === name && one.borrows !== undefined && isUp(device, one));

const endsOn = (member: Member, one: Interface): OspfEnd[] =>
  one.borrows === undefined || !isUp(member.device, one)
    ? []
    : member.device.ospf.flatMap((process) =>
        process.interfaces.flatMap((ospf) =>
          ospf.interface === one.name.value ? [{ process, ospf, interface: one }] : [],
        ),
      );

/** The address that it has of another one. */
const borrowed = ({ device }: Member, { borrows }: Interface): bigint | undefined =>
  device.interfaces
    .find((one) => borrows !== undefined && sameInterface(one.name.value, borrows) && isUp(device, one))
    ?.addresses.find(({ family, secondary }) => family === 'ipv4' && !secondary)?.address;

const UNTOLD: Bilingual = {
  en: 'which device is at the other end of this unnumbered interface is not told: no description on both ends names it',
  'zh-cn': '无法得知该无编号接口对端是哪台设备:两端没有相互指明的描述',
};
