import { createToken, EmbeddedActionsParser, type IToken, Lexer } from 'chevrotain';
import type { Bilingual, Outline, Statement, SyntaxProblem, Trivia, Word } from '../outline.ts';
import { type Span, span } from '../text/span.ts';

/** A word that knows of which attribute it is the value; absent: the element's name, or its text. */
export interface XmlWord extends Word {
  readonly attribute?: string;
}

export const attributeOf = (word: Word): string | undefined => (word as XmlWord).attribute;

/**
 * Elements as statements: the first word is the name, then the values of attributes, in their order, and the text that stands before the
 * first child; later text is trivia. Tags, names of attributes and declarations are trivia too. There is no DTD: a DOCTYPE is skipped and
 * defines nothing. Never fails, loses nothing, costs linear time, and does not recurse.
 */
export function readXml(text: string): Outline {
  const lexed = lexer.tokenize(text);
  const builder = new Builder();
  parser.builder = builder;
  parser.input = lexed.tokens;
  parser.document();
  builder.finish(text.length);
  const lost = lexed.errors.map(
    ({ offset, length }): Trivia => ({ kind: 'blob', span: span(offset, offset + length) }),
  );
  return {
    text,
    statements: builder.statements,
    trivia: [...builder.trivia, ...lost].sort((a, b) => a.span.start - b.span.start),
    problems: builder.problems,
  };
}

/** What the five named entities and the numbered ones stand for; another one stands for itself. */
export const xmlText = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name as string]!;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      ? String.fromCodePoint(code)
      : (whole as string);
  });

/** A value to stand in a text or between quotes. */
export const xmlEscaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one]!);

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Neither blank nor `<`, `=`, `>` nor a quote, as explicit ranges: complement classes cost the lexer its speed. */
const VISIBLE =
  '\\u0000-\\u0008\\u000e-\\u001f!#-&(-;?-\\u009f\\u00a1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\ufefe\\uff00-\\uffff';
const NAME = '[A-Za-z_:\\u00c0-\\ufffd][A-Za-z0-9_:.\\u00b7-\\ufffd-]*';
const BLANK = '\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';

/** From here to the closing mark; one that is open takes the rest of the text. */
const upTo =
  (open: string, close: string) =>
  (text: string, offset: number): [string] | null => {
    if (!text.startsWith(open, offset)) return null;
    const end = text.indexOf(close, offset + open.length);
    return [text.slice(offset, end < 0 ? text.length : end + close.length)];
  };

/** `<!DOCTYPE x [ ... ]>`: brackets may hold `>`; its declarations are not read. */
function doctype(text: string, offset: number): [string] | null {
  if (!text.startsWith('<!', offset)) return null;
  let depth = 0;
  for (let at = offset + 2; at < text.length; at += 1) {
    if (text[at] === '[') depth += 1;
    else if (text[at] === ']') depth -= 1;
    else if (text[at] === '>' && depth <= 0) return [text.slice(offset, at + 1)];
  }
  return [text.slice(offset)];
}

const hinted = { start_chars_hint: ['<'], line_breaks: true };
const Comment = createToken({ name: 'Comment', pattern: upTo('<!--', '-->'), ...hinted });
const CData = createToken({ name: 'CData', pattern: upTo('<![CDATA[', ']]>'), ...hinted });
const Instruction = createToken({ name: 'Instruction', pattern: upTo('<?', '?>'), ...hinted });
const Doctype = createToken({ name: 'Doctype', pattern: doctype, ...hinted });
const CloseTag = createToken({ name: 'CloseTag', pattern: new RegExp(`</${NAME}[\\t-\\r ]*>`), line_breaks: true });
const OpenTag = createToken({ name: 'OpenTag', pattern: new RegExp(`<${NAME}`), push_mode: 'tag' });
const Blank = createToken({
  name: 'Blank',
  pattern: new RegExp(`[${BLANK}]+`),
  group: Lexer.SKIPPED,
  line_breaks: true,
});
/** From the first visible character to the next tag. */
const Text = createToken({
  name: 'Text',
  pattern: new RegExp(`[${VISIBLE}=>"'][${VISIBLE}${BLANK}=>"']*`),
  line_breaks: true,
});
/** A `<` that begins no tag. */
const StrayOpen = createToken({ name: 'StrayOpen', pattern: /</ });
const Attribute = createToken({ name: 'Attribute', pattern: new RegExp(`${NAME}[\\t-\\r ]*=`), line_breaks: true });
const Value = createToken({
  name: 'Value',
  pattern: new RegExp(`"[${VISIBLE}${BLANK}=>']*"|'[${VISIBLE}${BLANK}=>"]*'`),
  line_breaks: true,
});
const TagEnd = createToken({ name: 'TagEnd', pattern: />/, pop_mode: true });
const EmptyTagEnd = createToken({ name: 'EmptyTagEnd', pattern: /\/>/, pop_mode: true });
/** A tag that the next one cuts off. */
const CutTag = createToken({
  name: 'CutTag',
  pattern: (text: string, offset: number): [string] | null => (text[offset] === '<' ? [text[offset]!] : null),
  start_chars_hint: ['<'],
  line_breaks: false,
  pop_mode: true,
});
/** What belongs into no tag. */
const Junk = createToken({
  name: 'Junk',
  pattern: new RegExp(`[${VISIBLE}="']`),
  line_breaks: true,
});

