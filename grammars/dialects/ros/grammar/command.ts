import { createToken, createTokenInstance, EmbeddedActionsParser, type IToken } from 'chevrotain';
import type { Word } from '../../../outline.ts';
import type { Located, Span } from '../../../text/span.ts';
import { unquoted } from '../words.ts';

/** `comment="the office"`; a bare word behind the command (`blackhole`) is one with an empty value. */
export interface Parameter {
  /** In lower case; `.as` behind `remote.address` is `remote.as`. */
  readonly name: string;
  /** Without its quotes; the span is that of the text as written. */
  readonly value: Located<string>;
  readonly span: Span;
}

export type Verb = (typeof VERBS)[number];

/** One line of a configuration. */
export interface Command {
  /** `ip firewall filter`: in front of the command; empty where the line stands in an open menu. */
  readonly path: readonly string[];
  /** Absent: the line opens the menu. */
  readonly verb?: Verb;
  /** What `set`, `remove` and the like are for: bare words (`telnet`, `0`), or the conditions of `[ find ... ]`. */
  readonly items: readonly Word[];
  readonly find?: readonly Parameter[];
  readonly parameters: readonly Parameter[];
}

/** @returns undefined for what is no command on a menu: scripts, expressions. */
export function parseCommand(words: readonly Word[]): Command | undefined {
  if (/^[:{(]/.test(words[0]?.text ?? '')) return undefined;
  parser.input = tokensOf(words);
  const command = parser.command();
  return parser.errors.length > 0 ? undefined : command;
}

const VERBS = [
  'add',
  'set',
  'remove',
  'print',
  'enable',
  'disable',
  'unset',
  'move',
  'export',
  'edit',
  'find',
  'get',
  'comment',
  'reset',
] as const;

const AnyWord = createToken({ name: 'AnyWord' });
const kind = (name: string) => createToken({ name, categories: [AnyWord] });
const VerbWord = kind('VerbWord');
const Open = kind('Open');
const Close = createToken({ name: 'Close' });
const Pair = kind('Pair');
const Plain = kind('Plain');

type Item = { readonly word: Word } | { readonly parameter: Parameter } | { readonly find: readonly Parameter[] };

class CommandParser extends EmbeddedActionsParser {
  // /ip firewall filter add chain=input action=drop
  readonly command = this.RULE('command', (): Command => {
    const path: string[] = [];
    this.MANY(() => {
      const token = this.CONSUME(Plain);
      this.ACTION(() => path.push(...token.image.toLowerCase().split('/').filter(Boolean)));
    });
    const rest = this.OPTION(() => this.SUBRULE(this.action));
    return rest ? { path, ...rest } : { path, items: [], parameters: [] };
  });

  // set [ find default-name=ether1 ] name=wan disabled=no
  private readonly action = this.RULE('action', (): Omit<Command, 'path'> => {
    const verb = this.CONSUME(VerbWord).image as Verb;
    const items: Item[] = [];
    this.MANY(() => items.push(this.SUBRULE(this.item)));
    return this.ACTION(() => {
      const found = items.flatMap((item) => ('find' in item ? [item.find] : []));
      const bare = items.flatMap((item) => ('word' in item ? [item.word] : []));
      return {
        verb,
        items: bare,
        ...(found[0] ? { find: found[0] } : {}),
        parameters: withPrefixes(items.flatMap((item) => ('parameter' in item ? [item.parameter] : []))),
      };
    });
  });

  // address=192.0.2.1/24
  private readonly item = this.RULE(
    'item',
    (): Item =>
      this.OR([
        { ALT: () => this.one(this.CONSUME(Pair), (token) => ({ parameter: parameterOf(token) })) },
        { ALT: () => this.one(this.CONSUME(Plain), (token) => ({ word: wordOf(token) })) },
        { ALT: () => this.one(this.CONSUME(VerbWord), (token) => ({ word: wordOf(token) })) },
        { ALT: () => ({ find: this.SUBRULE(this.find) }) },
      ]),
  );

  // [ find default-name=ether1 ]
  private readonly find = this.RULE('find', (): Parameter[] => {
    this.CONSUME(Open);
    const conditions: Parameter[] = [];
    this.MANY(() => {
      const token = this.CONSUME(AnyWord);
      this.ACTION(() => {
        if (token.tokenType === Pair) conditions.push(parameterOf(token));
      });
    });
    this.CONSUME(Close);
    return conditions;
  });

  constructor() {
    super([AnyWord, VerbWord, Open, Close, Pair, Plain], { maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  private one<T>(token: IToken, make: (token: IToken) => T): T {
    return this.ACTION(() => make(token));
  }
}

const parser = new CommandParser();

const spanOf = (token: IToken): Span => ({ start: token.startOffset, end: token.endOffset! + 1 });

const wordOf = (token: IToken): Word => ({ text: token.image, span: spanOf(token) });

/** A value starts behind the equals sign, in the text at the same distance: breaks come behind that. */
function parameterOf(token: IToken): Parameter {
  const equals = token.image.indexOf('=');
  const span = spanOf(token);
  return {
    name: token.image.slice(0, equals).toLowerCase(),
    value: { value: unquoted(token.image.slice(equals + 1)), span: { start: span.start + equals + 1, end: span.end } },
    span,
  };
}

/** Version 7 prints `remote.address=192.0.2.1 .as=64500`: the group is that of the one before. */
function withPrefixes(parameters: readonly Parameter[]): Parameter[] {
  let group = '';
  return parameters.map((parameter) => {
    const dot = parameter.name.indexOf('.');
    if (dot > 0) group = parameter.name.slice(0, dot);
    return dot === 0 ? { ...parameter, name: group + parameter.name } : parameter;
  });
}

function tokensOf(words: readonly Word[]): IToken[] {
  const tokens: IToken[] = [];
  const put = (type: Parameters<typeof createTokenInstance>[0], image: string, start: number, end: number): void => {
    tokens.push(createTokenInstance(type, image, start, end - 1, Number.NaN, Number.NaN, Number.NaN, Number.NaN));
  };
  for (const [index, { text, span }] of words.entries()) {
    // `/ip/firewall/filter/add` ends in its command.
    const joined = index === 0 ? /^(\/.+)\/([a-z]+)$/.exec(text) : null;
    if (joined && isVerb(joined[2]!)) {
      put(Plain, joined[1]!, span.start, span.start + joined[1]!.length);
      put(VerbWord, joined[2]!, span.start + joined[1]!.length + 1, span.end);
    } else put(typeOf(text), text, span.start, span.end);
  }
  return tokens;
}

const isVerb = (text: string): boolean => (VERBS as readonly string[]).includes(text);

function typeOf(text: string): Parameters<typeof createTokenInstance>[0] {
  if (text === '[') return Open;
  if (text === ']') return Close;
  if (isVerb(text)) return VerbWord;
  return /^[A-Za-z0-9.][A-Za-z0-9.-]*=/.test(text) ? Pair : Plain;
}
