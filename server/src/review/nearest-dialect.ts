import type { Dialect } from '../../../grammars/dialect.ts';
import { dialects } from '../../../grammars/dialects/index.ts';
import { carrierOf } from '../../../grammars/kit/carrier.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { coverageOf, type DocumentInput, isSwitchedOff, prepare } from './prepare.ts';

/** The dialect that understands most of a text that none claims. */
export interface Nearest {
  readonly dialect: Dialect;
  /** Lines of the looked-at part with a statement, and those of them that the dialect knows. */
  readonly known: number;
  readonly lines: number;
}

/** Enough of a text to say what it resembles; every dialect reads it. */
const SAMPLE = 16_000;

/** @returns undefined where nothing in the text reminds of any dialect, or the user wants no review of it. */
export function nearestDialect(input: DocumentInput): Nearest | undefined {
  if (isSwitchedOff(input)) return undefined;
  const cut = input.text.length > SAMPLE ? input.text.lastIndexOf('\n', SAMPLE) : -1;
  const text = cut > 0 ? input.text.slice(0, cut) : input.text.slice(0, SAMPLE);
  let best: Nearest | undefined;
  let most = 0;
  const carrier = carrierOf(text);
  for (const dialect of dialects) {
    if (carrier && !dialect.carriers?.includes(carrier)) continue;
    const prepared = prepare({ text, dialect: dialect.id });
    if (!prepared) continue;
    const { modelled, recognised, unknown } = coverageOf(prepared);
    const known = modelled + recognised;
    const lines = known + unknown;
    // What is written is what counts; how it is written tells between equals.
    const score = (known === 0 ? 0 : (100 * known) / lines) + dialect.detect(text, input.path).score / 100;
    if (score <= most) continue;
    most = score;
    best = { dialect, known, lines };
  }
  return best;
}

/** `the nearest is Cisco NX-OS, which understands 3 of its 4 lines` */
export const nearestText = ({ dialect: { name }, known, lines }: Nearest): Bilingual => ({
  en: `the nearest is ${name}, which understands ${known} of ${lines} lines`,
  'zh-cn': `最接近的是 ${name},能理解 ${lines} 行中的 ${known} 行`,
});
