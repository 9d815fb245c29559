import type { ParserMethod } from 'chevrotain';
import type { TokenWord } from '../../../kit/ruleset-outline.ts';
import { Comma, RoundClose, RoundOpen, spanOf } from '../../../kit/ruleset-tokens.ts';
import type { Word } from '../../../outline.ts';
import { cover } from '../../../text/span.ts';
import type { Command, Header, Term } from './ast.ts';
import { bare, TermParser } from './term-parser.ts';
import * as T from './tokens.ts';

/** Statements of the filter language, word by word; blocks are read before (`file.ts`). */
class CommandParser extends TermParser {
  // if net ~ BOGONS then reject     bgp_local_pref = 100     case source     else
  readonly command: ParserMethod<[], Command> = this.RULE('command', (): Command => {
    const first = this.LA(1);
    const command = this.OR([
      { ALT: () => this.SUBRULE(this.condition) },
      { ALT: () => this.SUBRULE(this.otherwise) },
      { ALT: () => this.SUBRULE(this.choice) },
      { ALT: () => this.SUBRULE(this.loop) },
      { ALT: () => this.SUBRULE(this.verdict) },
      { ALT: () => this.SUBRULE(this.result) },
      { ALT: () => this.SUBRULE(this.message) },
      { ALT: () => this.SUBRULE(this.declaration) },
      { ALT: () => this.SUBRULE(this.action) },
    ]);
    return this.ACTION(() => ({ ...command, span: cover(spanOf(first), spanOf(this.LA(0))) }));
  });

  // if net.len > 24 then     if defined(bgp_med) then bgp_med = 0
  private readonly condition = this.RULE('condition', (): Command => {
    this.CONSUME(T.If);
    const condition = this.SUBRULE(this.term);
    this.CONSUME(T.Then);
    const body = this.OPTION(() => this.SUBRULE(this.command));
    return { kind: 'if', condition, ...(body ? { body } : {}), span: condition.span };
  });

  // else     else reject     else: accept
  private readonly otherwise = this.RULE('otherwise', (): Command => {
    const word = this.CONSUME(T.Else);
    const labelled = this.OPTION(() => this.CONSUME(T.Colon));
    const body = this.OPTION1(() => this.SUBRULE(this.command));
    const span = this.ACTION(() => spanOf(word));
    return labelled
      ? { kind: 'label', labels: [], ...(body ? { body } : {}), span }
      : { kind: 'else', ...(body ? { body } : {}), span };
  });

  // case net.type
  private readonly choice = this.RULE('choice', (): Command => {
    this.CONSUME(T.Case);
    const of = this.SUBRULE(this.term);
    return { kind: 'case', of, span: of.span };
  });

  // for int asn in bgp_path do
  private readonly loop = this.RULE('loop', (): Command => {
    this.CONSUME(T.For);
    this.MANY(() => this.OR([{ ALT: () => this.CONSUME(T.TypeWord) }, { ALT: () => this.CONSUME(T.SetWord) }]));
    const name = this.OR1([{ ALT: () => this.CONSUME(T.Name) }, { ALT: () => this.CONSUME(T.QuotedName) }]);
    this.CONSUME(T.In);
    const of = this.SUBRULE(this.term);
    this.CONSUME(T.Do);
    const body = this.OPTION(() => this.SUBRULE(this.command));
    return this.ACTION(() => ({
      kind: 'for',
      variable: bare(name.image),
      of,
      ...(body ? { body } : {}),
      span: of.span,
    }));
  });

  // accept     reject "bogon: ", net
  private readonly verdict = this.RULE('verdict', (): Command => {
    const word = this.OR([
      { ALT: () => this.CONSUME(T.Accept) },
      { ALT: () => this.CONSUME(T.Reject) },
      { ALT: () => this.CONSUME(T.ErrorWord) },
    ]);
    this.OPTION(() => this.SUBRULE(this.list));
    return this.ACTION(() => ({ kind: word.image as 'accept' | 'reject' | 'error', span: spanOf(word) }));
  });

  // return net ~ BOGONS
  private readonly result = this.RULE('result', (): Command => {
    const word = this.CONSUME(T.Return);
    const value = this.OPTION(() => this.SUBRULE(this.term));
    return this.ACTION(() => ({ kind: 'return', ...(value ? { value } : {}), span: spanOf(word) }));
  });

  // print "filtered ", net, " from ", from
  private readonly message = this.RULE('message', (): Command => {
    const word = this.OR([{ ALT: () => this.CONSUME(T.Print) }, { ALT: () => this.CONSUME(T.Printn) }]);
    this.OPTION(() => this.SUBRULE(this.list));
    return this.ACTION(() => ({ kind: 'print', span: spanOf(word) }));
  });

