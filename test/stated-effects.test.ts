import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../grammars/change.ts';
import type { Device } from '../grammars/model/device.ts';
import type { Match } from '../grammars/model/filter.ts';
import { applyEdits } from '../grammars/text/edit.ts';
import type { ChangeEffect, FilterAnalyses } from '../server/src/packets/analyses.ts';
import type { Difference } from '../server/src/packets/compare.ts';
import { review, writtenFix } from '../server/src/review/engine.ts';
import { layersOf } from '../server/src/review/layers.ts';
import { chooseDialect, type Prepared, prepare } from '../server/src/review/prepare.ts';
import { defineRule, type Proposal } from '../server/src/review/rule.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { rules } from '../server/src/rules/index.ts';
import { changedTraffic } from '../server/src/rules/wording/move-up.ts';
import { CORPUS_ABSENT, corpusFiles, OURS } from './support/corpus.ts';
import { fateOf } from './support/fates.ts';
import { LISTS_TO_MEND } from './support/lists-to-mend.ts';
import { type VersionComparison, versionComparison } from './support/version-comparison.ts';

/**
 * Every fix that rules on filters propose, applied to the text by itself and read again: the packets that then fare otherwise, computed anew
 * from both texts, are exactly those that the fix was offered for. A move or another verdict states its packets, a move of a translation those
 * that are translated otherwise; an inserted rule changes nothing beside what it matches; a default that denies permits nothing new; a safe
 * fix changes nothing at all. Where several hooks lead to a chain, what enters at any of them counts.
 */
describe('a fix does what it says, and no more', () => {
  test('in the examples of the rules, samples and fixtures', async () => {
    const seen = counts();
    const wrong: string[] = [];
    for (const from of globSync(['samples/*/*', 'grammars/dialects/*/fixtures/*']).sort())
      wrong.push(...(await tryFixes(from, readFileSync(from, 'utf8'), seen)));
    for (const [name, dialect, text] of LISTS_TO_MEND) wrong.push(...(await tryFixes(name, text, seen, dialect)));
    expect(wrong).toEqual([]);
    expect(Math.min(...Object.values({ ...seen, severalEntries: 3 })), JSON.stringify(seen)).toBeGreaterThan(2);
    expect(seen.severalEntries).toBeGreaterThan(0);
  }, 240_000);

  test.skipIf(CORPUS_ABSENT !== '')(
    `in other people's files${CORPUS_ABSENT}`,
    async () => {
      const seen = counts();
      const wrong: string[] = [];
      for (const { path, dialect, text } of corpusFiles())
        if (OURS[dialect] !== undefined) wrong.push(...(await tryFixes(path, text, seen)));
      expect(wrong).toEqual([]);
      expect(Math.min(seen.stated, seen.inserted, seen.safe), JSON.stringify(seen)).toBeGreaterThan(15);
    },
    600_000,
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

  test('a permit narrowed to those who manage denies what came from elsewhere by it, and permits nothing new', async () => {
    const text =
      'ip access-list extended IN\n permit tcp any host 203.0.113.2 eq 22\n deny ip any any\ninterface Gi0/0\n description Internet\n ip address 203.0.113.2 255.255.255.252\n ip access-group IN in\nip route 0.0.0.0 0.0.0.0 203.0.113.1\n';
    const prepared = prepare({ text, dialect: 'ios' })!;
    const options = { allowedSources: ['198.51.100.0/24'] };
    const settings = { ...DEFAULT_SETTINGS, rules: { 'acl/mgmt-open-to-any': { options } } };
    const { findings } = await review(prepared, settings);
    const [fix] = findings.find(({ rule }) => rule === 'acl/mgmt-open-to-any')!.fixes;
    expect(fix!.title.en).toBe(
      'Permit this from 198.51.100.0/24 only: denies tcp to 203.0.113.2 port 22; tcp to 203.0.113.2 later fragments from elsewhere, until now permitted',
    );
    const after = prepare({ text: applyEdits(text, fix!.edits), dialect: 'ios' })!.device;
    const elsewhere = 'tcp from 0.0.0.0-198.51.99.255, 198.51.101.0-255.255.255.255 to 203.0.113.2';
    expect(said(versionComparison(prepared.device).passing(after, 0)!)).toBe(
      `permits nothing, denies ${elsewhere} port 22; ${elsewhere} later fragments`,
    );
  });

  test('what it does not say is noticed', async () => {
    const [, dialect, text] = LISTS_TO_MEND[0]!;
    const prepared = prepare({ text, dialect })!;
    const [move] = (await proposalsOf(prepared)).filter(({ proposal }) => proposal.change.kind === 'move-rule');
    const other: Tried = { ...move!, effect: { ...move!.effect!, changed: 'tcp to 192.0.2.10 port 80' } };
    expect(judged(other, counts())).toHaveLength(1);
  });
});

const counts = () => ({ stated: 0, translated: 0, severalEntries: 0, inserted: 0, fallback: 0, safe: 0 });

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
                    : change.kind === 'delete-rule' && proposal.safety === 'unsafe'
                      ? context.packets.effectOf?.(change, { kind: 'set-action', action: 'deny' })
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
  seen: ReturnType<typeof counts>,
  forced?: string,
): Promise<string[]> {
  const dialect = forced ?? chooseDialect({ text, path: from })?.dialect.id;
  const prepared = dialect === undefined ? undefined : prepare({ text, path: from, dialect });
  if (!prepared || layersOf(prepared).every((layer) => layer.prepared.device.filters.length === 0)) return [];
  const all = await proposalsOf(prepared);
  return all.flatMap((tried) => judged(tried, seen).map((wrong) => `${from}: ${wrong}`));
}

