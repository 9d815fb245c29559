import { type Family, lengthOfMask, type Prefix, parseIpv4, parseIpv6, parsePrefix } from '../../model/address.ts';
import type { InForce } from '../../model/igp.ts';
import type { Interface, InterfaceAddress, Ipv6Tunnel } from '../../model/interface.ts';
import type { UndefinedEffect } from '../../model/reference.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, type Located, type Span } from '../../text/span.ts';
import { type Facts, located, lower, numberAt, startsWith, use } from './facts.ts';
import { type PortDraft, readPort } from './switching.ts';

/** An interface while its lines are read. */
export interface InterfaceDraft extends PortDraft {
  readonly name: Located<string>;
  readonly span: Span;
  readonly addresses: InterfaceAddress[];
  description?: Located<string>;
  shutdown?: boolean;
  vrf?: string;
  zone?: string;
  readonly dynamicFamilies: Set<Family>;
  pointToPoint: boolean;
  natRole?: 'inside' | 'outside';
  clampsMss?: boolean;
  /** `ip mtu` is said; else what `mtu` says. */
  ipMtu?: Located<number>;
  mtu?: Located<number>;
  bandwidth?: Located<number>;
  tunnelKind?: Pick<Ipv6Tunnel, 'kind' | 'span'>;
  tunnelRemote?: Located<string>;
  speed?: Located<string>;
  duplex?: Located<string>;
  inspects?: boolean;
  closed: boolean;
}

/** Gathers interfaces; blocks of the same name add to one. */
export interface InterfaceReader {
  /** `interface GigabitEthernet0/1` */
  read(statement: Statement, facts: Facts): void;
  finish(facts: Facts): void;
}

/** What platforms do differently. */
export interface InterfacePlatform {
  /** Names of links at whose other end anything may be. */
  readonly pointToPoint: RegExp;
  /** A second `ip address` adds one, as it does on Linux; else it takes the place of the first. */
  readonly addsAddresses?: boolean;
  /** What an access list that does not exist does where it is applied. */
  readonly undefinedList?: UndefinedEffect;
  /** Octets of the link's header that `mtu` counts, by the interface's name. */
  mtuHeader?(name: string): number;
  /** Octets of an IP packet where none are said; undefined: not known. */
  usualMtu?(name: string): number | undefined;
  /** VLAN settings of a member of a port channel are its own no longer. */
  readonly ignoresMembers?: boolean;
  /** Lines that only this platform has. @returns whether it was one */
  readLine?(words: readonly Word[], draft: InterfaceDraft, statement: Statement, facts: Facts): boolean;
}

export function interfaceReader(platform: InterfacePlatform): InterfaceReader {
  const drafts = new Map<string, InterfaceDraft>();
  return {
    read: (statement, facts) => {
      const name = interfaceName(statement);
      if (!name) return;
      const key = name.value.toLowerCase();
      const draft = drafts.get(key) ?? {
        name,
        span: statement.span,
        addresses: [],
        dynamicFamilies: new Set(),
        pointToPoint: platform.pointToPoint.test(name.value),
        closed: true,
      };
      drafts.set(key, draft);
      // `interface swp1 vrf RED`
      if (lower(statement.words, 2) === 'vrf' && statement.words[3]) draft.vrf = statement.words[3].text;
      for (const child of statement.children) readLine(child, draft, facts, name.value, platform);
    },
    finish: (facts) => {
      for (const draft of drafts.values()) facts.interfaces.push(interfaceOf(draft, mtuOf(draft, drafts, platform)));
    },
  };
}

function interfaceOf(
  { dynamicFamilies, pointToPoint, ipMtu: _, mtu: __, tunnelKind, tunnelRemote, ...draft }: InterfaceDraft,
  ipMtu: InForce<number> | undefined,
): Interface {
  return {
    ...draft,
    ...(ipMtu ? { ipMtu } : {}),
    ...(dynamicFamilies.size > 0 ? { dynamic: true, dynamicFamilies: [...dynamicFamilies] } : {}),
    ...(pointToPoint ? { pointToPoint } : {}),
    ...(tunnelKind ? { ipv6Tunnel: { ...tunnelKind, ...(tunnelRemote ? { remote: tunnelRemote } : {}) } } : {}),
    ...(/^lo(?:(?:opback)?\d|$)/i.test(draft.name.value) ? { loopback: true } : {}),
  };
}

