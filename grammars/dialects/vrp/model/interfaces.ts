import { type Facts, isWholeNumber, located, lower, startsWith, use } from '../../../kit/cisco-like/facts.ts';
import {
  type Family,
  lengthOfMask,
  type Prefix,
  parseIpv4,
  parseIpv6,
  parsePrefix,
  widthOf,
} from '../../../model/address.ts';
import type { Interface, InterfaceAddress, Ipv6Tunnel } from '../../../model/interface.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, cover, type Located } from '../../../text/span.ts';
import { listName } from './access-lists.ts';
import type { Translation } from './nat.ts';

interface Draft {
  readonly name: Located<string>;
  span: Statement['span'];
  readonly addresses: InterfaceAddress[];
  description?: Located<string>;
  shutdown?: boolean;
  vrf?: string;
  zone?: string;
  readonly dynamic: Set<Family>;
  pointToPoint: boolean;
  outside: boolean;
  ipv6Tunnel?: Ipv6Tunnel;
  closed: boolean;
}

/** Gathers interfaces; blocks of the same name add to one. */
export interface InterfaceReader {
  read(statement: Statement, facts: Facts): void;
  finish(facts: Facts): void;
  /** Statements that translate. */
  readonly translations: readonly Translation[];
}

export function interfaceReader(): InterfaceReader {
  const drafts = new Map<string, Draft>();
  const translations: Translation[] = [];
  return {
    translations,
    read: (statement, facts) => {
      const name = interfaceName(statement.words, 1)?.name;
      if (!name) return;
      const key = name.value.toLowerCase();
      const draft = drafts.get(key) ?? {
        name,
        span: statement.span,
        addresses: [],
        dynamic: new Set(),
        pointToPoint: /^(?:tunnel|dialer|serial|virtual-template|cellular|pos|mp-group)/i.test(name.value),
        outside: false,
        closed: true,
      };
      drafts.set(key, draft);
      for (const child of statement.children) readLine(child, draft, facts, translations);
    },
    finish: (facts) => {
      for (const { dynamic, pointToPoint, outside, ...draft } of drafts.values()) {
        facts.interfaces.push({
          ...draft,
          ...(dynamic.has('ipv4') ? { dynamic: true } : {}),
          ...(dynamic.size > 0 ? { dynamicFamilies: [...dynamic] } : {}),
          ...(pointToPoint ? { pointToPoint } : {}),
          ...(outside ? { natRole: 'outside' } : {}),
          ...(/^loopback/i.test(draft.name.value) ? { loopback: true } : {}),
        } satisfies Interface);
      }
    },
  };
}

/** `GigabitEthernet0/0/1`, `GigabitEthernet 0/0/1`, `Eth-Trunk 1`: the same. `next`: the index behind it. */
export function interfaceName(
  words: readonly Word[],
  from: number,
): { name: Located<string>; next: number } | undefined {
  const [first, second] = [words[from], words[from + 1]];
  if (!first || !/^[A-Za-z0-9]/.test(first.text)) return undefined;
  const split = /^[A-Za-z-]+$|^\d+GE$/i.test(first.text) && second && /^\d+(?:\/\d+)*(?:[.:]\d+)*$/.test(second.text);
  return split
    ? { name: at(first.text + second.text, cover(first.span, second.span)), next: from + 2 }
    : { name: located(first), next: from + 1 };
}

function readLine(statement: Statement, draft: Draft, facts: Facts, translations: Translation[]): void {
  const { words } = statement;
  const undone = lower(words, 0) === 'undo';
  const said = undone ? words.slice(1) : words;
  const first = lower(said, 0);
  const second = lower(said, 1);
  if (first === 'shutdown') draft.shutdown = !undone;
  else if (undone) return;
  else if (first === 'description' && said[1])
    draft.description = at(
      said
        .slice(1)
        .map((word) => word.text)
        .join(' '),
      cover(said[1].span, said.at(-1)!.span),
    );
  else if (startsWith(said, 'ip address *')) readAddress(statement, draft, facts);
  else if (startsWith(said, 'ipv6 address *')) readIpv6Address(said, draft);
  else if (startsWith(said, 'ip binding vpn-instance *')) {
    draft.vrf = said[3]!.text;
    use(facts, 'vrf', said[3]!, statement);
  } else if (first === 'zone' && said[1]) draft.zone = said[1].text;
  else if (first === 'traffic-filter') bind(statement, said, draft, facts);
  else if (first === 'nat' && /^(?:outbound|server|static)$/.test(second)) {
    draft.outside = true;
    translations.push({ statement, interface: draft.name.value });
  } else if (first === 'tunnel-protocol' && second === 'ipv6-ipv4') {
    const kind = TUNNELS[lower(said, 2)];
    if (kind) draft.ipv6Tunnel = { kind, span: statement.header };
  }
  if (statement.coverage === 'unknown') draft.closed = false;
}

