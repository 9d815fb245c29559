import type { Interval } from '../../../../../grammars/model/filter.ts';

export interface Service {
  readonly protocol: 6 | 17;
  readonly port: number;
}

/** `tcp/443`, `udp/53`; others are left out. */
export const servicesOf = (texts: readonly string[]): Service[] =>
  texts.flatMap((text): Service[] => {
    const found = /^(tcp|udp)\/(\d{1,5})$/.exec(text.trim());
    const port = Number(found?.[2]);
    return found && port <= 0xffff ? [{ protocol: found[1] === 'tcp' ? 6 : 17, port }] : [];
  });

/** `32768-60999` */
export function intervalOf(text: string): Interval | undefined {
  const found = /^(\d{1,5})-(\d{1,5})$/.exec(text.trim());
  const [first, last] = [Number(found?.[1]), Number(found?.[2])];
  return found && first <= last && last <= 0xffff ? { first, last } : undefined;
}
