import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import type { ConntrackObservation } from './observe.ts';

/** `entries in the table: 120 of at most 262144; dropped since the start: 0.` */
export function cameBack({ state }: ConntrackObservation): Bilingual {
  const { count, max, dropped, notPermitted } = state ?? {};
  const parts = [
    ...(count === undefined ? [] : [ENTRIES(count, max)]),
    ...(dropped ? [DROPPED(dropped.drop + dropped.earlyDrop + dropped.insertFailed)] : []),
    ...(notPermitted ? [ONLY_ROOT] : []),
  ];
  return inARow(parts.length > 0 ? parts : [NOTHING]);
}

const ENTRIES = (count: number, max: number | undefined): Bilingual => ({
  en: `entries in the table: ${count}${max === undefined ? '' : ` of at most ${max}`}`,
  'zh-cn': `表中条目:${count}${max === undefined ? '' : `,上限 ${max}`}`,
});
const DROPPED = (count: number): Bilingual => ({
  en: `packets dropped since the start: ${count}`,
  'zh-cn': `启动以来丢弃的报文:${count}`,
});
const ONLY_ROOT: Bilingual = { en: 'only root may read the rest', 'zh-cn': '其余内容仅 root 可读' };
const NOTHING: Bilingual = { en: 'nothing that could be read', 'zh-cn': '没有可读的结果' };
