import type { Outline, Statement, Word } from '../../../outline.ts';
import { at, cover, type Located, type Span } from '../../../text/span.ts';
import type { Element, Part, Value } from '../grammar/ast.ts';
import { readRule, readValue } from '../grammar/rule.ts';
import { isTableFamily, priorityOf, type TableFamily } from '../names.ts';

export interface RuleDraft {
  readonly statement: Statement;
  /** Undefined: not understood. */
  readonly parts: readonly Part[] | undefined;
  /** Words of the rule itself, without `add rule inet filter input`. */
  readonly words: readonly Word[];
  readonly span: Span;
  readonly variables: Variables;
}

export interface BaseChain {
  readonly type: string;
  readonly hook: string;
  readonly priority: number | undefined;
  readonly devices: readonly string[];
  readonly span: Span;
}

export interface ChainDraft {
  readonly name: Located<string>;
  readonly spans: Span[];
  /** Words that name the chain where it is declared or rules are added to it. */
  readonly mentions: Located<string>[];
  rules: RuleDraft[];
  base: BaseChain | undefined;
  policy: Located<string> | undefined;
  declared: boolean;
  closed: boolean;
}

export interface SetDraft {
  /** The first that declares or fills it. */
  readonly statement: Statement;
  readonly name: Located<string>;
  readonly map: boolean;
  readonly spans: Span[];
  elements: Element[];
  /** Rules or programs change it, or elements go by themselves. */
  dynamic: boolean;
  declared: boolean;
}

/** A counter, quota, limit, helper, timeout or flowtable. */
export interface ObjectDraft {
  readonly kind: string;
  readonly name: Located<string>;
  readonly statement: Statement;
}

export interface TableDraft {
  readonly family: TableFamily;
  readonly name: string;
  readonly start: number;
  readonly chains: Map<string, ChainDraft>;
  readonly sets: Map<string, SetDraft>;
  readonly objects: ObjectDraft[];
  declared: boolean;
  dormant: boolean;
}

/** Grows while the text is read; a name that is given anew begins a copy, so that rules above keep what they meant. */
export type Variables = ReadonlyMap<string, Value | undefined>;

export interface Reading {
  readonly tables: readonly TableDraft[];
  readonly definitions: readonly { readonly name: Located<string>; readonly span: Span }[];
  /** Has what stands between the braces of a table or a chain that another file gives them. */
  readonly inside: boolean;
  /** Begins with an empty ruleset, or empties the tables it fills. */
  readonly whole: boolean;
  readonly includes: readonly Statement[];
}

const OBJECT_KINDS = /^(?:counter|quota|limit|secmark|synproxy|flowtable)$/;

export function readTables(outline: Outline): Reading {
  const reader = new Reader();
  for (const statement of outline.statements) reader.command(statement);
  return reader.result();
}

class Reader {
  private readonly tables = new Map<string, TableDraft>();
  private variables = new Map<string, Value | undefined>();
  private readonly defined: { name: Located<string>; span: Span }[] = [];
  private whole = false;
  /** The table that another file puts around what stands here without one. */
  private around: TableDraft | undefined;
  private readonly includes: Statement[] = [];

  result(): Reading {
    return {
      tables: [...this.tables.values(), ...(this.around ? [this.around] : [])],
      definitions: this.defined,
      inside: this.around !== undefined,
      whole: this.whole,
      includes: this.includes,
    };
  }

