import type { Encapsulation, Interface } from '../../model/interface.ts';
import type { Outline, Statement, Word } from '../../outline.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { Located, Span } from '../../text/span.ts';
import { lower, numberAt, startsWith } from './facts.ts';
import { interfaceName } from './interface-names.ts';

/** How a platform speaks of tunnels in an interface's block; patterns as `startsWith` takes them. */
export interface TunnelSpelling {
  /** How tunnels are named; absent: `Tunnel1`. */
  readonly named?: RegExp;
  /** The mode stands behind it: `tunnel mode *`. */
  readonly mode: string;
  /** Absent: a tunnel whose mode nobody says carries nothing. */
  readonly usualMode?: 'gre';
  readonly destination: string;
  /** IPsec around it; absent: not said in the interface's block. */
  readonly protection?: string;
  /** The limit of TCP segments is its last star. */
  readonly segment: string;
  /** Where the interface's reader leaves the MTU out. */
  readonly mtu?: string;
  /** PPPoE: what a dialer says of its pool, and the Ethernet interface that dials for it; the pool stands third there. */
  readonly dialer?: { readonly pool: string; readonly client: string };
  /** Segments are limited at another place. */
  readonly packetsOnly?: boolean;
  /** Lines that limit packets and segments; absent: left to the operator. */
  limit?(packet: number, segment: number): readonly string[];
}

/** The interfaces with what their packets are put into, and to what TCP segments are limited there. */
export function encapsulated(
  interfaces: readonly Interface[],
  outline: Outline,
  spelling: TunnelSpelling,
): readonly Interface[] {
  const drafts = new Map<string, Draft>();
  for (const statement of outline.statements) {
    const name = lower(statement.words, 0) === 'interface' ? interfaceName(statement)?.value.toLowerCase() : undefined;
    if (name === undefined) continue;
    const draft = drafts.get(name) ?? { header: statement.header };
    drafts.set(name, draft);
    for (const child of statement.children) if (child.coverage !== 'unknown') readLine(child, draft, spelling);
  }
  const overEthernet = new Set([...drafts.values()].flatMap(({ pppoePool }) => pppoePool ?? []));
  return interfaces.map((one) => {
    const draft = drafts.get(one.name.value.toLowerCase());
    if (!draft) return one;
    const encapsulation = encapsulationOf(one.name.value, draft, overEthernet, { text: outline.text, spelling });
    if (!draft.segmentLimit && !draft.mtu && !encapsulation) return one;
    return {
      ...one,
      ...(draft.segmentLimit ? { segmentLimit: draft.segmentLimit, clampsMss: true } : {}),
      ...(draft.mtu ? { ipMtu: draft.mtu } : {}),
      ...(encapsulation ? { encapsulation } : {}),
    };
  });
}

interface Draft {
  readonly header: Span;
  /** `tunnel mode gre multipoint`: what comes after `mode`. */
  mode?: { readonly text: string; readonly span: Span };
  /** Has an other end, or finds its own. */
  leads?: boolean;
  protected?: boolean;
  adapts?: boolean;
  segmentLimit?: Located<number>;
  mtu?: Located<number>;
  dialerPool?: { readonly text: string; readonly span: Span };
  pppoePool?: string;
  /** The line that gives it an IPv4 address. */
  addressed?: Span;
}

function readLine(statement: Statement, draft: Draft, spelling: TunnelSpelling): void {
  const { words, header } = statement;
  if (/^(?:no|undo)$/.test(lower(words, 0))) negate(words.slice(1), draft, spelling);
  else if (!set(words, header, draft, spelling)) return;
  else statement.coverage = 'modelled';
}

const ADDRESSES = ['ip address *', 'ip unnumbered *', 'ipv4 address *', 'ipv4 unnumbered *'];