  // int x = 5     prefix set bogons
  private readonly declaration = this.RULE('declaration', (): Command => {
    const type = this.CONSUME(T.TypeWord);
    this.OPTION(() => this.CONSUME(T.SetWord));
    const name = this.OR([{ ALT: () => this.CONSUME(T.Name) }, { ALT: () => this.CONSUME(T.QuotedName) }]);
    const value = this.OPTION1(() => {
      this.CONSUME(T.Equals);
      return this.SUBRULE(this.term);
    });
    return this.ACTION(() => ({
      kind: 'declare',
      name: bare(name.image),
      ...(value ? { value } : {}),
      span: spanOf(type),
    }));
  });

  // bgp_community.add((64500, 100))     bgp_med = 10     RTS_BGP, RTS_STATIC: accept     1..5:
  private readonly action = this.RULE('action', (): Command => {
    const first = this.aside(true, () => this.SUBRULE(this.item));
    return this.OR([
      {
        ALT: (): Command => {
          this.CONSUME(T.Equals);
          const value = this.SUBRULE(this.term);
          return { kind: 'assign', to: first, value, span: first.span };
        },
      },
      {
        ALT: (): Command => {
          const more: Term[] = [];
          this.MANY(() => {
            this.CONSUME(Comma);
            more.push(this.SUBRULE1(this.item));
          });
          this.CONSUME(T.Colon);
          const body = this.OPTION(() => this.SUBRULE(this.command));
          return { kind: 'label', labels: [first, ...more], ...(body ? { body } : {}), span: first.span };
        },
      },
      { ALT: (): Command => ({ kind: 'do', what: first, span: first.span }) },
    ]);
  });

  // "a", net, 5
  private readonly list = this.RULE('list', (): Term[] => {
    const all: Term[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        all.push(this.SUBRULE(this.term));
      },
    });
    return all;
  });

  // filter transit_in     function f(int a; prefix p) -> bool
  readonly header: ParserMethod<[], Header> = this.RULE('header', (): Header => {
    this.CONSUME(T.AnyWord);
    const name = this.SUBRULE(this.anyName);
    const parameters: string[] = [];
    this.OPTION(() => {
      this.CONSUME(RoundOpen);
      this.MANY(() => {
        this.OR([
          { ALT: () => this.CONSUME(T.InnerSemicolon) },
          { ALT: () => this.CONSUME(Comma) },
          { ALT: () => parameters.push(this.SUBRULE(this.parameter)) },
        ]);
      });
      this.CONSUME(RoundClose);
      this.OPTION1(() => {
        this.CONSUME(T.Arrow);
        this.CONSUME(T.TypeWord);
        this.OPTION2(() => this.CONSUME(T.SetWord));
      });
    });
    // Variables, as they were declared before version 2.0.8.
    this.MANY1(() => {
      this.SUBRULE1(this.parameter);
      this.CONSUME1(T.InnerSemicolon);
    });
    return this.ACTION(() => ({ name: bare(name.image), nameSpan: spanOf(name), parameters }));
  });

  // prefix set p
  private readonly parameter = this.RULE('parameter', (): string => {
    this.CONSUME(T.TypeWord);
    this.OPTION(() => this.CONSUME(T.SetWord));
    const name = this.OR([{ ALT: () => this.CONSUME(T.Name) }, { ALT: () => this.CONSUME(T.QuotedName) }]);
    return this.ACTION(() => bare(name.image));
  });

  constructor() {
    super();
    this.performSelfAnalysis();
  }
}

const parser = new CommandParser();

/** A statement of a filter; undefined where it cannot be read. */
export const readCommand = (words: readonly Word[]): Command | undefined => read(words, () => parser.command());

/** An expression in the options of a protocol: `where net ~ OWN`. */
export const readTerm = (words: readonly Word[]): Term | undefined => read(words, () => parser.term());

/** The words before the braces of a filter or function. */
export const readHeader = (words: readonly Word[]): Header | undefined => read(words, () => parser.header());

function read<R>(words: readonly Word[], rule: () => R): R | undefined {
  if (words.length === 0 || words.length > MOST_WORDS || isTooDeep(words)) return undefined;
  parser.input = words.map((word) => (word as TokenWord).token);
  parser.assigns = false;
  const result = rule();
  return parser.errors.length > 0 ? undefined : result;
}

/** Brackets in brackets, and signs before signs, deeper than this are nobody's; the parser recurses. */
const DEEPEST = 60;

function isTooDeep(words: readonly Word[]): boolean {
  let depth = 0;
  let signs = 0;
  for (const { text } of words) {
    if (text === '(' || text === '[' || text === '{') depth += 1;
    else if (text === ')' || text === ']' || text === '}') depth -= 1;
    signs = text === '!' || text === '-' ? signs + 1 : 0;
    if (depth > DEEPEST || signs > DEEPEST) return true;
  }
  return false;
}

/** Sets of tens of thousands of prefixes are generated, one to a line. */
const MOST_WORDS = 2_000_000;
