import { duplexOf, type InterfaceState, speedOf } from './interface-state.ts';
import { knownFacts } from './known-facts.ts';

/** `get system interface physical` of FortiOS: the ports of the device alone, no VLANs, tunnels and loopbacks. */
export function readFortiosPorts(text: string): InterfaceState[] {
  if (!text.includes('==[')) return [];
  return text.split(/^(?=\s{0,8}==\s{0,4}\[)/m).flatMap((block): InterfaceState[] => {
    //         ==[port1]
    const name = /^\s{0,8}==\s{0,4}\[([A-Za-z][\w./:-]{0,63})\]\s*$/m.exec(block)?.[1];
    const status = /^\s{0,16}status: (up|down)\s*$/m.exec(block)?.[1];
    if (!name || !status) return [];
    // speed: 1000Mbps (Duplex: full)
    // speed: 1000full
    const [, told, duplex] = /^\s{0,16}speed: (\d{1,6}(?:Mbps)?) ?(?:\(Duplex: )?(full|half)\)?\s*$/m.exec(block) ?? [];
    return [
      {
        name,
        link: status as 'up' | 'down',
        ...knownFacts({ speed: speedOf(told), duplex: duplexOf(duplex) }),
        counters: {},
      },
    ];
  });
}
