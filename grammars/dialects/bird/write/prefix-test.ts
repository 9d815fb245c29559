import type { NamedRoutes } from '../../../change.ts';
import { formatPrefix, widthOf } from '../../../model/address.ts';

/** `net ~ [ 10.0.0.0/8+, 192.0.2.0/24 ]` */
export const prefixTest = (routes: NamedRoutes['routes']): string => `net ~ [ ${routes.map(rangeText).join(', ')} ]`;

function rangeText({ prefix, lengths }: NamedRoutes['routes'][number]): string {
  const text = formatPrefix(prefix);
  const last = Math.min(lengths.last, widthOf(prefix.family));
  if (lengths.first === prefix.length && last === prefix.length) return text;
  return lengths.first === prefix.length && last === widthOf(prefix.family)
    ? `${text}+`
    : `${text}{${lengths.first},${last}}`;
}
