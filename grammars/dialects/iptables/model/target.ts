import type { Action } from '../../../model/filter.ts';
import type { Located } from '../../../text/span.ts';
import { argumentOf, type RulePart } from '../grammar/rule-line.ts';
import { unquoted } from '../words.ts';
import { textOf } from './match.ts';
import { rewriteOf } from './rewrite.ts';

export interface Target {
  readonly action: Action;
  readonly effects: readonly string[];
  /** The name leads to a chain of the same table, whether or not it exists. */
  readonly chain?: Located<string>;
}

/** Targets after which the next rule is tried; iptables-extensions(8), TARGET EXTENSIONS. */
const CONTINUES = new Set(
  `LOG NFLOG ULOG MARK CONNMARK CONNSECMARK SECMARK CT NOTRACK SET TCPMSS TCPOPTSTRIP CLASSIFY DSCP TOS TTL HL ECN CHECKSUM TRACE TEE
  IDLETIMER LED RATEEST AUDIT HMARK SNPT DNPT IPV4OPTSSTRIP ACCOUNT NETFLOW NDPI LOGMARK IPMARK DHCPMAC`.split(/\s+/),
);

/** The kernel keeps these packets: nothing passes. xtables-addons(8). */
const DENIES = new Set(['TARPIT', 'DELUDE', 'CHAOS', 'STEAL']);

/** Packets may end here, either way: the verdict is another program's, or depends on a socket. */
const UNDECIDED = new Set(
  'QUEUE NFQUEUE SYNPROXY TPROXY CLUSTERIP ROUTE MIRROR ECHO FLOWOFFLOAD FULLCONENAT NATTYPE SYSRQ RAWNAT RAWSNAT RAWDNAT IMQ WEBSTR'.split(
    ' ',
  ),
);

const LOGS = new Set(['LOG', 'NFLOG', 'ULOG']);

export const isExtension = (name: string): boolean =>
  CONTINUES.has(name) || DENIES.has(name) || UNDECIDED.has(name) || STANDARD.has(name) || TRANSLATES.has(name);

const STANDARD = new Set(['ACCEPT', 'DROP', 'REJECT', 'RETURN']);
const TRANSLATES = new Set(['DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP', 'SAME', 'BALANCE', 'DNETMAP']);

export interface TargetPlace {
  readonly table: string;
  readonly family: 'ipv4' | 'ipv6' | 'both';
  /** The chain, or what leads to it, is one after routing: NETMAP rewrites sources there. */
  readonly afterRouting: boolean;
  /** Chains of this table. */
  readonly isChain: (name: string) => boolean;
}

/** @param options the target's own, in the order of the line. */
export function readTarget(jump: RulePart | undefined, options: readonly RulePart[], place: TargetPlace): Target {
  const word = jump?.values[0];
  if (!jump || !word) return { action: { kind: 'continue' }, effects: [] };
  const name = unquoted(word);
  const target = { value: name, span: word.span };
  if (jump.name === 'goto') return { action: { kind: 'goto', target }, effects: [], chain: target };
  const said = options.map(textOf);
  // A chain may have the name of an extension that nobody loads; the standard targets cannot be chains.
  if (place.isChain(name) && !STANDARD.has(name))
    return { action: { kind: 'jump', target }, effects: [], chain: target };
  if (name === 'ACCEPT')
    return { action: place.table === 'nat' ? { kind: 'exempt' } : { kind: 'permit' }, effects: [] };
  if (name === 'DROP') return { action: { kind: 'deny' }, effects: [] };
  if (name === 'RETURN') return { action: { kind: 'return' }, effects: [] };
  if (name === 'REJECT')
    return { action: { kind: 'deny', reject: true }, effects: [rejectEffect(options, place.family)] };
  if (TRANSLATES.has(name)) return { action: translation(name, options, place), effects: [] };
  if (LOGS.has(name)) return { action: { kind: 'continue' }, effects: ['log'] };
  if (CONTINUES.has(name)) return { action: { kind: 'continue' }, effects: [[name.toLowerCase(), ...said].join(' ')] };
  if (DENIES.has(name)) return { action: { kind: 'deny' }, effects: [[name.toLowerCase(), ...said].join(' ')] };
  // A jump that leads nowhere: the packet may end here, permitted or denied, or come back.
  const unresolved: Action = { kind: 'jump', target };
  // Chains take no options, so a name with options is an extension that is not known here.
  if (UNDECIDED.has(name) || options.length > 0) return { action: unresolved, effects: [] };
  return { action: unresolved, effects: [], chain: target };
}

function translation(name: string, options: readonly RulePart[], place: TargetPlace): Action {
  const to = [name, ...options.map(textOf)].join(' ');
  const source =
    name === 'SNAT' || name === 'MASQUERADE' || name === 'SAME' || (name.endsWith('NETMAP') && place.afterRouting);
  const rewrite = rewriteOf(name, options);
  return { kind: 'translate', nat: source ? 'source' : 'destination', to, ...(rewrite ? { rewrite } : {}) };
}

const REJECTS: ReadonlyMap<string, string> = new Map([
  ['tcp-rst', 'tcp-reset'],
  ['net-unreach', 'icmp-net-unreachable'],
  ['host-unreach', 'icmp-host-unreachable'],
  ['proto-unreach', 'icmp-proto-unreachable'],
  ['port-unreach', 'icmp-port-unreachable'],
  ['net-prohib', 'icmp-net-prohibited'],
  ['host-prohib', 'icmp-host-prohibited'],
  ['admin-prohib', 'icmp-admin-prohibited'],
  ['no-route', 'icmp6-no-route'],
  ['adm-prohibited', 'icmp6-adm-prohibited'],
  ['addr-unreach', 'icmp6-addr-unreachable'],
  ['icmp6-addr-unreach', 'icmp6-addr-unreachable'],
  ['icmp6-port-unreach', 'icmp6-port-unreachable'],
]);

/** The default is the port-unreachable message of the family; iptables-extensions(8), REJECT. */
function rejectEffect(options: readonly RulePart[], family: TargetPlace['family']): string {
  const written = options.find((part) => part.name === 'reject-with');
  const value = written ? argumentOf(written) : 'port-unreachable';
  if (value !== 'port-unreachable') return `reject-with:${REJECTS.get(value) ?? value}`;
  return `reject-with:${family === 'ipv6' ? 'icmp6-port-unreachable' : family === 'ipv4' ? 'icmp-port-unreachable' : value}`;
}
