/**
 * Draws findings at warning or above over real configurations of the corpus, to be judged by hand: `node scripts/precision-sample.ts
 * [count] [seed]`. Every pair of rule and dialect gets its turn before any gets a second one, and every file before it is met again.
 * Writes one JSON object a line: place, rule, message and the lines around.
 */
import { review } from '../server/src/review/engine.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { type CorpusFile, corpusFiles, OURS } from '../test/support/corpus.ts';
import { below, type Random, randomFrom } from '../test/support/mutations.ts';

/** Configurations that devices run or could; not those that are written to try a parser. */
const REAL = new Set([
  ...['batfish/lab-validation', 'aristanetworks/avd', 'aerleon/aerleon', 'srl-labs/containerlab', 'ipspace/netlab'],
  ...['diekmann/Iptables_Semantics', 'aws-cloudformation/aws-cloudformation-templates', 'sentriflow/sentriflow'],
  ...['ytti/oxidized', 'canonical/cloud-init', 'h5bp/server-configs-nginx'],
]);
const AROUND = 3;

interface Drawn {
  readonly path: string;
  readonly line: number;
  readonly dialect: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly around: readonly string[];
}

const count = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
console.error(`seed ${seed}`);

const byKind = new Map<string, Drawn[]>();
for (const file of corpusFiles().filter(({ source, dialect }) => REAL.has(source) && dialect in OURS))
  for (const one of await findingsOf(file)) {
    const kind = `${one.rule} ${one.dialect}`;
    byKind.set(kind, [...(byKind.get(kind) ?? []), one]);
  }
console.error(`${[...byKind.values()].flat().length} findings of ${byKind.size} kinds`);
for (const one of draw(
  [...byKind.entries()].sort().map(([, list]) => list),
  randomFrom(seed),
))
  console.log(JSON.stringify(one));

async function findingsOf({ path, text }: CorpusFile): Promise<Drawn[]> {
  const prepared = prepare({ text, path });
  if (!prepared) return [];
  const { findings } = await review(prepared, DEFAULT_SETTINGS);
  const lines = text.split('\n');
  return findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ span, rule, severity, text: message }) => {
      const { line } = prepared.index.positionAt(span.start);
      return {
        path,
        line: line + 1,
        dialect: prepared.dialect.id,
        rule,
        severity,
        message: message.en,
        around: lines.slice(Math.max(0, line - AROUND), line + AROUND + 1),
      };
    });
}

function draw(kinds: readonly Drawn[][], random: Random): Drawn[] {
  const left = kinds.map((list) => [...list]);
  const drawn: Drawn[] = [];
  const met = new Set<string>();
  while (drawn.length < count && left.some((list) => list.length > 0)) {
    for (const list of left) {
      if (list.length === 0 || drawn.length >= count) continue;
      const fresh = list.filter(({ path }) => !met.has(path));
      const from = fresh.length > 0 ? fresh : list;
      const one = from[below(random, from.length)]!;
      list.splice(list.indexOf(one), 1);
      met.add(one.path);
      drawn.push(one);
    }
  }
  return drawn;
}
