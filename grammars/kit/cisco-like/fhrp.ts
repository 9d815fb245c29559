import { type Family, parseAddress } from '../../model/address.ts';
import type { FhrpGroup, FhrpTrack } from '../../model/fhrp.ts';
import type { IgpAuthentication, InForce } from '../../model/igp.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, type Located, type Span } from '../../text/span.ts';
import { after, type Facts, isWholeNumber, lower, numberAt } from './facts.ts';
import { interfaceName } from './interface-names.ts';
import { spanOf, unnegated } from './ospf-lines.ts';

/** Gathers HSRP, VRRP and GLBP groups of interfaces. */
export interface FhrpReader {
  /** `interface Vlan10`: its lines about groups. */
  read(statement: Statement): void;
  /** After the interfaces are known. */
  finish(facts: Facts): void;
}

interface Draft {
  readonly protocol: FhrpGroup['protocol'];
  readonly family: Family;
  readonly group: Located<number>;
  readonly interface: string;
  readonly addresses: Located<bigint>[];
  priority?: InForce<number>;
  preempt?: InForce<boolean>;
  readonly tracks: FhrpTrack[];
  advertise?: InForce<number>;
  hold?: InForce<number>;
  /** Version 3 in a block of its own: its timers are in ms. */
  milliseconds?: boolean;
  /** Timers are taken from the other routers. */
  learns?: boolean;
  version?: InForce<number>;
  authentication?: InForce<IgpAuthentication>;
  shutdown?: boolean;
  readonly span: Span;
}

export function fhrpReader(): FhrpReader {
  const drafts = new Map<string, Draft>();
  /** Of HSRP, by interface. */
  const versions = new Map<string, InForce<number>>();
  const draftOf = (
    protocol: Draft['protocol'],
    group: Word | undefined,
    name: string,
    line: Statement,
    v6: boolean,
  ) => {
    const number = group ? numberAt(group)! : at(0, line.words[0]!.span);
    const family: Family = v6 ? 'ipv6' : 'ipv4';
    const key = `${name} ${protocol} ${number.value} ${family}`;
    const known = drafts.get(key);
    if (known) return known;
    const draft: Draft = {
      protocol,
      family,
      group: number,
      interface: name,
      addresses: [],
      tracks: [],
      span: line.header,
    };
    drafts.set(key, draft);
    return draft;
  };
  const readLine = (line: Statement, name: string): void => {
    const { words, negated } = unnegated(line);
    const protocol = PROTOCOLS.get(lower(words, 0));
    if (!protocol) return;
    if (lower(words, 1) === 'version') {
      const version = numberAt(words[2]);
      if (version) versions.set(name, { value: version.value, span: spanOf(words) });
      line.coverage = 'modelled';
      return;
    }
    const group = isWholeNumber(words[1]?.text) ? words[1] : undefined;
    // What holds for all groups of the interface: delays, redirects, the hardware address.
    if (!group && !OF_GROUP_NOUGHT.has(lower(words, 1))) return;
    const rest = words.slice(group ? 2 : 1);
    const v6 = lower(rest, 0) === 'ipv6' || rest.some((word) => word.text.toLowerCase() === 'ipv6');
    const inside = line.children.length > 0 || rest.length === 0 || lower(rest, 0) === 'address-family';
    const draft = draftOf(protocol, group, name, line, v6);
    if (!inside) {
      if (readSetting(rest, negated, draft)) line.coverage = 'modelled';
      return;
    }
    line.coverage = 'modelled';
    if (lower(rest, 0) === 'address-family') {
      draft.milliseconds = true;
      draft.version = { value: 3, span: line.header };
    }
    for (const child of line.children) {
      const inner = unnegated(child);
      if (readSetting(inner.words, inner.negated, draft)) child.coverage = 'modelled';
    }
  };
  return {
    read: (statement) => {
      const name = interfaceName(statement)?.value;
      if (name === undefined) return;
      for (const child of statement.children) if (child.coverage !== 'unknown') readLine(child, name);
    },
    finish: (facts) => {
      const closed = new Map(facts.interfaces.map((one) => [one.name.value.toLowerCase(), one]));
      for (const draft of drafts.values()) {
        const one = closed.get(draft.interface.toLowerCase());
        if (one) facts.fhrp.push(groupOf(draft, one.name.value, one.closed, versions.get(draft.interface)));
      }
    },
  };
}

const PROTOCOLS: ReadonlyMap<string, FhrpGroup['protocol']> = new Map([
  ['standby', 'hsrp'],
  ['hsrp', 'hsrp'],
  ['vrrp', 'vrrp'],
  ['vrrpv3', 'vrrp'],
  ['glbp', 'glbp'],
]);

