import { parseIpv4 } from '../../../model/address.ts';
import { type Outline, type Statement, walk } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';
import type { Header, Term } from '../grammar/ast.ts';
import { readHeader, readTerm } from '../grammar/command.ts';
import { bare } from '../grammar/term-parser.ts';
import { type Step, stepsOf } from './code.ts';

/** A filter or function; `header` undefined where its parameters could not be read. */
export interface Code {
  readonly name: Located<string>;
  readonly header: Header | undefined;
  readonly statement: Statement;
  readonly steps: readonly Step[];
}

export interface Constant {
  readonly name: Located<string>;
  readonly value: Term | undefined;
  readonly statement: Statement;
}

/** `protocol bgp NAME from TEMPLATE { ... }` */
export interface Protocol {
  readonly type: string;
  /** Absent: BIRD names it. */
  readonly name?: Located<string>;
  readonly from?: Located<string>;
  readonly statement: Statement;
}

/** What stands at the top of a file. */
export interface Source {
  readonly text: string;
  readonly filters: ReadonlyMap<string, Code>;
  readonly functions: ReadonlyMap<string, Code>;
  readonly constants: ReadonlyMap<string, Constant>;
  readonly templates: ReadonlyMap<string, Protocol>;
  readonly protocols: readonly Protocol[];
  /** `ipv4 table t` and its like, by name; the value is the type, `` before version 2. */
  readonly tables: ReadonlyMap<string, string>;
  /** What a template puts in belongs to it. */
  readonly filled: boolean;
  /** On any level. */
  readonly includes: readonly Statement[];
  readonly routerId: boolean;
  /** As it is written, where that is an address. */
  readonly routerIdAt?: Located<string>;
  /** All statements of the file. */
  readonly top: readonly Statement[];
}

const known = new WeakMap<Outline, Source>();

export function sourceOf(outline: Outline): Source {
  const before = known.get(outline);
  if (before) return before;
  const source = read(outline);
  known.set(outline, source);
  return source;
}

function read({ text, statements }: Outline): Source {
  const filters = new Map<string, Code>();
  const functions = new Map<string, Code>();
  const constants = new Map<string, Constant>();
  const templates = new Map<string, Protocol>();
  const protocols: Protocol[] = [];
  const tables = new Map<string, string>();
  // A template's expressions may be anything.
  const filled = /\{\{|\{%/.test(text);
  const includes = [...walk(statements)].filter(({ words }) => words[0]!.text === 'include');
  let routerId = false;
  let routerIdAt: Located<string> | undefined;
  for (const statement of statements) {
    const { words } = statement;
    const [first, second, third] = words;
    switch (first!.text) {
      case 'filter':
      case 'function': {
        const code = codeOf(statement);
        if (code) (first!.text === 'filter' ? filters : functions).set(code.name.value, code);
        break;
      }
      case 'define':
        if (second && third?.text === '=') {
          const name = at(bare(second.text), second.span);
          constants.set(name.value, { name, value: readTerm(words.slice(3)), statement });
        }
        break;
      case 'router':
        routerId ||= second?.text === 'id';
        if (second?.text === 'id' && third && parseIpv4(third.text) !== undefined)
          routerIdAt = at(third.text, third.span);
        break;
      case 'protocol':
      case 'template': {
        const protocol = protocolOf(statement);
        if (!protocol) break;
        if (first!.text === 'protocol') protocols.push(protocol);
        else if (protocol.name) templates.set(protocol.name.value, protocol);
        break;
      }
      default: {
        const table = words.findIndex((word) => word.text === 'table');
        const name = words[table + 1];
        if (table >= 0 && table < 3 && name) tables.set(bare(name.text), table === 0 ? '' : first!.text);
      }
    }
  }
  return {
    text,
    filters,
    functions,
    constants,
    templates,
    protocols,
    tables,
    filled,
    includes,
    routerId,
    ...(routerIdAt ? { routerIdAt } : {}),
    top: statements,
  };
}

function codeOf(statement: Statement): Code | undefined {
  const second = statement.words[1];
  if (!second) return undefined;
  return {
    name: at(bare(second.text), second.span),
    header: readHeader(statement.words),
    statement,
    steps: stepsOf(statement.children),
  };
}

function protocolOf(statement: Statement): Protocol | undefined {
  const [, type, ...rest] = statement.words;
  if (!type) return undefined;
  const from = rest.findIndex((word) => word.text === 'from');
  // protocol ospf v3 NAME
  const named = (from < 0 ? rest : rest.slice(0, from)).filter((word) => !/^v[23]$/.test(word.text)).at(-1);
  const parent = from < 0 ? undefined : rest[from + 1];
  return {
    type: type.text,
    ...(named ? { name: at(bare(named.text), named.span) } : {}),
    ...(parent ? { from: at(bare(parent.text), parent.span) } : {}),
    statement,
  };
}
