import type { Commands } from '../../device/ask-device.ts';
import type { ShowCommand } from '../../device/platform.ts';
import type { DevicePlatform } from '../../protocol.ts';
import { traceCommand } from '../path/observe.ts';
import { sizedPingCommand } from '../pmtu/observe.ts';
import { HEADERS } from '../pmtu/ping-sizes.ts';
import { pingCommand } from '../reachability/observe.ts';
import { type Address, asAddress } from '../target.ts';

/** Bytes of whole packets that must not be fragmented: the least of each family, tunnels, PPPoE, Ethernet. */
export const SIZES = { ipv4: [576, 1280, 1400, 1440, 1480, 1500], ipv6: [1280, 1400, 1440, 1480, 1500] } as const;

/** What is asked of a device about one address; absent: there is no such command, or none that tells what is wanted. */
interface Words {
  readonly ping: ShowCommand;
  /** Must not be fragmented. @param size of the whole packet. @param payload what is left of it behind the headers of IP and ICMP */
  sized?(size: number, payload: number): ShowCommand;
  readonly trace?: ShowCommand;
}

/** Pings, pings of several sizes, a traceroute: the one that takes longest comes last. */
export const commands: Commands = (platform, { subject }) => {
  const address = asAddress(subject ?? '');
  const words = address && wordsOf(platform, address);
  if (!address || !words) return undefined;
  const { ping, sized, trace } = words;
  const sizes = sized ? SIZES[address.family].map((size) => sized(size, size - HEADERS[address.family])) : [];
  return [ping, ...sizes, ...(trace ? [trace] : [])];
};

function wordsOf(platform: DevicePlatform, address: Address): Words | undefined {
  const { text, family } = address;
  const v6 = family === 'ipv6';
  const kind = v6 ? 'ipv6' : 'ip';
  switch (platform) {
    case 'ios':
      return {
        ping: ['ping', kind, text, 'repeat', '5', 'timeout', '1'],
        // Of IPv6 it never fragments on the way, and has no word for it.
        sized: (size) => [
          ...['ping', kind, text, 'size', String(size), 'repeat', '2', 'timeout', '1'],
          ...(v6 ? [] : ['df-bit']),
        ],
        trace: ['traceroute', kind, text, 'numeric', 'timeout', '1', 'probe', '1', 'ttl', '1', '30'],
      };
    case 'iosxr':
      return {
        ping: ['ping', v6 ? 'ipv6' : 'ipv4', text, 'count', '5', 'timeout', '1'],
        sized: (size) => [
          ...['ping', v6 ? 'ipv6' : 'ipv4', text, 'size', String(size), 'count', '2', 'timeout', '1'],
          ...(v6 ? [] : ['donotfrag']),
        ],
        trace: ['traceroute', v6 ? 'ipv6' : 'ipv4', text, 'numeric', 'timeout', '1', 'probe', '1', 'maxttl', '30'],
      };
    case 'nxos':
      return {
        ping: [v6 ? 'ping6' : 'ping', text, 'count', '5', 'timeout', '1'],
        ...(!v6 && {
          sized: (_: number, payload: number) => [
            ...['ping', text, 'count', '2', 'timeout', '1', 'packet-size', String(payload), 'df-bit'],
          ],
        }),
        trace: [v6 ? 'traceroute6' : 'traceroute', text],
      };
    case 'eos':
      return {
        ping: ['ping', kind, text, 'repeat', '5'],
        ...(!v6 && { sized: (size: number) => ['ping', kind, text, 'size', String(size), 'repeat', '2', 'df-bit'] }),
        trace: ['traceroute', kind, text],
      };
    case 'junos':
      return {
        ping: ['ping', text, 'count', '5', 'wait', '1'],
        sized: (_, payload) => [
          ...['ping', text, 'count', '2', 'wait', '1', 'size', String(payload)],
          ...(v6 ? [] : ['do-not-fragment']),
        ],
        trace: ['traceroute', text, 'no-resolve', 'wait', '1', 'ttl', '15'],
      };
    case 'vrp':
      return {
        ping: ['ping', ...(v6 ? ['ipv6'] : []), '-c', '5', '-t', '1000', text],
        ...(!v6 && { sized: (_: number, payload: number) => fragmentless(payload, text) }),
        trace: ['tracert', ...(v6 ? ['ipv6'] : []), '-q', '1', '-w', '1000', text],
      };
    case 'comware':
      return {
        ping: ['ping', ...(v6 ? ['ipv6'] : []), '-c', '5', '-t', '1000', text],
        ...(!v6 && { sized: (_: number, payload: number) => fragmentless(payload, text) }),
        trace: ['tracert', ...(v6 ? ['ipv6'] : []), '-q', '1', '-w', '1000', text],
      };
    case 'asa':
      return {
        ping: ['ping', text, 'repeat', '5', 'timeout', '1'],
        trace: ['traceroute', text, 'numeric', 'timeout', '1', 'probe', '1', 'ttl', '1', '30'],
      };
    case 'fortios':
      return {
        ping: ['execute', v6 ? 'ping6' : 'ping', text],
        trace: ['execute', v6 ? 'tracert6' : 'traceroute', text],
      };
    case 'routeros':
      return { ping: ['/ping', `address=${text}`, 'count=5'] };
    case 'linux': {
      const asWords = ({ file, args }: { readonly file: string; readonly args: readonly string[] }) => [file, ...args];
      return {
        ping: asWords(pingCommand(address, {}, 'linux')),
        sized: (size) => asWords(sizedPingCommand(address, size, 'linux')),
        trace: asWords(traceCommand(address, {}, 'linux')!),
      };
    }
    // PAN-OS pings from its management port unless it is told an address of its own; FRR and BIRD are asked as Linux.
    default:
      return undefined;
  }
}

const fragmentless = (payload: number, text: string): ShowCommand => [
  ...['ping', '-f', '-s', String(payload), '-c', '2', '-t', '1000', text],
];
