import { duplexOf, type InterfaceState, speedOf } from './interface-state.ts';
import { knownFacts, wholeNumber } from './known-facts.ts';

/** `show interfaces status` of IOS and EOS, `show interface status` of NX-OS: one row for each port. */
export function readInterfaceStatus(text: string): InterfaceState[] {
  const ports: InterfaceState[] = [];
  let inTable = false;
  for (const line of text.split(/\r?\n/)) {
    // Port      Name               Status       Vlan       Duplex  Speed Type
    if (/^ *Port +Name +Status +(?:Vlan|Reason)\b/.test(line)) inTable = true;
    else if (inTable) {
      const port = portOf(line);
      if (port) ports.push(port);
    }
  }
  return ports;
}

/** No row is longer; blanks without end are no row. */
const LONGEST = 400;

// Gi1/0/6   Spaced Example     connected    8          a-full  a-100 10/100/1000BaseTX
// Gi1/0/22  addl status text   notconnect: TD 1         a-full  a-100 10/100/1000BaseTX
// A name may hold any words: VLAN, duplex and speed tell where it ends.
const ROW =
  /^ *([A-Za-z][\w./:-]{0,31})\s+(?:(\S.{0,200}?)?\s+)??([A-Za-z][A-Za-z-]{3,15}(?::(?: TDR?)?)?)\s+(?:(?:in|pvlan) )?(--|[A-Za-z\d][\w,./-]{0,31})\s+(a-full|a-half|full|half|auto|unconf|--)\s+(auto|unconf|--|(?:a-)?\d+[MGT]?)(?:\s+(\S.{0,80}?))?\s*$/;
// Eth1      EM PM              err-disabled  psecure-violation
const REASON = /^ *([A-Za-z][\w./:-]{0,31})\s+(?:(\S.{0,200}?)?\s+)??(err-?disabled)\s+([a-z][\w-]{2,40})\s*$/;

function portOf(line: string): InterfaceState | undefined {
  if (line.length > LONGEST) return undefined;
  const reason = REASON.exec(line);
  if (reason) return { name: reason[1]!, admin: 'up', link: 'error-disabled', reason: reason[4]!, counters: {} };
  const row = ROW.exec(line);
  if (!row) return undefined;
  const [, name, description, status, , duplex, speed, type = ''] = row;
  const errorDisabled = /^err/i.test(status!);
  return {
    name: name!,
    admin: status === 'disabled' ? 'down' : 'up',
    link: errorDisabled ? 'error-disabled' : /^connected/.test(status!) ? 'up' : 'down',
    counters: {},
    ...knownFacts({
      reason: status!.replace(/:.*/, ''),
      description: description === '--' ? undefined : description,
      duplex: duplexOf(duplex),
      speed: speedOf(speed),
      // 10/100/1000BaseTX
      able: speed!.startsWith('a-') ? wholeNumber(/^(?:10\/)?100\/(\d{1,5})Base-?T/i.exec(type)?.[1]) : undefined,
    }),
  };
}
