import { parseAddress, widthOf } from '../model/address.ts';
import type { Rewrite } from '../model/filter.ts';

/** What `10.0.0.5:8080`, `:8080`, `[2001:db8::1]:80` put into a packet; undefined for ranges, pools and anything else. */
export function parseRewrite(text: string): Rewrite | undefined {
  const parts = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[\d.]*)|(?<bare>[\da-f:.]+))(?::(?<port>\d{1,5}))?$/i.exec(text)?.groups;
  if (!parts || text === '') return undefined;
  const host = parts.v6 ?? parts.bare ?? parts.v4 ?? '';
  const address = parseAddress(host);
  if (host !== '' && !address) return undefined;
  const port = parts.port === undefined ? undefined : Number(parts.port);
  if (port !== undefined && (port < 1 || port > 0xffff)) return undefined;
  return {
    ...(address ? { prefix: { ...address, length: widthOf(address.family) } } : {}),
    ...(port === undefined ? {} : { port }),
  };
}
