import { type Family, lengthOfMask, type Prefix, parseAddress, parseIpv4, parsePrefix } from '../../model/address.ts';
import type { NextHop } from '../../model/routing.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, cover, type Span } from '../../text/span.ts';
import { after, type Facts, isWholeNumber, lower, numberAt } from './facts.ts';

/** Where a route is written, and for what. */
export interface RoutePlace {
  /** The VRF whose block it stands in. */
  readonly within?: string;
  /** Interfaces may have any name, and `vrf` may stand behind. */
  readonly linux?: boolean;
}

/**
 * `ip route [vrf RED] 192.0.2.0 255.255.255.0 [GigabitEthernet0/1] 198.51.100.1 [250] [name X] [track 1]`,
 * `ipv6 route [vrf RED] 2001:db8::/32 [GigabitEthernet0/1] 2001:db8:1::1`
 */
export function readRoute(statement: Statement, facts: Facts, place: RoutePlace = {}): void {
  const { within, linux = false } = place;
  const { words } = statement;
  const family: Family = lower(words, 0) === 'ipv6' ? 'ipv6' : 'ipv4';
  if (lower(words, 2) === 'static' || lower(words, 2) === 'profile') {
    // `ip route static bfd GigabitEthernet0/1 192.0.2.1`
    const hop = parseAddress(words[5]?.text ?? '');
    if (lower(words, 3) === 'bfd' && hop) facts.watchedHops.set(hop.address, statement.header);
    return;
  }
  let index = 2;
  let vrf = within;
  if (lower(words, index) === 'vrf') {
    vrf = words[index + 1]?.text;
    index += 2;
  }
  if (lower(words, index) === 'topology') index += 2;
  const destination = destinationAt(words, index, family);
  if (!destination) {
    statement.coverage = 'unknown';
    return;
  }
  if (destination.mask) facts.masks.push(destination.mask);
  // `ip route vrf RED 192.0.2.0/24 egress-vrf BLUE 198.51.100.1` (EOS)
  const before = lower(words, destination.next) === 'egress-vrf' ? 2 : 0;
  const hop = nextHopAt(words, destination.next + before, linux);
  if (!hop) {
    statement.coverage = 'unknown';
    return;
  }
  statement.coverage = 'modelled';
  const rest = words.slice(hop.next);
  // `ip route 192.0.2.0/24 198.51.100.1 vrf RED`: on Linux the route's table, else where the next hop is looked up.
  const behind = after(rest, 'vrf')?.text;
  if (linux) vrf ??= behind;
  const written = distanceIn(rest);
  const behindHop = words[hop.next - 1]!.span.end;
  const slot = written?.span ?? (rest.length === 0 || linux ? { start: behindHop, end: behindHop } : undefined);
  const tag = numberAt(after(rest, 'tag'));
  // `track 1`, IOS-XR's `bfd fast-detect`: the route goes when what is watched fails.
  const tracked = rest.find((word) => /^(?:track|bfd)$/i.test(word.text))?.span;
  const elsewhere = before ? words[destination.next + 1]?.text : hopVrfIn(rest, linux);
  const hopVrf = elsewhere !== undefined && named(elsewhere) !== (vrf ?? '') ? named(elsewhere) : undefined;
  facts.routes.push({
    destination: destination.prefix,
    destinationSpan: destination.span,
    nextHops: hop.hop ? [{ ...hop.hop, ...(hopVrf === undefined ? {} : { vrf: hopVrf }) }] : [],
    ...(hop.discard ? { discard: true } : {}),
    ...(vrf === undefined ? {} : { vrf }),
    recursive: true,
    ...(hop.learned || hopVrf !== undefined ? { learned: true } : {}),
    distance: written ? Number(written.text) : USUAL_DISTANCE,
    ...(slot && elsewhere === undefined ? { distanceSlot: { span: slot, before: written ? '' : ' ' } } : {}),
    ...(tag ? { tag: tag.value } : {}),
    ...(tracked ? { tracked } : {}),
    span: statement.header,
  });
}

/** The table that the next hop is looked up in: `global` (IOS), `vrf RED` (NX-OS), `nexthop-vrf RED` (FRR). */
function hopVrfIn(rest: readonly Word[], linux: boolean): string | undefined {
  if (rest.some((word) => /^global$/i.test(word.text))) return '';
  return (after(rest, 'nexthop-vrf') ?? (linux ? undefined : after(rest, 'vrf')))?.text;
}

const named = (vrf: string): string => (vrf.toLowerCase() === 'default' ? '' : vrf);

/** Of static routes, on all platforms that resemble IOS. */
const USUAL_DISTANCE = 1;

/** `250`, and NX-OS' `name ISP tag 5 250` */
function distanceIn(rest: readonly Word[]): Word | undefined {
  let index = 0;
  while (/^(?:name|tag)$/i.test(rest[index]?.text ?? '')) index += 2;
  const word = rest[index];
  return isWholeNumber(word?.text) ? word : undefined;
}

interface Destination {
  readonly prefix: Prefix;
  readonly span: Span;
  readonly next: number;
  readonly mask?: Facts['masks'][number];
}

function destinationAt(words: readonly Word[], index: number, family: Family): Destination | undefined {
  const first = words[index];
  if (!first) return undefined;
  const prefix = parsePrefix(first.text);
  if (prefix) return prefix.family === family ? { prefix, span: first.span, next: index + 1 } : undefined;
  const second = words[index + 1];
  const address = parseIpv4(first.text);
  const mask = second && parseIpv4(second.text);
  if (family !== 'ipv4' || address === undefined || mask === undefined) return undefined;
  const length = lengthOfMask(mask);
  return length === undefined
    ? undefined
    : {
        prefix: { family, address, length },
        span: cover(first.span, second!.span),
        next: index + 2,
        mask: { slot: 'netmask', address: at(address, first.span), mask: at(mask, second!.span) },
      };
}

interface Hop {
  readonly hop?: NextHop;
  readonly discard?: boolean;
  readonly learned?: boolean;
  readonly next: number;
}

function nextHopAt(words: readonly Word[], index: number, anyName: boolean): Hop | undefined {
  const first = words[index];
  if (!first) return undefined;
  const address = parseAddress(first.text);
  if (address) return { hop: { address, span: first.span }, next: index + 1 };
  if (/^dhcp$/i.test(first.text)) return { learned: true, next: index + 1 };
  // `GigabitEthernet 0/1` in two words.
  const split =
    /^[a-z-]+$/i.test(first.text) && /^\d/.test(words[index + 1]?.text ?? '') && !/^null$/i.test(first.text);
  const spaced = split && !parseAddress(words[index + 1]!.text) ? words[index + 1] : undefined;
  const name = first.text + (spaced?.text ?? '');
  const span = spaced ? cover(first.span, spaced.span) : first.span;
  const next = index + (spaced ? 2 : 1);
  if (/^(?:blackhole|reject)$/i.test(first.text)) return { discard: true, next: index + 1 };
  if (/^null ?0?$/i.test(name))
    return { discard: true, next: /^null$/i.test(name) && words[next]?.text === '0' ? next + 1 : next };
  if (!anyName && !/^[a-z][\w./:-]*\d$/i.test(name)) return undefined;
  const gateway = words[next] && parseAddress(words[next].text);
  if (gateway)
    return { hop: { address: gateway, interface: name, span: cover(span, words[next]!.span) }, next: next + 1 };
  if (lower(words, next) === 'dhcp') return { learned: true, hop: { interface: name, span }, next: next + 1 };
  return { hop: { interface: name, span }, next };
}