/** One for each device, as long as that is there. */
const comparisons = new WeakMap<Device, VersionComparison>();

function comparisonWith(before: Device): VersionComparison {
  const known = comparisons.get(before) ?? versionComparison(before);
  comparisons.set(before, known);
  return known;
}

/** What the fix does beside what it says; nothing where it is not offered. */
function judged({ proposal, document, effect }: Tried, seen: ReturnType<typeof counts>): string[] {
  const fix = writtenFix(document, proposal);
  if (!fix) return [];
  const { change, safety, title } = proposal;
  const before = document.device;
  const compare = comparisonWith(before);
  const path = document.path === undefined ? {} : { path: document.path };
  const after = prepare({ text: applyEdits(document.text, fix.edits), dialect: document.dialect.id, ...path })!.device;
  const wrong = (what: string): string[] => [`${title.en}: ${what}`];
  if (safety === 'safe') {
    seen.safe += 1;
    const passing = inForce(before).flatMap((entry) => {
      const difference = compare.passing(after, entry, undefined, true);
      return difference && flowsIn(difference) > 0 ? wrong(said(difference)) : [];
    });
    const translated = [...before.filters.keys()].flatMap((entry) => {
      if (before.filters[entry]!.purpose !== 'nat') return [];
      const { gained, others } = compare.fates(after, [entry], 'permit');
      return gained === 'nothing' && others === 'nothing' ? [] : wrong(`${gained}; ${others} translated otherwise`);
    });
    return [...passing, ...translated];
  }
  const entries = entriesOf(before, filterOf(change));
  if (entries.length > 1) seen.severalEntries += 1;
  if (effect && (change.kind === 'move-rule' || change.kind === 'set-action' || change.kind === 'delete-rule')) {
    const filter = before.filters[change.filter]!;
    const own = filter.rules[change.rule]!;
    seen[filter.purpose === 'nat' ? 'translated' : 'stated'] += 1;
    const fate =
      change.kind === 'move-rule' ? fateOf(filter, own)! : change.kind === 'set-action' ? change.action : 'deny';
    const { gained, others } = compare.fates(after, entries, fate, fate === 'return' ? change.filter : undefined);
    if (gained !== effect.changed || others !== 'nothing')
      return wrong(`${gained} gets it, ${others} another fate; stated: ${effect.changed}`);
    return title.en.includes(changedTraffic(effect).en) ? [] : wrong(`the title leaves out ${effect.changed}`);
  }
  const inserted = insertedBy(change);
  // Where later fragments pass with what names ports, the engine's titles say so.
  const matches = document.dialect.fragmentsPass
    ? inserted?.flatMap((match) => [match, laterFragments(match)])
    : inserted;
  const denies = change.kind === 'set-fallback' || (change.kind === 'several' && change.changes.some(closes));
  if (matches) seen.inserted += 1;
  else if (denies) seen.fallback += 1;
  else return [];
  return entries.flatMap((entry) => {
    const difference = compare.passing(after, entry);
    if (!difference) return [];
    if (!matches) return difference.newlyPermitted.flows === 0 ? [] : wrong(said(difference));
    const inside = compare.passing(after, entry, matches);
    return said(inside!) === said(difference) ? [] : wrong(`${said(difference)} beside what it matches`);
  });
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

const flowsIn = ({ newlyPermitted, newlyDenied }: Difference): number => newlyPermitted.flows + newlyDenied.flows;

const said = ({ newlyPermitted, newlyDenied }: Difference): string =>
  `permits ${newlyPermitted.text}, denies ${newlyDenied.text}`;
