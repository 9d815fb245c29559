import { portField } from '../../../kit/cisco-like/access-match.ts';
import { isWholeNumber, lower } from '../../../kit/cisco-like/facts.ts';
import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';
import type { NatDraft } from '../../../kit/cisco-like/nat-rules.ts';
import { parseIpv4 } from '../../../model/address.ts';
import type { Match } from '../../../model/filter.ts';
import type { Statement, Word } from '../../../outline.ts';
import { listName } from './access-lists.ts';

/** A translation of an interface, and where it stands. */
export interface Translation {
  readonly statement: Statement;
  readonly interface: string;
}

/**
 * `nat outbound 2001 address-group 1`: the sources that a list permits, as they leave. `nat server protocol tcp global current-interface
 * 8443 inside 10.0.0.5 443`, `nat static global 203.0.113.5 inside 10.0.0.5`: one host, both ways; these come first (Huawei, "NAT
 * Configuration Commands").
 * @returns undefined for what is not followed
 */
export function readTranslation({ statement, interface: name }: Translation): NatDraft | undefined {
  const { words } = statement;
  const kind = lower(words, 1);
  const by: Match = { family: 'ipv4', outInterface: { anyOf: [{ name }] } };
  const base = { statement, table: `nat outbound of ${name}`, side: 'source' } as const;
  if (kind === 'outbound') {
    const [, , list] = words;
    if (!list || !/^[23]\d{3}$/.test(list.text)) return undefined;
    const listed = listName(list, 'ipv4').value;
    return { ...base, kind: 'list', match: by, list: listed, to: targetOf(words.slice(3)), conditional: true };
  }
  const inside = words.findIndex(({ text }) => text.toLowerCase() === 'inside');
  const address = parseIpv4(words[inside + 1]?.text ?? '');
  if (inside < 0 || address === undefined) return undefined;
  const rest = words.slice(inside + 2).map(({ text }) => text.toLowerCase());
  const ported = lower(words, 2) === 'protocol' ? portsOf(words, inside) : {};
  if (!ported) return undefined;
  return {
    ...base,
    kind: 'static',
    list: undefined,
    match: { ...by, source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address, length: 32 }] }, ...ported },
    to: targetOf(words.slice(lower(words, 2) === 'protocol' ? 5 : 3, inside)),
    // A network, a list or another table decides as well; a second address makes it a range.
    conditional: rest.some((word) => !isWholeNumber(word)),
  };
}

/** `protocol tcp ... inside 10.0.0.5 443`; a port by name or none: any of the protocol, which is more than it may be. */
function portsOf(words: readonly Word[], inside: number): Partial<Match> | undefined {
  const protocol = { tcp: 6, udp: 17, icmp: 1 }[lower(words, 3)] ?? Number(words[3]?.text);
  if (!Number.isInteger(protocol)) return undefined;
  const port = words[inside + 2];
  const field =
    port && isWholeNumber(port.text) ? portField({ operator: 'eq', words: [port] }, protocol, CISCO_NAMES) : undefined;
  return {
    protocol: { anyOf: [{ first: protocol, last: protocol }] },
    ...(field ? { sourcePort: field } : {}),
  };
}

const targetOf = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ');
