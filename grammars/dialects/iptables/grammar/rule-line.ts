import { createToken, createTokenInstance, EmbeddedActionsParser, type IToken } from 'chevrotain';
import { COMMANDS, type Command } from '../../../kit/iptables-commands.ts';
import type { Word } from '../../../outline.ts';
import { cover, type Span } from '../../../text/span.ts';
import { optionOf } from '../commands.ts';
import { unquoted } from '../words.ts';

/** One option with its values: `! -s 192.0.2.0/24`. */
export interface RulePart {
  /** Without dashes, synonyms resolved; as written where the option is not known. */
  readonly name: string;
  readonly known: boolean;
  readonly negated: boolean;
  readonly values: readonly Word[];
  /** From the `!` or the option to its last value. */
  readonly span: Span;
}

/** A line that does something to a chain. */
export interface RuleLine {
  readonly command: Command;
  /** The words directly after the command: chain, rule number or policy, new name. */
  readonly operands: readonly Word[];
  readonly parts: readonly RulePart[];
}

/** @returns undefined for words that are no command on a chain. */
export function ruleLine(words: readonly Word[]): RuleLine | undefined {
  parser.input = words.flatMap(tokensOf);
  const line = parser.line();
  return parser.errors.length > 0 ? undefined : line;
}

const AnyWord = createToken({ name: 'AnyWord' });
const kind = (name: string) => createToken({ name, categories: [AnyWord] });
const Counters = kind('Counters');
const CommandWord = kind('CommandWord');
const Not = kind('Not');
const Flag = kind('Flag');
const ValueOption = kind('ValueOption');
const PairOption = kind('PairOption');
/** Takes what follows up to the next option: it is not known how many words belong to it, or there may be none. */
const OpenOption = kind('OpenOption');
const Value = kind('Value');

const OF_ARITY = { flag: Flag, value: ValueOption, pair: PairOption, optional: OpenOption } as const;

class RuleParser extends EmbeddedActionsParser {
  // 10.0.0.0/8   "a text"   -1
  private readonly anything = this.RULE('anything', (): Word => this.wordOf(this.CONSUME(AnyWord)));

  // ! --dport 22:23   --dport ! 22:23
  private readonly valued = this.RULE('valued', (): Omit<RulePart, 'negated'> & { inner: boolean } => {
    const option = this.CONSUME(ValueOption);
    let inner = false;
    this.OPTION(() => {
      this.CONSUME(Not);
      inner = true;
    });
    const value = this.SUBRULE(this.anything);
    return this.ACTION(() => ({ ...partOf(option, [value]), inner }));
  });

  // --tcp-flags SYN,ACK SYN   --tcp-flags ! SYN,ACK SYN   --match-set blocked src
  private readonly paired = this.RULE('paired', (): Omit<RulePart, 'negated'> & { inner: boolean } => {
    const option = this.CONSUME(PairOption);
    let inner = false;
    this.OPTION(() => {
      this.CONSUME(Not);
      inner = true;
    });
    const first = this.SUBRULE(this.anything);
    const second = this.SUBRULE1(this.anything);
    return this.ACTION(() => ({ ...partOf(option, [first, second]), inner }));
  });

  // --some-extension a b
  private readonly open = this.RULE('open', (): Omit<RulePart, 'negated'> => {
    const option = this.CONSUME(OpenOption);
    const values: Word[] = [];
    this.MANY(() => values.push(this.wordOf(this.CONSUME(Value))));
    return this.ACTION(() => partOf(option, values));
  });

  // ! -i lo   --syn   -j ACCEPT
  private readonly part = this.RULE('part', (): RulePart => {
    let not: IToken | undefined;
    this.OPTION(() => {
      not = this.CONSUME(Not);
    });
    const own: Omit<RulePart, 'negated'> & { inner?: boolean } = this.OR([
      { ALT: () => this.flag() },
      { ALT: () => this.SUBRULE(this.valued) },
      { ALT: () => this.SUBRULE(this.paired) },
      { ALT: () => this.SUBRULE(this.open) },
    ]);
    return this.ACTION(() => {
      const { inner, ...part } = own;
      return {
        ...part,
        negated: (not !== undefined) !== (inner === true),
        span: not ? cover(spanOf(not), part.span) : part.span,
      };
    });
  });

  // [12:3456] -A INPUT -p tcp --dport 22 -j ACCEPT
  readonly line = this.RULE('line', (): RuleLine => {
    this.OPTION(() => this.CONSUME(Counters));
    const command = this.CONSUME(CommandWord).image;
    const operands: Word[] = [];
    this.MANY(() => operands.push(this.wordOf(this.CONSUME(Value))));
    const parts: RulePart[] = [];
    this.MANY1(() => parts.push(this.SUBRULE(this.part)));
    return this.ACTION(() => ({ command: COMMANDS.get(command)!, operands, parts }));
  });

  constructor() {
    super([AnyWord, Counters, CommandWord, Not, Flag, ValueOption, PairOption, OpenOption, Value], {
      maxLookahead: 1,
    });
    this.performSelfAnalysis();
  }

  private flag(): Omit<RulePart, 'negated'> {
    const option = this.CONSUME(Flag);
    return this.ACTION(() => partOf(option, []));
  }

  private wordOf(token: IToken): Word {
    return this.ACTION(() => ({ text: token.image, span: spanOf(token) }));
  }
}

const parser = new RuleParser();

const spanOf = (token: IToken): Span => ({ start: token.startOffset, end: token.startOffset + token.image.length });

function partOf(option: IToken, values: readonly Word[]): Omit<RulePart, 'negated'> {
  const spec = optionOf(option.image);
  const span = spanOf(option);
  return {
    name: spec?.name ?? option.image.replace(/^-+/, ''),
    known: spec !== undefined,
    values,
    span: values.length > 0 ? cover(span, values.at(-1)!.span) : span,
  };
}

/** The outline has split the line the way iptables-restore does; here its words get their kinds. `--dport=22` is two words. */
function tokensOf(word: Word, index: number): IToken[] {
  const { text, span } = word;
  const token = (type: Parameters<typeof createTokenInstance>[0], image: string, start: number): IToken =>
    createTokenInstance(type, image, start, start + image.length, Number.NaN, Number.NaN, Number.NaN, Number.NaN);
  if (index === 0 && /^\[\d+:\d+\]$/.test(text)) return [token(Counters, text, span.start)];
  if (index <= 1 && COMMANDS.has(text)) return [token(CommandWord, text, span.start)];
  if (text === '!') return [token(Not, text, span.start)];
  if (!/^-/.test(text) || text === '-') return [token(Value, text, span.start)];
  const equals = text.startsWith('--') ? text.indexOf('=') : -1;
  const name = equals < 0 ? text : text.slice(0, equals);
  const spec = optionOf(name);
  const type = spec ? OF_ARITY[spec.arity] : OpenOption;
  if (equals < 0 || equals === text.length - 1) return [token(type, text, span.start)];
  return [token(type, name, span.start), token(Value, text.slice(equals + 1), span.start + equals + 1)];
}

/** The first value as the program gets it. */
export const argumentOf = (part: RulePart): string => (part.values[0] ? unquoted(part.values[0]) : '');