/** Its own, or that of the interface it is a part of. */
function mtuOf(
  draft: InterfaceDraft,
  drafts: ReadonlyMap<string, InterfaceDraft>,
  platform: InterfacePlatform,
): InForce<number> | undefined {
  if (draft.ipMtu) return draft.ipMtu;
  const name = draft.name.value.toLowerCase();
  const whole = draft.mtu ? draft : drafts.get(name.slice(0, Math.max(name.lastIndexOf('.'), 0)));
  if (whole?.mtu) return { ...whole.mtu, value: whole.mtu.value - (platform.mtuHeader?.(whole.name.value) ?? 0) };
  const usual = platform.usualMtu?.(draft.name.value);
  return usual === undefined ? undefined : { value: usual };
}

/** `interface Vlan 1000` is `Vlan1000`; `point-to-point` is no part of the name; a range is named as it is written. */
export function interfaceName(statement: Statement): Located<string> | undefined {
  const [, first, second] = statement.words;
  if (!first) return undefined;
  if (first.text.toLowerCase() === 'range') return restOf(statement.words, 2);
  return second && /^[a-z-]+$/i.test(first.text) && /^\d/.test(second.text)
    ? at(first.text + second.text, { start: first.span.start, end: second.span.end })
    : located(first);
}

function readLine(
  statement: Statement,
  draft: InterfaceDraft,
  facts: Facts,
  name: string,
  platform: InterfacePlatform,
): void {
  const negated = lower(statement.words, 0) === 'no';
  const words = negated ? statement.words.slice(1) : statement.words;
  const first = lower(words, 0);
  if (statement.coverage === 'unknown') {
    draft.closed = false;
    return;
  }
  const port = readPort(words, negated, draft, platform.ignoresMembers !== true);
  if (port !== undefined) {
    if (port) statement.coverage = 'modelled';
    return;
  }
  if (first === 'shutdown') draft.shutdown = !negated;
  else if (!negated && platform.readLine?.(words, draft, statement, facts)) return;
  else if (negated) negate(words, draft, statement);
  else if (first === 'description') draft.description = restOf(words, 1) ?? at('', statement.header);
  else if (first === 'tunnel') readTunnel(words, draft, statement);
  else if (first === 'mtu') setNumber(draft, 'mtu', words[1]);
  else if (first === 'bandwidth') setNumber(draft, 'bandwidth', words[1]);
  else if ((first === 'speed' || first === 'duplex') && words[1] && words.length === 2) {
    draft[first] = located(words[1]);
    statement.coverage = 'modelled';
  } else if (startsWith(words, 'ip mtu') || startsWith(words, 'ipv4 mtu')) setNumber(draft, 'ipMtu', words[2]);
  else if (/^(?:ip|ipv4) address /.test(`${first} ${lower(words, 1)} `))
    readIpv4(words, draft, statement, facts, platform);
  else if (startsWith(words, 'ipv6 address')) readIpv6(words, draft, statement);
  else if (startsWith(words, 'ip unnumbered') || startsWith(words, 'ipv6 unnumbered')) {
    draft.dynamicFamilies.add(first === 'ip' ? 'ipv4' : 'ipv6');
    draft.pointToPoint = true;
  } else if ((first === 'vrf' && words[1]) || startsWith(words, 'ip vrf forwarding *')) {
    // `vrf forwarding RED`, `vrf member RED`, `vrf RED`
    const vrf = words.at(first === 'ip' ? 3 : words[2] ? 2 : 1)!;
    draft.vrf = vrf.text;
    use(facts, 'vrf', vrf, statement);
  } else if (startsWith(words, 'ip nat inside')) draft.natRole = 'inside';
  else if (startsWith(words, 'ip nat outside')) draft.natRole = 'outside';
  else if (/^(?:ip|ipv6) tcp adjust-mss/.test(`${first} ${lower(words, 1)} ${lower(words, 2)}`)) draft.clampsMss = true;
  else if (/^(?:ip|ipv6) inspect /.test(`${first} ${lower(words, 1)} `)) draft.inspects = true;
  else if (startsWith(words, 'zone-member security *')) {
    draft.zone = words[2]!.text;
    use(facts, 'zone', words[2]!, statement);
  } else if (startsWith(words, 'tunnel mode')) {
    if (words.some((word) => /^(?:multipoint|6to4|isatap)$/i.test(word.text))) draft.pointToPoint = true;
  } else if (/^(?:ip|ipv4|ipv6) (?:access-group|traffic-filter) /.test(`${first} ${lower(words, 1)} `))
    readBinding(words, statement, facts, name, platform);
  else if (first === 'encapsulation') {
    if (/^(?:ppp|hdlc|frame-relay|slip)$/.test(lower(words, 1))) draft.pointToPoint = true;
  } else if (startsWith(words, 'ipv6 enable') || startsWith(words, 'ipv6 nd autoconfig')) {
    if (lower(words, 1) === 'nd') draft.dynamicFamilies.add('ipv6');
  }
}

