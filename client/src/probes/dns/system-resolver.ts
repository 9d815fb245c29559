import { getServers } from 'node:dns';
import type { Permit } from '../permit.ts';
import { type Address, asAddress } from '../target.ts';

/** The first of this machine's own resolvers that may be asked beside the target; undefined: none, or the target is it. */
export function systemResolver(
  asked: readonly Address[],
  mayAlsoAsk: Permit['mayAlsoAsk'],
): (Address & { readonly port: number }) | undefined {
  const own = getServers().flatMap((text) => {
    const [, bracketed, plain = text, port] = /^(?:\[(.*)\]|([\d.]+))(?::(\d+))?$/.exec(text) ?? [];
    const address = asAddress(bracketed ?? plain);
    return address ? [{ ...address, port: Number(port ?? 53) }] : [];
  });
  if (own.some(({ text }) => asked.some((address) => address.text === text))) return undefined;
  return own.find(mayAlsoAsk);
}
