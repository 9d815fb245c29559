import { createToken, EmbeddedActionsParser, type IToken, Lexer } from 'chevrotain';
import type { Bilingual, Outline, Statement, SyntaxProblem, Trivia, Word } from '../outline.ts';
import { type Span, span } from '../text/span.ts';

/** A word that knows the list it was written in: `[ a b ]` counts from 1 in each statement; absent outside of lists. */
export interface ListedWord extends Word {
  readonly list?: number;
}

export const listOf = (word: Word): number | undefined => (word as ListedWord).list;

export interface BracesOptions {
  /** The first word of a statement that is switched off: `inactive:`. */
  readonly inactiveMark?: string;
  /**
   * Whether a word at the start of a line surely begins a statement of its own in this block, so that a `;` is missing before it.
   * `path` holds the headers of the open blocks; `before` the words that would otherwise go on.
   */
  startsStatement?(path: readonly (readonly Word[])[], before: readonly Word[], word: Word): boolean;
  /** Whether the text before such a word needs no `;`: nothing is reported then. */
  endsWithoutSemicolon?(words: readonly Word[]): boolean;
}

/** Deeper braces are read as punctuation: no platform nests so far, and readers may recurse. */
const DEEPEST = 64;

/**
 * Words, `{ blocks }`, `;`, `[ lists ]`, "strings", `# comments` and slash-star comments. Words are told apart by blanks; a bracket inside
 * a word belongs to it. Never fails, loses nothing, costs linear time.
 */
export function readBraces(text: string, options: BracesOptions = {}): Outline {
  const lexed = lexer.tokenize(text);
  levelOut(lexed.tokens);
  const reader = new Reader(text, options);
  parser.reader = reader;
  parser.input = lexed.tokens;
  parser.file();
  for (const comment of lexed.groups.comments ?? []) reader.trivia.push({ kind: 'comment', span: spanOf(comment) });
  return {
    text,
    statements: reader.statements,
    trivia: reader.trivia.sort((a, b) => a.span.start - b.span.start),
    problems: reader.problems,
  };
}

const BLANK = '\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';
/** What is neither blank nor `"` `#` `;` `[` `]` `{` `}`, as explicit ranges: complement classes cost the lexer its speed. */
const ORDINARY =
  '\\u0000-\\u0008\\u000e-\\u001f!$-:<-Z\\\\^-z|~\\u007f-\\u009f\\u00a1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\ufefe\\uff00-\\uffff';