const TUNNELS: Readonly<Record<string, Ipv6Tunnel['kind']>> = {
  '': '6in4',
  '6to4': '6to4',
  '6rd': '6rd',
  isatap: 'isatap',
  'auto-tunnel': 'automatic',
};

/** `traffic-filter inbound acl 3000`, `traffic-filter outbound acl name WEB`, `traffic-filter inbound ipv6 acl 3000` */
function bind(statement: Statement, words: readonly Word[], draft: Draft, facts: Facts): void {
  const direction = lower(words, 1) === 'outbound' ? 'out' : 'in';
  const found = listAfter(words, 2);
  if (!found) {
    statement.coverage = 'unknown';
    return;
  }
  facts.bindings.push({
    filter: found.name,
    family: found.family,
    place: { kind: 'interface', name: draft.name.value },
    direction,
    span: statement.header,
    turnedRound: [{ span: words[1]!.span, newText: direction === 'in' ? 'outbound' : 'inbound' }],
  });
}

/** The list that `acl 3000`, `acl name WEB`, `ipv6 acl 3000`, `acl ipv6 name WEB` name. */
export function listAfter(
  words: readonly Word[],
  from = 0,
): { readonly name: Located<string>; readonly word: Word; readonly family: 'ipv4' | 'ipv6' } | undefined {
  const index = words.findIndex((_, i) => i >= from && lower(words, i) === 'acl');
  if (index < 0) return undefined;
  const family = lower(words, index - 1) === 'ipv6' || lower(words, index + 1) === 'ipv6' ? 'ipv6' : 'ipv4';
  const rest = words.slice(index + 1).filter((word) => !/^(?:ipv6|number|name)$/i.test(word.text));
  const [word] = rest;
  return word ? { name: listName(word, family), word, family } : undefined;
}

/** `ip address 192.0.2.1 255.255.255.0 [sub]`, `ip address 192.0.2.1 24`, `ip address dhcp-alloc` */
function readAddress(statement: Statement, draft: Draft, facts: Facts): void {
  const { words } = statement;
  const address = parseIpv4(words[2]!.text);
  if (address === undefined) {
    // Given by a server, by the far end, or borrowed from another interface.
    draft.dynamic.add('ipv4');
    if (lower(words, 2) === 'unnumbered') draft.pointToPoint = true;
    return;
  }
  const mask = words[3];
  const length = lengthAt(mask);
  if (mask && length === undefined) {
    const bits = parseIpv4(mask.text);
    if (bits !== undefined)
      facts.masks.push({ slot: 'netmask', address: at(address, words[2]!.span), mask: at(bits, mask.span) });
    statement.coverage = 'unknown';
    return;
  }
  const span = mask ? cover(words[2]!.span, mask.span) : words[2]!.span;
  const own: Prefix = { family: 'ipv4', address, length: length ?? 32 };
  draft.addresses.push({ ...own, span, ...(lower(words, 4) === 'sub' ? { secondary: true } : {}) });
}

/** `255.255.255.0`, `24` */
export function lengthAt(word: Word | undefined): number | undefined {
  if (!word) return undefined;
  if (isWholeNumber(word.text)) return Number(word.text) <= 32 ? Number(word.text) : undefined;
  const mask = parseIpv4(word.text);
  return mask === undefined ? undefined : lengthOfMask(mask);
}

/** `ipv6 address 2001:db8::1/64`, `ipv6 address 2001:db8::1 64`, `ipv6 address auto global` */
function readIpv6Address(words: readonly Word[], draft: Draft): void {
  const word = words[2]!;
  const prefix = parsePrefix(word.text);
  const address = parseIpv6(word.text);
  if (prefix?.family === 'ipv6') draft.addresses.push({ ...prefix, span: word.span });
  else if (address !== undefined) {
    const length = isWholeNumber(words[3]?.text) ? Number(words[3].text) : widthOf('ipv6');
    if (!/link-local/i.test(words.at(-1)!.text) && length <= 128)
      draft.addresses.push({ family: 'ipv6', address, length, span: word.span });
  } else if (lower(words, 2) !== 'auto' || lower(words, 3) !== 'link-local') draft.dynamic.add('ipv6');
}
