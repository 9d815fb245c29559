import type { Detection } from '../../dialect.ts';
import { carrierOf } from '../../kit/carrier.ts';
import { commandOf } from './commands.ts';
import { readUfw } from './outline.ts';

const NOTHING: Detection = { score: 0, reasons: [] };
/** Enough to tell. */
const CONSIDERED = 20_000;

/** Most lines are commands of ufw, or the settings that only it has. */
export function detect(text: string): Detection {
  const start = text.slice(0, CONSIDERED);
  const policy = start.includes('_POLICY=')
    ? /^DEFAULT_(?:INPUT|OUTPUT|FORWARD)_POLICY=.*$/m.exec(start)?.[0]
    : undefined;
  // The file itself, and not a program that writes it.
  if (policy !== undefined && !carrierOf(start)) return { score: 95, reasons: [policy] };
  if (!start.includes('ufw') || !/(?:^|\s)(?:\/usr\/sbin\/)?ufw\s/m.test(start)) return NOTHING;
  const kinds = readUfw(start).statements.map((statement) => ({ kind: commandOf(statement).kind, statement }));
  const rules = kinds.filter(({ kind }) => kind === 'rule' || kind === 'default');
  const [first] = rules;
  if (!first || rules.length * 2 < kinds.length) return NOTHING;
  return {
    score: Math.min(92, 60 + 8 * rules.length),
    reasons: [
      `${rules.length} of ${kinds.length} lines are rules of ufw`,
      first.statement.words.map((word) => word.text).join(' '),
    ],
  };
}
