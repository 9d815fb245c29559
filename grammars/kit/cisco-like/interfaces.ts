import { parseIpv4 } from '../../model/address.ts';
import type { InForce } from '../../model/igp.ts';
import type { Interface, Ipv6Tunnel } from '../../model/interface.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, type Located } from '../../text/span.ts';
import { type Facts, located, lower, numberAt, startsWith, use } from './facts.ts';
import { drop, readIpv4, readIpv6 } from './interface-addresses.ts';
import type { InterfaceDraft, InterfacePlatform } from './interface-draft.ts';
import { interfaceName, restOf } from './interface-names.ts';
import { membersTold, readPort } from './switching.ts';

/** Gathers interfaces; blocks of the same name add to one. */
export interface InterfaceReader {
  /** `interface GigabitEthernet0/1` */
  read(statement: Statement, facts: Facts): void;
  finish(facts: Facts): void;
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
      const all = [...drafts.values()];
      if (all.some(({ minLinks }) => minLinks) && !membersTold(drafts.keys(), facts.text))
        for (const draft of all) delete draft.minLinks;
      for (const draft of all) facts.interfaces.push(interfaceOf(draft, platform, mtuOf(draft, drafts, platform)));
    },
  };
}

function interfaceOf(
  { dynamicFamilies, pointToPoint, ipMtu: _, mtu, tunnelKind, tunnelRemote, slowLag, ...draft }: InterfaceDraft,
  platform: InterfacePlatform,
  ipMtu: InForce<number> | undefined,
): Interface {
  return {
    ...draft,
    ...(draft.lag && slowLag ? { lag: { ...draft.lag, slow: slowLag } } : {}),
    ...(ipMtu ? { ipMtu } : {}),
    ...(mtu ? { linkMtu: withoutHeader(mtu, draft.name.value, platform) } : {}),
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
  if (whole?.mtu) return withoutHeader(whole.mtu, whole.name.value, platform);
  const usual = platform.usualMtu?.(draft.name.value);
  return usual === undefined ? undefined : { value: usual };
}

const withoutHeader = (mtu: Located<number>, name: string, { mtuHeader }: InterfacePlatform): Located<number> => ({
  ...mtu,
  value: mtu.value - (mtuHeader?.(name) ?? 0),
});

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
    if (platform.borrowsOnly && first === 'ip' && words.length === 3) draft.borrows = words[2]!.text;
  } else if ((first === 'vrf' && words[1]) || startsWith(words, 'ip vrf forwarding *')) {
    // `vrf forwarding RED`, `vrf member RED`, `vrf RED`
    const vrf = words.at(first === 'ip' ? 3 : words[2] ? 2 : 1)!;
    draft.vrf = vrf.text;
    use(facts, 'vrf', vrf, statement);
  } else if (startsWith(words, 'ip nat inside')) draft.natRole = 'inside';
  else if (startsWith(words, 'ip nat outside')) draft.natRole = 'outside';
  else if (/^(?:ip|ipv6) tcp adjust-mss/.test(`${first} ${lower(words, 1)} ${lower(words, 2)}`)) draft.clampsMss = true;
  else if (/^(?:ip|ipv6) inspect /.test(`${first} ${lower(words, 1)} `)) draft.inspects = true;
  else if (startsWith(words, 'ip verify unicast')) draft.checksSource = true;
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