  /** A statement outside of any block. */
  command(statement: Statement): void {
    const { words } = statement;
    const verbed =
      /^(?:add|create|insert|replace|delete|destroy|flush|list|reset|rename|monitor|describe|export|import)$/.test(
        words[0]!.text,
      );
    const verb = verbed ? words[0]!.text : 'add';
    const rest = verbed ? words.slice(1) : words;
    const what = rest[0]?.text ?? '';
    if (!verbed && this.anywhere(statement)) return;
    if (!verbed && isInside(statement)) {
      this.insideOf(statement);
      return;
    }
    if (verb === 'flush' && what === 'ruleset') {
      const family = rest[1]?.text;
      for (const [key, table] of this.tables)
        if (family === undefined || table.family === family) this.tables.delete(key);
      this.whole = true;
      statement.coverage = 'modelled';
      return;
    }
    if (/^(?:list|reset|monitor|describe|export|import)$/.test(verb)) {
      statement.coverage = 'recognised';
      return;
    }
    const removes = verb === 'delete' || verb === 'destroy' || verb === 'flush';
    const kind =
      /^(?:add|insert|replace)$/.test(verb) && verbed && isTableFamily(what)
        ? 'rule'
        : what === 'ct'
          ? `ct ${rest[1]?.text ?? ''}`
          : what;
    const named = kind === 'rule' && what !== 'rule' ? rest : rest.slice(kind.startsWith('ct ') ? 2 : 1);
    const family = isTableFamily(named[0]?.text) && named.length > 1 ? (named[0]!.text as TableFamily) : 'ip';
    const place = named[0]?.text === family && named.length > 1 ? named.slice(1) : named;
    const tableName = place[0];
    if (!tableName) return;
    if (removes) {
      this.remove(statement, verb, kind, family, place);
      return;
    }
    const table = this.tableOf(family, tableName);
    const name = place[1];
    if (kind === 'table') {
      table.declared = true;
      statement.coverage = place.length === 1 ? 'modelled' : 'unknown';
      for (const child of statement.children) this.inTable(table, child);
      return;
    }
    if (!name) return;
    if (kind === 'rule') {
      const chain = chainOf(table, name);
      this.ruleCommand(statement, chain, verb, place.slice(2));
      return;
    }
    if (kind === 'chain') this.chain(table, statement, name, true);
    else if (kind === 'set' || kind === 'map') this.set(table, statement, name, kind === 'map', place.slice(2));
    else if (kind === 'element') this.elements(table, statement, name, place.slice(2));
    else if (OBJECT_KINDS.test(kind) || kind.startsWith('ct ')) this.object(table, statement, kind, name);
  }

  /** `chain ssh {`, `tcp dport 22 accept`: of an included file. Which family and chain are around it is not told. */
  private insideOf(statement: Statement): void {
    this.around ??= tableDraft('inet', '', statement.span.start);
    if (isOfTable(statement)) {
      this.inTable(this.around, statement);
      return;
    }
    let chain = this.around.chains.get(AROUND);
    if (!chain) {
      chain = { ...chainDraft(at(AROUND, statement.words[0]!.span)), mentions: [], closed: false };
      this.around.chains.set(AROUND, chain);
    }
    this.inChain(this.around, chain, statement);
  }

  private inTable(table: TableDraft, statement: Statement): void {
    const { words } = statement;
    const first = words[0]!.text;
    if (this.anywhere(statement)) return;
    if (first === 'comment') statement.coverage = 'recognised';
    else if (first === 'flags') {
      table.dormant ||= words.some(({ text }) => text === 'dormant');
      statement.coverage = 'modelled';
    } else if (words[1] && first === 'chain') this.chain(table, statement, words[1], false);
    else if (words[1] && (first === 'set' || first === 'map'))
      this.set(table, statement, words[1], first === 'map', []);
    else if (words[1] && OBJECT_KINDS.test(first)) this.object(table, statement, first, words[1]);
    else if (words[2] && first === 'ct' && /^(?:helper|timeout|expectation)$/.test(words[1]!.text))
      this.object(table, statement, `ct ${words[1]!.text}`, words[2]);
  }

  /** What may stand on any level. @returns whether it was that. */
  private anywhere(statement: Statement): boolean {
    const { words } = statement;
    const first = words[0]!.text;
    if (first === 'include') {
      this.includes.push(statement);
      statement.coverage = 'recognised';
      return true;
    }
    if (first === 'undefine' && words[1]) {
      this.variables = new Map(this.variables);
      this.variables.delete(words[1].text);
      statement.coverage = 'modelled';
      return true;
    }
    if ((first !== 'define' && first !== 'redefine') || !words[1] || words[2]?.text !== '=') return false;
    const name = words[1].text;
    if (this.variables.has(name)) this.variables = new Map(this.variables);
    const value = readValue(words.slice(3));
    this.variables.set(name, value);
    this.defined.push({ name: at(name, words[1].span), span: statement.span });
    statement.coverage = value ? 'modelled' : 'unknown';
    return true;
  }

  private chain(table: TableDraft, statement: Statement, name: Word, command: boolean): void {
    const chain = chainOf(table, name);
    chain.declared = true;
    chain.spans.push(statement.span);
    const last = statement.words.at(-1)!;
    const straightForward = command ? last === name : statement.words.length === 2;
    statement.coverage = straightForward ? 'modelled' : 'unknown';
    if (!straightForward) chain.closed = false;
    for (const child of statement.children) this.inChain(table, chain, child);
  }

