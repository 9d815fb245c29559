import type { TokenWord } from '../../../kit/ruleset-outline.ts';
import type { Definition, References, Use } from '../../../model/reference.ts';
import { type Outline, type Statement, walk } from '../../../outline.ts';
import type { Located } from '../../../text/span.ts';
import type { Element } from '../grammar/ast.ts';
import { Variable } from '../grammar/tokens.ts';
import { nameOf } from '../grammar/value-parser.ts';
import { isGeneratedChain } from './chains.ts';
import { jumpsOf, oneLine, setUses, verdictsOf } from './rule.ts';
import type { ChainDraft, Reading, RuleDraft, TableDraft } from './tables.ts';

/** Names of chains, sets, objects and variables. What the kernel may already hold is not judged as undefined. */
export function referencesOf(outline: Outline, reading: Reading): References {
  const definitions: Definition[] = [];
  const uses: Use[] = [];
  for (const table of reading.tables) {
    const based = [...table.chains.values()].some((chain) => chain.base);
    const elsewhere = !(table.declared && (reading.whole || based));
    collect(outline, table, elsewhere, definitions, uses);
  }
  const variablesElsewhere = !(reading.whole || reading.definitions.length > 0);
  const seen = new Set<string>();
  for (const { name, span } of reading.definitions) {
    const again = seen.has(name.value);
    seen.add(name.value);
    definitions.push({ namespace: 'variable', name, spans: [span], ...(again ? { alwaysUsed: true } : {}) });
  }
  for (const statement of walk(outline.statements)) {
    let said: string | undefined;
    for (const word of statement.words) {
      const { token } = word as TokenWord;
      if (token.tokenType !== Variable) continue;
      said ??= oneLine(outline.text, statement.header);
      uses.push({
        namespaces: ['variable'],
        name: nameOf(token),
        by: said,
        effect: 'config-refused',
        ...(variablesElsewhere ? { predefined: true } : {}),
      });
    }
  }
  return { definitions, uses };
}

export const scopeOf = ({ family, name }: TableDraft): string => `${family} ${name}`;

function collect(
  outline: Outline,
  table: TableDraft,
  elsewhere: boolean,
  definitions: Definition[],
  uses: Use[],
): void {
  const scope = scopeOf(table);
  const use = (
    namespace: 'chain' | 'set' | 'object',
    name: Located<string>,
    statement: Statement,
    inside?: string,
  ): void => {
    uses.push({
      namespaces: [namespace],
      scope,
      name,
      by: oneLine(outline.text, statement.header),
      effect: 'config-refused',
      ...(elsewhere || (namespace === 'chain' && isGeneratedChain(name.value)) ? { predefined: true } : {}),
      ...(inside === undefined ? {} : { within: { namespace, name: inside } }),
    });
  };
  for (const chain of table.chains.values()) {
    if (chain.declared)
      definitions.push({
        namespace: 'chain',
        scope,
        name: chain.name,
        spans: chain.spans,
        ...(chain.base || isGeneratedChain(chain.name.value) ? { alwaysUsed: true } : {}),
      });
    for (const mention of chain.declared ? [] : chain.mentions)
      uses.push({
        namespaces: ['chain'],
        scope,
        name: mention,
        by: `chain ${chain.name.value}`,
        effect: 'config-refused',
        ...(elsewhere ? { predefined: true } : {}),
      });
    // Declared again, or named by a command that adds a rule: more of the same definition.
    for (const [i, mention] of chain.mentions.entries())
      if (chain.declared && i > 0)
        definitions.push({ namespace: 'chain', scope, name: mention, spans: [mention.span], alwaysUsed: true });
    for (const rule of chain.rules) rulesUses(rule, chain, use);
  }
  for (const set of table.sets.values()) {
    if (set.declared) definitions.push({ namespace: 'set', scope, name: set.name, spans: set.spans });
    for (const target of chainsIn(set.elements)) use('chain', target, set.statement);
  }
  for (const { name, statement, kind } of table.objects) {
    definitions.push({
      namespace: 'object',
      scope,
      name,
      spans: [statement.span],
      ...(kind === 'flowtable' ? { alwaysUsed: true } : {}),
    });
  }
}

function rulesUses(
  { parts, statement }: RuleDraft,
  chain: ChainDraft,
  use: (namespace: 'chain' | 'set' | 'object', name: Located<string>, statement: Statement, inside?: string) => void,
): void {
  if (!parts) return;
  for (const verdict of jumpsOf(parts))
    if ((verdict.verdict === 'jump' || verdict.verdict === 'goto') && verdict.target)
      use('chain', verdict.target, statement, chain.base ? undefined : chain.name.value);
  for (const value of setUses(parts).names) if (value.kind === 'set-name') use('set', value.name, statement);
  for (const part of parts) {
    if (part.kind === 'effect' || part.kind === 'unsure')
      for (const { kind, name } of part.uses) if (kind !== 'flowtable') use(kind, name, statement);
    if (
      part.kind === 'assign' &&
      part.selector.words[0] === 'ct' &&
      /^(?:helper|timeout|expectation)$/.test(part.selector.words[1] ?? '')
    ) {
      const { value } = part;
      if (value.kind === 'literal') use('object', inQuotes(value), statement);
    }
  }
}

/** A name in quotes is what stands between them. */
const inQuotes = ({
  text,
  span,
}: {
  readonly text: string;
  readonly span: Located<string>['span'];
}): Located<string> => {
  const quoted = span.end - span.start === text.length + 2;
  return { value: text, span: quoted ? { start: span.start + 1, end: span.end - 1 } : span };
};

const chainsIn = (elements: readonly Element[]): Located<string>[] =>
  verdictsOf(elements).flatMap((verdict) =>
    (verdict.verdict === 'jump' || verdict.verdict === 'goto') && verdict.target ? [verdict.target] : [],
  );
