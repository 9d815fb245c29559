import type { Commands } from '../../device/ask-device.ts';
import type { InterfaceState } from '../../show/interface-state.ts';
import { readInterfaces } from '../../show/interfaces.ts';
import type { Target } from '../target.ts';

/** All interfaces, or the one that is the subject; rates and errors where the device tells them. */
export const interfaceCommands: Commands = (platform, { subject }) => {
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

/** Names as `parseTarget` let them through and as a device shortens them: `Gi0/1` is `GigabitEthernet0/1`. */
export function interfacesAsked(
  text: string,
  { subject }: Pick<Target, 'subject'>,
): readonly InterfaceState[] | undefined {
  // Linux has no interface of the name: that is an answer.
  const all = readInterfaces(text) ?? (/^Device "[^"\n]{1,64}" does not exist/m.test(text) ? [] : undefined);
  return subject === undefined ? all : all?.filter(({ name }) => sameInterface(name, subject));
}

export function sameInterface(a: string, b: string): boolean {
  const [one, other] = [a, b].map((name) => /^([A-Za-z-]+) ?(.*)$/.exec(name.toLowerCase()));
  if (!one || !other || one[2] !== other[2]) return a.toLowerCase() === b.toLowerCase();
  return one[1]!.startsWith(other[1]!) || other[1]!.startsWith(one[1]!);
}