  private inChain(table: TableDraft, chain: ChainDraft, statement: Statement): void {
    const { words } = statement;
    const first = words[0]!.text;
    if (this.anywhere(statement)) {
      if (first === 'include') chain.closed = false;
      return;
    }
    if (first === 'type' && words[2]?.text === 'hook') {
      chain.base = baseOf(table.family, words, statement.span);
      statement.coverage = chain.base.priority === undefined ? 'unknown' : 'modelled';
      return;
    }
    if (first === 'policy' && words.length === 2) {
      chain.policy = at(words[1]!.text, words[1]!.span);
      const known = /^(?:accept|drop)$/.test(words[1]!.text);
      statement.coverage = known ? 'modelled' : 'unknown';
      chain.closed &&= known;
      return;
    }
    if (
      (first === 'comment' && words.length === 2) ||
      (first === 'flags' && words.length === 2) ||
      /^devices?$/.test(first)
    ) {
      statement.coverage = 'recognised';
      return;
    }
    this.rule(chain, statement, words, 'end');
  }

  private rule(chain: ChainDraft, statement: Statement, words: readonly Word[], where: 'start' | 'end'): void {
    // Rules in braces behind a jump are a chain without a name.
    const parts = statement.children.length > 0 ? undefined : readRule(words);
    statement.coverage = parts ? 'modelled' : 'unknown';
    if (!parts) chain.closed = false;
    const span = words[0] && words.length > 0 ? cover(words[0].span, words.at(-1)!.span) : statement.header;
    const rule: RuleDraft = {
      statement,
      parts,
      words,
      span: words.length === statement.words.length ? statement.span : span,
      variables: this.variables,
    };
    if (where === 'start') chain.rules.unshift(rule);
    else chain.rules.push(rule);
    if (chain.spans.length === 0 || words.length !== statement.words.length) chain.spans.push(statement.span);
  }

  /** `add rule inet filter input position 3 tcp dport 22 accept` */
  private ruleCommand(statement: Statement, chain: ChainDraft, verb: string, rest: readonly Word[]): void {
    const placed = /^(?:position|index|handle)$/.test(rest[0]?.text ?? '');
    const words = placed ? rest.slice(2) : rest;
    if (placed || verb === 'replace') chain.closed = false;
    if (words.length === 0) return;
    this.rule(chain, statement, words, verb === 'insert' && !placed ? 'start' : 'end');
  }

  private set(table: TableDraft, statement: Statement, name: Word, map: boolean, inline: readonly Word[]): void {
    const set = setOf(table, statement, name, map);
    set.declared = true;
    set.spans.push(statement.span);
    statement.coverage = inline.length === 0 ? 'modelled' : 'unknown';
    for (const child of statement.children) {
      const first = child.words[0]!.text;
      if (first === 'elements' && child.words[1]?.text === '=') {
        const value = readValue(child.words.slice(2));
        child.coverage = value?.kind === 'set' || value?.kind === 'variable' ? 'modelled' : 'unknown';
        this.fill(set, value);
      } else if (first === 'flags') {
        set.dynamic ||= child.words.some(({ text }) => text === 'dynamic' || text === 'timeout');
        child.coverage = 'modelled';
      } else if (
        /^(?:type|typeof|timeout|gc-interval|size|policy|auto-merge|comment|counter|quota|limit)$/.test(first)
      ) {
        if (first === 'timeout') set.dynamic = true;
        child.coverage = 'recognised';
      }
    }
  }

  private fill(set: SetDraft, value: Value | undefined): void {
    const known = value?.kind === 'variable' ? this.variables.get(value.name.value) : value;
    if (known?.kind === 'set') for (const element of known.elements) set.elements.push(element);
    else set.dynamic = true;
  }

  private elements(table: TableDraft, statement: Statement, name: Word, words: readonly Word[]): void {
    const set = setOf(table, statement, name, false);
    set.spans.push(statement.span);
    const value = readValue(words);
    statement.coverage = value ? 'modelled' : 'unknown';
    this.fill(set, value);
  }

