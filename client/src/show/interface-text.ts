import { duplexOf, type InterfaceState, speedOf } from './interface-state.ts';
import { knownFacts, wholeNumber } from './known-facts.ts';

/** `show interfaces` of IOS, EOS and IOS XR, `show interface` of NX-OS: a block for each interface, its first line at the margin. */
export function readInterfaceText(text: string): InterfaceState[] {
  return text.split(HEADS).flatMap((block) => interfaceOf(block) ?? []);
}

const NAME = '[A-Za-z][\\w./:-]{0,63}';
const HEADS = new RegExp(
  `^(?=${NAME} is (?:administratively )?(?:up|down|reset|deleted|disabled|err-disabled)\\b)`,
  'm',
);
// GigabitEthernet0/0 is reset, line protocol is down (notconnect)
// Vlan20 is down (VLAN/BD is down), line protocol is down
const HEAD = new RegExp(
  `^(${NAME}) is (administratively )?([a-z-]+)(?: \\(([^)\\n]{1,80})\\))?(?:, line protocol is (?:administratively )?([a-z]+)(?: \\(([^)\\n]{1,80})\\))?)?`,
);

/** IEEE 802.3 names what a medium is: S, L, E, Z and F of the first letter send light. */
const FIBRE = /\bmedia type is [\d.]{1,5}G?Base-?(?:[SLEZ][XRH]|LRM|BX|FX)/i;

function interfaceOf(block: string): InterfaceState | undefined {
  const head = HEAD.exec(block);
  if (!head) return undefined;
  const [, name, off, word, note, protocol = word, protocolNote] = head;
  const reason = protocolNote ?? note;
  const find = (pattern: RegExp): string | undefined => pattern.exec(block)?.[1];
  // admin state is up, Dedicated Interface
  const shut =
    off !== undefined || /^disabled$|administratively/i.test(reason ?? '') || /^ *admin state is down/im.test(block);
  const errorDisabled = word === 'err-disabled' || /err(?:or)?[- ]?disabled/i.test(reason ?? '');
  // Full-duplex, 1000Mb/s, media type is RJ45
  const physical = /^ *(Full|Half|Auto|full|half|auto)[- ][Dd]uplex, ([^,\n]{1,30})/m.exec(block);
  const count = (names: string): number | undefined =>
    wholeNumber(new RegExp(`(?:^|[\\s,])(\\d+) +(?:${names})(?=$|[\\s,;])`, 'm').exec(block)?.[1]);
  const bandwidth = wholeNumber(find(/\bBW (\d+) Kbit/));
  return {
    name: name!,
    // media type is 10GBase-SR
    ...(FIBRE.test(block) && { optical: true as const }),
    ...(shut ? { admin: 'down' as const } : { admin: 'up' as const }),
    link: errorDisabled ? 'error-disabled' : word === 'up' && protocol === 'up' ? 'up' : 'down',
    ...knownFacts({
      reason,
      description: find(/^ *(?:Port )?[Dd]escription(?: is|:) (\S.{0,199}?)\s*$/m),
      duplex: duplexOf(physical?.[1]),
      speed: speedOf(physical?.[2]),
      mtu: wholeNumber(find(/\bMTU (\d+) bytes/)),
      // "BW 0 Kbit": of interfaces that have none.
      bandwidth: bandwidth ? bandwidth / 1000 : undefined,
      inputRate: rateOf(block, 'input'),
      outputRate: rateOf(block, 'output'),
      changes:
        wholeNumber(find(/^ *Interface state transitions: (\d+)/m)) ??
        wholeNumber(find(/^ *(\d+) link status changes/m)) ??
        count('interface resets'),
    }),
    counters: knownFacts({
      // NX-OS of a VLAN: "input: 0 pkts, 0 bytes - output: 0 pkts, 0 bytes".
      inputPackets: count('packets input|input packets') ?? wholeNumber(find(/^ *input: (\d+) pkts/m)),
      outputPackets: count('packets output|output packets') ?? wholeNumber(find(/ output: (\d+) pkts/)),
      inputErrors: count('input errors?'),
      outputErrors: count('output errors?'),
      crc: count('CRC(?:\\/FCS)?'),
      frame: count('frame(?: errors?)?|alignment'),
      runts: count('runts'),
      giants: count('giants'),
      inputDrops: count('total input drops|input discards?'),
      outputDrops: wholeNumber(find(/\bTotal output drops: (\d+)/)) ?? count('total output drops|output discards?'),
      collisions: count('collisions?'),
      lateCollisions: count('late collisions?'),
      unknownProtocol: count('unknown protocol drops|drops for unrecognized upper-level protocol|bad proto drop'),
    }),
  };
}

//   30 seconds input rate 80 bits/sec, 0 packets/sec
//   300 seconds input rate 112 bits/sec, 0 packets/sec
/** The longest average, which is the last. @returns bit/s */
function rateOf(block: string, way: 'input' | 'output'): number | undefined {
  const told = [...block.matchAll(new RegExp(`^ *\\d+ (?:minutes?|seconds?) ${way} rate (\\d+) bits/sec`, 'gm'))];
  return wholeNumber(told.at(-1)?.[1]);
}
