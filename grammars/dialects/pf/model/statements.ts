import type { IToken } from 'chevrotain';
import type { AddressTerm } from '../../../model/address.ts';
import type { Field } from '../../../model/filter.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';
import type { Part, RuleLine } from '../grammar/ast.ts';
import { readRule, readTable } from '../grammar/rule.ts';
import { type Tables, tableField } from './hosts.ts';
import { type Macros, macroName, macroValue, tokensOf } from './macros.ts';

/** A rule as it was read, with what the anchors around it demand. */
export interface RuleDraft {
  readonly statement: Statement;
  /** Undefined: not understood. */
  readonly line: RuleLine | undefined;
  /** Of the anchors around it, outermost first. */
  readonly around: readonly Part[];
  /** Inside of `anchor quick`: the anchor's last match is final, which is no rule's own property. */
  readonly inQuickAnchor: boolean;
  /** `set block-policy`, as far as it was said above. */
  readonly refuses: string;
}

export interface Setting {
  readonly words: readonly Located<string>[];
  readonly statement: Statement;
}

export interface Reading {
  readonly rules: readonly RuleDraft[];
  readonly settings: readonly Setting[];
  readonly macros: readonly { readonly name: Located<string>; readonly statement: Statement }[];
  readonly tables: readonly {
    readonly name: Located<string>;
    readonly statement: Statement;
    readonly persists: boolean;
  }[];
  /** What the tables hold. */
  readonly contents: Tables;
  readonly includes: readonly Statement[];
  /** `load anchor "x" from "/etc/x.conf"` */
  readonly loads: readonly Statement[];
  /** Rules that other programs or files put into anchors. */
  readonly anchorsElsewhere: boolean;
}

export function readStatements(outline: Outline): Reading {
  const reader = new Reader();
  reader.level(outline.statements, [], false);
  return reader.result();
}

const RULE = /^(?:pass|block|match|nat|rdr|binat|no|anchor|nat-anchor|rdr-anchor|binat-anchor|antispoof)$/;
const SETTINGS =
  /^(?:timeout|skip|limit|optimization|block-policy|state-policy|state-defaults|debug|loginterface|ruleset-optimization|hostid|fingerprints|require-order|syncookies|reassemble|keepcounters|fail-policy)$/;

class Reader {
  private readonly rules: RuleDraft[] = [];
  private readonly settings: Setting[] = [];
  private readonly macroNames: { name: Located<string>; statement: Statement }[] = [];
  private readonly tables: { name: Located<string>; statement: Statement; persists: boolean }[] = [];
  private readonly contents = new Map<string, Field<AddressTerm> | undefined>();
  private macros: Macros = new Map<string, readonly IToken[]>();
  private refuses = 'drop';
  private readonly includes: Statement[] = [];
  private readonly loads: Statement[] = [];
  private anchorsElsewhere = false;

  result(): Reading {
    for (const { line } of this.rules)
      for (const part of line?.parts ?? [])
        if (part.kind === 'state') for (const name of overloaded(part)) this.contents.set(name, undefined);
    return {
      rules: this.rules,
      settings: this.settings,
      macros: this.macroNames,
      tables: this.tables,
      contents: this.contents,
      includes: this.includes,
      loads: this.loads,
      anchorsElsewhere: this.anchorsElsewhere,
    };
  }

  level(statements: readonly Statement[], around: readonly Part[], inQuickAnchor: boolean): void {
    for (const statement of statements) this.statement(statement, around, inQuickAnchor);
  }

  private statement(statement: Statement, around: readonly Part[], inQuickAnchor: boolean): void {
    // `pfctl -v` puts the rule's number in front.
    const words = /^@\d+$/.test(statement.words[0]!.text) ? statement.words.slice(1) : statement.words;
    const first = words[0]?.text;
    if (first === undefined) return;
    const macro = macroName(statement);
    if (macro) {
      const value = macroValue(words.slice(2), this.macros);
      if (value) this.macros = new Map([...this.macros, [macro.value, value]]);
      this.macroNames.push({ name: macro, statement });
      statement.coverage = value ? 'modelled' : 'unknown';
    } else if (first === 'include') {
      this.includes.push(statement);
      statement.coverage = 'recognised';
    } else if (first === 'load') {
      this.loads.push(statement);
      this.anchorsElsewhere = true;
      statement.coverage = 'recognised';
    } else if (first === 'set') this.setting(statement, words.length);
    else if (first === 'table') this.table(statement);
    else if (
      /^(?:scrub|altq|queue|scrub-anchor|dummynet|dummynet-anchor)$/.test(first) ||
      (first === 'no' && words[1]?.text === 'scrub')
    )
      statement.coverage = 'recognised';
    else if (RULE.test(first))
      this.rule(statement, words.length < statement.words.length ? 1 : 0, around, inQuickAnchor);
  }

  private setting(statement: Statement, count: number): void {
    const tokens = tokensOf(statement.words.slice(-count), this.macros);
    const words = (tokens ?? []).slice(1).map((token) =>
      at(token.image.replace(/^(["'])(.*)\1$/, '$2'), {
        start: token.startOffset,
        end: token.endOffset ?? token.startOffset + token.image.length,
      }),
    );
    const name = words[0]?.value ?? '';
    statement.coverage =
      !tokens || !SETTINGS.test(name)
        ? 'unknown'
        : /^(?:timeout|skip|block-policy|optimization)$/.test(name)
          ? 'modelled'
          : 'recognised';
    if (name === 'block-policy') this.refuses = words[1]?.value ?? 'drop';
    this.settings.push({ words, statement });
  }

  private table(statement: Statement): void {
    const word = statement.words[1];
    const tokens = tokensOf(statement.words, this.macros);
    const read = tokens && readTable(tokens);
    if (!word || !/^<.*>$/.test(word.text)) return;
    const name = at(word.text.slice(1, -1), { start: word.span.start + 1, end: word.span.end - 1 });
    const persists = statement.words.some(({ text }) => text === 'persist');
    this.tables.push({ name, statement, persists });
    const known = read?.listed && !read.files ? tableField(read.hosts) : undefined;
    this.contents.set(name.value, known);
    statement.coverage = read ? 'modelled' : 'unknown';
  }

  private rule(statement: Statement, skip: number, around: readonly Part[], inQuickAnchor: boolean): void {
    const tokens = tokensOf(statement.words.slice(skip), this.macros);
    const line = tokens && readRule(tokens);
    statement.coverage = line ? 'modelled' : 'unknown';
    if (line?.kind === 'anchor' && statement.children.length > 0) {
      const quick = line.parts.some((part) => part.kind === 'quick');
      const demands = line.parts.filter((part) => part.kind !== 'quick' && part.kind !== 'note');
      this.level(statement.children, [...around, ...demands], inQuickAnchor || quick);
      return;
    }
    if (line?.kind === 'anchor') this.anchorsElsewhere = true;
    this.rules.push({ statement, line, around, inQuickAnchor, refuses: this.refuses });
    if (!line) this.level(statement.children, around, true);
  }
}

/** Tables that a rule adds sources to. */
const overloaded = ({ options }: Extract<Part, { kind: 'state' }>): string[] =>
  options.flatMap(({ words }) =>
    words[0]?.value === 'overload' && words[1] ? [words[1].value.replace(/^<|>$/g, '')] : [],
  );
