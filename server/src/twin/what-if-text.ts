import type { Bilingual } from '../../../grammars/outline.ts';
import { describeIntent } from './check-intents.ts';
import { intentJson, intentText } from './intent-text.ts';
import type { Consequences } from './what-if.ts';

/** What changes, for programs. */
export const whatIfJson = (change: string, found: Consequences) => ({
  version: 1,
  change,
  ...found,
  intents: found.intents.map((one) => ({ before: intentJson(one.before), after: intentJson(one.after) })),
});

/** Routes in a text report; the rest is in the JSON. */
const MOST_ROUTES = 100;

/** The same for people. */
export function whatIfText(
  name: string,
  { routes, reach, reachCut, intents }: Consequences,
  locale: keyof Bilingual,
): string {
  const changed = intents.filter((one) => one.before.status !== one.after.status);
  return [
    `without ${name}:`,
    routes.length === 0 ? '  no route changes' : `  ${counted(routes.length, 'route')}`,
    ...routes
      .slice(0, MOST_ROUTES)
      .map(
        ({ device, vrf, prefix, before, after }) =>
          `    ${device}${vrf === '' ? '' : ` (${vrf})`} ${prefix}: ${before ?? 'none'} -> ${after ?? 'none'}`,
      ),
    ...(routes.length > MOST_ROUTES ? [`    and ${routes.length - MOST_ROUTES} more (--format json has all)`] : []),
    reach.length === 0
      ? '  devices reach each other as before'
      : `  ${reach.length === 1 ? '1 address is' : `${reach.length} addresses are`} reached otherwise`,
    ...reach.slice(0, MOST_ROUTES).map(({ from, to, before, after }) => `    ${from} > ${to}: ${before} -> ${after}`),
    ...(reachCut ? ['    there are more devices; not all were asked for each other'] : []),
    ...(intents.length === 0
      ? []
      : [changed.length === 0 ? '  all intents as before' : `  ${counted(changed.length, 'intent')}`]),
    ...changed.map(
      ({ before, after }) =>
        `    ${describeIntent(after.intent)}: ${before.status} -> ${intentText(after, locale).trimEnd().replace(/\n/g, '\n    ')}`,
    ),
    '',
  ].join('\n');
}

const counted = (count: number, what: string): string =>
  count === 1 ? `1 ${what} changes` : `${count} ${what}s change`;
