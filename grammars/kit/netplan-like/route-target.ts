import { type Family, type Prefix, parseAddress, parsePrefix, widthOf } from '../../model/address.ts';

/** `default`, `0.0.0.0/0`, `10.9.0.0/16`, `10.9.0.1`. */
export type RouteTarget =
  | { readonly kind: 'default'; readonly family: Family | undefined }
  | { readonly kind: 'prefix'; readonly prefix: Prefix }
  | { readonly kind: 'malformed' };

/** The family of a bare `default` comes from its gateway. */
export function routeTarget(text: string): RouteTarget {
  if (text === 'default') return { kind: 'default', family: undefined };
  const prefix = hostOrPrefix(text);
  if (!prefix) return { kind: 'malformed' };
  return prefix.length === 0 && prefix.address === 0n
    ? { kind: 'default', family: prefix.family }
    : { kind: 'prefix', prefix };
}

/** A prefix, or one address as a prefix of full length. */
export function hostOrPrefix(text: string): Prefix | undefined {
  const prefix = parsePrefix(text);
  if (prefix) return prefix;
  const host = parseAddress(text);
  return host && { ...host, length: widthOf(host.family) };
}
