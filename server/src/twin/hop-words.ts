import type { Bilingual } from '../../../grammars/outline.ts';
import type { HopReport } from './ask-trace.ts';

type Passage = Pick<HopReport, 'inInterface' | 'outInterface' | 'gateway'>;

/** How a packet comes to a device and leaves it: `in GigabitEthernet0/0, out GigabitEthernet0/1 to 192.0.2.1`. */
export const hopWords = (hop: Passage, locale: keyof Bilingual): string => WORDS[locale](hop);

const WORDS: Readonly<Record<keyof Bilingual, (hop: Passage) => string>> = {
  en: ({ inInterface, outInterface, gateway }) => {
    const from = inInterface === undefined ? 'starts' : `in ${inInterface}`;
    return (
      from + (outInterface === undefined ? '' : `, out ${outInterface}${gateway === undefined ? '' : ` to ${gateway}`}`)
    );
  },
  'zh-cn': ({ inInterface, outInterface, gateway }) => {
    const from = inInterface === undefined ? '由此发出' : `从 ${inInterface} 进入`;
    return (
      from +
      (outInterface === undefined ? '' : `,从 ${outInterface} ${gateway === undefined ? '发出' : `发往 ${gateway}`}`)
    );
  },
};