function setNumber(draft: InterfaceDraft, key: 'mtu' | 'ipMtu' | 'bandwidth', word: Word | undefined): void {
  const number = numberAt(word);
  if (number) draft[key] = number;
}

function negate(words: readonly Word[], draft: InterfaceDraft, statement: Statement): void {
  statement.coverage = 'modelled';
  if (startsWith(words, 'ip address')) {
    const given = words[2] && parseIpv4(words[2].text);
    drop(draft, (address) => address.family === 'ipv4' && (given === undefined || address.address === given));
  } else if (startsWith(words, 'description')) delete draft.description;
  else if (startsWith(words, 'ip nat')) delete draft.natRole;
  else if (startsWith(words, 'ip tcp')) delete draft.clampsMss;
  else if (startsWith(words, 'zone-member')) delete draft.zone;
  else if (startsWith(words, 'vrf forwarding') || startsWith(words, 'ip vrf forwarding')) delete draft.vrf;
  else statement.coverage = 'recognised';
}

export function drop(draft: InterfaceDraft, gone: (address: InterfaceAddress) => boolean): void {
  const kept = draft.addresses.filter((address) => !gone(address));
  draft.addresses.splice(0, draft.addresses.length, ...kept);
}

/** `ip address 192.0.2.1 255.255.255.0 secondary`, `ip address 192.0.2.1/24`, `ip address dhcp` */
function readIpv4(
  words: readonly Word[],
  draft: InterfaceDraft,
  statement: Statement,
  facts: Facts,
  { addsAddresses = false }: InterfacePlatform,
): void {
  const [, , first, second] = words;
  if (!first) return;
  const prefix = parsePrefix(first.text);
  const address = parseIpv4(first.text);
  const mask = second && parseIpv4(second.text);
  const secondary = words.some((word) => word.text.toLowerCase() === 'secondary');
  const put = (value: Prefix, span: Span): void => {
    if (!secondary)
      drop(draft, (one) => one.family === 'ipv4' && (addsAddresses ? one.address === value.address : !one.secondary));
    draft.addresses.push({ ...value, span, ...(secondary ? { secondary } : {}) });
  };
  if (prefix?.family === 'ipv4') {
    put(prefix, first.span);
    return;
  }
  if (address !== undefined && mask !== undefined) {
    facts.masks.push({ slot: 'netmask', address: at(address, first.span), mask: at(mask, second!.span) });
    const length = lengthOfMask(mask);
    if (length !== undefined)
      put({ family: 'ipv4', address, length }, { start: first.span.start, end: second!.span.end });
    else draft.closed = false;
    return;
  }
  if (/^(?:dhcp|negotiated|pool|slarp)$/i.test(first.text)) {
    draft.dynamicFamilies.add('ipv4');
    return;
  }
  statement.coverage = 'unknown';
  draft.closed = false;
}

