import type { Bilingual } from '../../../grammars/outline.ts';

/** What is said of a text that should be a packet. */
export const notAPacket = (text: string): Bilingual => ({
  en: `Not a packet: ${text}. Write it as ${EXAMPLES.join(', or as ')}.`,
  'zh-cn': `无法识别的数据包:${text}。写法示例:${EXAMPLES.join(',或 ')}。`,
});

const EXAMPLES = ['tcp 198.51.100.7:40000 > 192.0.2.10:443', 'icmp 198.51.100.7 > 192.0.2.10 type 8'];
