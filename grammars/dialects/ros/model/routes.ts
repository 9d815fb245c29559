import { type Family, parseAddress, parsePrefix, widthOf } from '../../../model/address.ts';
import type { NextHop, StaticRoute } from '../../../model/routing.ts';
import type { Located } from '../../../text/span.ts';
import { addedTo, type Entry, hasFlag, isYes, located, type Menus, said } from '../entries.ts';
import { scriptsOf } from './scripts.ts';

/** `/ip route` and `/ipv6 route`. */
export function routesOf(menus: Menus): StaticRoute[] {
  // It may take a route away when a host is not reached.
  const script = scriptsOf(menus).find(({ text }) => /\broutes?\b/.test(text))?.span;
  return (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const entries = addedTo(menus, family === 'ipv4' ? 'ip route' : 'ipv6 route');
    // A next hop is looked for among routes of a smaller scope than its target scope: by itself, among connected ones.
    const recursive = entries.some((entry) => entry.parameters.has('scope') || entry.parameters.has('target-scope'));
    return entries.flatMap((entry) => {
      const route = routeOf(entry, family, recursive);
      return route && script && !route.tracked ? { ...route, tracked: script } : (route ?? []);
    });
  });
}

function routeOf(entry: Entry, family: Family, recursive: boolean): StaticRoute | undefined {
  const written = located(entry, 'dst-address');
  const span = entry.statement.span;
  const alone = parseAddress(written?.value ?? '');
  const destination = written
    ? (parsePrefix(written.value) ?? (alone && { ...alone, length: widthOf(alone.family) }))
    : { family, address: 0n, length: 0 };
  if (destination?.family !== family) return undefined;
  const type = said(entry, 'type');
  const discard =
    (type !== undefined && type !== 'unicast') || isYes(said(entry, 'blackhole')) || hasFlag(entry, 'blackhole');
  const gateways = located(entry, 'gateway');
  const nextHops = discard || !gateways ? [] : hopsOf(gateways);
  if (!discard && nextHops.length === 0) return undefined;
  const table = said(entry, 'routing-table') ?? said(entry, 'routing-mark');
  const distance = Number(said(entry, 'distance') ?? Number.NaN);
  const elsewhere = gateways?.value.includes('@') ?? false;
  const check = located(entry, 'check-gateway');
  return {
    destination,
    destinationSpan: written?.span ?? span,
    nextHops,
    ...(discard ? { discard } : {}),
    ...(table === undefined || table === 'main' ? {} : { table }),
    recursive,
    // `192.0.2.1@other` is looked up in another table.
    ...(elsewhere ? { learned: true } : {}),
    distance: Number.isNaN(distance) ? 1 : distance,
    ...(check && check.value !== 'none' ? { tracked: check.span } : {}),
    span,
  };
}

/** `192.0.2.1,192.0.2.5%ether2`, `pppoe-out1`; each where its address stands, unless a line ends between. */
function hopsOf({ value, span }: Located<string>): NextHop[] {
  const whole = span.end - span.start === value.length;
  let at = span.start;
  return value.split(',').flatMap((text): NextHop[] => {
    const start = at;
    at += text.length + 1;
    const [host = '', on] = text.replace(/@.*$/, '').split('%');
    const where = whole ? { start, end: start + host.length } : span;
    const address = parseAddress(host);
    if (address) return [{ address, ...(on === undefined ? {} : { interface: on }), span: where }];
    return host === '' ? [] : [{ interface: host, span: where }];
  });
}
