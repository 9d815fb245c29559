import { duplexOf, type InterfaceCounters, type InterfaceState } from './interface-state.ts';
import { knownFacts, wholeNumber } from './known-facts.ts';

/** `display interface` of Comware 7: a block for each interface, its name alone on the first line. */
export function readComwareInterfaces(text: string): InterfaceState[] {
  if (!text.includes('Current state')) return [];
  return text.split(HEADS).flatMap((block) => interfaceOf(block) ?? []);
}

/** A kind and numbers: another line alone, in a session that was saved, is no name. */
const NAME = '[A-Za-z][A-Za-z-]{1,40}\\d{1,5}(?:[/.:]\\d{1,5}){0,5}';
// GigabitEthernet1/0/1
// Current state: DOWN ( Administratively )
const HEAD = new RegExp(
  `^(${NAME})\\s*\\n *Current state ?: (Administratively )?(UP|DOWN)(?: ?\\( ?([^)\\n]{1,80}?) ?\\))?\\s*$`,
  'im',
);
const HEADS = new RegExp(`^(?=${NAME} {0,4}\\r?\\n *Current state ?: )`, 'm');

function interfaceOf(block: string): InterfaceState | undefined {
  const head = HEAD.exec(block);
  if (!head) return undefined;
  const [, name, before, word, note] = head;
  const find = (pattern: RegExp): string | undefined => pattern.exec(block)?.[1];
  const shut = before !== undefined || /^administratively/i.test(note ?? '');
  const up = word!.toUpperCase() === 'UP';
  const protocol = find(/^ *Line protocol state ?: (UP|DOWN)/im)?.toUpperCase();
  // 1000Mbps-speed mode, full-duplex mode
  const mode = /^ *(?:(\d{1,6})(M|G)bps|Unknown)-speed mode, (\w+)-duplex mode/m.exec(block);
  const speed = mode?.[1] === undefined ? undefined : Number(mode[1]) * (mode[2] === 'G' ? 1_000 : 1);
  const hardware = find(/port hardware type is +(\d{1,5})_?G?_?BASE_T/i);
  const negotiated = /^ *Link speed type is autonegotiation/m.test(block);
  const description = find(/^ *Description ?: ?(\S.{0,254}?)\s*$/m);
  return {
    name: name!,
    ...(/media type is optical/i.test(block) && { optical: true as const }),
    admin: shut ? 'down' : 'up',
    // A port that switches has no protocol of its own; one that routes is down without it.
    link: up && protocol !== 'DOWN' ? 'up' : 'down',
    ...knownFacts({
      reason: shut ? undefined : note,
      // "GigabitEthernet1/0/1 Interface" stands where nobody wrote anything.
      description: description === `${name} Interface` ? undefined : description,
      duplex: duplexOf(mode?.[3]),
      speed,
      able: negotiated ? wholeNumber(hardware) : undefined,
      bandwidth: speed,
      mtu: wholeNumber(find(/^ *Maximum (?:transmission unit|frame length): (\d{1,6})/m)),
    }),
    counters: countersOf(block),
  };
}

// Input (total):  1592847 packets, 14280776156 bytes
// Input:  26 input errors, 0 runts, 26 giants, 0 throttles
//         3 CRC, 0 frame, - overruns, 0 aborts
function countersOf(block: string): InterfaceCounters {
  const [before = '', output = ''] = block.split(/^ *Output: /m);
  const input = before.split(/^ *Input: /m)[1] ?? '';
  const count = (part: string, name: string): number | undefined =>
    wholeNumber(new RegExp(`(?:^|[\\s,])(\\d{1,20}) ${name}\\b`, 'm').exec(part)?.[1]);
  const total = (way: string): number | undefined =>
    wholeNumber(new RegExp(`^ *${way} ?\\(total\\): +(\\d{1,20}) packets`, 'm').exec(block)?.[1]);
  return knownFacts({
    inputPackets: total('Input'),
    outputPackets: total('Output'),
    inputErrors: count(input, 'input errors'),
    outputErrors: count(output, 'output errors'),
    crc: count(input, 'CRC'),
    frame: count(input, 'frame'),
    runts: count(input, 'runts'),
    giants: count(input, 'giants'),
    collisions: count(output, 'collisions'),
    lateCollisions: count(output, 'late collisions'),
  });
}
