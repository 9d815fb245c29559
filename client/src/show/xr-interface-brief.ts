import type { InterfaceState } from './interface-state.ts';
import { wholeNumber } from './known-facts.ts';

/** `show interfaces brief` of IOS XR: a row for each interface. */
export function readXrInterfaceBrief(text: string): InterfaceState[] {
  const rows: InterfaceState[] = [];
  let inTable = false;
  for (const line of text.split(/\r?\n/)) {
    // Name       State       State               Type (byte)    (Kbps)
    if (/^ *Name +State +State +Type +\(byte\) +\(Kbps\)\s*$/.test(line)) inTable = true;
    else if (inTable) {
      const row = rowOf(line);
      if (row) rows.push(row);
    }
  }
  return rows;
}

//          Te0/3/0/3          up          up               ARPA  1514   10000000
//          Te0/3/0/4  admin-down  admin-down               ARPA  1514   10000000
const ROW =
  /^ *([A-Za-z][\w./:-]{0,63}) +(up|down|admin-down|err-disable) +(up|down|admin-down|err-disable) +\S{1,20} +(\d{1,6}) +(\d{1,12})\s*$/;

function rowOf(line: string): InterfaceState | undefined {
  const row = ROW.exec(line.slice(0, 300));
  if (!row) return undefined;
  const [, name, state, protocol, mtu, kilobits] = row;
  const bandwidth = wholeNumber(kilobits);
  return {
    name: name!,
    admin: state === 'admin-down' ? 'down' : 'up',
    link: state === 'err-disable' ? 'error-disabled' : state === 'up' && protocol === 'up' ? 'up' : 'down',
    mtu: Number(mtu),
    // 0: of interfaces that have none.
    ...(bandwidth && { bandwidth: bandwidth / 1000 }),
    counters: {},
  };
}
