import { lengthOfMask, type Prefix, parseIpv4, parseIpv6, parsePrefix } from '../../model/address.ts';
import type { InterfaceAddress } from '../../model/interface.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, type Span } from '../../text/span.ts';
import type { Facts } from './facts.ts';
import type { InterfaceDraft, InterfacePlatform } from './interface-draft.ts';

export function drop(draft: InterfaceDraft, gone: (address: InterfaceAddress) => boolean): void {
  const kept = draft.addresses.filter((address) => !gone(address));
  draft.addresses.splice(0, draft.addresses.length, ...kept);
}

/** `ip address 192.0.2.1 255.255.255.0 secondary`, `ip address 192.0.2.1/24`, `ip address dhcp` */
export function readIpv4(
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
export function readIpv6(words: readonly Word[], draft: InterfaceDraft, statement: Statement): void {
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
