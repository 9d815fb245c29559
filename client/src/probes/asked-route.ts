import { formatPrefix, networkOf, parsePrefix } from '../../../grammars/model/address.ts';

/** A route that a probe is asked about: a prefix, and the AS that should originate it. */
export interface AskedRoute {
  /** Canonical, host bits cleared: `192.0.2.0/24`. */
  readonly prefix: string;
  /** 1 .. 4294967295; absent: whoever it is. */
  readonly asn?: number;
}

/** More are not asked about in one run. */
export const MOST_ROUTES = 500;

/** Reads `192.0.2.0/24` and `192.0.2.0/24=64500`. @returns undefined for anything else. */
export function readRoute(text: string): AskedRoute | undefined {
  const [, prefixText = '', asnText] = /^([\d.:a-fA-F]{2,45}\/\d{1,3})(?:=(?:AS)?(\d{1,10}))?$/.exec(text.trim()) ?? [];
  return checkedRoute(prefixText, asnText === undefined ? undefined : Number(asnText));
}

/** @param prefix of a document, which may hold anything */
export function checkedRoute(prefix: string, asn: number | undefined): AskedRoute | undefined {
  const parsed = parsePrefix(prefix);
  if (!parsed || (asn !== undefined && !(Number.isInteger(asn) && asn >= 1 && asn <= 0xffff_ffff))) return undefined;
  const canonical = formatPrefix({ ...parsed, address: networkOf(parsed) });
  return asn === undefined ? { prefix: canonical } : { prefix: canonical, asn };
}

/** The first three, and how many more there are. */
export function routesText(routes: readonly AskedRoute[]): string {
  const said = routes.slice(0, 3).map(({ prefix, asn }) => (asn === undefined ? prefix : `${prefix}=${asn}`));
  return [...said, ...(routes.length > 3 ? [`+${routes.length - 3}`] : [])].join(',');
}
