import { type Family, lengthOfMask, parseIpv4, parsePrefix } from '../../model/address.ts';
import type { Origination, Redistribution } from '../../model/routing.ts';
import type { Statement, Word } from '../../outline.ts';
import { wordOfSet } from '../word-of-set.ts';
import { after, located, lower, numberAt } from './facts.ts';

/** `network 192.0.2.0 mask 255.255.255.0`, `network 2001:db8::/32`, `aggregate-address 192.0.2.0 255.255.255.0 summary-only` */
export function originationOf(
  statement: Statement,
  words: readonly Word[],
  vrf: string | undefined,
): Origination | undefined {
  const first = lower(words, 0);
  if (first !== 'network' && first !== 'aggregate-address') return undefined;
  // A back door prefix is learnt elsewhere.
  if (words.some((word) => word.text.toLowerCase() === 'backdoor')) return undefined;
  const mask = first === 'network' ? after(words, 'mask') : words[2];
  const prefix = prefixAt(words[1], mask);
  if (!prefix) return undefined;
  const policy = after(words, 'route-map') ?? after(words, 'route-policy');
  const summaryOnly = has(words, 'summary-only');
  const asSet = first === 'aggregate-address' && words.find((word) => word.text.toLowerCase() === 'as-set');
  return {
    kind: first === 'network' ? 'network' : 'aggregate',
    prefix,
    ...(vrf === undefined ? {} : { vrf }),
    ...(policy ? { policy: located(policy) } : {}),
    ...(summaryOnly ? { summaryOnly } : {}),
    ...(asSet ? { asSet: wordOfSet(asSet.span) } : {}),
    span: statement.header,
  };
}

function prefixAt(word: Word | undefined, mask: Word | undefined): Origination['prefix'] | undefined {
  const written = parsePrefix(word?.text ?? '');
  if (written) return written;
  const address = parseIpv4(word?.text ?? '');
  if (address === undefined) return undefined;
  const family: Family = 'ipv4';
  const bits = mask && parseIpv4(mask.text);
  // Without a mask it is the class that tells.
  const length = bits === undefined ? classOf(address) : lengthOfMask(bits);
  return length === undefined ? undefined : { family, address, length };
}

function classOf(address: bigint): number {
  // `network 0.0.0.0` is the default route.
  if (address === 0n) return 0;
  const first = address >> 24n;
  return first < 128n ? 8 : first < 192n ? 16 : 24;
}

/** `redistribute static route-map X`, `redistribute ospf 1 match internal` */
export function redistributionOf(
  statement: Statement,
  words: readonly Word[],
  into: string,
  vrf: string | undefined,
): Redistribution | undefined {
  const from = words[1];
  if (lower(words, 0) !== 'redistribute' || !from) return undefined;
  const policy = after(words, 'route-map') ?? after(words, 'route-policy');
  const metric = numberAt(after(words, 'metric'));
  // NX-OS: `direct`.
  const protocol = from.text.toLowerCase() === 'direct' ? 'connected' : from.text.toLowerCase();
  return {
    into,
    from: { ...located(from), value: protocol },
    ...(vrf === undefined ? {} : { vrf }),
    ...(policy ? { policy: located(policy) } : {}),
    ...(metric ? { metric: metric.value } : {}),
    ...(after(words, 'match')
      ? { matches: { internal: has(words, 'internal'), external: has(words, 'external') } }
      : {}),
    span: statement.header,
  };
}

const has = (words: readonly Word[], keyword: string): boolean =>
  words.some((word) => word.text.toLowerCase() === keyword);
