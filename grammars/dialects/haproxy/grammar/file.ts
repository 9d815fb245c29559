import { quotedLines } from '../../../kit/quoted-lines.ts';
import type { Outline } from '../../../outline.ts';
import { SECTIONS } from '../keywords.ts';

/** Sections that begin with their own word, and a statement a line in them. It never fails, loses nothing, costs linear time. */
export const parse: (text: string) => Outline = quotedLines({
  remarks: 'anywhere',
  sections: SECTIONS,
  notClosed: {
    en: 'This quote has no end on its line: HAProxy refuses the file. Close it, or put a backslash before it.',
    'zh-cn': '此引号在本行内没有结束,HAProxy 会拒绝该文件。请补上结束引号,或在它前面加反斜杠。',
  },
});
