import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import type { Path, PathObservation } from './observe.ts';

/** `answers from 3 of 5 hops towards 192.0.2.1: 10.0.0.1, *, 10.0.1.1, *, 192.0.2.1.` */
export const cameBack = ({ paths }: PathObservation): Bilingual => inARow(paths.map(ofPath));

const MOST_HOPS = 12;

function ofPath({ address, trace }: Path): Bilingual {
  const hops = trace?.hops ?? [];
  if (hops.length === 0)
    return { en: `no answer from any hop towards ${address}`, 'zh-cn': `往 ${address} 的各跳均无应答` };
  const answered = hops.filter(({ addresses }) => addresses.length > 0).length;
  const shown = hops.slice(0, MOST_HOPS).map(({ addresses }) => addresses.join(' or ') || '*');
  const row = [...shown, ...(hops.length > MOST_HOPS ? ['...'] : [])].join(', ');
  return {
    en: `answers from ${answered} of ${hops.length} hops towards ${address}: ${row}`,
    'zh-cn': `往 ${address} 的 ${hops.length} 跳中有 ${answered} 跳应答:${row.replaceAll(' or ', ' 或 ')}`,
  };
}
