import { createToken, EmbeddedActionsParser, Lexer } from 'chevrotain';
import type { FlagTest } from '../../../model/filter.ts';

const BITS: Readonly<Record<string, number>> = {
  fin: 1,
  syn: 2,
  rst: 4,
  push: 8,
  psh: 8,
  ack: 16,
  urgent: 32,
  urg: 32,
};

const Blank = createToken({ name: 'Blank', pattern: /[ \t,]+/, group: Lexer.SKIPPED });
const And = createToken({ name: 'And', pattern: /&{1,2}|\+/ });
const Or = createToken({ name: 'Or', pattern: /\|{1,2}/ });
const Not = createToken({ name: 'Not', pattern: /!/ });
const Open = createToken({ name: 'Open', pattern: /\(/ });
const Close = createToken({ name: 'Close', pattern: /\)/ });
const Hex = createToken({ name: 'Hex', pattern: /0x[0-9a-fA-F]{1,2}/ });
const Flag = createToken({ name: 'Flag', pattern: /fin|syn|rst|push|psh|ack|urgent|urg/ });

const tokens = [Blank, And, Or, Not, Open, Close, Hex, Flag];
const lexer = new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' });

/** Any of these tests holds; none: never. */
type Formula = readonly FlagTest[];

class FlagsParser extends EmbeddedActionsParser {
  // (syn & !ack) | rst
  readonly expression = this.RULE('expression', (): Formula => {
    let all = this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.CONSUME(Or);
      const next = this.SUBRULE1(this.conjunction);
      all = this.ACTION(() => [...all, ...next]);
    });
    return all;
  });

  // syn & !ack
  private readonly conjunction = this.RULE('conjunction', (): Formula => {
    let all = this.SUBRULE(this.term);
    this.MANY(() => {
      this.CONSUME(And);
      const next = this.SUBRULE1(this.term);
      all = this.ACTION(() => both(all, next));
    });
    return all;
  });

  // !ack
  private readonly term = this.RULE('term', (): Formula => {
    let negated = false;
    this.OPTION(() => {
      this.CONSUME(Not);
      negated = true;
    });
    const inner = this.SUBRULE(this.primary);
    return this.ACTION(() => (negated ? not(inner) : inner));
  });

  // ack    0x10    (syn | fin)
  private readonly primary = this.RULE(
    'primary',
    (): Formula =>
      this.OR([
        {
          ALT: (): Formula => {
            const { image } = this.CONSUME(Flag);
            return this.ACTION(() => [{ mask: BITS[image]!, value: BITS[image]! }]);
          },
        },
        {
          ALT: (): Formula => {
            const { image } = this.CONSUME(Hex);
            return this.ACTION(() => {
              const bits = Number.parseInt(image, 16);
              return [{ mask: bits, value: bits }];
            });
          },
        },
        {
          ALT: (): Formula => {
            this.CONSUME(Open);
            const inner = this.SUBRULE(this.expression);
            this.CONSUME(Close);
            return inner;
          },
        },
      ]),
  );

  constructor() {
    super(tokens, { maxLookahead: 1 });
    this.performSelfAnalysis();
  }
}

const MOST_TESTS = 256;

/** Both hold; contradictions fall away. */
export function both(a: Formula, b: Formula): Formula {
  const all: FlagTest[] = [];
  for (const one of a) {
    for (const other of b) {
      const common = one.mask & other.mask;
      if ((one.value & common) === (other.value & common))
        all.push({ mask: one.mask | other.mask, value: one.value | other.value });
    }
  }
  if (all.length > MOST_TESTS) throw new RangeError('too many flag combinations');
  return all;
}

/** De Morgan over the disjunction: one bit of every test is otherwise. */
const not = (formula: Formula): Formula =>
  formula.reduce<Formula>(
    (all, { mask, value }) =>
      both(
        all,
        [1, 2, 4, 8, 16, 32, 64, 128].filter((bit) => mask & bit).map((bit) => ({ mask: bit, value: bit & ~value })),
      ),
    [{ mask: 0, value: 0 }],
  );

const parser = new FlagsParser();

/** `"syn & !ack"` as alternatives of bit tests; undefined where it is no flag expression. */
export function tcpFlags(text: string): readonly FlagTest[] | undefined {
  if (text.length > 200) return undefined;
  const lexed = lexer.tokenize(text);
  if (lexed.errors.length > 0) return undefined;
  parser.input = lexed.tokens;
  try {
    const formula = parser.expression();
    return parser.errors.length > 0 || formula.length === 0 ? undefined : formula;
  } catch {
    return undefined;
  }
}
