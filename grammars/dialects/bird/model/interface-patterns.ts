import type { InterfacePatterns } from '../../../model/route-choice.ts';
import type { Word } from '../../../outline.ts';

/** `"eth*", -"eth0", 192.0.2.0/24`; undefined: something else stands there. */
export function interfacePatterns(words: readonly Word[]): InterfacePatterns | undefined {
  const patterns: string[] = [];
  let sign = '';
  let one = '';
  const end = (): boolean => {
    if (one === '') return sign === '';
    if (!/^[\w.:@*?/-]+$/.test(one)) return false;
    patterns.push(`${sign}${one}`);
    sign = '';
    one = '';
    return true;
  };
  for (const { text } of words) {
    if (text === ',') {
      if (!end()) return undefined;
    } else if (text === '-' && one === '') sign = '-';
    else if (text.startsWith('"')) {
      if (one !== '') return undefined;
      one = text.replaceAll('"', '');
    } else one += text;
  }
  return end() && patterns.length > 0 ? patterns : undefined;
}
