import { parsePrefix } from '../../../model/address.ts';
import type { Origination, RouteValidation, ValidationCache } from '../../../model/routing.ts';
import type { Located, Span } from '../../../text/span.ts';
import { addedTo, allOf, isDisabled, isYes, located, type Menus, said } from '../entries.ts';

/** `/routing rpki add address=192.0.2.50 group=main`; what is Invalid is rejected where a rule says so. */
export function validationOf(menus: Menus): RouteValidation | undefined {
  const entries = addedTo(menus, 'routing rpki');
  const caches = entries.flatMap((entry): ValidationCache[] => {
    const server = located(entry, 'address');
    // No other transport exists.
    return server ? [{ ...server, plain: true }] : [];
  });
  return entries[0] && caches.length > 0 ? { caches, span: entries[0].statement.span } : undefined;
}

/**
 * Of version 7: what `output.network` lists is sent only with a route of the table to go with it, which `output.network-blackhole` makes itself.
 * Not told where VRFs have sessions: nothing says then whose table the lists are for.
 */
export const announcesKnownOnly = (menus: Menus): boolean =>
  ['routing bgp connection', 'routing bgp template', 'routing bgp instance']
    .flatMap((menu) => allOf(menus, menu))
    .every(
      (entry) =>
        !isYes(said(entry, 'output.network-blackhole')) &&
        ['vrf', 'routing-table'].every((name) => (said(entry, name) ?? 'main') === 'main'),
    );

/** `/routing bgp network add network=192.0.2.0/24` (version 6), and the address lists of `output.network` (version 7). */
export function originationsOf(menus: Menus): Origination[] {
  const own = addedTo(menus, 'routing bgp network').flatMap((entry) =>
    originationOf(located(entry, 'network'), entry.statement.span),
  );
  const lists = new Set(
    ['routing bgp connection', 'routing bgp template']
      .flatMap((menu) => allOf(menus, menu))
      .filter((entry) => !isDisabled(entry))
      .flatMap((entry) => said(entry, 'output.network') ?? []),
  );
  if (lists.size === 0) return own;
  const listed = ['ip firewall address-list', 'ipv6 firewall address-list']
    .flatMap((menu) => addedTo(menus, menu))
    .filter((entry) => lists.has(said(entry, 'list') ?? ''))
    .flatMap((entry) => originationOf(located(entry, 'address'), entry.statement.span));
  return [...own, ...listed];
}

function originationOf(written: Located<string> | undefined, span: Span): Origination[] {
  const prefix = parsePrefix(written?.value ?? '');
  return prefix ? [{ kind: 'network', prefix, span }] : [];
}
