import type { PortForm } from '../../../kit/cisco-like/access-entry.ts';
import { lower } from '../../../kit/cisco-like/facts.ts';
import { parseAddress, parsePrefix } from '../../../model/address.ts';
import type { Word } from '../../../outline.ts';

export type SideForm =
  | { readonly kind: 'any'; readonly family: 'both' | 'ipv4' | 'ipv6' }
  | { readonly kind: 'host' | 'prefix' | 'object' | 'interface'; readonly word: Word }
  | { readonly kind: 'masked'; readonly address: Word; readonly mask: Word };

export interface AsaEntry {
  readonly action: Word;
  /** Absent in a standard list. */
  readonly protocol?: { readonly named: boolean; readonly word: Word };
  readonly source?: SideForm;
  readonly sourcePort?: PortForm;
  readonly destination: SideForm;
  readonly destinationPort?: PortForm;
  /** Type and code, or a group of types. */
  readonly icmp?: readonly Word[];
  readonly log?: Word;
  readonly inactive: boolean;
  readonly timeRange?: Word;
}

/** What tells a group of ports from a group of addresses where either may stand. */
export interface GroupKinds {
  isService(name: string): boolean;
  isNetwork(name: string): boolean;
}

const OPERATORS = ['eq', 'neq', 'lt', 'gt', 'range'];
const LOG_LEVEL =
  /^(?:[0-7]|alerts|critical|debugging|default|disable|emergencies|errors|informational|notifications|warnings)$/i;

/**
 * From `permit` or `deny` on: `permit tcp any object WEB eq https log disable inactive`. A group may be of addresses or of
 * ports, which only its definition says: that is why this reads words and is no grammar with tokens.
 * @returns undefined where the text is no such entry
 */
export function readEntry(
  words: readonly Word[],
  form: 'standard' | 'extended',
  kinds: GroupKinds,
): AsaEntry | undefined {
  const action = words[0];
  if (!action || !/^(?:permit|deny)$/i.test(action.text)) return undefined;
  let at = 1;
  const side = (): SideForm | undefined => {
    const read = sideAt(words, at);
    if (read) at = read.next;
    return read?.form;
  };
  const ports = (last: boolean): PortForm | undefined => {
    const read = portsAt(words, at, last, kinds);
    if (read) at = read.next;
    return read?.form;
  };
  if (form === 'standard') {
    // `access-list A standard permit host 192.0.2.1`: a standard list names destinations.
    const destination = side();
    return destination && at === words.length ? { action, destination, inactive: false } : undefined;
  }
  // permit object-group TCPUDP
  const named = /^object(?:-group)?$/i.test(words[1]?.text ?? '');
  const protocol = words[named ? 2 : 1];
  if (!protocol) return undefined;
  at = named ? 3 : 2;
  const source = side();
  if (!source) return undefined;
  const icmp = /^(?:icmp6?|1|58)$/i.test(protocol.text) && !named;
  const sourcePort = icmp ? undefined : ports(false);
  const destination = side();
  if (!destination) return undefined;
  const types = icmp ? icmpAt(words, at) : [];
  at += types.length === 2 && lower(types, 0) === 'object-group' ? 2 : types.length;
  const destinationPort = icmp ? undefined : ports(true);
  const tail = tailAt(words, at);
  return (
    tail && {
      action,
      protocol: { named, word: protocol },
      source,
      ...(sourcePort ? { sourcePort } : {}),
      destination,
      ...(destinationPort ? { destinationPort } : {}),
      ...(types.length > 0 ? { icmp: types } : {}),
      ...tail,
    }
  );
}

/** `any4`, `host 192.0.2.1`, `object WEB`, `interface outside`, `192.0.2.0 255.255.255.0`, `2001:db8::/32` */
function sideAt(words: readonly Word[], at: number): { form: SideForm; next: number } | undefined {
  const [word, second] = [words[at], words[at + 1]];
  const first = lower(words, at);
  if (!word) return undefined;
  if (first === 'any') return { form: { kind: 'any', family: 'both' }, next: at + 1 };
  if (first === 'any4' || first === 'any6')
    return { form: { kind: 'any', family: first === 'any4' ? 'ipv4' : 'ipv6' }, next: at + 1 };
  if (parsePrefix(word.text)) return { form: { kind: 'prefix', word }, next: at + 1 };
  if (!second) return undefined;
  if (first === 'host' || first === 'interface') return { form: { kind: first, word: second }, next: at + 2 };
  if (first === 'object' || first === 'object-group') return { form: { kind: 'object', word: second }, next: at + 2 };
  return parseAddress(second.text)?.family === 'ipv4'
    ? { form: { kind: 'masked', address: word, mask: second }, next: at + 2 }
    : undefined;
}

/** `eq www`, `range 1024 65535`, `object-group WEB-PORTS` */
function portsAt(
  words: readonly Word[],
  at: number,
  last: boolean,
  kinds: GroupKinds,
): { form: PortForm; next: number } | undefined {
  const first = lower(words, at);
  const value = words[at + 1];
  if (!value) return undefined;
  if (first === 'object-group') {
    // Undefined names: ports, if an address or nothing is to follow.
    const ported = kinds.isService(value.text) || (!kinds.isNetwork(value.text) && (last || !!sideAt(words, at + 2)));
    return ported ? { form: { operator: 'group', words: [value] }, next: at + 2 } : undefined;
  }
  if (!OPERATORS.includes(first)) return undefined;
  const count = first === 'range' ? 2 : 1;
  const values = words.slice(at + 1, at + 1 + count);
  return values.length === count
    ? { form: { operator: first as PortForm['operator'], words: values }, next: at + 1 + count }
    : undefined;
}

/** `echo-reply`, `3 4`, `object-group ICMP-TYPES` */
function icmpAt(words: readonly Word[], at: number): readonly Word[] {
  const first = lower(words, at);
  if (first === '' || /^(?:log|inactive|time-range)$/.test(first)) return [];
  if (first === 'object-group') return words.slice(at, at + 2);
  return /^\d+$/.test(words[at + 1]?.text ?? '') ? words.slice(at, at + 2) : words.slice(at, at + 1);
}

/** `log warnings interval 600 time-range HOURS inactive` */
function tailAt(words: readonly Word[], from: number): Pick<AsaEntry, 'log' | 'inactive' | 'timeRange'> | undefined {
  let at = from;
  let log: Word | undefined;
  let timeRange: Word | undefined;
  let inactive = false;
  while (at < words.length) {
    const word = lower(words, at);
    if (word === 'log') {
      const disabled = lower(words, at + 1) === 'disable';
      if (!disabled) log = words[at];
      at += LOG_LEVEL.test(words[at + 1]?.text ?? '') ? 2 : 1;
      if (lower(words, at) === 'interval') at += 2;
    } else if (word === 'time-range' && words[at + 1]) {
      timeRange = words[at + 1];
      at += 2;
    } else if (word === 'inactive') {
      inactive = true;
      at += 1;
    } else return undefined;
  }
  return { inactive, ...(log ? { log } : {}), ...(timeRange ? { timeRange } : {}) };
}
