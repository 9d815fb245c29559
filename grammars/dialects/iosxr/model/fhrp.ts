import { after, type Facts, lower, numberAt } from '../../../kit/cisco-like/facts.ts';
import { fullNames } from '../../../kit/cisco-like/interface-names.ts';
import { spanOf, unnegated } from '../../../kit/cisco-like/ospf-lines.ts';
import { type Family, parseAddress } from '../../../model/address.ts';
import type { FhrpGroup, FhrpTrack } from '../../../model/fhrp.ts';
import type { InForce } from '../../../model/igp.ts';
import type { Statement } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';

/** Gathers groups of `router vrrp` and `router hsrp`, by interface and family. */
export interface FhrpReader {
  read(statement: Statement): void;
  /** After the interfaces are known. */
  finish(facts: Facts): void;
}

interface Place {
  readonly protocol: 'hsrp' | 'vrrp';
  readonly interface: string;
  readonly family: Family;
  readonly statement: Statement;
}

export function fhrpReader(): FhrpReader {
  const places: Place[] = [];
  return {
    read: (statement) => {
      const protocol = lower(statement.words, 1) === 'hsrp' ? 'hsrp' : 'vrrp';
      for (const port of statement.children) {
        if (lower(port.words, 0) !== 'interface' || !port.words[1]) continue;
        port.coverage = 'modelled';
        for (const family of port.children) {
          if (lower(family.words, 0) !== 'address-family') continue;
          family.coverage = 'modelled';
          const name = lower(family.words, 1) === 'ipv6' ? 'ipv6' : 'ipv4';
          for (const group of family.children)
            if (lower(group.words, 0) === protocol && group.children.length > 0)
              places.push({ protocol, interface: port.words[1].text, family: name, statement: group });
        }
      }
    },
    finish: (facts) => {
      const full = fullNames(facts.interfaces);
      const known = new Map(facts.interfaces.map((one) => [one.name.value.toLowerCase(), one]));
      for (const place of places) {
        const one = known.get(full(place.interface).toLowerCase());
        const group = groupOf(place, one?.name.value ?? place.interface, one?.closed ?? false);
        if (group) facts.fhrp.push(group);
      }
    },
  };
}

/** `vrrp 1 version 3` with `address 10.0.0.254`, `priority 120`, `preempt disable`, `timer 2`, `track interface GigabitEthernet0/0/0/1 30` */
function groupOf({ protocol, family, statement }: Place, name: string, known: boolean): FhrpGroup | undefined {
  const { words, header } = statement;
  const number = numberAt(words[1]);
  if (!number) return undefined;
  statement.coverage = 'modelled';
  const said = numberAt(after(words, 'version'));
  const addresses: Located<bigint>[] = [];
  const tracks: FhrpTrack[] = [];
  let priority: InForce<number> = { value: 100 };
  // VRRP takes over again by itself, HSRP where it is told to.
  let preempt: InForce<boolean> = { value: protocol === 'vrrp' };
  let advertise: InForce<number> | undefined = { value: protocol === 'vrrp' ? 1000 : 3000 };
  let hold: InForce<number> | undefined = protocol === 'hsrp' ? { value: 10_000 } : undefined;
  let authentication: FhrpGroup['authentication'] = { value: 'none' };
  let closed = known;
  for (const child of statement.children) {
    const { words: own, negated } = unnegated(child);
    const key = lower(own, 0);
    const value = numberAt(own[1]);
    if (child.coverage === 'unknown') closed = false;
    if (negated) continue;
    child.coverage = child.coverage === 'unknown' ? 'unknown' : 'modelled';
    const span = spanOf(own);
    if (key === 'address') {
      const word = own.find((one) => parseAddress(one.text)?.family === family);
      if (word) addresses.push(at(parseAddress(word.text)!.address, word.span));
    } else if (key === 'priority' && value) priority = value;
    else if (key === 'preempt') preempt = { value: lower(own, 1) !== 'disable', span };
    else if (key === 'track') {
      const cost = numberAt(own.at(-1));
      tracks.push({ ...(cost && own.length > 2 ? { decrement: cost.value } : {}), span });
    } else if (key === 'timer') {
      const seconds = numberAt(own.find((one) => /^\d+$/.test(one.text)));
      const milli = own.some((one) => one.text.toLowerCase() === 'msec');
      advertise = seconds ? { value: seconds.value * (milli ? 1 : 1000), span } : undefined;
    } else if (key === 'timers') {
      const numbers = own.flatMap((one) => numberAt(one) ?? []);
      const milli = own.some((one) => one.text.toLowerCase() === 'msec');
      const [hello, dead] = milli ? [] : numbers;
      advertise = hello ? { value: hello.value * 1000, span } : undefined;
      hold = dead ? { value: dead.value * 1000, span } : undefined;
    } else if (key === 'text-authentication' || key === 'authentication')
      authentication = { value: 'clear-text', span: own[0]!.span };
    else child.coverage = 'recognised';
  }
  return {
    protocol,
    family,
    group: number,
    interface: name,
    addresses,
    ...(protocol === 'vrrp' ? { version: said ?? { value: family === 'ipv6' ? 3 : 2 } } : {}),
    priority,
    preempt,
    tracks,
    ...(advertise ? { advertise } : {}),
    ...(hold ? { hold } : {}),
    ...(closed ? { authentication } : {}),
    span: header,
    closed,
  };
}
