import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Prepared, prepare } from '../server/src/review/prepare.ts';
import { undefinedUses } from '../server/src/rules/wording/undefined-uses.ts';

/** What Batfish finds undefined and unused in its own configurations, and what its unit tests assert of references. */
const ROOT = resolve(import.meta.dirname, '../../shared/corpus/truth');
const present = existsSync(ROOT);

/** Batfish's names, in its answers and in its source, of the structures that are names of the model. */
const MODELLED =
  /^(?:extended |standard )?(?:ip(?:v4|v6|v4\/6)? )?(?:acl|access-list(?: standard)?)$|^(?:ip(?:v4|v6)? )?prefix-list$|^snmp client-list or prefix-list$|^(?:as-path access-list|as-path-set|community-set|(?:expanded|standard) community-list|prefix-set|route-map|route-policy|policy-statement|firewall filter|bgp group|undeclared bgp peer|peer-group|bgp (?:template )?peer-(?:group|policy))$|^(?:class-map|policy-map)(?: type inspect)?$|^object(?:-group)? (?:network|service)$|^(?:IPV?[46]_|IP_|MAC_)?(?:ACCESS_LIST|PREFIX_LIST)(?:_(?:EXTENDED|STANDARD))?$|^(?:ROUTE_MAP|POLICY_STATEMENT|PREFIX_SET|RTF_PREFIX_LIST|COMMUNITY|FIREWALL_(?:FILTER|POLICER)|POLICY_MAP|CLASS_MAP|INSPECT_(?:CLASS|POLICY)_MAP|SECURITY_ZONE|CiscoNxosStructureType\.(?:VRF|POLICY_MAP_QOS))$|^(?:ICMP_TYPE_|NETWORK_|PROTOCOL_|SERVICE_|PROTOCOL_OR_SERVICE_)?OBJECT(?:_GROUP(?:_IP_ADDRESS)?)?$|^NETWORK_OBJECT$/;

/** One row per difference: file, claim, name, who is right, why. */
const differences = readFileSync(resolve(import.meta.dirname, 'batfish-differences.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t') as [string, string, string, string, string]);

/** Of the same file of several versions of Batfish, and of all places of a name, one claim. */
interface Claim {
  readonly file: string;
  /** `undefined`, `unused`, `known` (neither undefined nor unused). */
  readonly claim: 'undefined' | 'unused' | 'known';
  readonly name: string;
}

const keyOf = ({ file, claim, name }: Claim): string => `${file}\t${claim}\t${name}`;

describe.skipIf(!present)(
  `references as Batfish has them${present ? '' : ' (skipped: no corpus beside this checkout)'}`,
  () => {
    const { expected, missed, added } = present ? compared() : { expected: 0, missed: [], added: [] };
    const listed = new Map(differences.map(([file, claim, name, who]) => [`${file}\t${claim}\t${name}`, who]));

    test('enough is compared', () => expect(expected).toBeGreaterThan(400));

    test('98 % of what Batfish is right to say is said', () => {
      // "both": a text of several platforms, or structures that we count as used by being there.
      const excused = missed.filter((one) => ['Netreview', 'both'].includes(listed.get(keyOf(one)) ?? '')).length;
      const recall = (expected - missed.length) / (expected - excused);
      expect(recall, missed.map(keyOf).join('\n')).toBeGreaterThanOrEqual(0.98);
      // And 92 % of all that it says, right or wrong.
      expect((expected - missed.length) / expected).toBeGreaterThanOrEqual(0.92);
    });

    test('every difference is explained, and every explanation is of one', () => {
      expect([...new Set([...missed, ...added].map(keyOf))].sort()).toEqual([...listed.keys()].sort());
    });

    test('an explanation says who is right and why', () => {
      for (const [file, , , who, why] of differences) {
        expect(['Netreview', 'Batfish', 'both'], file).toContain(who);
        expect(why.length, file).toBeGreaterThan(20);
      }
    });
  },
);

