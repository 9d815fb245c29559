import type { FloodLimit } from '../../../model/flood.ts';
import type { Statement } from '../../../outline.ts';
import { at } from '../../../text/span.ts';
import { countOf } from './parameters.ts';

/** `rate-limit sessions 50`: sessions beyond it wait in the queue of the socket (HAProxy Configuration Manual, 4.2). */
export const floodLimits = (sections: readonly Statement[]): FloodLimit[] =>
  sections
    .filter(({ words }) => /^(?:defaults|frontend|listen)$/.test(words[0]!.text))
    .flatMap(({ children }) => {
      const beside = children.some(countsSources);
      return children.flatMap(({ words, header }): FloodLimit[] => {
        const value = words[2];
        const count =
          words[0]!.text === 'rate-limit' && words[1]?.text === 'sessions' ? countOf(value?.text) : undefined;
        if (!value || count === undefined) return [];
        return [
          {
            counts: 'connections',
            unit: 'per-second',
            per: 'all',
            limit: at(count, value.span),
            suffix: '',
            beyond: 'wait',
            label: 'rate-limit sessions',
            span: header,
            ...(beside ? { beside } : {}),
          },
        ];
      });
    });

/** `tcp-request connection track-sc0 src` */
const countsSources = ({ words }: Statement): boolean =>
  words.some(({ text }, at) => /^track-sc\d$/.test(text) && words[at + 1]?.text === 'src');
