import { EmbeddedActionsParser } from 'chevrotain';
import { vocabulary, wordOf } from '../../../kit/word-tokens.ts';
import type { Word } from '../../../outline.ts';

/** What stands between `if` and `then`; a test is a row of words, brackets and commas among them. */
export type PolicyCondition =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly PolicyCondition[] }
  | { readonly kind: 'not'; readonly part: PolicyCondition }
  | { readonly kind: 'test'; readonly words: readonly Word[] };

/** Cisco IOS XR Routing Configuration Guide, "Implementing Routing Policy". @returns undefined for what is no condition */
export function parseCondition(words: readonly Word[]): PolicyCondition | undefined {
  parser.input = vocab.tokens(withoutPunctuation(words));
  const condition = parser.condition();
  return parser.errors.length > 0 ? undefined : condition;
}

/** Brackets and commas as words of their own: `(10.0.0.0/8,` is three. */
export const withoutPunctuation = (words: readonly Word[]): Word[] =>
  words.flatMap(({ text, span }) =>
    [...text.matchAll(/[(),]|[^(),]+/g)].map((match) => ({
      text: match[0],
      span: { start: span.start + match.index, end: span.start + match.index + match[0].length },
    })),
  );

const vocab = vocabulary(['and', 'or', 'not', '(', ')'], {});
const k = (text: string) => vocab.keyword(text);

class ConditionParser extends EmbeddedActionsParser {
  constructor() {
    super(vocab.types, { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  // destination in CUSTOMERS and community matches-any OWN or as-path is-local
  readonly condition = this.RULE('condition', (): PolicyCondition => {
    const parts = [this.SUBRULE(this.conjunction)];
    this.MANY(() => {
      this.CONSUME(k('or'));
      parts.push(this.SUBRULE2(this.conjunction));
    });
    return parts.length === 1 ? parts[0]! : { kind: 'any', parts };
  });

  // destination in CUSTOMERS and not community matches-any OWN
  private readonly conjunction = this.RULE('conjunction', (): PolicyCondition => {
    const parts = [this.SUBRULE(this.negation)];
    this.MANY(() => {
      this.CONSUME(k('and'));
      parts.push(this.SUBRULE2(this.negation));
    });
    return parts.length === 1 ? parts[0]! : { kind: 'all', parts };
  });

  // not (as-path is-local)
  private readonly negation = this.RULE(
    'negation',
    (): PolicyCondition =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(k('not'));
            return { kind: 'not' as const, part: this.SUBRULE(this.negation) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('('));
            const inner = this.SUBRULE(this.condition);
            this.CONSUME(k(')'));
            return inner;
          },
        },
        { ALT: () => ({ kind: 'test' as const, words: this.SUBRULE(this.test) }) },
      ]),
  );

  // destination in (10.0.0.0/8 le 24, 192.0.2.0/24)
  private readonly test = this.RULE('test', (): Word[] => {
    const words: Word[] = [];
    this.AT_LEAST_ONE(() => {
      this.OR([
        { ALT: () => words.push(wordOf(this.CONSUME(vocab.Name))) },
        { ALT: () => words.push(wordOf(this.CONSUME(vocab.Digits))) },
        { ALT: () => words.push(wordOf(this.CONSUME(vocab.Ipv4))) },
        { ALT: () => words.push(wordOf(this.CONSUME(vocab.Ipv6))) },
        { ALT: () => words.push(wordOf(this.CONSUME(vocab.Prefix))) },
      ]);
      // A list of values follows a word; a bracket in front of a test is one around conditions.
      this.OPTION(() => this.SUBRULE(this.values, { ARGS: [words] }));
    });
    return words;
  });

  // (64500:1, 64500:2)
  private readonly values = this.RULE('values', (words: Word[] = []): void => {
    words.push(wordOf(this.CONSUME(k('('))));
    this.MANY(() => {
      this.OR([
        { ALT: () => words.push(wordOf(this.CONSUME(vocab.Name))) },
        { ALT: () => words.push(wordOf(this.CONSUME(vocab.Digits))) },
        { ALT: () => words.push(wordOf(this.CONSUME(vocab.Ipv4))) },
        { ALT: () => words.push(wordOf(this.CONSUME(vocab.Ipv6))) },
        { ALT: () => words.push(wordOf(this.CONSUME(vocab.Prefix))) },
        { ALT: () => this.SUBRULE(this.values, { ARGS: [words] }) },
      ]);
    });
    words.push(wordOf(this.CONSUME(k(')'))));
  });
}

const parser = new ConditionParser();
