import { lower, numberAt, startsWith } from '../../../kit/cisco-like/facts.ts';
import { interfaceName } from '../../../kit/cisco-like/interface-names.ts';
import type { Encapsulation, Interface } from '../../../model/interface.ts';
import type { Outline, Statement, Word } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Located, Span } from '../../../text/span.ts';

/** The interfaces with what their packets are put into, and to what TCP segments are limited there. */
export function encapsulated(interfaces: readonly Interface[], outline: Outline): readonly Interface[] {
  const drafts = new Map<string, Draft>();
  for (const statement of outline.statements) {
    const name = lower(statement.words, 0) === 'interface' ? interfaceName(statement)?.value.toLowerCase() : undefined;
    if (name === undefined) continue;
    const draft = drafts.get(name) ?? { header: statement.header };
    drafts.set(name, draft);
    for (const child of statement.children) if (child.coverage !== 'unknown') readLine(child, draft);
  }
  const overEthernet = new Set([...drafts.values()].flatMap(({ pppoePool }) => pppoePool ?? []));
  return interfaces.map((one) => {
    const draft = drafts.get(one.name.value.toLowerCase());
    if (!draft) return one;
    const encapsulation = encapsulationOf(one.name.value, draft, overEthernet, outline.text);
    return {
      ...one,
      ...(draft.segmentLimit ? { segmentLimit: draft.segmentLimit } : {}),
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
  dialerPool?: { readonly text: string; readonly span: Span };
  pppoePool?: string;
  /** The line that gives it an IPv4 address. */
  addressed?: Span;
}

function readLine(statement: Statement, draft: Draft): void {
  const { words, header } = statement;
  if (lower(words, 0) === 'no') negate(words.slice(1), draft);
  else if (!set(words, header, draft)) return;
  else statement.coverage = 'modelled';
}

/** @returns whether it was a line of this topic */
function set(words: readonly Word[], header: Span, draft: Draft): boolean {
  const last = words.at(-1)!;
  if (startsWith(words, 'tunnel mode *')) {
    const text = words.slice(2).map((word) => word.text.toLowerCase());
    draft.mode = { text: text.join(' '), span: header };
  } else if (startsWith(words, 'tunnel destination *')) draft.leads = true;
  else if (startsWith(words, 'tunnel protection *')) draft.protected = true;
  else if (startsWith(words, 'tunnel path-mtu-discovery') || startsWith(words, 'ppp mtu adaptive')) draft.adapts = true;
  else if (startsWith(words, 'ip tcp adjust-mss *')) {
    const limit = numberAt(words[3]);
    if (limit) draft.segmentLimit = limit;
  } else if (startsWith(words, 'dialer pool *')) draft.dialerPool = { text: last.text, span: header };
  else if (startsWith(words, 'pppoe-client dial-pool-number *')) draft.pppoePool = words[2]!.text;
  else {
    if (startsWith(words, 'ip address *') || startsWith(words, 'ip unnumbered *')) draft.addressed = header;
    return false;
  }
  return true;
}

function negate(words: readonly Word[], draft: Draft): void {
  if (startsWith(words, 'tunnel mode')) delete draft.mode;
  else if (startsWith(words, 'tunnel destination')) delete draft.leads;
  else if (startsWith(words, 'tunnel protection')) delete draft.protected;
  else if (startsWith(words, 'ip tcp')) delete draft.segmentLimit;
  else if (startsWith(words, 'ip address')) delete draft.addressed;
}

/** A tunnel is one of GRE where no mode is said; one that leads nowhere carries nothing. */
function encapsulationOf(
  name: string,
  { header, mode, leads, protected: hidden, adapts, dialerPool, addressed }: Draft,
  overEthernet: ReadonlySet<string>,
  text: string,
): Encapsulation | undefined {
  if (!addressed) return undefined;
  const given = { ...(adapts ? { adapts } : {}) };
  if (dialerPool && overEthernet.has(dialerPool.text))
    return { kind: 'pppoe', ...given, limit: limitOf(1492, addressed, text), span: dialerPool.span };
  if (!/^tu(?:nnel)?\d/i.test(name)) return undefined;
  const kind = mode === undefined ? 'gre' : /^(?:gre|ipsec)\b/.exec(mode.text)?.[0];
  if (kind === undefined || !(leads || mode?.text.includes('multipoint'))) return undefined;
  return {
    kind: kind === 'ipsec' ? 'ipsec' : hidden ? 'gre-in-ipsec' : 'gre',
    ...given,
    limit: limitOf(1400, addressed, text),
    span: mode?.span ?? header,
  };
}

/** Behind the address; headers of IPv4 and TCP are 40 octets. */
function limitOf(packet: number, after: Span, text: string): Encapsulation['limit'] {
  const lineStart = text.lastIndexOf('\n', after.start - 1) + 1;
  const lineEnd = text.indexOf('\n', after.end);
  const end = text[lineEnd - 1] === '\r' ? '\r\n' : '\n';
  const indent = text.slice(lineStart, after.start);
  const segment = packet - 40;
  const newText = [`ip mtu ${packet}`, `ip tcp adjust-mss ${segment}`].map((line) => `${end}${indent}${line}`).join('');
  const edits: readonly TextEdit[] = [{ span: { start: after.end, end: after.end }, newText }];
  return { packet, segment, edits };
}
