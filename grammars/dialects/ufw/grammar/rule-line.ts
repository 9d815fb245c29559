import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import { wordOf } from '../../../kit/word-tokens.ts';
import type { Word } from '../../../outline.ts';
import { UFW } from './vocabulary.ts';

/** Who, on one side. */
export interface End {
  readonly address?: Word;
  readonly port?: Word;
  readonly app?: Word;
}

/** `ufw route insert 1 allow in on eth0 log proto tcp from 192.0.2.0/24 to any port 443 comment 'web'`, without `ufw`. */
export interface RuleLine {
  readonly place?: { readonly kind: 'delete' | 'insert' | 'prepend'; readonly number?: Word };
  readonly routed: boolean;
  readonly action: Word;
  readonly direction?: 'in' | 'out';
  readonly inInterface?: Word;
  readonly outInterface?: Word;
  readonly log?: Word;
  /** The short form: a port, a service or a profile. */
  readonly target?: Word;
  readonly proto?: Word;
  readonly from: End;
  readonly to: End;
  readonly comment?: Word;
}

/** @returns undefined where the words are no rule */
export function ruleLine(words: readonly Word[]): RuleLine | undefined {
  parser.input = UFW.tokens(words);
  const line = parser.line() as RuleLine | undefined;
  return parser.errors.length > 0 ? undefined : line;
}

const word = (text: string) => UFW.keyword(text);

type Draft = { -readonly [K in keyof RuleLine]: RuleLine[K] };
type DraftEnd = { -readonly [K in keyof End]: End[K] };

/** Words that begin a part of the long form. */
const PARTS: ReadonlySet<string> = new Set(['proto', 'from', 'to', 'port', 'app', 'comment']);

class RuleParser extends EmbeddedActionsParser {
  // allow 22/tcp   route allow in on eth0 out on eth1   insert 1 deny from 192.0.2.0/24   delete allow 80
  readonly line = this.RULE('line', (): RuleLine => {
    const to: DraftEnd = {};
    const draft: Partial<Draft> = { routed: false, from: {}, to };
    this.MANY(() => this.SUBRULE(this.place, { ARGS: [draft] }));
    draft.action = wordOf(this.CONSUME(UFW.category('action')));
    this.MANY1(() =>
      this.OR([
        { ALT: () => this.SUBRULE(this.way, { ARGS: [draft] }) },
        { ALT: () => this.log(draft, this.CONSUME(word('log'))) },
        { ALT: () => this.log(draft, this.CONSUME(word('log-all'))) },
      ]),
    );
    this.OPTION({
      GATE: () => !PARTS.has(this.LA(1).image.toLowerCase()),
      DEF: () => {
        draft.target = wordOf(this.CONSUME(UFW.Word));
      },
    });
    const at = { side: to };
    this.MANY2(() => this.SUBRULE(this.part, { ARGS: [draft, at] }));
    return draft as RuleLine;
  });

  // route   insert 2
  private readonly place = this.RULE('place', (draft: Partial<Draft>): void => {
    this.OR([
      { ALT: () => this.CONSUME(word('rule')) },
      {
        ALT: () => {
          this.CONSUME(word('route'));
          this.ACTION(() => {
            draft.routed = true;
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('delete'));
          this.ACTION(() => {
            draft.place = { kind: 'delete' };
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('insert'));
          const number = wordOf(this.CONSUME(UFW.Digits));
          this.ACTION(() => {
            draft.place = { kind: 'insert', number };
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('prepend'));
          this.ACTION(() => {
            draft.place = { kind: 'prepend' };
          });
        },
      },
    ]);
  });

  // in on eth0
  private readonly way = this.RULE('way', (draft: Partial<Draft>): void => {
    const direction = this.OR([{ ALT: () => this.CONSUME(word('in')) }, { ALT: () => this.CONSUME(word('out')) }]);
    let name: Word | undefined;
    this.OPTION(() => {
      this.CONSUME(word('on'));
      name = wordOf(this.CONSUME(UFW.Word));
    });
    this.ACTION(() => {
      const inward = direction.image.toLowerCase() === 'in';
      draft.direction ??= inward ? 'in' : 'out';
      if (name) draft[inward ? 'inInterface' : 'outInterface'] = name;
    });
  });

  // proto tcp   from 192.0.2.0/24   port 80,443   comment 'web'
  private readonly part = this.RULE('part', (draft: Partial<Draft>, at: { side: DraftEnd }): void => {
    const key = this.OR([
      { ALT: () => this.CONSUME(word('proto')) },
      { ALT: () => this.CONSUME(word('from')) },
      { ALT: () => this.CONSUME(word('to')) },
      { ALT: () => this.CONSUME(word('port')) },
      { ALT: () => this.CONSUME(word('app')) },
      { ALT: () => this.CONSUME(word('comment')) },
    ]);
    const value = wordOf(this.CONSUME(UFW.Word));
    this.ACTION(() => {
      const name = key.image.toLowerCase();
      if (name === 'proto') draft.proto = value;
      else if (name === 'comment') draft.comment = value;
      else if (name === 'port' || name === 'app') at.side[name] = value;
      else {
        at.side = (name === 'from' ? draft.from : draft.to) as DraftEnd;
        at.side.address = value;
      }
    });
  });

  private log(draft: Partial<Draft>, token: IToken): void {
    this.ACTION(() => {
      draft.log = wordOf(token);
    });
  }

  constructor() {
    super(UFW.types, { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }
}

const parser = new RuleParser();
