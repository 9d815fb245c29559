import { readComwareInterfaces } from './comware-interfaces.ts';
import { readFortiosPorts } from './fortios-ports.ts';
import { readGaiaInterfaces } from './gaia-interfaces.ts';
import { type InterfaceState, sameInterface } from './interface-state.ts';
import { readInterfaceStatus } from './interface-status.ts';
import { readInterfaceText } from './interface-text.ts';
import { readJunosInterfaces } from './junos-interfaces.ts';
import { readLinuxLinks } from './linux-links.ts';
import type { OpticalModule } from './optics/optical-module.ts';
import { readOptics } from './optics/optics.ts';
import { readVrpInterfaces } from './vrp-interfaces.ts';
import { readXrInterfaceBrief } from './xr-interface-brief.ts';

/**
 * What any of the known devices says of its interfaces, in the order of the text; modules of interfaces that it says nothing else of
 * stand behind them.
 * @param asked the one interface that was asked about: some outputs do not name it
 * @returns undefined when there is none in it.
 */
export function readInterfaces(text: string, asked?: string): readonly InterfaceState[] | undefined {
  const readers = [
    readInterfaceText,
    readJunosInterfaces,
    readLinuxLinks,
    readInterfaceStatus,
    readVrpInterfaces,
    readXrInterfaceBrief,
    readGaiaInterfaces,
    readComwareInterfaces,
    readFortiosPorts,
  ];
  const found = withModules(
    readers.flatMap((read) => read(text)),
    readOptics(text),
    asked,
  );
  return found.length > 0 ? found : undefined;
}

function withModules(
  interfaces: readonly InterfaceState[],
  modules: readonly OpticalModule[],
  asked: string | undefined,
): readonly InterfaceState[] {
  if (modules.length === 0) return interfaces;
  const all = [...interfaces];
  const places = new Map<string, number[]>();
  for (const [at, { name }] of all.entries()) {
    const there = places.get(numberOf(name)) ?? [];
    places.set(numberOf(name), there);
    // Two readings of one interface, where it was asked twice: few.
    there.push(at);
  }
  for (const { name = asked ?? (all.length === 1 ? all[0]!.name : UNNAMED), readings } of modules) {
    const at = places.get(numberOf(name))?.find((place) => sameInterface(all[place]!.name, name));
    if (at === undefined) all.push({ name, counters: {}, optics: readings });
    else all[at] = { ...all[at]!, optics: readings };
  }
  return all;
}

/** `ethtool -m` does not say whose module it is. */
const UNNAMED = 'module';

/** What no platform shortens. */
const numberOf = (name: string): string => /\d.*$/.exec(name)?.[0].toLowerCase() ?? name.toLowerCase();
