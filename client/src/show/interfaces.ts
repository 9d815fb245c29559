import type { InterfaceState } from './interface-state.ts';
import { readInterfaceStatus } from './interface-status.ts';
import { readInterfaceText } from './interface-text.ts';
import { readJunosInterfaces } from './junos-interfaces.ts';
import { readLinuxLinks } from './linux-links.ts';

/** What any of the known devices says of its interfaces, in the order of the text. @returns undefined when there is none in it. */
export function readInterfaces(text: string): readonly InterfaceState[] | undefined {
  const readers = [readInterfaceText, readJunosInterfaces, readLinuxLinks, readInterfaceStatus];
  const found = readers.flatMap((read) => read(text));
  return found.length > 0 ? found : undefined;
}
