import {
  type CustomPatternMatcherReturn,
  createToken,
  EmbeddedActionsParser,
  type IToken,
  Lexer,
  type TokenType,
} from 'chevrotain';
import { Blank, Newline, STRAY_RANGES, spanOf } from '../../../kit/ruleset-tokens.ts';
import type { Bilingual, Outline, Statement, SyntaxProblem, Trivia, Word } from '../../../outline.ts';
import { RECORD_TYPES } from '../record-types.ts';

/** A line with what belongs to it in brackets: a record, or `$TTL 3600`. */
export interface Entry {
  readonly statement: Statement;
  /** `$TTL` */
  readonly directive?: Word;
  /** Absent: that of the record before. */
  readonly owner?: Word;
  readonly ttl?: Word;
  readonly class?: Word;
  readonly type?: Word;
  /** Behind the type, or behind the directive. */
  readonly rest: readonly Word[];
}

/** An outline that knows what its lines are. */
export interface ZoneOutline extends Outline {
  readonly entries: readonly Entry[];
}

/** Everything a word may hold: no blank, no `"`, `(`, `)`, `;`; a backslash takes the next character with it. */
const WORD = new RegExp(`(?:[!#-'*-:<-\\[\\]-~${STRAY_RANGES}]|\\\\[^\\r\\n])+`, 'y');
const AnyWord = createToken({ name: 'AnyWord', pattern: new RegExp(WORD.source) });
/** `$TTL` at the start of a line. */
const Directive = createToken({ name: 'Directive', pattern: directiveAt, line_breaks: false });
/** `www` at the start of a line, whatever it spells. */
const Owner = createToken({ name: 'Owner', pattern: ownerAt, line_breaks: false });
/** `3600`, `1h30m` */
const Ttl = createToken({ name: 'Ttl', pattern: /\d+(?:[wdhmsWDHMS]\d*)*/, longer_alt: AnyWord });
const Class = createToken({ name: 'Class', pattern: /IN|CH|HS|CLASS\d+/i, longer_alt: AnyWord });
const Type = createToken({
  name: 'Type',
  pattern: new RegExp(`${RECORD_TYPES.join('|')}|TYPE\\d+`, 'i'),
  longer_alt: AnyWord,
});
/** A quote without an end runs to the line's. */
const Quoted = createToken({ name: 'Quoted', pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"?/ });
const Backslash = createToken({ name: 'Backslash', pattern: /\\/ });
const Remark = createToken({ name: 'Remark', pattern: /;[^\r\n]*/, group: 'comments' });
const Open = createToken({ name: 'Open', pattern: /\(/, push_mode: 'brackets' });
const Close = createToken({ name: 'Close', pattern: /\)/, pop_mode: true });
/** On a line, it closes nothing. */
const StrayClose = createToken({ name: 'StrayClose', pattern: /\)/ });
/** In brackets lines do not end. */
const Wrap = createToken({ name: 'Wrap', pattern: /\r\n|\n|\r/, group: Lexer.SKIPPED, line_breaks: true });

const words: TokenType[] = [Ttl, Class, Type, AnyWord, Quoted, Backslash];
const lexer = new Lexer(
  {
    modes: {
      lines: [Blank, Newline, Remark, Owner, Directive, ...words, Open, StrayClose],
      brackets: [Blank, Wrap, Remark, ...words, Open, Close],
    },
    defaultMode: 'lines',
  },
  { ensureOptimizations: false, positionTracking: 'onlyOffset' },
);
const tokens: TokenType[] = [Newline, Owner, Directive, ...words, Open, Close, StrayClose];

/** Records and directives. It never fails, loses nothing, costs linear time. */
export function parse(text: string): ZoneOutline {
  const lexed = lexer.tokenize(text);
  const builder = new Builder();
  parser.builder = builder;
  parser.input = lexed.tokens;
  parser.file();
  const remarks = (lexed.groups.comments ?? []).map((token): Trivia => ({ kind: 'comment', span: spanOf(token) }));
  return {
    text,
    statements: builder.entries.map(({ statement }) => statement),
    entries: builder.entries,
    trivia: [...builder.trivia, ...remarks].sort((a, b) => a.span.start - b.span.start),
    problems: builder.problems,
  };
}

/** The outline itself when this module made it, else a new reading of its text. */
export const asZone = (outline: Outline): ZoneOutline =>
  'entries' in outline ? (outline as ZoneOutline) : parse(outline.text);

const DIRECTIVE = /\$[A-Za-z]+/y;

function directiveAt(text: string, offset: number): CustomPatternMatcherReturn | null {
  return startsLine(text, offset) ? matchAt(DIRECTIVE, text, offset) : null;
}

function ownerAt(text: string, offset: number): CustomPatternMatcherReturn | null {
  return startsLine(text, offset) && text[offset] !== '$' ? matchAt(WORD, text, offset) : null;
}

const startsLine = (text: string, offset: number): boolean =>
  offset === 0 || text[offset - 1] === '\n' || text[offset - 1] === '\r' || (offset === 1 && text[0] === '\ufeff');

function matchAt(pattern: RegExp, text: string, offset: number): CustomPatternMatcherReturn | null {
  pattern.lastIndex = offset;
  const [found] = pattern.exec(text) ?? [];
  return found === undefined ? null : [found];
}

type Parts = Omit<Entry, 'statement'>;

class Builder {
  readonly entries: Entry[] = [];
  readonly trivia: Trivia[] = [];
  readonly problems: SyntaxProblem[] = [];
  private readonly open: IToken[] = [];

  bracket(token: IToken): void {
    this.trivia.push({ kind: 'punctuation', span: spanOf(token) });
    if (token.tokenType === Open) this.open.push(token);
    else if (!this.open.pop()) this.problems.push({ span: spanOf(token), code: 'stray-bracket', text: STRAY });
  }

  entry(parts: Parts): void {
    const { directive, owner, ttl, class: net, type, rest } = parts;
    const all = [directive, owner, ttl, net, type, ...rest]
      .filter((word) => word !== undefined)
      .sort((a, b) => a.span.start - b.span.start);
    const [first, last] = [all[0], all.at(-1)];
    for (const { span } of this.open.splice(0).map((token) => ({ span: spanOf(token) })))
      this.problems.push({ span, code: 'bracket-not-closed', text: NOT_CLOSED });
    if (!first || !last) return;
    const span = { start: first.span.start, end: last.span.end };
    const statement: Statement = {
      words: all,
      header: span,
      span,
      children: [],
      parent: undefined,
      coverage: 'unknown',
    };
    this.entries.push({ ...parts, statement });
  }
}

const wordOf = (token: IToken): Word => ({ text: token.image, span: spanOf(token) });

class ZoneParser extends EmbeddedActionsParser {
  builder = new Builder();

  // $TTL 3600 \n @ IN SOA ns1 hostmaster ( 1 2h 30m 2w 1h ) \n www 300 A 192.0.2.1
  readonly file = this.RULE('file', () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.directive) },
        { ALT: () => this.SUBRULE(this.record) },
        { ALT: () => this.CONSUME(Newline) },
      ]);
    });
  });

  // $ORIGIN example.net.
  private readonly directive = this.RULE('directive', () => {
    const directive = this.CONSUME(Directive);
    const rest = this.SUBRULE(this.rest);
    this.ACTION(() => this.builder.entry({ directive: wordOf(directive), rest }));
  });

  // www 300 IN A 192.0.2.1
  //     IN 5m AAAA 2001:db8::1
  private readonly record = this.RULE('record', () => {
    const owner = this.OR([
      { ALT: () => this.CONSUME(Owner) },
      { ALT: () => this.SUBRULE(this.bracket) },
      { ALT: () => this.SUBRULE(this.field) },
    ]);
    const fields: IToken[] = owner && owner.tokenType !== Owner ? [owner] : [];
    this.MANY(() => {
      const field = this.OR2([{ ALT: () => this.SUBRULE2(this.bracket) }, { ALT: () => this.SUBRULE2(this.field) }]);
      this.ACTION(() => {
        if (field) fields.push(field);
      });
    });
    this.ACTION(() => this.builder.entry(partsOf(owner?.tokenType === Owner ? owner : undefined, fields)));
  });

  private readonly rest = this.RULE('rest', () => {
    const rest: Word[] = [];
    this.MANY(() => {
      const token = this.OR([{ ALT: () => this.SUBRULE(this.bracket) }, { ALT: () => this.SUBRULE(this.field) }]);
      this.ACTION(() => {
        if (token) rest.push(wordOf(token));
      });
    });
    return rest;
  });

  // ( or )
  private readonly bracket = this.RULE('bracket', (): IToken | undefined => {
    const token = this.OR([
      { ALT: () => this.CONSUME(Open) },
      { ALT: () => this.CONSUME(Close) },
      { ALT: () => this.CONSUME(StrayClose) },
    ]);
    this.ACTION(() => this.builder.bracket(token));
    return undefined;
  });

  // 300   IN   A   192.0.2.1   "v=spf1 -all"
  private readonly field = this.RULE('field', (): IToken | undefined =>
    this.OR([
      { ALT: () => this.CONSUME(Ttl) },
      { ALT: () => this.CONSUME(Class) },
      { ALT: () => this.CONSUME(Type) },
      { ALT: () => this.CONSUME(AnyWord) },
      { ALT: () => this.CONSUME(Quoted) },
      { ALT: () => this.CONSUME(Backslash) },
    ]),
  );

  constructor() {
    super(tokens, { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }
}

const parser = new ZoneParser();

/** TTL and class in any order, then the type (RFC 1035 5.1); what has no type is left as it is. */
function partsOf(owner: IToken | undefined, fields: readonly IToken[]): Parts {
  const head: { ttl?: Word; class?: Word } = {};
  let at = 0;
  for (; at < fields.length; at += 1) {
    const field = fields[at]!;
    if (field.tokenType === Ttl && !head.ttl) head.ttl = wordOf(field);
    else if (field.tokenType === Class && !head.class) head.class = wordOf(field);
    else break;
  }
  const type = fields[at]?.tokenType === Type ? wordOf(fields[at]!) : undefined;
  return {
    ...(owner ? { owner: wordOf(owner) } : {}),
    ...head,
    ...(type ? { type } : {}),
    rest: fields.slice(type ? at + 1 : at).map(wordOf),
  };
}

const STRAY: Bilingual = {
  en: 'This bracket closes nothing: the server refuses the zone.',
  'zh-cn': '此括号没有与之匹配的左括号:服务器会拒绝加载该区域。',
};
const NOT_CLOSED: Bilingual = {
  en: 'This bracket is never closed: all that follows is taken for part of this record, and the server refuses the zone. Close it.',
  'zh-cn': '此括号没有闭合:其后全部内容都被当作该记录的一部分,服务器会拒绝加载该区域。请补上右括号。',
};