const Blank = createToken({
  name: 'Blank',
  pattern: new RegExp(`[${BLANK}]+`),
  group: Lexer.SKIPPED,
  line_breaks: true,
});
const BlockComment = createToken({
  name: 'BlockComment',
  // Without an end it swallows the rest, as it does on the platforms.
  pattern: /\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?/,
  group: 'comments',
  line_breaks: true,
});
const LineComment = createToken({ name: 'LineComment', pattern: /#[^\r\n]*/, group: 'comments' });
/** What a pager left in a text that was taken from a terminal. */
const PagerMark = createToken({
  name: 'PagerMark',
  pattern: /---\(more(?: \d{1,3}%)?\)---/,
  start_chars_hint: ['-'],
  group: 'comments',
});
const Text = createToken({ name: 'Text', pattern: /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/, line_breaks: true });
/** A quote that never ends: the rest of its line. */
const OpenText = createToken({ name: 'OpenText', pattern: /"[^\r\n]*/ });
const Open = createToken({ name: 'Open', pattern: /\{/ });
const Close = createToken({ name: 'Close', pattern: /\}/ });
const Semicolon = createToken({ name: 'Semicolon', pattern: /;/ });
const ListOpen = createToken({ name: 'ListOpen', pattern: /\[/ });
const ListClose = createToken({ name: 'ListClose', pattern: /\]/ });
const Plain = createToken({
  name: 'Plain',
  pattern: new RegExp(`[${ORDINARY}][${ORDINARY}"#]*(?:\\[[${ORDINARY}"#]*\\][${ORDINARY}"#]*)*`),
});
/** Braces below the deepest level; never in a text, only put there by `levelOut`. */
const Buried = createToken({ name: 'Buried', pattern: Lexer.NA });

const tokens = [
  Blank,
  BlockComment,
  LineComment,
  PagerMark,
  Text,
  OpenText,
  Open,
  Close,
  Semicolon,
  ListOpen,
  ListClose,
  Plain,
  Buried,
];
const lexer = new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' });

class BracesParser extends EmbeddedActionsParser {
  reader: Reader = new Reader('', {});

  // system { host-name r1; } firewall { ... } }
  readonly file = this.RULE('file', () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.statement) },
        {
          ALT: () => {
            const stray = this.CONSUME(Close);
            this.ACTION(() => this.reader.strayClose(stray));
          },
        },
      ]);
    });
    this.ACTION(() => this.reader.finish());
  });

  // host-name r1;     unit 0 { ... }     ;     { ... }
  private readonly statement = this.RULE('statement', () => {
    this.OR([
      {
        ALT: () => {
          this.SUBRULE(this.words);
          this.OPTION(() => this.SUBRULE(this.end));
          this.ACTION(() => this.reader.endStatement());
        },
      },
      { ALT: () => this.SUBRULE1(this.end) },
    ]);
  });

  // apply-groups [ A B ]      description "to core"
  private readonly words = this.RULE('words', () => {
    this.AT_LEAST_ONE(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.word) },
        { ALT: () => this.SUBRULE(this.list) },
        {
          ALT: () => {
            const token = this.CONSUME(Buried);
            this.ACTION(() => this.reader.punctuation(token));
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(ListClose);
            this.ACTION(() => this.reader.punctuation(token));
          },
        },
      ]);
    });
  });

  // [ a "b c" ]
  private readonly list = this.RULE('list', () => {
    const open = this.CONSUME(ListOpen);
    this.ACTION(() => this.reader.openList(open));
    this.MANY(() => this.SUBRULE(this.word));
    this.OR([
      {
        ALT: () => {
          const close = this.CONSUME(ListClose);
          this.ACTION(() => this.reader.closeList(close));
        },
      },
      { ALT: () => this.ACTION(() => this.reader.closeList(undefined, open)) },
    ]);
  });

  // ge-0/0/0   "to core"
  private readonly word = this.RULE('word', () => {
    const token = this.OR([
      { ALT: () => this.CONSUME(Plain) },
      { ALT: () => this.CONSUME(Text) },
      { ALT: () => this.CONSUME(OpenText) },
    ]);
    this.ACTION(() => this.reader.word(token));
  });

  // ;      { ... }
  private readonly end = this.RULE('end', () => {
    this.OR([
      {
        ALT: () => {
          const semicolon = this.CONSUME(Semicolon);
          this.ACTION(() => this.reader.punctuation(semicolon));
        },
      },
      {
        ALT: () => {
          const open = this.CONSUME(Open);
          this.ACTION(() => this.reader.openBlock(open));
          this.MANY(() => this.SUBRULE(this.statement));
          this.OR1([
            {
              ALT: () => {
                const close = this.CONSUME(Close);
                this.ACTION(() => this.reader.closeBlock(close));
              },
            },
            { ALT: () => this.ACTION(() => this.reader.closeBlock(undefined, open)) },
          ]);
        },
      },
    ]);
  });

  constructor() {
    super(tokens, { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }
}

interface OpenStatement extends Statement {
  span: Span;
  readonly children: Statement[];
}

/** Builds the outline while the parser walks the text. */
class Reader {
  readonly statements: Statement[] = [];
  readonly trivia: Trivia[] = [];
  readonly problems: SyntaxProblem[] = [];
  private readonly text: string;
  private readonly options: BracesOptions;
  /** Statements whose block is open, and undefined for a block without a header. */
  private readonly open: (OpenStatement | undefined)[] = [];
  private readonly path: (readonly Word[])[] = [];
  private words: ListedWord[] = [];
  private lists = 0;
  private inList = false;

  constructor(text: string, options: BracesOptions) {
    this.text = text;
    this.options = options;
  }

  word(token: IToken): void {
    const word: ListedWord = { text: token.image, span: spanOf(token) };
    this.words.push(this.inList ? { ...word, list: this.lists } : word);
  }

  punctuation(token: IToken): void {
    this.trivia.push({ kind: 'punctuation', span: spanOf(token) });
  }

  openList(token: IToken): void {
    this.punctuation(token);
    this.lists += 1;
    this.inList = true;
  }

  closeList(token: IToken | undefined, opened?: IToken): void {
    this.inList = false;
    if (token) this.punctuation(token);
    else if (opened) this.problems.push({ span: spanOf(opened), code: 'list-not-closed', text: LIST_NOT_CLOSED });
  }

  /** What was read up to here is a statement; called at its `{`, or behind its `;`. */
  endStatement(): void {
    if (this.words.length > 0) this.addStatements();
  }

  openBlock(token: IToken): void {
    const statement = this.words.length > 0 ? this.addStatements() : undefined;
    this.punctuation(token);
    this.open.push(statement);
    this.path.push(statement?.words ?? []);
  }

  closeBlock(token: IToken | undefined, opened?: IToken): void {
    const statement = this.open.pop();
    this.path.pop();
    if (token) this.punctuation(token);
    // One brace is missing, and every block around it is open: the outermost tells where to start looking.
    else if (opened && this.open.length === 0)
      this.problems.push({ span: spanOf(opened), code: 'brace-not-closed', text: BRACE_NOT_CLOSED });
    const end = token ? token.startOffset + 1 : this.lastEnd(statement);
    if (statement && end !== undefined) statement.span = span(statement.span.start, end);
  }

  strayClose(token: IToken): void {
    this.punctuation(token);
    this.problems.push({ span: spanOf(token), code: 'brace-not-opened', text: BRACE_NOT_OPENED });
  }

  finish(): void {
    this.problems.sort((a, b) => a.span.start - b.span.start);
  }

  private lastEnd(statement: OpenStatement | undefined): number | undefined {
    const last = statement?.children.at(-1);
    return last ? last.span.end : statement?.span.end;
  }

  private addStatements(): OpenStatement {
    const words = this.words;
    this.words = [];
    this.lists = 0;
    let from = 0;
    const { startsStatement, endsWithoutSemicolon } = this.options;
    if (startsStatement) {
      for (let i = 1; i < words.length; i += 1) {
        const word = words[i]!;
        if (word.list !== undefined || !this.lineBreakBetween(words[i - 1]!, word)) continue;
        const before = words.slice(from, i);
        if (!startsStatement(this.path, before, word)) continue;
        this.addStatement(before);
        from = i;
        if (!endsWithoutSemicolon?.(before)) {
          const { span: where } = words[i - 1]!;
          this.problems.push({ span: where, code: 'missing-semicolon', text: MISSING_SEMICOLON });
        }
      }
    }
    return this.addStatement(from === 0 ? words : words.slice(from));
  }

  private addStatement(words: readonly ListedWord[]): OpenStatement {
    const header = span(words[0]!.span.start, words.at(-1)!.span.end);
    let parent: OpenStatement | undefined;
    for (let i = this.open.length - 1; i >= 0 && !parent; i -= 1) parent = this.open[i];
    const mark = this.options.inactiveMark;
    const statement: OpenStatement = {
      words,
      header,
      span: header,
      children: [],
      parent,
      coverage: 'unknown',
      ...(mark !== undefined && words[0]!.text === mark ? { inactive: true } : {}),
    };
    (parent?.children ?? this.statements).push(statement);
    return statement;
  }

  private lineBreakBetween(before: Word, after: Word): boolean {
    const at = this.text.indexOf('\n', before.span.end);
    return at >= 0 && at < after.span.start;
  }
}

/** Braces below the deepest level become punctuation of the statement they stand in. */
function levelOut(all: IToken[]): void {
  let depth = 0;
  for (const token of all) {
    const opens = token.tokenType === Open;
    if (!opens && token.tokenType !== Close) continue;
    if (!opens) depth = Math.max(0, depth - 1);
    if (depth >= DEEPEST) {
      token.tokenType = Buried;
      token.tokenTypeIdx = Buried.tokenTypeIdx!;
    }
    if (opens) depth += 1;
  }
}

const spanOf = (token: IToken): Span => span(token.startOffset, token.startOffset + token.image.length);

const MISSING_SEMICOLON: Bilingual = {
  en: 'A semicolon is missing here: the next line would become part of this statement.',
  'zh-cn': '此处缺少分号：下一行会被并入这条语句。',
};
const LIST_NOT_CLOSED: Bilingual = {
  en: 'This list has no closing bracket.',
  'zh-cn': '这个列表缺少右方括号。',
};
const BRACE_NOT_CLOSED: Bilingual = {
  en: 'This block has no closing brace.',
  'zh-cn': '这个块缺少右花括号。',
};
const BRACE_NOT_OPENED: Bilingual = {
  en: 'This brace closes nothing: there is one too many, or an opening brace is missing above.',
  'zh-cn': '这个花括号没有可关闭的块：要么多余，要么前面缺少左花括号。',
};

const parser = new BracesParser();
