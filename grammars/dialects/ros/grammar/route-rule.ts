import { createToken, EmbeddedActionsParser, type IToken, Lexer } from 'chevrotain';

/** `dst in 10.0.0.0/8`, `bgp-path-len > 50`, `rpki invalid`, `ospf-dn`. */
export interface Test {
  readonly kind: 'test';
  readonly property: string;
  /** `in`, `==`, `>`, `includes`, ...; empty where two words say it: `protocol bgp`. */
  readonly operator: string;
  readonly value: string;
}

export type Condition =
  | Test
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition };

export type RouteStatement =
  | { readonly kind: 'accept' | 'reject' | 'return' }
  | { readonly kind: 'jump'; readonly chain: string }
  /** `set bgp-local-pref 100`, `append bgp-communities 64500:1`, `delete ...` */
  | { readonly kind: 'change'; readonly verb: string; readonly words: readonly string[] }
  | {
      readonly kind: 'if';
      readonly condition: Condition;
      readonly inside: readonly RouteStatement[];
      readonly otherwise: readonly RouteStatement[];
    };

/** The text of `rule=`. @returns undefined where it is not understood to its end. */
export function parseRouteRule(text: string): readonly RouteStatement[] | undefined {
  const { tokens, errors } = lexer.tokenize(text);
  if (errors.length > 0) return undefined;
  parser.input = tokens;
  const statements = parser.statements();
  return parser.errors.length > 0 ? undefined : statements;
}

const Blank = createToken({ name: 'Blank', pattern: /[ \t\r\n]+/, group: Lexer.SKIPPED, line_breaks: true });
const Word = createToken({ name: 'Word', pattern: Lexer.NA });
const ChangeVerb = createToken({ name: 'ChangeVerb', pattern: Lexer.NA });
const Plain = createToken({ name: 'Plain', pattern: /[A-Za-z0-9_.:/^$*+?\\@[\]|,-]+/, categories: [Word] });
const keyword = (text: string, category = Word) =>
  createToken({ name: `'${text}'`, pattern: text, longer_alt: Plain, categories: [category] });
const If = keyword('if');
const Else = keyword('else');
const Not = keyword('not');
const Accept = keyword('accept');
const Reject = keyword('reject');
const Return = keyword('return');
const Jump = keyword('jump');
const And = keyword('and');
const Or = keyword('or');
const CHANGES = ['set', 'append', 'delete', 'filter', 'unset', 'replace', 'rpki-verify'].map((text) =>
  keyword(text, ChangeVerb),
);
const Quoted = createToken({ name: 'Quoted', pattern: /"(?:[^"\\]|\\.)*"/, line_breaks: true });
const Compared = createToken({ name: 'Compared', pattern: /==|!=|<=|>=|<|>|~/ });
const BothOf = createToken({ name: 'BothOf', pattern: /&&/ });
const EitherOf = createToken({ name: 'EitherOf', pattern: /\|\|/ });
const Bang = createToken({ name: 'Bang', pattern: /!/ });
const OpenRound = createToken({ name: 'OpenRound', pattern: /\(/ });
const CloseRound = createToken({ name: 'CloseRound', pattern: /\)/ });
const OpenBrace = createToken({ name: 'OpenBrace', pattern: /\{/ });
const CloseBrace = createToken({ name: 'CloseBrace', pattern: /\}/ });
const Semicolon = createToken({ name: 'Semicolon', pattern: /;/ });

const TOKENS = [
  Blank,
  EitherOf,
  BothOf,
  Compared,
  Bang,
  OpenRound,
  CloseRound,
  OpenBrace,
  CloseBrace,
  Semicolon,
  Quoted,
  If,
  Else,
  Not,
  Accept,
  Reject,
  Return,
  Jump,
  And,
  Or,
  ...CHANGES,
  Plain,
  Word,
  ChangeVerb,
];

const lexer = new Lexer(TOKENS, { positionTracking: 'onlyOffset', ensureOptimizations: true });

class RouteRuleParser extends EmbeddedActionsParser {
  // if (dst in 10.0.0.0/8 && dst-len > 24) { reject } else { accept }
  readonly statements = this.RULE('statements', (): RouteStatement[] => {
    const all: RouteStatement[] = [];
    this.MANY(() => {
      this.OR([{ ALT: () => all.push(this.SUBRULE(this.statement)) }, { ALT: () => this.CONSUME(Semicolon) }]);
    });
    return all;
  });

