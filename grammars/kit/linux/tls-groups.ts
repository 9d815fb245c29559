import type { TlsServer } from '../../model/services.ts';
import type { Word } from '../../outline.ts';
import { at } from '../../text/span.ts';

/** `X25519MLKEM768:X25519:prime256v1`, in OpenSSL 3.5 also `?X25519MLKEM768/*X25519`: the names, without signs and quotes. */
export function tlsGroups({ text, span }: Word): NonNullable<TlsServer['groups']> {
  const listed = [...text.matchAll(/[^:/"'?*]+/g)].map((found) => {
    const start = span.start + found.index;
    return at(found[0], { start, end: start + found[0].length });
  });
  return { listed, span };
}
