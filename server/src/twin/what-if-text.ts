import type { Bilingual } from '../../../grammars/outline.ts';
import { describeIntent } from './check-intents.ts';
import { intentJson, intentText } from './intent-text.ts';
import { OUTCOMES } from './outcomes.ts';
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
  const words = WORDS[locale];
  const changed = intents.filter((one) => one.before.status !== one.after.status);
  return [
    words.without(name),
    `  ${routes.length === 0 ? words.noRoutes : words.routes(routes.length)}`,
    ...routes
      .slice(0, MOST_ROUTES)
      .map(
        ({ device, vrf, prefix, before, after }) =>
          `    ${device}${vrf === '' ? '' : ` (${vrf})`} ${prefix}: ${before ?? words.none} -> ${after ?? words.none}`,
      ),
    ...(routes.length > MOST_ROUTES ? [`    ${words.moreRoutes(routes.length - MOST_ROUTES)}`] : []),
    `  ${reach.length === 0 ? words.noReach : words.reach(reach.length)}`,
    ...reach
      .slice(0, MOST_ROUTES)
      .map(
        ({ from, to, before, after }) =>
          `    ${from} > ${to}: ${OUTCOMES[before][locale]} -> ${OUTCOMES[after][locale]}`,
      ),
    ...(reachCut ? [`    ${words.reachCut}`] : []),
    ...(intents.length === 0 ? [] : [`  ${changed.length === 0 ? words.noIntents : words.intents(changed.length)}`]),
    ...changed.map(
      ({ before, after }) =>
        `    ${describeIntent(after.intent)}: ${OUTCOMES[before.status][locale]} -> ${intentText(after, locale).trimEnd().replace(/\n/g, '\n    ')}`,
    ),
    '',
  ].join('\n');
}

interface Words {
  without(name: string): string;
  readonly noRoutes: string;
  routes(count: number): string;
  moreRoutes(count: number): string;
  readonly none: string;
  readonly noReach: string;
  reach(count: number): string;
  readonly reachCut: string;
  readonly noIntents: string;
  intents(count: number): string;
}

const WORDS: Readonly<Record<keyof Bilingual, Words>> = {
  en: {
    without: (name) => `without ${name}:`,
    noRoutes: 'no route changes',
    routes: (count) => (count === 1 ? '1 route changes' : `${count} routes change`),
    moreRoutes: (count) => `and ${count} more (--format json has all)`,
    none: 'none',
    noReach: 'devices reach each other as before',
    reach: (count) => `${count === 1 ? '1 address is' : `${count} addresses are`} reached otherwise`,
    reachCut: 'there are more devices; not all were asked for each other',
    noIntents: 'all intents as before',
    intents: (count) => (count === 1 ? '1 intent changes' : `${count} intents change`),
  },
  'zh-cn': {
    without: (name) => `若没有 ${name}:`,
    noRoutes: '路由没有变化',
    routes: (count) => `${count} 条路由变化`,
    moreRoutes: (count) => `另有 ${count} 条(--format json 列出全部)`,
    none: '无',
    noReach: '设备间的可达性不变',
    reach: (count) => `${count} 个地址的可达性变化`,
    reachCut: '设备更多,未逐一互相检查',
    noIntents: '所有意图不变',
    intents: (count) => `${count} 个意图变化`,
  },
};