/** @returns whether it was a line of this topic */
function set(words: readonly Word[], header: Span, draft: Draft, spelling: TunnelSpelling): boolean {
  const last = words.at(-1)!;
  if (startsWith(words, spelling.mode)) {
    const text = words.slice(lengthOf(spelling.mode) - 1).map((word) => word.text.toLowerCase());
    draft.mode = { text: text.join(' '), span: header };
  } else if (startsWith(words, spelling.destination)) draft.leads = true;
  else if (spelling.protection && startsWith(words, spelling.protection)) draft.protected = true;
  else if (startsWith(words, 'tunnel path-mtu-discovery') || startsWith(words, 'ppp mtu adaptive')) draft.adapts = true;
  else if (startsWith(words, spelling.segment)) {
    const limit = numberAt(words[lengthOf(spelling.segment) - 1]);
    if (limit) draft.segmentLimit = limit;
  } else if (spelling.mtu !== undefined && startsWith(words, spelling.mtu)) {
    const limit = numberAt(last);
    if (limit) draft.mtu = limit;
  } else if (spelling.dialer && startsWith(words, spelling.dialer.pool))
    draft.dialerPool = { text: last.text, span: header };
  else if (spelling.dialer && startsWith(words, spelling.dialer.client)) draft.pppoePool = words[2]!.text;
  else {
    if (ADDRESSES.some((pattern) => startsWith(words, pattern))) draft.addressed = header;
    return false;
  }
  return true;
}

function negate(words: readonly Word[], draft: Draft, spelling: TunnelSpelling): void {
  const says = (pattern: string): boolean => startsWith(words, pattern.replace(/(?: \*)+$/, ''));
  if (says(spelling.mode)) delete draft.mode;
  else if (says(spelling.destination)) delete draft.leads;
  else if (spelling.protection && says(spelling.protection)) delete draft.protected;
  else if (says(spelling.segment)) delete draft.segmentLimit;
  else if (startsWith(words, 'ip address') || startsWith(words, 'ipv4 address')) delete draft.addressed;
}

const lengthOf = (pattern: string): number => pattern.split(' ').length;

/** One that leads nowhere carries nothing. */
function encapsulationOf(
  name: string,
  { header, mode, leads, protected: hidden, adapts, dialerPool, addressed }: Draft,
  overEthernet: ReadonlySet<string>,
  { text, spelling }: { readonly text: string; readonly spelling: TunnelSpelling },
): Encapsulation | undefined {
  if (!addressed) return undefined;
  const given = { ...(adapts ? { adapts } : {}) };
  if (dialerPool && overEthernet.has(dialerPool.text))
    return { kind: 'pppoe', ...given, limit: limitOf(1492, addressed, text, spelling), span: dialerPool.span };
  // One that only takes packets out makes none longer.
  if (!(spelling.named ?? /^tu(?:nnel)?\d/i).test(name) || mode?.text.endsWith(' decap')) return undefined;
  const kind = mode === undefined ? spelling.usualMode : /^(?:gre|ipsec)\b/.exec(mode.text)?.[0];
  if (kind === undefined || !(leads || mode?.text.includes('multipoint'))) return undefined;
  return {
    kind: kind === 'ipsec' ? 'ipsec' : hidden ? 'gre-in-ipsec' : 'gre',
    ...given,
    limit: limitOf(1400, addressed, text, spelling),
    span: mode?.span ?? header,
  };
}

/** Behind the address; headers of IPv4 and TCP are 40 octets. */
function limitOf(
  packet: number,
  after: Span,
  text: string,
  { limit, packetsOnly }: TunnelSpelling,
): Encapsulation['limit'] {
  const segment = packet - 40;
  if (!limit) return { packet, segment };
  const lineStart = text.lastIndexOf('\n', after.start - 1) + 1;
  const lineEnd = text.indexOf('\n', after.end);
  const end = text[lineEnd - 1] === '\r' ? '\r\n' : '\n';
  const indent = text.slice(lineStart, after.start);
  const newText = limit(packet, segment)
    .map((line) => `${end}${indent}${line}`)
    .join('');
  const edits: readonly TextEdit[] = [{ span: { start: after.end, end: after.end }, newText }];
  return { packet, segment, edits, ...(packetsOnly ? { packetsOnly } : {}) };
}
