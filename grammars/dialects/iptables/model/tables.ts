import { BUILT_IN_CHAINS } from '../../../kit/iptables-commands.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { cover, type Located, type Span } from '../../../text/span.ts';
import { type RuleLine, ruleLine } from '../grammar/rule-line.ts';
import { withoutComment } from '../refusals.ts';
import { unquoted } from '../words.ts';
import { type RuleParts, ruleParts } from './rule-parts.ts';

export interface RuleDraft {
  readonly statement: Statement;
  readonly line: RuleLine;
  readonly parts: RuleParts;
}

export interface ChainDraft {
  /** Where it is named first. */
  readonly name: Located<string>;
  readonly builtIn: boolean;
  policy: Located<string> | undefined;
  /** `:CHAIN` and `-N` lines: without one, the text only adds to a chain that must exist already. */
  declared: Span[];
  rules: RuleDraft[];
  /** Places that add to the chain, the rules among them. */
  spans: Span[];
  /** Nothing about this chain was unknown. */
  closed: boolean;
}

/** From `*filter` to its COMMIT. */
export interface TableDraft {
  readonly name: Located<string>;
  /** Where its text starts: comments before it say which program wrote it. */
  readonly start: number;
  span: Span;
  readonly chains: Map<string, ChainDraft>;
  /** A line that is no command of iptables-restore: a template, perhaps, so that not every rule is in force. */
  strange: boolean;
  commit: Span | undefined;
}

/** The tables of a text, and the coverage of each of its statements. */
export function readTables(outline: Outline): TableDraft[] {
  const tables: TableDraft[] = [];
  let table: TableDraft | undefined;
  for (const statement of outline.statements) {
    const word = statement.words[0]!.text;
    if (word.startsWith('*') && word.length > 1) {
      const name = {
        value: word.slice(1),
        span: { start: statement.header.start + 1, end: statement.words[0]!.span.end },
      };
      table = {
        name,
        start: statement.header.start,
        span: statement.span,
        chains: new Map(),
        strange: false,
        commit: undefined,
      };
      tables.push(table);
      statement.coverage = statement.words.length === 1 ? 'modelled' : 'unknown';
      continue;
    }
    if (!table || table.commit) {
      statement.coverage = 'unknown';
      continue;
    }
    table.span = cover(table.span, statement.span);
    if (word === 'COMMIT') {
      table.commit = statement.span;
      statement.coverage = statement.words.length === 1 ? 'modelled' : 'unknown';
    } else if (word.startsWith(':')) declare(table, statement);
    else command(table, statement);
  }
  return tables;
}

export function chainOf(table: TableDraft, name: Located<string>): ChainDraft {
  const known = table.chains.get(name.value);
  if (known) return known;
  const builtIn = BUILT_IN_CHAINS.includes(name.value);
  const made: ChainDraft = { name, builtIn, policy: undefined, declared: [], rules: [], spans: [], closed: true };
  table.chains.set(name.value, made);
  return made;
}

/** `:INPUT DROP [0:0]`, `:LOGDROP - [0:0]`; a blank may follow the colon. */
function declare(table: TableDraft, statement: Statement): void {
  const [first, ...others] = statement.words;
  const glued = first!.text.length > 1;
  const name = glued
    ? { text: first!.text.slice(1), span: { start: first!.span.start + 1, end: first!.span.end } }
    : others.shift();
  const policy = others.shift();
  const counters = others.shift();
  const known = policy !== undefined && /^(?:-|ACCEPT|DROP|QUEUE|RETURN)$/.test(policy.text);
  if (!name || !known || others.length > 0 || (counters && !/^\[\d+:\d+\]$/.test(counters.text))) {
    statement.coverage = 'unknown';
    table.strange = true;
    return;
  }
  const chain = chainOf(table, { value: name.text, span: name.span });
  chain.declared.push(statement.span);
  chain.spans.push(statement.span);
  if (chain.builtIn && policy.text !== '-') chain.policy = { value: policy.text, span: policy.span };
  statement.coverage = 'modelled';
}

function command(table: TableDraft, statement: Statement): void {
  const line = ruleLine(statement.words) ?? ruleLine(withoutComment(statement.words) ?? []);
  if (!line) {
    statement.coverage = 'unknown';
    touch(table, statement);
    return;
  }
  const [first, second, ...more] = line.operands;
  const parts = ruleParts(line);
  const named = first && { value: unquoted(first), span: first.span };
  statement.coverage = parts.understood ? 'modelled' : 'unknown';
  switch (line.command) {
    case 'append':
    case 'insert': {
      const index = line.command === 'append' ? undefined : second ? Number(second.text) : 1;
      const fits = line.command === 'append' ? !second : Number.isInteger(index) && index! >= 1 && more.length === 0;
      if (!named || !fits) {
        statement.coverage = 'unknown';
        touch(table, statement);
        return;
      }
      const chain = chainOf(table, named);
      const rule = { statement, line, parts };
      chain.spans.push(statement.span);
      if (!parts.understood) chain.closed = false;
      if (index === undefined) chain.rules.push(rule);
      else chain.rules.splice(Math.min(index, chain.rules.length + 1) - 1, 0, rule);
      return;
    }
    case 'policy':
    case 'new-chain': {
      if (!named || (line.command === 'policy') !== (second !== undefined)) {
        statement.coverage = 'unknown';
        return;
      }
      const chain = chainOf(table, named);
      chain.declared.push(statement.span);
      chain.spans.push(statement.span);
      if (second) chain.policy = { value: second.text, span: second.span };
      return;
    }
    case 'flush':
      for (const chain of table.chains.values()) if (!named || chain.name.value === named.value) chain.rules = [];
      return;
    case 'delete-chain':
      for (const { name, builtIn } of [...table.chains.values()])
        if (!builtIn && (!named || name.value === named.value)) table.chains.delete(name.value);
      return;
    case 'zero':
    case 'check':
    case 'list':
      statement.coverage = 'recognised';
      return;
    default: {
      // Rules are taken out or replaced by what they say or their number: what is left is not followed.
      statement.coverage = 'recognised';
      const chain = named && chainOf(table, named);
      if (!chain) return;
      chain.rules = [];
      chain.closed = false;
    }
  }
}

/** An unknown line leaves the chain it names in doubt, or every chain of the table. */
function touch(table: TableDraft, statement: Statement): void {
  const at = statement.words.findIndex((word) => /^(?:-[A-Z]|--[a-z-]+)$/.test(word.text));
  const chain = at >= 0 && at <= 1 ? table.chains.get(statement.words[at + 1]?.text ?? '') : undefined;
  if (chain) chain.closed = false;
  else table.strange = true;
}
