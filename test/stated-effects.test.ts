import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../grammars/change.ts';
import type { Device } from '../grammars/model/device.ts';
import type { Match } from '../grammars/model/filter.ts';
import { applyEdits } from '../grammars/text/edit.ts';
import type { ChangeEffect, FilterAnalyses } from '../server/src/packets/analyses.ts';
import { compareFilters, type Difference } from '../server/src/packets/compare.ts';
import { DEFAULT_LIMITS } from '../server/src/packets/diagram.ts';
import { review, writtenFix } from '../server/src/review/engine.ts';
import { layersOf } from '../server/src/review/layers.ts';
import { chooseDialect, type Prepared, prepare } from '../server/src/review/prepare.ts';
import { defineRule, type Proposal } from '../server/src/review/rule.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { rules } from '../server/src/rules/index.ts';
import { changedTraffic } from '../server/src/rules/wording/move-up.ts';
import { CORPUS_ABSENT, corpusFiles, OURS } from './support/corpus.ts';

/**
 * Every fix that rules on filters propose, applied to the text by itself and read again: the packets that then fare otherwise, computed anew
 * from both texts, are exactly those that the fix was offered for. A move or another verdict states its packets; an inserted rule changes
 * nothing beside what it matches; a default that denies permits nothing new; a safe fix changes nothing at all.
 */
describe('a fix does what it says, and no more', () => {
  test('in the examples of the rules, samples and fixtures', async () => {
    const seen = counts();
    const wrong: string[] = [];
    for (const from of globSync(['samples/*/*', 'grammars/dialects/*/fixtures/*']).sort())
      wrong.push(...(await tryFixes(from, readFileSync(from, 'utf8'), 40, seen)));
    for (const [name, dialect, text] of LISTS) wrong.push(...(await tryFixes(name, text, 40, seen, dialect)));
    expect(wrong).toEqual([]);
    expect(Math.min(seen.stated, seen.inserted, seen.fallback, seen.safe), JSON.stringify(seen)).toBeGreaterThan(2);
  }, 240_000);

  test.skipIf(CORPUS_ABSENT !== '')(
    `in other people's files${CORPUS_ABSENT}`,
    async () => {
      const seen = counts();
      const wrong: string[] = [];
      for (const { path, dialect, text } of corpusFiles())
        if (OURS[dialect] !== undefined && text.length < 60_000) wrong.push(...(await tryFixes(path, text, 400, seen)));
      expect(wrong).toEqual([]);
      expect(Math.min(seen.stated, seen.inserted, seen.safe), JSON.stringify(seen)).toBeGreaterThan(5);
    },
    300_000,
  );

  test('a title says that later fragments pass, where they do', async () => {
    const list = (head: string) =>
      `${head}\n permit icmp any any echo-reply\n permit tcp any any established\n deny ip any any\n`;
    const title = async (dialect: string, text: string): Promise<string | undefined> => {
      const { findings } = await review(prepare({ text, dialect })!, DEFAULT_SETTINGS);
      return findings.find(({ rule }) => rule === 'acl/pmtud-blocked')?.fixes[0]?.title.en;
    };
    const edge =
      'interface Gi0/0\n description Internet\n ip address 203.0.113.2 255.255.255.252\n ip access-group IN in\n';
    const ios = `${edge}${list('ip access-list extended IN')}ip route 0.0.0.0 0.0.0.0 203.0.113.1\n`;
    expect(await title('ios', ios)).toMatch(/ before the denial; later fragments of them too$/);
    const junos = `set interfaces ge-0/0/0 description Internet
set interfaces ge-0/0/0 unit 0 family inet address 203.0.113.2/30
set interfaces ge-0/0/0 unit 0 family inet filter input IN
set routing-options static route 0.0.0.0/0 next-hop 203.0.113.1
set firewall family inet filter IN term back from protocol tcp
set firewall family inet filter IN term back from tcp-established
set firewall family inet filter IN term back then accept
set firewall family inet filter IN term end then discard
`;
    expect(await title('junos', junos)).toMatch(/ before the denial$/);
  });

  test('what it does not say is noticed', async () => {
    const [, dialect, text] = LISTS[0]!;
    const prepared = prepare({ text, dialect })!;
    const [move] = (await proposalsOf(prepared)).filter(({ proposal }) => proposal.change.kind === 'move-rule');
    const other: Tried = { ...move!, effect: { ...move!.effect!, changed: 'tcp to 192.0.2.10 port 80' } };
    expect(judged(prepared, other, counts())).toHaveLength(1);
  });
});

