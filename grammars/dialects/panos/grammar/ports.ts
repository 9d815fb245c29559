import { createToken, EmbeddedActionsParser, Lexer } from 'chevrotain';
import type { Interval } from '../../../model/filter.ts';

const Digits = createToken({ name: 'Digits', pattern: /[0-9]{1,5}/ });
const Dash = createToken({ name: 'Dash', pattern: /-/ });
const Comma = createToken({ name: 'Comma', pattern: /,/ });
const Blank = createToken({ name: 'Blank', pattern: /[ \t]+/, group: Lexer.SKIPPED });
const tokens = [Blank, Digits, Dash, Comma];
const lexer = new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' });

class PortsParser extends EmbeddedActionsParser {
  constructor() {
    super(tokens, { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  // 80,8000-8080
  readonly ports = this.RULE('ports', (): Interval[] => {
    const all: Interval[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        const one = this.SUBRULE(this.interval);
        this.ACTION(() => all.push(one));
      },
    });
    return all;
  });

  // 8000-8080
  private readonly interval = this.RULE('interval', (): Interval => {
    const first = Number(this.CONSUME(Digits).image);
    const last = this.OPTION(() => {
      this.CONSUME(Dash);
      return Number(this.CONSUME1(Digits).image);
    });
    return { first, last: last ?? first };
  });
}

const parser = new PortsParser();

/** @returns undefined for what is no list of ports; ends may be turned round, and too high. */
export function readPorts(text: string): Interval[] | undefined {
  const lexed = lexer.tokenize(text);
  if (lexed.errors.length > 0) return undefined;
  parser.input = lexed.tokens;
  const ports = parser.ports();
  return parser.errors.length === 0 ? ports : undefined;
}
