import { quotedLines } from '../../../kit/quoted-lines.ts';
import type { Outline } from '../../../outline.ts';

/** `bind 10.0.0.5 -::1`     `save ""`     `sentinel monitor main 10.0.0.5 6379 2`: a directive a line. Never fails, loses nothing. */
export const parse: (text: string) => Outline = quotedLines({
  remarks: 'at line start',
  notClosed: {
    en: 'This quote has no end on its line: Redis does not start ("unbalanced quotes"). Close it.',
    'zh-cn': '此引号在本行内没有结束,Redis 将无法启动("unbalanced quotes")。请补上结束引号。',
  },
});
