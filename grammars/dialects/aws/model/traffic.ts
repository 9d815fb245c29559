import { canonical, numberOf, textOf, type Value } from '../../../kit/cloud/value.ts';
import type { AddressTerm } from '../../../model/address.ts';
import { type Prefix, parsePrefix } from '../../../model/address.ts';
import type { Match, MatchProblem, Opaque } from '../../../model/filter.ts';
import type { Span } from '../../../text/span.ts';

/** Protocol and ports of a rule; what is not known of them is `opaque`. */
export interface Traffic extends Pick<Match, 'protocol' | 'destinationPort' | 'icmp' | 'opaque'> {
  /** What the API refuses, whatever else is decided at deployment. */
  readonly problem?: MatchProblem;
}

const NUMBERS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 };

interface Written {
  readonly protocol: Value | undefined;
  readonly from: Value | undefined;
  readonly to: Value | undefined;
  /** Network ACLs say these apart, and must; security groups say them in the ports. */
  readonly icmp?: { readonly type: Value | undefined; readonly code: Value | undefined };
  readonly span: Span;
}

/**
 * @returns what a security group's or network ACL's entry says of the transport (EC2 API reference, IpPermission and NetworkAclEntry):
 * `-1` is every protocol; ICMP's type and code stand in the ports, -1 for any; ports of other protocols mean nothing.
 */
export function trafficOf(written: Written): Traffic {
  const { protocol, span } = written;
  const name = textOf(protocol)?.trim().toLowerCase();
  // A network ACL of Terraform may be written without: then the provider refuses it.
  if (!protocol || name === undefined)
    return { opaque: [opaque(`protocol ${protocol ? canonical(protocol) : '?'}`, protocol?.span ?? span)] };
  if (name === '-1' || name === 'all') return {};
  const number = NUMBERS[name] ?? (/^\d{1,3}$/.test(name) ? Number(name) : undefined);
  if (number === undefined || number > 255) return { opaque: [opaque(`protocol ${name}`, protocol.span)] };
  const only = { protocol: { anyOf: [{ first: number, last: number }] } };
  if (number === 6 || number === 17) return { ...only, ...portsOf(written) };
  if (number === 1 || number === 58) return { ...only, ...icmpOf(written) };
  return only;
}

function portsOf({ from, to, span }: Written): Traffic {
  const first = numberOf(from);
  const last = numberOf(to);
  if (first !== undefined && last !== undefined && first >= 0 && first <= last && last <= 65535)
    return first === 0 && last === 65535 ? {} : { destinationPort: { anyOf: [{ first, last }] } };
  const text = `ports ${from ? canonical(from) : '?'} to ${to ? canonical(to) : '?'}`;
  const problem = from && to ? refusedPorts(from, to) : undefined;
  return { opaque: [opaque(text, from?.span ?? span)], ...(problem ? { problem } : {}) };
}

/** Ends turned round, or a port that there is not. */
function refusedPorts(from: Value, to: Value): MatchProblem | undefined {
  const first = numberOf(from) ?? 0;
  const last = numberOf(to) ?? 0;
  const high = [from, to].find((value) => (numberOf(value) ?? 0) > 65535);
  if (high) return { kind: 'port-too-high', span: high.span, written: canonical(high), effect: 'refused' };
  if (first < 0 || last < 0 || first <= last || from.kind !== 'text' || to.kind !== 'text') return undefined;
  const edits = [
    { span: from.span, newText: to.text },
    { span: to.span, newText: from.text },
  ];
  return {
    kind: 'range-reversed',
    span: from.span,
    written: `${first}-${last}`,
    effect: 'refused',
    ...(from.exact && to.exact ? { repair: { text: `${last}-${first}`, edits } } : {}),
  };
}

function icmpOf({ from, to, icmp, span }: Written): Traffic {
  const typeValue = icmp ? icmp.type : from;
  const codeValue = icmp ? icmp.code : to;
  const type = typeValue ? numberOf(typeValue) : icmp ? undefined : -1;
  const code = codeValue ? numberOf(codeValue) : icmp && type !== -1 ? undefined : -1;
  if (type === undefined || code === undefined || type > 255 || code > 255) {
    const text = [typeValue, codeValue].map((value) => (value ? canonical(value) : '?')).join(' ');
    return { opaque: [opaque(`ICMP ${text}`, span)] };
  }
  if (type < 0) return {};
  const one = { first: type, last: type };
  return { icmp: { anyOf: [code < 0 ? { type: one } : { type: one, code: { first: code, last: code } }] } };
}

const opaque = (text: string, span: Span): Opaque => ({ text, span });

/** A literal CIDR block. @returns undefined where it is none. */
export function cidrOf(value: Value): Prefix | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : parsePrefix(text.trim());
}

export const termOf = ({ family, address, length }: Prefix): AddressTerm =>
  length === 0 ? { kind: 'any' } : { kind: 'prefix', family, address, length };
