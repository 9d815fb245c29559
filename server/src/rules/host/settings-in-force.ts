import type { Device, Sysctl } from '../../../../grammars/model/device.ts';
import { readTogether } from '../../network/read-together.ts';
import type { Surroundings } from '../../review/rule.ts';

/** The setting of each key that holds, as far as the files that are read together tell: the last one. */
export function settingsInForce({
  device,
  network,
}: {
  readonly device: Device;
  readonly network?: Surroundings | undefined;
}): ReadonlyMap<string, Sysctl> {
  const all = network
    ? readTogether(network).map((member) => (member.path === network.self.path ? device : member.device))
    : [device];
  return new Map(all.flatMap(({ sysctls }) => sysctls.map((one) => [one.key.value, one] as const)));
}

/** A setting is this text's own to report. */
export const isOwn = ({ sysctls }: Device, setting: Sysctl | undefined): setting is Sysctl =>
  setting !== undefined && sysctls.includes(setting);

/** The value as a whole number. */
export const numberIn = (setting: Sysctl | undefined): number | undefined =>
  setting && /^\d{1,15}$/.test(setting.value.value) ? Number(setting.value.value) : undefined;

/** The device forwards for others, as its settings say. */
export const forwards = (settings: ReadonlyMap<string, Sysctl>, family: 'ipv4' | 'ipv6'): boolean =>
  (family === 'ipv4' ? ['net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'] : ['net.ipv6.conf.all.forwarding']).some(
    (key) => /^[1-9]/.test(settings.get(key)?.value.value ?? ''),
  );