  // set bgp-local-pref 100
  private readonly statement = this.RULE(
    'statement',
    (): RouteStatement =>
      this.OR([
        { ALT: () => this.verdict(this.CONSUME(Accept), 'accept') },
        { ALT: () => this.verdict(this.CONSUME(Reject), 'reject') },
        { ALT: () => this.verdict(this.CONSUME(Return), 'return') },
        { ALT: () => this.SUBRULE(this.jump) },
        { ALT: () => this.SUBRULE(this.change) },
        { ALT: () => this.SUBRULE(this.branch) },
      ]),
  );

  // jump bogons
  private readonly jump = this.RULE('jump', (): RouteStatement => {
    this.CONSUME(Jump);
    return { kind: 'jump', chain: textOf(this.CONSUME(Word)) };
  });

  // append bgp-communities 64500:100,64500:200
  private readonly change = this.RULE('change', (): RouteStatement => {
    const verb = this.CONSUME(ChangeVerb).image;
    const words: string[] = [];
    this.AT_LEAST_ONE(() => words.push(textOf(this.CONSUME(Plain))));
    return { kind: 'change', verb, words };
  });

  // if (protocol bgp) { accept }
  private readonly branch = this.RULE('branch', (): RouteStatement => {
    this.CONSUME(If);
    this.CONSUME(OpenRound);
    const condition = this.SUBRULE(this.either);
    this.CONSUME(CloseRound);
    const inside = this.SUBRULE(this.block);
    const otherwise = this.OPTION(() => this.SUBRULE(this.orElse)) ?? [];
    return { kind: 'if', condition, inside, otherwise };
  });

  // else { reject }
  private readonly orElse = this.RULE('orElse', (): RouteStatement[] => {
    this.CONSUME(Else);
    return this.OR([{ ALT: () => this.SUBRULE(this.block) }, { ALT: () => [this.SUBRULE(this.branch)] }]);
  });

  // { accept; }
  private readonly block = this.RULE('block', (): RouteStatement[] => {
    this.CONSUME(OpenBrace);
    const inner = this.SUBRULE(this.statements);
    this.CONSUME(CloseBrace);
    return inner;
  });

  // rpki valid || rpki unknown
  private readonly either = this.RULE('either', (): Condition => {
    const all = [this.SUBRULE(this.both)];
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(EitherOf) }, { ALT: () => this.CONSUME(Or) }]);
      all.push(this.SUBRULE1(this.both));
    });
    return all.length === 1 ? all[0]! : { kind: 'any', of: all };
  });

  // dst in 10.0.0.0/8 && dst-len > 24
  private readonly both = this.RULE('both', (): Condition => {
    const all = [this.SUBRULE(this.operand)];
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(BothOf) }, { ALT: () => this.CONSUME(And) }]);
      all.push(this.SUBRULE1(this.operand));
    });
    return all.length === 1 ? all[0]! : { kind: 'all', of: all };
  });

  // not bgp-network
  private readonly operand = this.RULE(
    'operand',
    (): Condition =>
      this.OR([
        { ALT: () => this.negated(this.CONSUME(Not), this.SUBRULE(this.operand)) },
        { ALT: () => this.negated(this.CONSUME(Bang), this.SUBRULE1(this.operand)) },
        { ALT: () => this.SUBRULE(this.group) },
        { ALT: () => this.SUBRULE(this.test) },
      ]),
  );

  // (dst-len < 8)
  private readonly group = this.RULE('group', (): Condition => {
    this.CONSUME(OpenRound);
    const inner = this.SUBRULE(this.either);
    this.CONSUME(CloseRound);
    return inner;
  });

  // bgp-communities includes 64500:666
  private readonly test = this.RULE('test', (): Condition => {
    const words: string[] = [textOf(this.CONSUME(Plain))];
    let operator = '';
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            operator = this.CONSUME(Compared).image;
          },
        },
        { ALT: () => words.push(textOf(this.CONSUME1(Plain))) },
        { ALT: () => words.push(textOf(this.CONSUME(Quoted))) },
      ]),
    );
    const [property = '', ...rest] = words;
    if (operator === '' && rest.length > 1)
      return { kind: 'test', property, operator: rest[0]!, value: rest.slice(1).join(' ') };
    return { kind: 'test', property, operator, value: rest.join(' ') };
  });

  constructor() {
    super(TOKENS, { maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  private verdict(_: IToken, kind: 'accept' | 'reject' | 'return'): RouteStatement {
    return { kind };
  }

  private negated(_: IToken, of: Condition): Condition {
    return { kind: 'not', of };
  }
}

const parser = new RouteRuleParser();

function textOf(token: IToken | undefined): string {
  return (token?.image ?? '').replace(/^"|"$/g, '');
}
