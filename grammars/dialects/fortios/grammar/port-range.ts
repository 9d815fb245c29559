import { createToken, EmbeddedActionsParser, Lexer } from 'chevrotain';
import type { Interval } from '../../../model/filter.ts';

/** One word of `set tcp-portrange`: ports of the server, and behind a colon those of the client. */
export interface PortRange {
  readonly destination: Interval;
  readonly source?: Interval;
}

const Digits = createToken({ name: 'Digits', pattern: /[0-9]{1,5}/ });
const Dash = createToken({ name: 'Dash', pattern: /-/ });
const Colon = createToken({ name: 'Colon', pattern: /:/ });
const tokens = [Digits, Dash, Colon];
const lexer = new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' });

class PortRangeParser extends EmbeddedActionsParser {
  constructor() {
    super(tokens, { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  // 8000-8080:1024-65535
  readonly range = this.RULE('range', (): PortRange => {
    const destination = this.SUBRULE(this.interval);
    const source = this.OPTION(() => {
      this.CONSUME(Colon);
      return this.SUBRULE1(this.interval);
    });
    return source ? { destination, source } : { destination };
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

const parser = new PortRangeParser();

/** @returns undefined for what is no range of ports; ends may be turned round, and too high. */
export function readPortRange(text: string): PortRange | undefined {
  const lexed = lexer.tokenize(text);
  if (lexed.errors.length > 0) return undefined;
  parser.input = lexed.tokens;
  const range = parser.range();
  return parser.errors.length === 0 ? range : undefined;
}
