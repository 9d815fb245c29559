import type { NamedRoutes, PolicyBody } from '../../../../../grammars/change.ts';
import { type Family, type Prefix, widthOf } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Relationship } from '../relationship.ts';
import { BOGONS, DEFAULT_ROUTE, isPublic } from '../special-prefixes.ts';

/** What a new policy says, and that in words. */
export interface NewPolicy {
  /** Absent: only the operator can say what may pass. */
  readonly body?: PolicyBody;
  readonly text: Bilingual;
}

/**
 * What an operator writes first (RFC 7454 section 6): from providers and peers everything but what nobody should send; to them one's own
 * prefixes. What a customer may announce stands nowhere here; it is sent everything.
 */
export function newPolicy(
  direction: 'import' | 'export',
  ip: Family,
  vrf: string | undefined,
  relationship: Relationship,
  device: Device,
): NewPolicy {
  const own = distinct(
    device.originations.flatMap((one) =>
      one.vrf === vrf && one.prefix.family === ip && isPublic(one.prefix) ? [one.prefix] : [],
    ),
  );
  if (relationship === 'internal') return NOTHING;
  if (direction === 'export') {
    if (relationship === 'customer') return { body: { refuses: [], permits: 'rest' }, text: EVERYTHING };
    return own.length === 0
      ? NOTHING
      : { body: { refuses: [], permits: named('OWN-PREFIXES', own, exact) }, text: OWN };
  }
  if (relationship === 'customer') return NOTHING;
  const fromAnybody = relationship === 'provider' || relationship === 'unknown' ? [] : [DEFAULT_ROUTE[ip]];
  return {
    body: {
      refuses: [
        named('BOGONS', BOGONS[ip], orLonger),
        named('TOO-SPECIFIC', [DEFAULT_ROUTE[ip]], ({ family }) => ({
          first: LONGEST[family] + 1,
          last: widthOf(family),
        })),
        ...(fromAnybody.length > 0 ? [named('DEFAULT-ROUTE', fromAnybody, exact)] : []),
        ...(own.length > 0 ? [named('OWN-OR-LONGER', own, orLonger)] : []),
      ],
      permits: 'rest',
    },
    text: own.length > 0 ? REST_WITHOUT_OWN : REST,
  };
}

/** RFC 7454 section 6.1.3 */
const LONGEST: Readonly<Record<Family, number>> = { ipv4: 24, ipv6: 48 };

type Lengths = NamedRoutes['routes'][number]['lengths'];

const named = (name: string, prefixes: readonly Prefix[], lengthsOf: (prefix: Prefix) => Lengths): NamedRoutes => ({
  name: prefixes[0]!.family === 'ipv6' ? `${name}-V6` : name,
  routes: prefixes.map((prefix) => ({ prefix, lengths: lengthsOf(prefix) })),
});

const exact = ({ length }: Prefix): Lengths => ({ first: length, last: length });
const orLonger = ({ family, length }: Prefix): Lengths => ({ first: length, last: widthOf(family) });

/** Announced twice (network and aggregate), listed once. */
const distinct = (prefixes: readonly Prefix[]): readonly Prefix[] => [
  ...new Map(prefixes.map((prefix) => [`${prefix.address}/${prefix.length}`, prefix])).values(),
];

const NOTHING: NewPolicy = {
  text: { en: 'a skeleton that lets nothing pass until you fill it in', 'zh-cn': '在您补充之前不放行任何路由的骨架' },
};
const EVERYTHING: Bilingual = { en: 'everything is sent, as now', 'zh-cn': '与现在一样发送全部路由' };
const OWN: Bilingual = { en: 'only your own prefixes are sent', 'zh-cn': '只发送自己的前缀' };
const REST: Bilingual = {
  en: 'reserved space and prefixes that are too long are refused',
  'zh-cn': '拒绝保留地址空间和过长的前缀',
};
const REST_WITHOUT_OWN: Bilingual = {
  en: 'reserved space, prefixes that are too long and your own are refused',
  'zh-cn': '拒绝保留地址空间、过长的前缀以及自己的前缀',
};