  private object(table: TableDraft, statement: Statement, kind: string, name: Word): void {
    table.objects.push({ kind, name: at(name.text, name.span), statement });
    statement.coverage = 'recognised';
    for (const child of statement.children) child.coverage = 'recognised';
  }

  private remove(statement: Statement, verb: string, kind: string, family: TableFamily, place: readonly Word[]): void {
    const key = `${family} ${place[0]!.text}`;
    const table = this.tables.get(key);
    const name = place[1]?.text ?? '';
    statement.coverage = 'recognised';
    if (kind === 'table') {
      statement.coverage = 'modelled';
      this.whole = true;
      if (verb === 'flush') for (const chain of table?.chains.values() ?? []) chain.rules = [];
      else this.tables.delete(key);
    } else if (kind === 'chain') {
      const chain = table?.chains.get(name);
      if (chain && verb === 'flush') chain.rules = [];
      else table?.chains.delete(name);
    } else if (kind === 'rule' && table) chainOf(table, place[1]!).closed = false;
    else if ((kind === 'set' || kind === 'map' || kind === 'element') && table?.sets.has(name)) {
      const set = table.sets.get(name)!;
      if (kind === 'element') set.dynamic = true;
      else if (verb === 'flush') set.elements = [];
      else table.sets.delete(name);
    }
  }

  private tableOf(family: TableFamily, name: Word): TableDraft {
    const key = `${family} ${name.text}`;
    const known = this.tables.get(key);
    if (known) return known;
    const made = tableDraft(family, name.text, name.span.start);
    this.tables.set(key, made);
    return made;
  }
}

/** A chain that has no name here; none can be called so. */
const AROUND = 'included rules';

const tableDraft = (family: TableFamily, name: string, start: number): TableDraft => ({
  family,
  name,
  start,
  chains: new Map(),
  sets: new Map(),
  objects: [],
  declared: false,
  dormant: false,
});

const chainDraft = (name: Located<string>): ChainDraft => ({
  name,
  spans: [],
  mentions: [name],
  rules: [],
  base: undefined,
  policy: undefined,
  declared: false,
  closed: true,
});

/** Stands in no block here, and can stand in one only. */
function isInside(statement: Statement): boolean {
  const first = statement.words[0]!.text;
  if (/^(?:table|chain|set|map|element|rule|inet|bridge|netdev)$/.test(first)) return isOfTable(statement);
  return statement.children.length === 0 || isOfTable(statement);
}

/** A declaration inside of a table does not name it: `chain ssh {`, where a command says `chain inet filter ssh {`. */
function isOfTable({ words, children }: Statement): boolean {
  const first = words[0]!.text;
  if (children.length === 0) return /^(?:chain|set|map)$/.test(first) && words.length === 2;
  if (first === 'ct') return words.length === 3;
  return words.length === 2 && (/^(?:chain|set|map)$/.test(first) || OBJECT_KINDS.test(first));
}

function chainOf(table: TableDraft, name: Word): ChainDraft {
  const text = bare(name.text);
  const known = table.chains.get(text);
  if (known) {
    known.mentions.push(at(text, name.span));
    return known;
  }
  const made = chainDraft(at(text, name.span));
  table.chains.set(text, made);
  return made;
}

function setOf(table: TableDraft, statement: Statement, name: Word, map: boolean): SetDraft {
  const text = bare(name.text);
  const known = table.sets.get(text);
  if (known) return known;
  const made: SetDraft = {
    statement,
    name: at(text, name.span),
    map,
    spans: [],
    elements: [],
    dynamic: false,
    declared: false,
  };
  table.sets.set(text, made);
  return made;
}

const bare = (text: string): string => text.replace(/^"(.*)"$/, '$1');

/** `type filter hook ingress device "eth0" priority filter - 5` */
function baseOf(family: TableFamily, words: readonly Word[], span: Span): BaseChain {
  const priority = words.findIndex(({ text }) => text === 'priority');
  const devices = words
    .slice(4, priority < 0 ? undefined : priority)
    .filter(({ text }) => !/^(?:devices?|[={},])$/.test(text));
  return {
    type: words[1]!.text,
    hook: words[3]?.text ?? '',
    priority:
      priority < 0
        ? undefined
        : priorityOf(
            words.slice(priority + 1).map(({ text }) => text),
            family,
          ),
    devices: devices.map(({ text }) => bare(text)),
    span,
  };
}
