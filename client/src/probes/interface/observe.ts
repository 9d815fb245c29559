import type { Commands } from '../../device/ask-device.ts';
import type { ShowCommand } from '../../device/platform.ts';
import type { DevicePlatform } from '../../protocol.ts';
import { type InterfaceState, sameInterface } from '../../show/interface-state.ts';
import { readInterfaces } from '../../show/interfaces.ts';
import type { Target } from '../target.ts';

/** All interfaces, or the one that is the subject; rates and errors where the device tells them. */
export const linkCommands: Commands = (platform, { subject }) => {
  const named = subject === undefined ? [] : [subject];
  switch (platform) {
    case 'ios':
    case 'eos':
    case 'iosxr':
      return [['show', 'interfaces', ...named]];
    case 'nxos':
      return [['show', 'interface', ...named]];
    case 'junos':
      return [['show', 'interfaces', ...named, 'extensive']];
    case 'vrp':
    case 'comware':
      return [['display', 'interface', ...named]];
    case 'fortios':
      return [['get', 'system', 'interface', 'physical']];
    case 'linux':
      return [
        ['ip', '-j', '-s', '-s', 'link', 'show', ...named.flatMap((name) => ['dev', name])],
        // A path is no option, and a name holds no slash of its own that climbs (`parseSubject`).
        ...named.map((name) => ['grep', '-s', '.', `/sys/class/net/${name}/duplex`, `/sys/class/net/${name}/speed`]),
      ];
    default:
      return undefined;
  }
};

/** And their optical modules; a device without the command says so, and is judged by the rest. */
export const interfaceCommands: Commands = (platform, target) => {
  const links = linkCommands(platform, target);
  return links && [...links, ...moduleCommands(platform, target)];
};

function moduleCommands(platform: DevicePlatform, { subject }: Target): readonly ShowCommand[] {
  const named = subject === undefined ? [] : [subject];
  switch (platform) {
    case 'ios':
    case 'eos':
      return [['show', 'interfaces', ...named, 'transceiver', 'detail']];
    case 'nxos':
      return [['show', 'interface', ...named, 'transceiver', 'details']];
    case 'junos':
      return [['show', 'interfaces', 'diagnostics', 'optics', ...named]];
    case 'iosxr': {
      // TenGigE0/0/0/1 has its module where it stands: rack, slot, instance, port.
      const place = /^[A-Za-z]+(\d{1,3}\/\w{1,6}\/\d{1,3}\/\d{1,3})$/.exec(subject ?? '')?.[1];
      return place === undefined ? [] : [['show', 'controllers', 'optics', place]];
    }
    case 'vrp':
      if (subject === undefined) return [['display', 'transceiver', 'verbose']];
      return [
        ['display', 'transceiver', 'interface', subject, 'verbose'],
        ['display', 'transceiver', 'diagnosis', 'interface', subject],
      ];
    case 'comware':
      return [['display', 'transceiver', 'diagnosis', 'interface', ...named]];
    case 'fortios':
      return [['get', 'system', 'interface', 'transceiver', ...named]];
    case 'linux':
      // Of one only, the last of root; without either the rest is judged.
      return named.flatMap((name) => [
        ['ethtool', name],
        ['ethtool', '--statistics', name],
        ['ethtool', '--module-info', name],
      ]);
    default:
      return [];
  }
}

/** Names as `parseTarget` let them through and as a device shortens them. */
export function interfacesAsked(
  text: string,
  { subject, platform }: Pick<Target, 'subject' | 'platform'>,
): readonly InterfaceState[] | undefined {
  // Linux has no interface of the name: that is an answer.
  const all = readInterfaces(text, subject) ?? (/^Device "[^"\n]{1,64}" does not exist/m.test(text) ? [] : undefined);
  if (subject === undefined) return all;
  const asked = all?.filter(({ name }) => sameInterface(name, subject));
  // FortiOS tells of its ports: others may be there all the same.
  return platform === 'fortios' && asked?.length === 0 ? undefined : asked;
}