const LISTS: readonly (readonly [name: string, dialect: string, text: string])[] = [
  [
    'a deny above a permit',
    'ios',
    'ip access-list extended LIST\n 10 permit tcp any any eq 22\n 20 deny tcp 10.0.0.0 0.255.255.255 any\n 30 permit tcp host 10.1.1.1 host 192.0.2.10 eq 443\n 40 permit ip any any\ninterface Gi0/0\n ip access-group LIST in\n',
  ],
  [
    'a chain that is called',
    'iptables',
    '*filter\n:INPUT DROP [0:0]\n:WEB - [0:0]\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 80:443 -j WEB\n-A WEB -s 10.0.0.0/8 -j DROP\n-A WEB -s 10.1.0.0/16 -p tcp -m tcp --dport 443 -j ACCEPT\nCOMMIT\n',
  ],
  [
    'what the raw table drops',
    'iptables',
    '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport 23 -j DROP\nCOMMIT\n*filter\n:INPUT DROP [0:0]\n-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 23 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n',
  ],
  ...['80', '443', '8443'].map(
    (port) =>
      [
        'an open default',
        'iptables',
        `*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport ${port} -j ACCEPT\nCOMMIT\n`,
      ] as const,
  ),
];

const counts = () => ({ stated: 0, inserted: 0, fallback: 0, safe: 0 });

interface Tried {
  readonly proposal: Proposal;
  /** The document, or a file inside it, that the proposal is for. */
  readonly document: Prepared;
  readonly packets: FilterAnalyses;
  readonly effect: ChangeEffect | undefined;
}

/** What the rules propose, as they propose it. */
async function proposalsOf(prepared: Prepared): Promise<Tried[]> {
  const found: Tried[] = [];
  const layers = layersOf(prepared);
  const watched = rules
    .filter(({ meta }) => meta.needs.includes('packet-filters'))
    .map((rule) =>
      defineRule({
        meta: rule.meta,
        *check(context) {
          for (const report of rule.check(context)) {
            for (const proposal of report.fixes ?? []) {
              const { change } = proposal;
              const document = layers.find((layer) => layer.prepared.outline === context.outline)!.prepared;
              const effect =
                change.kind === 'move-rule'
                  ? context.packets.effectOf?.(change, { kind: 'move', before: change.before })
                  : change.kind === 'set-action'
                    ? context.packets.effectOf?.(change, { kind: 'set-action', action: change.action })
                    : undefined;
              found.push({ proposal, document, packets: context.packets, effect });
            }
            yield report;
          }
        },
      }),
    );
  await review(prepared, DEFAULT_SETTINGS, { rules: watched });
  return found;
}

async function tryFixes(
  from: string,
  text: string,
  most: number,
  seen: ReturnType<typeof counts>,
  forced?: string,
): Promise<string[]> {
  const dialect = forced ?? chooseDialect({ text, path: from })?.dialect.id;
  const prepared = dialect === undefined ? undefined : prepare({ text, path: from, dialect });
  if (!prepared || layersOf(prepared).every((layer) => layer.prepared.device.filters.length === 0)) return [];
  const all = await proposalsOf(prepared);
  return all.slice(0, most).flatMap((tried) => judged(prepared, tried, seen).map((wrong) => `${from}: ${wrong}`));
}

/** What the fix does beside what it says; nothing where it is not offered. */
function judged(_: Prepared, tried: Tried, seen: ReturnType<typeof counts>): string[] {
  const { proposal, document, effect } = tried;
  const fix = writtenFix(document, proposal);
  if (!fix) return [];
  const { change, safety, title } = proposal;
  const path = document.path === undefined ? {} : { path: document.path };
  const after = prepare({ text: applyEdits(document.text, fix.edits), dialect: document.dialect.id, ...path })!.device;
  const wrong = (what: string): string[] => [`${title.en}: ${what}`];
  const places = entriesOf(document.device, filterOf(change));
  if (safety === 'safe') {
    seen.safe += 1;
    for (const place of inForce(document.device)) {
      const difference = between(document.device, after, place, undefined, true);
      if (difference && flowsIn(difference) > 0) return wrong(said(difference));
    }
    return [];
  }
  const [place, more] = places;
  if (place === undefined || more !== undefined) return [];
  const filter = document.device.filters[place]!;
  if (filter.purpose !== 'packet' || !filter.closed) return [];
  const difference = between(document.device, after, place);
  if (!difference) return [];
  if (effect && (change.kind === 'move-rule' || change.kind === 'set-action')) {
    const { action } = document.device.filters[change.filter]!.rules[change.rule]!;
    const permits = (change.kind === 'set-action' ? change.action : action.kind) === 'permit';
    if (change.kind === 'move-rule' && action.kind !== 'permit' && action.kind !== 'deny') return [];
    seen.stated += 1;
    const [gained, lost] = permits
      ? [difference.newlyPermitted, difference.newlyDenied]
      : [difference.newlyDenied, difference.newlyPermitted];
    if (gained.text !== effect.changed || lost.flows > 0)
      return wrong(`${said(difference)}; stated: ${effect.changed}`);
    return title.en.includes(changedTraffic(effect).en) ? [] : wrong(`the title leaves out ${effect.changed}`);
  }
  const inserted = insertedBy(change);
  // Where later fragments pass with what names ports, the engine's titles say so.
  const matches = document.dialect.fragmentsPass
    ? inserted?.flatMap((match) => [match, laterFragments(match)])
    : inserted;
  if (matches) {
    seen.inserted += 1;
    const inside = between(document.device, after, place, matches);
    return inside && said(inside) === said(difference) ? [] : wrong(`${said(difference)} beside what it matches`);
  }
  if (change.kind === 'set-fallback' || (change.kind === 'several' && change.changes.some(closes))) {
    seen.fallback += 1;
    return difference.newlyPermitted.flows === 0 ? [] : wrong(said(difference));
  }
  return [];
}

