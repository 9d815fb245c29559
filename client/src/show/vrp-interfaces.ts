import { duplexOf, type InterfaceCounters, type InterfaceState } from './interface-state.ts';
import { knownFacts, wholeNumber } from './known-facts.ts';

/** `display interface` of VRP, a block for each interface, and `display interface description`, a row for each. */
export function readVrpInterfaces(text: string): InterfaceState[] {
  return [...text.split(HEADS).flatMap((block) => interfaceOf(block) ?? []), ...readVrpDescriptions(text)];
}

const HEADS = /^(?=[A-Za-z\d][\w./:-]{0,63} current state ?: )/m;

// GigabitEthernet0/0/1 current state : UP
// GigabitEthernet0/0/2 current state : Administratively DOWN
// GigabitEthernet0/0/3 current state : ERROR DOWN(bpdu-protection)
const HEAD =
  /^([A-Za-z\d][\w./:-]{0,63}) current state ?: (administratively |error )?(UP|DOWN)(?: ?\(([^)\n]{1,80})\))?/i;

function interfaceOf(block: string): InterfaceState | undefined {
  const head = HEAD.exec(block);
  if (!head) return undefined;
  const [, name, how = '', word, note] = head;
  const find = (pattern: RegExp): string | undefined => pattern.exec(block)?.[1];
  const shut = /^admin/i.test(how);
  const protocol = find(/^Line protocol current state ?: (UP|DOWN)/im);
  // Nobody gave it an address: its protocol is down, and no cable is to blame.
  const down = protocol?.toUpperCase() === 'DOWN' && !/^Internet protocol processing ?: disabled/im.test(block);
  const up = word!.toUpperCase() === 'UP';
  const speed = wholeNumber(find(/^Speed ?: *(\d{1,7}),/m));
  return {
    name: name!,
    // Port Mode: COMMON FIBER
    ...(/^Port Mode: [^\n]*\bFIBER\b/m.test(block) && !/^Current Work Mode: COPPER/m.test(block) && OPTICAL),
    admin: shut ? 'down' : 'up',
    link: /^error/i.test(how) ? 'error-disabled' : up && !down ? 'up' : 'down',
    ...knownFacts({
      reason: note ?? (up && down ? 'line protocol DOWN' : undefined),
      description: described(find(/^Description: ?(\S.{0,254}?)\s*$/m)),
      duplex: duplexOf(find(/^Duplex ?: *(\w{4})/m)),
      speed,
      able:
        /^Negotiation ?: *ENABLE/m.test(block) && /^Port Mode: [^\n]*\bCOPPER\b/m.test(block)
          ? COPPER[/^[A-Za-z]+/.exec(name!)?.[0].toLowerCase() ?? '']
          : undefined,
      bandwidth: speed,
      mtu: wholeNumber(find(/\bThe (?:Maximum Transmit Unit|MTU|Maximum Frame Length) is (\d{1,6})/)),
      inputRate: rateOf(block, 'input'),
      outputRate: rateOf(block, 'output'),
    }),
    counters: countersOf(block),
  };
}

const OPTICAL = { optical: true } as const;

/** Mbit/s, by how a port of copper is called. */
const COPPER: Readonly<Record<string, number>> = { gigabitethernet: 1_000, ge: 1_000, xgigabitethernet: 10_000 };

/** "HUAWEI, AR Series, GigabitEthernet0/0/1 Interface" stands where nobody wrote anything. */
const described = (text: string | undefined): string | undefined =>
  text !== undefined && /^HUAWEI, .{1,80} Interface$/.test(text) ? undefined : text;

// Last 300 seconds input rate 0 bytes/sec 0 bits/sec 0 packets/sec
//     Last 300 seconds output rate 1234 bits/sec, 7 packets/sec
/** @returns bit/s */
const rateOf = (block: string, way: 'input' | 'output'): number | undefined =>
  wholeNumber(
    new RegExp(`^ *Last \\d+ seconds ${way} rate (?:\\d+ bytes/sec,? )?(\\d+) bits/sec`, 'm').exec(block)?.[1],
  );

// Input:  24 packets, 4936 bytes
//   Discard:                  0,  Total Error:                 0
// Output:  8 packets, 1012 bytes
function countersOf(block: string): InterfaceCounters {
  const [before = '', output = ''] = block.split(/^ *Output: */m);
  const input = before.split(/^ *Input: */m)[1] ?? '';
  const count = (part: string, name: string): number | undefined =>
    wholeNumber(new RegExp(`(?:^|, ) *${name}: +(\\d+)(?=\\s*(?:,|$))`, 'm').exec(part)?.[1]);
  const packets = (part: string): number | undefined => wholeNumber(/^(\d+) packets/.exec(part)?.[1]);
  return knownFacts({
    inputPackets: packets(input),
    outputPackets: packets(output),
    inputErrors: count(input, 'Total Error'),
    outputErrors: count(output, 'Total Error'),
    crc: count(input, 'CRC'),
    frame: count(input, 'Alignments'),
    runts: count(input, 'Runts'),
    giants: count(input, 'Giants'),
    inputDrops: count(input, 'Discard'),
    outputDrops: count(output, 'Discard'),
    collisions: count(output, 'Collisions'),
    lateCollisions: count(output, 'Late Collisions'),
  });
}

/** What stands before a state, as the legend above the table has it. */
const MARKS: Readonly<Record<string, string>> = {
  '#': 'LBDT down',
  '-': 'link flap down',
  '^': 'standby',
  '~': 'LDT down',
};

// Interface                     PHY     Protocol Description
// GE0/0/16                      down    down     to the server
// GE0/0/25                      *down   down
// NULL0                         up      up(s)
function readVrpDescriptions(text: string): InterfaceState[] {
  const rows: InterfaceState[] = [];
  let inTable = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 500) continue;
    if (/^Interface +PHY +Protocol +Description\s*$/.test(line)) inTable = true;
    else if (inTable) {
      const row =
        /^([A-Za-z\d][\w./:-]{0,63}) +([*#^~-])?(up|down)(?:\(\w{1,3}\))* +[*#^~-]?(?:up|down)(?:\(\w{1,3}\))*(?: +(\S.*?))?\s*$/.exec(
          line,
        );
      inTable = row !== null;
      if (!row) continue;
      const [, name, mark = '', word, description] = row;
      rows.push({
        name: name!,
        admin: mark === '*' ? 'down' : 'up',
        link: word === 'up' ? 'up' : 'down',
        counters: {},
        ...knownFacts({ reason: MARKS[mark], description: described(description) }),
      });
    }
  }
  return rows;
}