/** What may stand behind `standby` without a number: that is group 0. */
const OF_GROUP_NOUGHT = new Set(['ip', 'priority', 'preempt', 'track', 'timers', 'authentication']);

/** A setting of a group, from its keyword on. @returns whether it is followed */
function readSetting(words: readonly Word[], negated: boolean, draft: Draft): boolean {
  const key = lower(words, 0);
  if (negated) {
    if (key === 'preempt') draft.preempt = { value: false, span: spanOf(words) };
    else if (key === 'shutdown') draft.shutdown = false;
    else return false;
    return true;
  }
  switch (key) {
    case 'ip':
    case 'ipv4':
    case 'ipv6':
    case 'address':
      return readAddress(words, draft);
    case 'priority':
    case 'priority-level': {
      const priority = numberAt(words[1]);
      if (priority) draft.priority = { value: priority.value, span: spanOf(words) };
      return priority !== undefined;
    }
    case 'preempt':
      draft.preempt = { value: true, span: spanOf(words) };
      return true;
    case 'track':
    case 'tracked-object':
      draft.tracks.push(trackOf(words));
      return true;
    case 'timers':
    case 'advertisement-interval':
    case 'advertisement':
      return readTimers(words, draft);
    case 'authentication':
      draft.authentication = authenticationOf(words);
      return true;
    case 'shutdown':
      draft.shutdown = true;
      return true;
    default:
      return false;
  }
}

/** `ip 10.0.0.1 [secondary]`, `ipv4 10.0.0.1`, `ipv6 autoconfig`, `address 10.0.0.1 primary` */
function readAddress(words: readonly Word[], draft: Draft): boolean {
  const word = words[1];
  if (lower(words, 1) === 'version') {
    const version = numberAt(words[2]);
    if (version) draft.version = version;
    return version !== undefined;
  }
  const address = word && parseAddress(word.text);
  if (!address || address.family !== draft.family) return word === undefined;
  draft.addresses.push(at(address.address, word.span));
  return true;
}

/** `track 1 decrement 20`, `track GigabitEthernet0/1 20`, `track 1 shutdown`: ten points where none are said. */
function trackOf(words: readonly Word[]): FhrpTrack {
  const said = numberAt(after(words, 'decrement')) ?? (words.length > 2 ? numberAt(words.at(-1)) : undefined);
  const gives = words.some(({ text }) => text.toLowerCase() === 'shutdown');
  // `track interface Ethernet1/1 priority 50` says what is left, not what is lost.
  const left = after(words, 'priority') !== undefined;
  return { ...(gives || left ? {} : { decrement: said?.value ?? 10 }), span: spanOf(words) };
}

/** `timers [msec] 1 [msec] 3`, `timers advertise [msec] 3`, `advertisement interval 3`, `timers learn` */
function readTimers(words: readonly Word[], draft: Draft): boolean {
  if (words.some(({ text }) => text.toLowerCase() === 'learn')) {
    draft.learns = true;
    return true;
  }
  const numbers: InForce<number>[] = [];
  const usual = draft.milliseconds ? 1 : 1000;
  let unit = usual;
  for (const word of words.slice(1)) {
    if (word.text.toLowerCase() === 'msec') unit = 1;
    else if (isWholeNumber(word.text)) {
      numbers.push({ value: Number(word.text) * unit, span: word.span });
      unit = usual;
    } else if (!/^(?:advertise|interval)$/i.test(word.text)) return false;
  }
  const [first, second] = numbers;
  if (!first) return false;
  draft.advertise = first;
  if (second) draft.hold = second;
  return true;
}

/** `authentication md5 key-string ...`, `authentication text ...`, `authentication WORD` */
const authenticationOf = (words: readonly Word[]): InForce<IgpAuthentication> => ({
  value: /^(?:md5|ietf-md5)$/.test(lower(words, 1)) ? 'cryptographic' : 'clear-text',
  span: words[0]!.span,
});

function groupOf(draft: Draft, name: string, closed: boolean, version: InForce<number> | undefined): FhrpGroup {
  const { learns, milliseconds: _, version: own, ...rest } = draft;
  const hsrp = draft.protocol === 'hsrp';
  const known = own ?? (hsrp ? (version ?? { value: 1 }) : draft.protocol === 'vrrp' ? { value: 2 } : undefined);
  const usual = learns ? undefined : { value: draft.protocol === 'vrrp' ? 1000 : 3000 };
  const advertise = draft.advertise ?? usual;
  return {
    ...rest,
    interface: name,
    ...(known ? { version: known } : {}),
    priority: draft.priority ?? { value: 100 },
    preempt: draft.preempt ?? { value: draft.protocol === 'vrrp' },
    ...(advertise ? { advertise } : {}),
    ...(closed && !draft.authentication ? { authentication: { value: 'none' as const } } : {}),
    closed,
  };
}
