import { type Family, holds, networkOf, type Prefix, widthOf } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { type Member, nameOf } from '../network/network.ts';
import type { Packet } from '../packets/analyses.ts';
import { isCalled } from './ask-trace.ts';
import { vrfsOf } from './base-routes.ts';
import { partOf } from './cloud-member.ts';
import { cloudSubnetOf } from './cloud-subnet.ts';
import type { Intent, Place } from './intents-file.ts';
import { type Start, startsOf } from './starts.ts';
import type { Twin } from './twin.ts';

/** An intent whose places have their addresses, or why nobody can tell which are meant. */
export function placedIn(twin: Twin, intent: Intent): Intent | Bilingual {
  const from = found(twin, intent.from);
  const to = found(twin, intent.to);
  if ('en' in from) return from;
  return 'en' in to ? to : { ...intent, from, to };
}

function found(twin: Twin, place: Place): Place | Bilingual {
  if (place.device === undefined) return place;
  const all = twin.members.filter((member) => isCalled(member, place.device!));
  const [member] = all;
  if (!member) return NO_DEVICE(place.device);
  if (all.length > 1) return SEVERAL(place.device, all.map(({ path }) => path).join(', '));
  const { prefixes = [] } = place;
  const { vrf: _, ...bare } = place;
  const vrf = place.vrf === undefined ? undefined : vrfCalled(member, place.vrf);
  if (place.vrf !== undefined && vrf === undefined) return NO_VRF(place.device, place.vrf, vrfsOf(member.device));
  return {
    ...bare,
    ...(vrf === undefined ? {} : { vrf }),
    device: member.path,
    prefixes: prefixes.length > 0 ? prefixes : addressesOf(member, vrf),
  };
}

/** `default` is the global table where no VRF is called so. */
const vrfCalled = ({ device }: Member, name: string): string | undefined =>
  vrfsOf(device).find((vrf) => vrf === name) ?? (name.toLowerCase() === 'default' ? '' : undefined);

/** A device's own, or the networks of which it is the router. */
const addressesOf = (member: Member, vrf: string | undefined): readonly Prefix[] =>
  member.device.interfaces.flatMap(({ name, addresses, vrf: own = '' }) =>
    (vrf === undefined || vrf === own ? addresses : []).map(({ family, address, length }): Prefix => {
      const wide = partOf(member)?.kind === 'router' && cloudSubnetOf(member, name.value) !== undefined;
      const bits = wide ? length : widthOf(family);
      return { family, address: networkOf({ family, address, length: bits }), length: bits };
    }),
  );

/**
 * Whether whoever has the address here is in the place: the device itself, or one that shares the address's network with it.
 * @param at the device that has it, and the VRF that it is in there
 */
export function isAt(
  { members, network }: Twin,
  { device, vrf }: Place,
  { member, vrf: ownVrf }: Pick<Start, 'member' | 'vrf'>,
  family: Family,
  address: bigint,
): boolean {
  if (device === undefined) return true;
  const isMeant = (one: string | undefined): boolean => vrf === undefined || vrf === (one ?? '');
  if (member.path === device) return isMeant(ownVrf);
  const there = members.find(({ path }) => path === device);
  const own = member.device.interfaces.find((one) =>
    one.addresses.some((other) => other.family === family && other.address === address),
  );
  if (!there || !own) return false;
  const subnet = cloudSubnetOf(member, own.name.value);
  if (subnet !== undefined)
    return there.device.interfaces.some(({ name }) => cloudSubnetOf(there, name.value) === subnet);
  return (
    network.near(there.path, [{ member }]).length > 0 &&
    there.device.interfaces.some(
      (one) =>
        isMeant(one.vrf) &&
        one.addresses.some(
          (other) => other.family === family && other.length < widthOf(family) && holds(other, address),
        ),
    )
  );
}

/** Where packets of this source in the place start. */
export const startsIn = (twin: Twin, place: Place, packet: Packet): readonly Start[] =>
  startsOf(twin, packet).filter((start) => isAt(twin, place, start, packet.family, packet.source));

/** As reports call it. */
export const whereOf = ({ name, device }: Place, { members }: Twin): string => {
  const member = members.find(({ path }) => path === device);
  return member ? nameOf(member) : name;
};

const NO_DEVICE = (name: string): Bilingual => ({
  en: `no device here is called ${name}`,
  'zh-cn': `此处没有名为 ${name} 的设备`,
});
const NO_VRF = (device: string, name: string, known: readonly string[]): Bilingual => {
  const all = known.map((vrf) => vrf || 'default');
  return {
    en: `${device} has no VRF ${name}; there is ${all.join(', ')}`,
    'zh-cn': `${device} 没有名为 ${name} 的 VRF;现有:${all.join('、')}`,
  };
};
const SEVERAL = (name: string, paths: string): Bilingual => ({
  en: `several devices here are called ${name}: name one by its path (${paths})`,
  'zh-cn': `此处有多台设备名为 ${name}:请用路径指明其中一台(${paths})`,
});
