import { portField } from '../../../kit/cisco-like/access-match.ts';
import { isWholeNumber, lower } from '../../../kit/cisco-like/facts.ts';
import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';
import type { NatDraft } from '../../../kit/cisco-like/nat-rules.ts';
import { parseIpv4 } from '../../../model/address.ts';
import type { Match } from '../../../model/filter.ts';
import type { Statement, Word } from '../../../outline.ts';

/** Where a translation stands: an interface, or a profile that interfaces may have. */
export interface TranslationPlace {
  readonly name: string;
  readonly interface?: string;
}

/**
 * `ip nat source static 10.0.0.5 8443 203.0.113.5 443 protocol tcp`, `ip nat destination dynamic access-list A pool P`. Sources
 * are translated as packets leave by the interface, destinations as they come in, unless `ingress` and `egress` say otherwise
 * (EOS User Manual, "NAT").
 * @returns undefined for what is no translation
 */
export function readTranslation(
  all: readonly Word[],
  statement: Statement,
  place: TranslationPlace,
): NatDraft | undefined {
  const side = lower(all, 2);
  if (side !== 'source' && side !== 'destination') return undefined;
  const turned = /^(?:ingress|egress)$/.test(lower(all, 3));
  const words = all.slice(turned ? 4 : 3);
  const comes = turned ? lower(all, 3) === 'ingress' : side === 'destination';
  const pattern = place.interface === undefined ? undefined : { anyOf: [{ name: place.interface }] };
  const by: Match = {
    family: 'ipv4',
    ...(pattern ? { [comes ? 'inInterface' : 'outInterface']: pattern } : {}),
  };
  const base = { statement, side, table: `ip nat ${side} ${comes ? 'into' : 'out of'} ${place.name}` } as const;
  const kind = lower(words, 0);
  if (kind === 'dynamic' && lower(words, 1) === 'access-list' && words[3])
    return { ...base, kind: 'list', match: by, list: words[2]!.text, to: targetOf(words.slice(3)), conditional: true };
  const fixed = kind === 'static' ? staticOf(words.slice(1), side) : undefined;
  return fixed && { ...base, kind: 'static', list: undefined, ...fixed, match: { ...by, ...fixed.match } };
}

/** After `static`: `10.0.0.5 [8443] [access-list A] 203.0.113.5 [443] [protocol tcp] [group 1] [comment ...]` */
function staticOf(
  words: readonly Word[],
  side: NatDraft['side'],
): (Pick<NatDraft, 'to' | 'conditional'> & { match: Partial<Match> }) | undefined {
  const address = parseIpv4(words[0]?.text ?? '');
  if (address === undefined) return undefined;
  let at = 1;
  const port = isWholeNumber(words[at]?.text) ? words[at] : undefined;
  if (port) at += 1;
  const listed = lower(words, at) === 'access-list';
  if (listed) at += 2;
  if (parseIpv4(words[at]?.text ?? '') === undefined) return undefined;
  const rest = words.slice(at);
  const named = rest.findIndex(({ text }) => text.toLowerCase() === 'protocol');
  const protocol = named < 0 ? undefined : { tcp: 6, udp: 17 }[lower(rest, named + 1)];
  if (named >= 0 && protocol === undefined) return undefined;
  const protocols = protocol === undefined ? (port ? [6, 17] : []) : [protocol];
  const field = port && portField({ operator: 'eq', words: [port] }, protocol ?? 6, CISCO_NAMES);
  if (field === null) return undefined;
  return {
    to: targetOf(rest),
    // With `group` a second translation has to match, too.
    conditional: listed || rest.some(({ text }) => text.toLowerCase() === 'group'),
    match: {
      [side]: { anyOf: [{ kind: 'prefix', family: 'ipv4', address, length: 32 }] },
      ...(protocols.length > 0 ? { protocol: { anyOf: protocols.map((one) => ({ first: one, last: one })) } } : {}),
      ...(field ? { [`${side}Port`]: field } : {}),
    },
  };
}

/** Without what says nothing of the target. */
function targetOf(words: readonly Word[]): string {
  const end = words.findIndex(({ text }) => /^(?:comment|priority)$/i.test(text));
  return (end < 0 ? words : words.slice(0, end)).map(({ text }) => text).join(' ');
}
