import { duplexOf, type InterfaceState, speedOf } from './interface-state.ts';
import { knownFacts, wholeNumber } from './known-facts.ts';

/** `show interfaces [extensive] [IF]` of Junos: a block for each physical interface; its logical ones are below it. */
export function readJunosInterfaces(text: string): InterfaceState[] {
  return text.split(/^(?=Physical interface: )/m).flatMap((block) => interfaceOf(block) ?? []);
}

// Physical interface: ge-0/0/0, Enabled, Physical link is Up
//   Link-level type: Ethernet, MTU: 1514, LAN-PHY mode, Link-mode: Full-duplex, Speed: 1000mbps, ...
function interfaceOf(block: string): InterfaceState | undefined {
  const head =
    /^Physical interface: ([\w./:-]{1,64}), (Enabled|Administratively down|Disabled), Physical link is (Up|Down)/.exec(
      block,
    );
  if (!head) return undefined;
  const physical = block.split(/^ {2}Logical interface /m)[0]!;
  const find = (pattern: RegExp): string | undefined => pattern.exec(physical)?.[1];
  // Errors: 0, Drops: 0, Framing errors: 0, Runts: 0, Policed discards: 0, ...
  const [before = '', outputErrors = ''] = physical.split(/^ +Output errors:\s*$/m);
  const inputErrors = before.split(/^ +Input errors:\s*$/m)[1] ?? '';
  // MAC statistics:                      Receive         Transmit
  //   CRC/Align errors                         0                0
  const mac = (name: string): number | undefined =>
    wholeNumber(new RegExp(`^ +${name} +(\\d+)`, 'm').exec(physical)?.[1]);
  const input = (name: string): number | undefined =>
    wholeNumber(new RegExp(`\\b${name}: (\\d+)`).exec(inputErrors)?.[1]);
  const output = (name: string): number | undefined =>
    wholeNumber(new RegExp(`\\b${name}: (\\d+)`).exec(outputErrors.slice(0, 2_000))?.[1]);
  const speed = speedOf(find(/\bSpeed: (\d+ ?[A-Za-z]+)/));
  return {
    name: head[1]!,
    admin: head[2] === 'Enabled' ? 'up' : 'down',
    ...(/\bMedia type: Fiber\b/.test(physical) && { optical: true as const }),
    link: head[3] === 'Up' ? 'up' : 'down',
    ...knownFacts({
      description: find(/^ +Description: (\S.{0,199}?)\s*$/m),
      duplex: duplexOf(find(/\bLink-mode: (\S+)/)),
      speed,
      bandwidth: speed,
      mtu: wholeNumber(find(/\bMTU: (\d+)/)),
      inputRate: wholeNumber(find(/^ +Input rate +: (\d+) bps/m)),
      outputRate: wholeNumber(find(/^ +Output rate +: (\d+) bps/m)),
      changes: output('Carrier transitions'),
    }),
    counters: knownFacts({
      inputPackets: wholeNumber(find(/^ +Input +packets: +(\d+)/m)),
      outputPackets: wholeNumber(find(/^ +Output +packets: +(\d+)/m)),
      inputErrors: input('Errors'),
      outputErrors: output('Errors'),
      crc: mac('CRC/Align errors'),
      frame: input('Framing errors'),
      runts: input('Runts'),
      giants: mac('Oversized frames'),
      inputDrops: input('Drops'),
      outputDrops: output('Drops'),
      collisions: output('Collisions'),
      unknownProtocol: input('L2 channel errors'),
    }),
  };
}
