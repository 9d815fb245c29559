import { type Facts, isWholeNumber, lower, use } from '../../../kit/cisco-like/facts.ts';
import { lengthOfMask, type Prefix, parseAddress, parseIpv4, parsePrefix } from '../../../model/address.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, cover, type Span } from '../../../text/span.ts';
import { interfaceNamed } from './interfaces.ts';
import { abbreviated, type Objects } from './objects.ts';

/**
 * `route outside 0 0 192.0.2.1 1 track 1`, `route null0 10.0.0.0 255.0.0.0`, `ipv6 route outside ::/0 2001:db8::1`. Ask when
 * all interfaces are read. An egress by its `nameif` is given as the interface.
 */
export function readRoute(statement: Statement, facts: Facts, objects: Objects, neighbours: ArpNeighbours): void {
  const all = statement.words;
  const words = lower(all, 0) === 'ipv6' ? all.slice(1) : all;
  const egress = words[1];
  const destination = egress && destinationOf(words, facts, objects);
  if (!destination) {
    statement.coverage = 'unknown';
    return;
  }
  const discard = /^null ?0$/i.test(egress.text);
  const gateway = words[destination.next];
  const address = gateway && objects.address(gateway.text);
  if (!discard && (!gateway || address?.family !== destination.prefix.family)) {
    statement.coverage = 'unknown';
    return;
  }
  statement.coverage = 'modelled';
  const rest = words.slice(destination.next + (discard ? 0 : 1));
  const tracked = rest.find(({ text }) => text.toLowerCase() === 'track');
  const port = interfaceNamed(facts, egress);
  if (!discard) use(facts, 'interface', egress, statement);
  facts.routes.push({
    destination: destination.prefix,
    destinationSpan: destination.span,
    nextHops:
      discard || !address ? [] : [{ address, ...(port ? { interface: port.name.value } : {}), span: gateway!.span }],
    ...(discard ? { discard: true } : {}),
    ...(address && (neighbours === 'anywhere' || neighbours.has(address.address)) ? { onLink: true } : {}),
    recursive: true,
    // Of decrypted traffic only.
    ...(rest.some(({ text }) => /^tunneled$/i.test(text)) ? { learned: true } : {}),
    distance: isWholeNumber(rest[0]?.text) ? Number(rest[0].text) : 1,
    ...(tracked ? { tracked: tracked.span } : {}),
    span: statement.header,
  });
}

/** Gateways outside of the subnets that ARP finds all the same. */
export type ArpNeighbours = ReadonlySet<bigint> | 'anywhere';

/**
 * `arp permit-nonconnected`, `arp outside 192.0.2.1 0000.5e00.5301`. Without, answers from beyond the subnets are dropped since 8.4(5), which 9.0 does not
 * have yet (ASA General Operations CLI Configuration Guide, ARP cache additions for non-connected subnets); a text without a version does not tell.
 */
export function arpNeighbours(statements: readonly Statement[], version: string | undefined): ArpNeighbours {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (major === undefined || Number(major) < 9 || (major === '9' && minor === '0')) return 'anywhere';
  const lines = statements.filter(({ words }) => lower(words, 0) === 'arp').map(({ words }) => words);
  if (lines.some((words) => lower(words, 1) === 'permit-nonconnected')) return 'anywhere';
  return new Set(lines.flatMap((words) => parseIpv4(words[2]?.text ?? '') ?? []));
}

function destinationOf(
  words: readonly Word[],
  facts: Facts,
  objects: Objects,
): { prefix: Prefix; span: Span; next: number } | undefined {
  const [, , first, second] = words;
  const whole = first && parsePrefix(first.text);
  if (whole) return { prefix: whole, span: first.span, next: 3 };
  if (!first || !second) return undefined;
  const network = objects.address(abbreviated(first.text));
  const mask = parseIpv4(abbreviated(second.text));
  const length = mask === undefined ? undefined : lengthOfMask(mask);
  if (network?.family !== 'ipv4' || mask === undefined) return undefined;
  if (parseAddress(first.text) && second.text !== '0')
    facts.masks.push({ slot: 'netmask', address: at(network.address, first.span), mask: at(mask, second.span) });
  return length === undefined
    ? undefined
    : { prefix: { ...network, length }, span: cover(first.span, second.span), next: 4 };
}
