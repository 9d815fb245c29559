import type { OpticalReading } from './optics/optical-module.ts';

/** Counters since they were cleared; absent: not told. */
export interface InterfaceCounters {
  readonly inputPackets?: number;
  readonly outputPackets?: number;
  readonly inputErrors?: number;
  readonly outputErrors?: number;
  readonly crc?: number;
  /** Alignment: no whole number of bytes. */
  readonly frame?: number;
  readonly runts?: number;
  readonly giants?: number;
  readonly inputDrops?: number;
  readonly outputDrops?: number;
  readonly collisions?: number;
  readonly lateCollisions?: number;
  /** Frames of a protocol or VLAN that the interface does not take. */
  readonly unknownProtocol?: number;
}

/** One interface as a device tells it; absent: not told. */
export interface InterfaceState {
  /** As the device writes it: `GigabitEthernet0/1`, `Gi0/1`, `ge-0/0/0`, `eth0`. */
  readonly name: string;
  readonly admin?: 'up' | 'down';
  /** `error-disabled`: the device itself has shut it. Absent: only the module was asked about. */
  readonly link?: 'up' | 'down' | 'error-disabled';
  /** What stands in brackets behind it: `notconnect`, `SFP not inserted`, `suspended`. */
  readonly reason?: string;
  readonly description?: string;
  readonly duplex?: 'full' | 'half' | 'auto';
  /** Mbit/s, of the link. */
  readonly speed?: number;
  /** Mbit/s: what the port can, of copper where the speed is negotiated; absent: not told, or somebody chose the speed. */
  readonly able?: number;
  /** Mbit/s: the most that the other end offers. */
  readonly peerAble?: number;
  readonly mtu?: number;
  /** Mbit/s that rates are measured against. */
  readonly bandwidth?: number;
  /** bit/s, as the device averages it. */
  readonly inputRate?: number;
  readonly outputRate?: number;
  /** How often the link changed, or the interface was reset. */
  readonly changes?: number;
  readonly counters: InterfaceCounters;
  /** The device says that light comes in; absent: copper, or not told. */
  readonly optical?: true;
  /** Of the module in it, as far as it measures. */
  readonly optics?: readonly OpticalReading[];
}

/** Names as devices shorten them: `Gi0/1` and `GE0/1` are `GigabitEthernet0/1`, `tt1` is `tunnel-te1`. */
export function sameInterface(a: string, b: string): boolean {
  const [one, other] = [a, b].map((name) => /^([A-Za-z-]+) ?(.*)$/.exec(name));
  if (!one || !other || one[2]!.toLowerCase() !== other[2]!.toLowerCase()) return a.toLowerCase() === b.toLowerCase();
  return isShort(one[1]!, other[1]!) || isShort(other[1]!, one[1]!);
}

function isShort(short: string, long: string): boolean {
  const [word, whole] = [short.toLowerCase(), long.toLowerCase()];
  // Initials are of words: capitals, or behind a hyphen.
  const initials = long
    .match(/[A-Z]|(?<![A-Za-z])[a-z]/g)
    ?.join('')
    .toLowerCase();
  return whole.startsWith(word) || (word.length > 1 && word === initials);
}

/** `1000Mb/s`, `10 Gb/s`, `a-1000`, `10G`, `1000 Mb/s`, `1000mbps`. @returns Mbit/s; undefined for `auto` and the like. */
export function speedOf(text: string | undefined): number | undefined {
  const told = /(?:^|-|\s)(\d+(?:\.\d+)?) ?([KMGT]?)(?:b\/s|bps|bit)?$/i.exec(text?.trim() ?? '');
  if (!told) return undefined;
  const factor = { k: 0.001, '': 1, m: 1, g: 1000, t: 1_000_000 }[told[2]!.toLowerCase()]!;
  return Number(told[1]) * factor;
}

/** `Full-duplex`, `Full Duplex`, `a-full`, `full-duplex`. */
export function duplexOf(text: string | undefined): InterfaceState['duplex'] {
  const word = /full|half|auto/i.exec(text ?? '')?.[0].toLowerCase();
  return word as InterfaceState['duplex'];
}