const tokens = [Comment, CData, Instruction, Doctype, CloseTag, OpenTag, Blank, Text, StrayOpen];
const inTag = [Blank, Attribute, Value, EmptyTagEnd, TagEnd, CutTag, Junk];
const lexer = new Lexer(
  { modes: { content: tokens, tag: inTag }, defaultMode: 'content' },
  { ensureOptimizations: true, positionTracking: 'onlyOffset' },
);

class XmlParser extends EmbeddedActionsParser {
  builder: Builder = new Builder();

  // <?xml version="1.0"?><config><entry name="a">text</entry></config>
  readonly document = this.RULE('document', () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.tag) },
        { ALT: () => this.SUBRULE(this.text) },
        { ALT: () => this.SUBRULE(this.rest) },
      ]);
    });
  });

  // <entry name="a">      <units/>      </entry>
  private readonly tag = this.RULE('tag', () => {
    this.OR([
      {
        ALT: () => {
          const open = this.CONSUME(OpenTag);
          this.ACTION(() => this.builder.open(open));
          this.MANY(() => this.SUBRULE(this.inside));
          this.OR1([
            {
              ALT: () => {
                const end = this.CONSUME(TagEnd);
                this.ACTION(() => this.builder.punctuation(end));
              },
            },
            {
              ALT: () => {
                const end = this.CONSUME(EmptyTagEnd);
                this.ACTION(() => this.builder.closeEmpty(end));
              },
            },
            {
              ALT: () => {
                const cut = this.CONSUME(CutTag);
                this.ACTION(() => this.builder.cut(cut));
              },
            },
            { ALT: () => undefined },
          ]);
        },
      },
      {
        ALT: () => {
          const close = this.CONSUME(CloseTag);
          this.ACTION(() => this.builder.close(close));
        },
      },
    ]);
  });

  // name="a"
  private readonly inside = this.RULE('inside', () => {
    this.OR([
      {
        ALT: () => {
          const name = this.CONSUME(Attribute);
          this.ACTION(() => this.builder.attribute(name));
        },
      },
      {
        ALT: () => {
          const value = this.CONSUME(Value);
          this.ACTION(() => this.builder.value(value));
        },
      },
      {
        ALT: () => {
          const junk = this.CONSUME(Junk);
          this.ACTION(() => this.builder.blob(junk));
        },
      },
    ]);
  });

  // 192.0.2.0/24      <![CDATA[a < b]]>
  private readonly text = this.RULE('text', () => {
    const token = this.OR([{ ALT: () => this.CONSUME(Text) }, { ALT: () => this.CONSUME(CData) }]);
    this.ACTION(() => this.builder.text(token));
  });

  // <!-- rules -->      <?xml version="1.0"?>      <!DOCTYPE config>
  private readonly rest = this.RULE('rest', () => {
    this.OR([
      {
        ALT: () => {
          const comment = this.CONSUME(Comment);
          this.ACTION(() => this.builder.comment(comment));
        },
      },
      {
        ALT: () => {
          const other = this.OR1([
            { ALT: () => this.CONSUME(Instruction) },
            { ALT: () => this.CONSUME(Doctype) },
            { ALT: () => this.CONSUME(StrayOpen) },
          ]);
          this.ACTION(() => this.builder.blob(other));
        },
      },
    ]);
  });

  constructor() {
    super([...tokens, ...inTag], { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }
}

interface Draft extends Statement {
  readonly words: XmlWord[];
  header: Span;
  span: Span;
  readonly children: Draft[];
}

/** Deeper elements are read as though they stood at this depth: readers of the outline recurse. */
const DEEPEST = 100;

class Builder {
  readonly statements: Statement[] = [];
  readonly trivia: Trivia[] = [];
  readonly problems: SyntaxProblem[] = [];
  private readonly stack: Draft[] = [];
  /** The attribute whose value comes next. */
  private named = '';

  open(token: IToken): void {
    const { start, end } = spanOf(token);
    this.trivia.push({ kind: 'punctuation', span: span(start, start + 1) });
    const parent = this.stack[Math.min(this.stack.length, DEEPEST) - 1];
    const word: Word = { text: token.image.slice(1), span: span(start + 1, end) };
    const statement: Draft = {
      words: [word],
      header: span(start, end),
      span: span(start, end),
      children: [],
      parent,
      coverage: 'unknown',
    };
    (parent?.children ?? this.statements).push(statement);
    this.stack.push(statement);
  }

  attribute(token: IToken): void {
    this.punctuation(token);
    this.named = token.image.slice(0, -1).trimEnd();
  }

  value(token: IToken): void {
    const { start, end } = spanOf(token);
    this.trivia.push({ kind: 'punctuation', span: span(start, start + 1) });
    this.trivia.push({ kind: 'punctuation', span: span(end - 1, end) });
    const text = token.image.slice(1, -1);
    const attribute = this.named;
    this.named = '';
    if (text !== '') this.stack.at(-1)!.words.push({ text, span: span(start + 1, end - 1), attribute });
    this.grow(end);
  }

  punctuation(token: IToken): void {
    this.trivia.push({ kind: 'punctuation', span: spanOf(token) });
    this.grow(spanOf(token).end);
  }

  comment(token: IToken): void {
    this.trivia.push({ kind: 'comment', span: spanOf(token) });
  }

  blob(token: IToken): void {
    this.trivia.push({ kind: 'blob', span: spanOf(token) });
  }

  text(token: IToken): void {
    const own = this.stack.at(-1);
    const image = token.image.trimEnd();
    const where = span(token.startOffset, token.startOffset + image.length);
    if (!own || own.children.length > 0) {
      this.trivia.push({ kind: 'blob', span: where });
      return;
    }
    own.words.push({ text: image, span: where });
    this.grow(where.end);
  }

  closeEmpty(token: IToken): void {
    this.punctuation(token);
    this.end(this.stack.pop()!, spanOf(token).end);
  }

  /** `<a <b>`: the sign that begins the next tag is left out of both. */
  cut(token: IToken): void {
    this.blob(token);
    const own = this.stack.pop()!;
    this.problems.push({ span: own.words[0]!.span, code: 'tag-cut-off', text: TAG_CUT_OFF });
  }

  close(token: IToken): void {
    const where = spanOf(token);
    this.trivia.push({ kind: 'punctuation', span: where });
    const name = token.image.slice(2, -1).trimEnd();
    let depth = this.stack.length - 1;
    // An element that somebody forgot to close is near; far away, this tag closes nothing.
    const nearest = Math.max(0, depth - NEAR);
    while (depth >= nearest && this.stack[depth]!.words[0]!.text !== name) depth -= 1;
    if (depth < nearest) {
      this.problems.push({ span: where, code: 'tag-not-opened', text: TAG_NOT_OPENED });
      return;
    }
    while (this.stack.length > depth + 1) {
      const own = this.stack.pop()!;
      this.problems.push({ span: own.words[0]!.span, code: 'tag-not-closed', text: TAG_NOT_CLOSED });
      this.end(own, where.start);
    }
    this.end(this.stack.pop()!, where.end);
  }

  finish(length: number): void {
    const [outermost] = this.stack;
    if (outermost) this.problems.push({ span: outermost.words[0]!.span, code: 'tag-not-closed', text: TAG_NOT_CLOSED });
    for (let own = this.stack.pop(); own; own = this.stack.pop()) this.end(own, length);
    this.problems.sort((a, b) => a.span.start - b.span.start);
  }

  private grow(end: number): void {
    const own = this.stack.at(-1);
    if (!own) return;
    own.header = span(own.header.start, end);
    own.span = span(own.span.start, end);
  }

  private end(statement: Draft, end: number): void {
    statement.span = span(statement.span.start, Math.max(statement.span.end, end));
  }
}

/** So many elements up, a closing tag is looked for. */
const NEAR = 50;

const spanOf = (token: IToken): Span => span(token.startOffset, token.startOffset + token.image.length);

const TAG_NOT_CLOSED: Bilingual = {
  en: 'This element has no closing tag.',
  'zh-cn': '此元素缺少结束标签。',
};
const TAG_NOT_OPENED: Bilingual = {
  en: 'This tag closes nothing: its opening tag is missing, or an element between is not closed.',
  'zh-cn': '此标签没有可关闭的元素:缺少开始标签,或其间有元素未关闭。',
};
const TAG_CUT_OFF: Bilingual = {
  en: 'This tag has no `>`.',
  'zh-cn': '此标签缺少 `>`。',
};

const parser = new XmlParser();
