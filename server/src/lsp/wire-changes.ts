import type { WireChange } from '../../../client/src/protocol.ts';
import { describeIntent } from '../twin/check-intents.ts';
import type { Consequences, ReachChange, RouteChange } from '../twin/what-if.ts';
import type { Locale } from './locale.ts';

/** More are in the report. */
const MOST_SHOWN = 100;

/** What changes, device by device, for the topology: what is lost first. */
export function wireChanges({ routes, reach, intents }: Consequences, locale: Locale): readonly WireChange[] {
  const all = [
    ...intents
      .filter(({ before, after }) => before.status !== after.status)
      .map(({ before, after }) => ({
        text: `${describeIntent(after.intent)}: ${before.status} -> ${after.status}: ${after.why[locale]}`,
        lost: before.status === 'holds',
      })),
    ...reach.map((change) => ofReach(change)),
    ...routes.map((change) => ofRoute(change, locale)),
  ];
  return [...all.filter(({ lost }) => lost), ...all.filter(({ lost }) => !lost)].slice(0, MOST_SHOWN);
}

const ofReach = ({ path, from, to, before, after }: ReachChange): WireChange => ({
  id: path,
  text: `${from} > ${to}: ${before} -> ${after}`,
  lost: before === 'delivered' && after !== 'delivered',
});

const ofRoute = ({ path, device, vrf, prefix, before, after }: RouteChange, locale: Locale): WireChange => ({
  id: path,
  text: `${device}${vrf === '' ? '' : ` (${vrf})`} ${prefix}: ${before ?? NONE[locale]} -> ${after ?? NONE[locale]}`,
  lost: false,
});

const NONE = { en: 'none', 'zh-cn': '无' } as const;