function compared(): { expected: number; missed: Claim[]; added: Claim[] } {
  const missed: Claim[] = [];
  const added: Claim[] = [];
  let expected = 0;
  const see = (claim: Claim, holds: boolean): void => {
    expected += 1;
    if (!holds) missed.push(claim);
  };
  const answers = resolve(ROOT, 'batfish-refs/dev');
  for (const folder of readdirSync(answers)) {
    const rows = answersOf(resolve(answers, folder));
    const asked = [...new Set(rows.map(({ claim }) => claim))];
    if (asked.length === 0) continue;
    for (const path of files(resolve(answers, folder, 'network'))) {
      const facts = factsOf(resolve(answers, folder, 'network', path), path);
      if (!facts) continue;
      const own = rows.filter((row) => row.path === path);
      for (const { claim, type, name } of own)
        if (MODELLED.test(type)) see({ file: path, claim, name }, facts[claim].has(name));
      for (const claim of asked)
        for (const name of facts[claim])
          if (!own.some((row) => row.claim === claim && row.name === name)) added.push({ file: path, claim, name });
    }
  }
  const asserted = resolve(ROOT, 'batfish-java-assertions/dev');
  for (const [path, assertion, type, name, arg] of table(resolve(asserted, 'assertions.tsv'))) {
    const facts = MODELLED.test(type!) ? factsOf(resolve(asserted, 'configs', path!), path!) : undefined;
    if (!facts) continue;
    const undefinedHere = assertion!.startsWith('hasUndefinedReference');
    const claim = undefinedHere ? 'undefined' : assertion === 'hasNumReferrers' && arg === '0' ? 'unused' : 'known';
    const holds =
      claim !== 'known'
        ? facts[claim].has(name!)
        : assertion === 'not hasUndefinedReference'
          ? !facts.undefined.has(name!)
          : assertion === 'hasReferencedStructure'
            ? facts.used.has(name!)
            : facts.defined.has(name!) && (assertion !== 'hasNumReferrers' || !facts.unused.has(name!));
    see({ file: path!, claim, name: name! }, holds);
  }
  return { expected, missed, added };
}

interface Answer extends Omit<Claim, 'file'> {
  readonly path: string;
  readonly claim: 'undefined' | 'unused';
  readonly type: string;
}

/** One network's answers: flattened, or as Batfish prints them. */
function answersOf(folder: string): Answer[] {
  const found: Answer[] = [];
  for (const [claim, question] of [
    ['undefined', 'undefinedReferences'],
    ['unused', 'unusedStructures'],
  ] as const) {
    const [flat, printed] = [resolve(folder, `${claim}.tsv`), resolve(folder, `${question}.ref`)];
    if (existsSync(flat))
      for (const [path, , type, name] of table(flat))
        found.push({ path: path!, claim, type: type!, name: name!.replace(/ \(VRF default\)$/, '') });
    if (!existsSync(printed)) continue;
    const [{ rows }] = JSON.parse(readFileSync(printed, 'utf8')) as [
      { rows: readonly { filename: string; structType: string; refName: string }[] },
    ];
    for (const { filename, structType, refName } of rows)
      found.push({ path: filename, claim, type: structType, name: refName });
  }
  return found;
}

const table = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(resolve(folder, path)).isFile());

interface ReferenceFacts {
  readonly undefined: ReadonlySet<string>;
  readonly unused: ReadonlySet<string>;
  readonly defined: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
}

/** @returns undefined for what none of our dialects is. */
function factsOf(file: string, path: string): ReferenceFacts | undefined {
  const prepared = prepare({ text: readFileSync(file, 'utf8'), path });
  return prepared && referencesOf(prepared);
}

function referencesOf({ device }: Prepared): ReferenceFacts {
  const { definitions, uses } = device.references;
  const used = new Set([
    ...uses
      .filter(
        ({ namespaces, name, within }) =>
          !namespaces.some((one) => one === within?.namespace && within.name === name.value),
      )
      .flatMap(({ namespaces, name }) => namespaces.map((namespace) => `${namespace} ${name.value}`)),
    ...device.bindings.map(({ filter }) => `acl ${filter.value}`),
  ]);
  const unused = definitions.filter(
    ({ namespace, name, builtin, alwaysUsed }) =>
      !['interface', 'vrf', 'zone'].includes(namespace) &&
      !builtin &&
      !alwaysUsed &&
      !used.has(`${namespace} ${name.value}`),
  );
  return {
    undefined: new Set(undefinedUses(device.references, true).map(({ use }) => use.name.value)),
    unused: new Set(unused.map(({ name }) => name.value)),
    defined: new Set(definitions.map(({ name }) => name.value)),
    used: new Set([...uses.map(({ name }) => name.value), ...device.bindings.map(({ filter }) => filter.value)]),
  };
}