/** `ipv6 address 2001:db8::1/64 [eui-64|link-local]`, `autoconfig`, `dhcp`, `PREFIX-NAME ::1/64` */
function readIpv6(words: readonly Word[], draft: InterfaceDraft, statement: Statement): void {
  const [, , first] = words;
  if (!first) return;
  const prefix = parsePrefix(first.text);
  if (prefix?.family === 'ipv6') {
    const eui = words.some((word) => word.text.toLowerCase() === 'eui-64');
    // The host part comes from the MAC address; the subnet is what the text gives.
    draft.addresses.push({ ...prefix, span: eui ? statement.header : first.span });
    return;
  }
  const linkLocal = parseIpv6(first.text);
  if (linkLocal !== undefined) {
    draft.addresses.push({ family: 'ipv6', address: linkLocal, length: 64, span: first.span });
    return;
  }
  if (/^(?:autoconfig|dhcp)$/i.test(first.text) || parsePrefix(words[3]?.text ?? '')) {
    draft.dynamicFamilies.add('ipv6');
    return;
  }
  statement.coverage = 'unknown';
  draft.closed = false;
}

/** `ip access-group WEB in`, `ipv6 traffic-filter WEB out` */
function readBinding(
  words: readonly Word[],
  statement: Statement,
  facts: Facts,
  name: string,
  { undefinedList }: InterfacePlatform,
): void {
  // `ipv4 access-group common BASE WEB ingress`: two lists, one after the other.
  const lists = (lower(words, 2) === 'common' && words.length > 4 ? words.slice(3) : words.slice(2)).filter(
    ({ text }, i) => i === 0 || (lower(words, 2) === 'common' && i === 1 && !(text.toLowerCase() in TURNED)),
  );
  const way = words.slice(3).find(({ text }) => /^(?:in|out|ingress|egress)$/i.test(text));
  if (lists.length === 0 || !way) return;
  const direction = /^in/i.test(way.text) ? 'in' : 'out';
  const other = TURNED[way.text.toLowerCase()]!;
  for (const list of lists) {
    use(facts, 'acl', list, statement, undefinedList);
    facts.bindings.push({
      filter: located(list),
      family: lower(words, 0) === 'ipv6' ? 'ipv6' : 'ipv4',
      place: { kind: 'interface', name },
      direction,
      span: statement.header,
      turnedRound: [{ span: way.span, newText: other }],
    });
  }
}

const TURNED: Readonly<Record<string, string>> = { in: 'out', out: 'in', ingress: 'egress', egress: 'ingress' };

function restOf(words: readonly Word[], from: number): Located<string> | undefined {
  const rest = words.slice(from);
  if (rest.length === 0) return undefined;
  return at(rest.map((word) => word.text).join(' '), { start: rest[0]!.span.start, end: rest.at(-1)!.span.end });
}

/** The name of the interface that `Gi0/1` means, where one is written out and no other fits. */
export function fullNames(interfaces: readonly Interface[]): (name: string) => string {
  const byNumber = new Map<string, string[]>();
  for (const { name } of interfaces) {
    const number = numberOf(name.value);
    const known = byNumber.get(number);
    if (known) known.push(name.value);
    else byNumber.set(number, [name.value]);
  }
  return (name) => {
    const written = name.toLowerCase();
    const fitting = (byNumber.get(numberOf(name)) ?? []).filter((full) => {
      const letters = full.toLowerCase().slice(0, full.length - numberOf(full).length);
      return letters.startsWith(written.slice(0, written.length - numberOf(name).length));
    });
    const exact = fitting.find((full) => full.toLowerCase() === written);
    return exact ?? (fitting.length === 1 ? fitting[0]! : name);
  };
}

/** `0/1.20` of `GigabitEthernet0/1.20` */
function numberOf(name: string): string {
  let start = name.length;
  while (start > 0 && '0123456789/.:'.includes(name[start - 1]!)) start -= 1;
  return name.slice(start);
}

const TUNNELS: Readonly<Record<string, Ipv6Tunnel['kind']>> = {
  '': '6in4',
  '6to4': '6to4',
  '6rd': '6rd',
  isatap: 'isatap',
  'auto-tunnel': 'automatic',
};

/** `tunnel mode ipv6ip 6to4`, `tunnel destination 192.0.2.1` */
function readTunnel(words: readonly Word[], draft: InterfaceDraft, { header }: Statement): void {
  const kind = TUNNELS[lower(words, 3)];
  if (startsWith(words, 'tunnel mode ipv6ip') && kind) draft.tunnelKind = { kind, span: header };
  if (startsWith(words, 'tunnel destination') && words[2]) draft.tunnelRemote = located(words[2]);
}