const closes = (change: Change): boolean => change.kind === 'set-fallback' && change.action === 'deny';

/** What inserted rules match, where the change is nothing else. */
function insertedBy(change: Change): readonly Match[] | undefined {
  if (change.kind === 'insert-rule') return [change.match];
  if (change.kind === 'insert-rules') return change.matches;
  if (change.kind !== 'several') return undefined;
  const all = change.changes.map(insertedBy);
  return all.every((one) => one !== undefined) ? all.flat() : undefined;
}

function laterFragments(match: Match): Match {
  const { sourcePort: _from, destinationPort: _to, icmp: _icmp, tcpFlags: _flags, ...addresses } = match;
  return { ...addresses, fragment: 'rest' };
}

const filterOf = (change: Change): number | undefined =>
  'filter' in change
    ? change.filter
    : change.kind === 'several'
      ? change.changes.map(filterOf).find((one) => one !== undefined)
      : undefined;

/** Where packets start that come to the filter: itself, or the chains with a hook that lead to it. */
function entriesOf({ filters }: Device, of: number | undefined): number[] {
  if (of === undefined) return [];
  const wanted = new Set([of]);
  for (const at of wanted)
    for (const [index, { table, family, rules }] of filters.entries()) {
      const { name, table: own, family: ownFamily } = filters[at]!;
      if (table !== own || (own === undefined && family !== ownFamily)) continue;
      if (rules.some(({ action }) => 'target' in action && action.target.value === name.value)) wanted.add(index);
    }
  const hooked = [...wanted].filter((at) => filters[at]!.hook !== undefined);
  return hooked.length > 0 ? hooked : [of];
}

const inForce = ({ filters, bindings }: Device): number[] =>
  [...filters.keys()].filter((at) => {
    const { hook, purpose, name } = filters[at]!;
    return purpose === 'packet' && (hook !== undefined || bindings.some(({ filter }) => filter.value === name.value));
  });

/** The filter in both devices, by its name, alone or with what packets met before; undefined where it is gone or nothing is decided. */
function between(
  before: Device,
  after: Device,
  at: number,
  within?: readonly Match[],
  withEarlier = false,
): Difference | undefined {
  const { hook } = before.filters[at]!;
  const earlier = ({ filters }: Device): number[] =>
    [...filters.keys()].filter((index) => {
      const one = filters[index]!;
      const passed = one.hook === hook || (one.hook === 'prerouting' && (hook === 'input' || hook === 'forward'));
      return one.purpose === 'packet' && passed;
    });
  if (withEarlier && hook !== undefined && earlier(before).length === earlier(after).length)
    return compareFilters(
      { filters: before.filters, chosen: earlier(before) },
      { filters: after.filters, chosen: earlier(after) },
    );
  const { name, table, family } = before.filters[at]!;
  const same = (other: (typeof after.filters)[number]): boolean =>
    other.name.value === name.value && other.table === table && other.family === family;
  const nth = before.filters.slice(0, at).filter(same).length;
  const place = [...after.filters.keys()].filter((index) => same(after.filters[index]!))[nth];
  if (place === undefined) return undefined;
  return compareFilters(
    { filters: before.filters, chosen: [at] },
    { filters: after.filters, chosen: [place] },
    DEFAULT_LIMITS,
    within,
  );
}

const flowsIn = ({ newlyPermitted, newlyDenied }: Difference): number => newlyPermitted.flows + newlyDenied.flows;

const said = ({ newlyPermitted, newlyDenied }: Difference): string =>
  `permits ${newlyPermitted.text}, denies ${newlyDenied.text}`;
