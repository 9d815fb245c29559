import { createToken, EmbeddedActionsParser, type IToken, Lexer } from 'chevrotain';

/** One word of a command, quotes undone. */
export interface ShellWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Nothing in it is expanded by the shell: `text` is what the command gets. */
  readonly sure: boolean;
}

export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly redirects: readonly { readonly operator: string; readonly target: ShellWord | undefined }[];
  /** What stands before it: it runs after success (`&&`), failure (`||`), always (`;`), or takes input (`|`). */
  readonly after: '' | ';' | '&&' | '||' | '|' | '&' | '(' | ')';
  readonly start: number;
  readonly end: number;
}

/** @returns undefined where the text is no sequence of simple commands (here-documents, open quotes). */
export function shellCommands(script: string): readonly ShellCommand[] | undefined {
  try {
    const lexed = lexer.tokenize(script);
    if (lexed.errors.length > 0) return undefined;
    parser.input = lexed.tokens;
    const parts = parser.script();
    return parser.errors.length > 0 || !Array.isArray(parts) ? undefined : commandsOf(parts);
  } catch {
    // A quoted text too long for the regular expression engine.
    return undefined;
  }
}

const Comment = createToken({
  name: 'Comment',
  // A hash starts a comment only where a word could start.
  pattern: (text: string, offset: number) => {
    if (text[offset] !== '#' || (offset > 0 && !/[\s;&|()]/.test(text[offset - 1]!))) return null;
    const end = text.indexOf('\n', offset);
    return [text.slice(offset, end < 0 ? text.length : end)];
  },
  line_breaks: false,
  start_chars_hint: ['#'],
});
const Blank = createToken({ name: 'Blank', pattern: /(?:[ \t\r]|\\\r?\n)+/, line_breaks: true });
const Newline = createToken({ name: 'Newline', pattern: /\n/, line_breaks: true });
const HereDocument = createToken({ name: 'HereDocument', pattern: /<<</ });
const Redirect = createToken({ name: 'Redirect', pattern: /[0-9]?(?:>>|>&[0-9-]|>\||<&[0-9-]|>|<(?!<))|&>>?/ });
const AndIf = createToken({ name: 'AndIf', pattern: /&&/ });
const OrIf = createToken({ name: 'OrIf', pattern: /\|\|/ });
const Semicolon = createToken({ name: 'Semicolon', pattern: /;/ });
const Pipe = createToken({ name: 'Pipe', pattern: /\|/ });
const Ampersand = createToken({ name: 'Ampersand', pattern: /&/ });
const Open = createToken({ name: 'Open', pattern: /\(/ });
const Close = createToken({ name: 'Close', pattern: /\)/ });
const Single = createToken({ name: 'Single', pattern: /'[^']*'/, line_breaks: true });
const Double = createToken({ name: 'Double', pattern: /"(?:[^"\\]|\\[\s\S])*"/, line_breaks: true });
const Expansion = createToken({
  name: 'Expansion',
  pattern: /\$(?:\([^()]*\)|\{[^}\n]{0,200}\}|[A-Za-z_][A-Za-z_0-9]*|[0-9@*#?$!-])|`[^`]*`/,
  line_breaks: true,
});
const Escape = createToken({ name: 'Escape', pattern: /\\[^\n]/ });
const Text = createToken({ name: 'Text', pattern: /[A-Za-z0-9_./:,=+%@^~!-]+/ });
const Glob = createToken({ name: 'Glob', pattern: /[*?[\]{}$#]/ });
const Other = createToken({ name: 'Other', pattern: /[\u0080-\uFFFF]/ });

const tokens = [
  Comment,
  Blank,
  Newline,
  HereDocument,
  Redirect,
  AndIf,
  OrIf,
  Semicolon,
  Pipe,
  Ampersand,
  Open,
  Close,
  Single,
  Double,
  Expansion,
  Escape,
  Text,
  Glob,
  Other,
];
const lexer = new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' });

type Operator = ShellCommand['after'];
type Part = { readonly operator: Operator } | { readonly command: Omit<ShellCommand, 'after'> };

class ShellParser extends EmbeddedActionsParser {
  // 10.0.0.0/8   'a b'   "x"y
  private readonly word = this.RULE('word', (): ShellWord => {
    const pieces: IToken[] = [];
    this.AT_LEAST_ONE(() => {
      pieces.push(
        this.OR([
          { ALT: () => this.CONSUME(Text) },
          { ALT: () => this.CONSUME(Single) },
          { ALT: () => this.CONSUME(Double) },
          { ALT: () => this.CONSUME(Escape) },
          { ALT: () => this.CONSUME(Expansion) },
          { ALT: () => this.CONSUME(Glob) },
          { ALT: () => this.CONSUME(Other) },
        ]),
      );
    });
    return this.ACTION(() => wordOf(pieces));
  });

  // > /etc/x   2>&1
  private readonly redirect = this.RULE('redirect', (): ShellCommand['redirects'][number] => {
    const operator = this.CONSUME(Redirect).image;
    this.OPTION(() => this.CONSUME(Blank));
    let target: ShellWord | undefined;
    this.OPTION1(() => {
      target = this.SUBRULE(this.word);
    });
    return { operator, target };
  });

  // iptables -A INPUT -j DROP > /dev/null
  private readonly command = this.RULE('command', (): Part => {
    const words: ShellWord[] = [];
    const redirects: ShellCommand['redirects'][number][] = [];
    this.AT_LEAST_ONE(() => {
      this.OR([
        { ALT: () => words.push(this.SUBRULE(this.word)) },
        { ALT: () => redirects.push(this.SUBRULE(this.redirect)) },
      ]);
      this.OPTION(() => this.CONSUME(Blank));
    });
    return { command: { words, redirects, start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0 } };
  });

  // a && b; c | d
  readonly script = this.RULE('script', (): readonly Part[] => {
    const parts: Part[] = [];
    const operator = (as: Operator): void => {
      parts.push({ operator: as });
    };
    this.MANY(() => {
      this.OR([
        { ALT: () => parts.push(this.SUBRULE(this.command)) },
        { ALT: () => this.CONSUME(Blank) },
        { ALT: () => this.CONSUME(Comment) },
        { ALT: () => [this.CONSUME(Newline), operator(';')] },
        { ALT: () => [this.CONSUME(Semicolon), operator(';')] },
        { ALT: () => [this.CONSUME(AndIf), operator('&&')] },
        { ALT: () => [this.CONSUME(OrIf), operator('||')] },
        { ALT: () => [this.CONSUME(Pipe), operator('|')] },
        { ALT: () => [this.CONSUME(Ampersand), operator('&')] },
        { ALT: () => [this.CONSUME(Open), operator('(')] },
        { ALT: () => [this.CONSUME(Close), operator(')')] },
      ]);
    });
    return parts;
  });

  constructor() {
    super(tokens, { maxLookahead: 1 });
    this.performSelfAnalysis();
  }
}

const parser = new ShellParser();

function commandsOf(parts: readonly Part[]): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let after: Operator = '';
  for (const part of parts) {
    if ('operator' in part) {
      after = part.operator;
      continue;
    }
    commands.push({ ...part.command, after });
    after = '';
  }
  return commands;
}

function wordOf(pieces: readonly IToken[]): ShellWord {
  let text = '';
  let sure = true;
  for (const { tokenType, image } of pieces) {
    if (tokenType === Single) text += image.slice(1, -1);
    else if (tokenType === Double) {
      const inner = image.slice(1, -1);
      sure &&= !/(?:^|[^\\])[$`]/.test(inner);
      text += inner.replace(/\\(["\\$`])/g, '$1');
    } else if (tokenType === Escape) text += image.slice(1);
    else {
      sure &&= tokenType !== Expansion && tokenType !== Glob;
      text += image;
    }
  }
  const last = pieces.at(-1)!;
  return { text, start: pieces[0]!.startOffset, end: last.startOffset + last.image.length, sure };
}
