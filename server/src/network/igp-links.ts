import type { Device } from '../../../grammars/model/device.ts';
import type { IsisEnd, OspfEnd } from './igp-faults.ts';
import { neighboursOn } from './links.ts';
import type { Member, Network } from './network.ts';

/** Two ends that share a link; `member` is the device of the other one. */
export interface IgpLink<End> {
  readonly here: End;
  readonly there: End;
  readonly member: Member;
}

/** All pairs of OSPF interfaces of this device and of others on one link, both of the same version. */
export function* ospfLinks(network: Network, self: Member): Generator<IgpLink<OspfEnd>> {
  for (const ends of endsOf(self.device).ospf.values()) {
    const one = ends[0]!.interface;
    for (const owner of neighboursOn(network, self, one)) {
      const others = endsOf(owner.member.device).ospf.get(owner.interface.name.value) ?? [];
      for (const here of ends)
        for (const there of others)
          if (here.process.version === there.process.version && sameFamily(here, there))
            yield { here, there, member: owner.member };
    }
  }
}

export function* isisLinks(network: Network, self: Member): Generator<IgpLink<IsisEnd>> {
  for (const ends of endsOf(self.device).isis.values()) {
    for (const owner of neighboursOn(network, self, ends[0]!.interface)) {
      const others = endsOf(owner.member.device).isis.get(owner.interface.name.value) ?? [];
      // Several processes on one interface are told apart by nothing here.
      if (ends.length === 1 && others.length === 1) yield { here: ends[0]!, there: others[0]!, member: owner.member };
    }
  }
}

const sameFamily = (here: OspfEnd, there: OspfEnd): boolean =>
  here.ospf.families.some((family) => there.ospf.families.includes(family));

interface Ends {
  readonly ospf: ReadonlyMap<string, readonly OspfEnd[]>;
  readonly isis: ReadonlyMap<string, readonly IsisEnd[]>;
}

const found = new WeakMap<Device, Ends>();

/** By interface; found once for each version of a device. */
function endsOf(device: Device): Ends {
  const before = found.get(device);
  if (before) return before;
  const interfaces = new Map(device.interfaces.map((one) => [one.name.value, one]));
  const ospf = new Map<string, OspfEnd[]>();
  const isis = new Map<string, IsisEnd[]>();
  for (const process of device.ospf)
    for (const one of process.interfaces) put(ospf, interfaces.get(one.interface), { process, ospf: one });
  for (const process of device.isis)
    for (const one of process.interfaces) put(isis, interfaces.get(one.interface), { process, isis: one });
  const ends: Ends = { ospf, isis };
  found.set(device, ends);
  return ends;
}

function put<End extends { readonly interface: Device['interfaces'][number] }>(
  ends: Map<string, End[]>,
  one: Device['interfaces'][number] | undefined,
  rest: Omit<End, 'interface'>,
): void {
  if (!one || one.shutdown || one.loopback) return;
  const end = { ...rest, interface: one } as End;
  const list = ends.get(one.name.value);
  if (list) list.push(end);
  else ends.set(one.name.value, [end]);
}
