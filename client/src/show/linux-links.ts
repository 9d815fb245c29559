import { type Ethtool, readEthtool } from './ethtool.ts';
import { duplexOf, type InterfaceCounters, type InterfaceState } from './interface-state.ts';
import { asArray, asNumber, asObject, asText, jsonValues } from './json-values.ts';
import { knownFacts } from './known-facts.ts';

/**
 * `ip -j -s -s link show` of Linux, and what `grep -s . /sys/class/net/.../duplex /sys/class/net/.../speed` and, of one, `ethtool` add.
 */
export function readLinuxLinks(text: string): InterfaceState[] {
  // /sys/class/net/eth0/duplex:full
  const sys = new Map(
    [...text.matchAll(/^\/sys\/class\/net\/([\w.:-]{1,15}\/(?:duplex|speed)):(\S+)\r?$/gm)].map((one) => [
      one[1]!,
      one[2]!,
    ]),
  );
  const links = jsonValues(text).flatMap((value) => asArray(value).flatMap((link) => linkOf(link, sys) ?? []));
  const [one, ...others] = links;
  // ethtool is asked of one, and its statistics do not name it.
  return one && others.length === 0 ? [withHardware(one, readEthtool(text))] : links;
}

function withHardware(link: InterfaceState, { able, peerAble, counters: more }: Ethtool): InterfaceState {
  const counters = Object.entries(more).map(([name, count]): [string, number] => [
    name,
    // The kernel has some of them from the same place.
    Math.max(count, link.counters[name as keyof InterfaceCounters] ?? 0),
  ]);
  return {
    ...link,
    ...knownFacts({ able, peerAble }),
    counters: { ...link.counters, ...Object.fromEntries(counters) },
  };
}

/** `{"ifname":"eth0","flags":["UP","LOWER_UP"],"operstate":"UP","stats64":{"rx":{"packets":1,"errors":0},...}}` */
function linkOf(value: unknown, sys: ReadonlyMap<string, string>): InterfaceState | undefined {
  const link = asObject(value);
  const name = asText(link?.ifname);
  const flags = asArray(link?.flags);
  if (!link || name === undefined || flags.length === 0) return undefined;
  const rx = asObject(asObject(link.stats64)?.rx);
  const tx = asObject(asObject(link.stats64)?.tx);
  const speed = Number(sys.get(`${name}/speed`));
  const up = flags.includes('UP');
  return {
    name,
    admin: up ? 'up' : 'down',
    link: up && flags.includes('LOWER_UP') && asText(link.operstate) !== 'DOWN' ? 'up' : 'down',
    ...knownFacts({
      reason: flags.includes('NO-CARRIER') ? 'NO-CARRIER' : undefined,
      description: asText(link.ifalias),
      duplex: duplexOf(sys.get(`${name}/duplex`)),
      // -1: the driver does not know.
      speed: speed > 0 ? speed : undefined,
      mtu: asNumber(link.mtu),
      changes: asNumber(tx?.carrier_changes),
    }),
    counters: knownFacts({
      inputPackets: asNumber(rx?.packets),
      outputPackets: asNumber(tx?.packets),
      inputErrors: asNumber(rx?.errors),
      outputErrors: asNumber(tx?.errors),
      crc: asNumber(rx?.crc_errors),
      frame: asNumber(rx?.frame_errors),
      inputDrops: asNumber(rx?.dropped),
      outputDrops: asNumber(tx?.dropped),
      collisions: asNumber(tx?.collisions),
      lateCollisions: asNumber(tx?.window_errors),
      unknownProtocol: asNumber(rx?.nohandler),
    }),
  };
}
