import { type Facts, isWholeNumber, lower, use } from '../../../kit/cisco-like/facts.ts';
import { type Family, type Prefix, parseAddress, parseIpv4, parsePrefix } from '../../../model/address.ts';
import type { NextHop } from '../../../model/routing.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, cover, type Span } from '../../../text/span.ts';
import { interfaceName, lengthAt } from './interfaces.ts';

/** `ip route-static [vpn-instance RED] 192.0.2.0 255.255.255.0 [GigabitEthernet0/0/1] 198.51.100.1 [preference 70]` */
export function readRoute(statement: Statement, facts: Facts): void {
  const { words } = statement;
  const family: Family = lower(words, 0) === 'ipv6' ? 'ipv6' : 'ipv4';
  if (
    !/^[\d:a-f]|^vpn-instance$/i.test(words[2]?.text ?? '') ||
    /^(?:bfd|default-.*|frr|track.*)$/i.test(words[2]!.text)
  ) {
    // `ip route-static bfd GigabitEthernet0/0/1 192.0.2.1`
    if (lower(words, 2) === 'bfd')
      for (const { text } of words.slice(3, 5)) {
        const hop = parseAddress(text);
        if (hop) facts.watchedHops.set(hop.address, statement.header);
      }
    return;
  }
  const tracked = words.find(({ text }) => /^(?:track|bfd)$/i.test(text));
  let index = 2;
  let vrf: string | undefined;
  if (lower(words, index) === 'vpn-instance') {
    vrf = words[index + 1]?.text;
    if (words[index + 1]) use(facts, 'vrf', words[index + 1]!, statement);
    index += 2;
  }
  const destination = destinationAt(words, index, family);
  if (!destination) {
    const address = parseIpv4(words[index]?.text ?? '');
    const bits = parseIpv4(words[index + 1]?.text ?? '');
    if (address !== undefined && bits !== undefined)
      facts.masks.push({
        slot: 'netmask',
        address: at(address, words[index]!.span),
        mask: at(bits, words[index + 1]!.span),
      });
    statement.coverage = 'unknown';
    return;
  }
  index = destination.next;
  // Looked up in another table than the route's own.
  let elsewhere = false;
  if (lower(words, index) === 'vpn-instance') {
    elsewhere = true;
    index += 2;
  }
  const hop = hopAt(words, index);
  if (!hop) {
    statement.coverage = 'unknown';
    return;
  }
  const preference = words.findIndex((_, i) => lower(words, i) === 'preference');
  const written = preference > 0 && isWholeNumber(words[preference + 1]?.text) ? words[preference + 1] : undefined;
  const behindHop = hop.hop.span.end;
  facts.routes.push({
    destination: destination.prefix,
    destinationSpan: destination.span,
    nextHops: hop.discard ? [] : [hop.hop],
    ...(hop.discard ? { discard: true } : {}),
    ...(vrf === undefined ? {} : { vrf }),
    recursive: true,
    ...(elsewhere || words.some((word) => /^(?:public|dhcp)$/i.test(word.text)) ? { learned: true } : {}),
    ...(written ? { distance: Number(written.text) } : {}),
    // Options follow the next hop in any order, the description last.
    distanceSlot: written
      ? { span: written.span, before: '' }
      : { span: { start: behindHop, end: behindHop }, before: ' preference ' },
    ...(tracked ? { tracked: tracked.span } : {}),
    span: statement.header,
  });
}

/** `192.0.2.0 24`, `192.0.2.0 255.255.255.0`, `2001:db8:: 32`, `2001:db8::/32` */
export function destinationAt(
  words: readonly Word[],
  index: number,
  family: Family,
): { readonly prefix: Prefix; readonly span: Span; readonly next: number } | undefined {
  const word = words[index];
  const mask = words[index + 1];
  if (!word) return undefined;
  const whole = parsePrefix(word.text);
  if (whole?.family === family) return { prefix: whole, span: word.span, next: index + 1 };
  const address = parseAddress(word.text);
  if (address?.family !== family || !mask) return undefined;
  const length = family === 'ipv4' ? lengthAt(mask) : isWholeNumber(mask.text) ? Number(mask.text) : undefined;
  if (length === undefined || length > (family === 'ipv4' ? 32 : 128)) return undefined;
  return { prefix: { ...address, length }, span: cover(word.span, mask.span), next: index + 2 };
}

function hopAt(words: readonly Word[], index: number): { hop: NextHop; discard: boolean } | undefined {
  const first = words[index];
  if (!first) return undefined;
  const address = parseAddress(first.text);
  if (address) return { hop: { address, span: first.span }, discard: false };
  const on = interfaceName(words, index);
  if (!on) return undefined;
  if (/^null ?0$/i.test(on.name.value)) return { hop: { span: on.name.span }, discard: true };
  const behind = words[on.next];
  const gateway = parseAddress(behind?.text ?? '');
  const hop: NextHop = gateway
    ? { address: gateway, interface: on.name.value, span: behind!.span }
    : { interface: on.name.value, span: on.name.span };
  return { hop, discard: false };
}
