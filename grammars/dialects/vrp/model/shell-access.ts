import { lower } from '../../../kit/cisco-like/facts.ts';
import type { ShellAccess } from '../../../model/services.ts';
import type { Statement } from '../../../outline.ts';

/** `telnet server enable`; `telnet server acl 2000` or `acl 2000 inbound` of the lines say who may come. */
export function shellAccess(statements: readonly Statement[]): readonly ShellAccess[] {
  const listed = statements.some(
    ({ words, children }) =>
      /^telnet (?:ipv6 )?server acl /.test(spelt(words)) ||
      (lower(words, 0) === 'user-interface' &&
        lower(words, 1) === 'vty' &&
        children.some((child) => /^acl (?:ipv6 )?\S+ inbound/.test(spelt(child.words)))),
  );
  return statements.flatMap(({ words, span }): ShellAccess[] =>
    /^telnet (?:ipv6 )?server enable$/.test(spelt(words)) ? [{ kind: 'telnet', span, restricted: listed }] : [],
  );
}

const spelt = (words: Statement['words']): string => words.map(({ text }) => text.toLowerCase()).join(' ');
