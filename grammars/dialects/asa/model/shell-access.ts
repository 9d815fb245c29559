import { lower, startsWith } from '../../../kit/cisco-like/facts.ts';
import type { ShellAccess } from '../../../model/services.ts';
import type { Statement } from '../../../outline.ts';

/** `telnet 10.0.0.0 255.0.0.0 inside`; `ssh 0.0.0.0 0.0.0.0 outside`, `http 0.0.0.0 0.0.0.0 outside` where the level is 0. */
export function shellAccess(statements: readonly Statement[]): readonly ShellAccess[] {
  const outside = outsideNames(statements);
  const web = statements.some(({ words }) => startsWith(words, 'http server enable'));
  return statements.flatMap(({ words, span }): ShellAccess[] => {
    const first = lower(words, 0);
    if (!/^(?:telnet|ssh|http)$/.test(first) || !isAddress(lower(words, 1))) return [];
    const anyone = /^(?:0\.0\.0\.0 0\.0\.0\.0|0 0|::\/0|any[46]?) /.test(
      `${words
        .slice(1, -1)
        .map(({ text }) => text)
        .join(' ')} `,
    );
    if (first === 'telnet') return [{ kind: 'telnet', span, restricted: !anyone }];
    const port = words.at(-1)!.text;
    if (!anyone || !outside.has(port.toLowerCase()) || (first === 'http' && !web)) return [];
    return [{ kind: 'anyone', span, restricted: false, open: { service: first === 'ssh' ? 'SSH' : 'HTTPS', port } }];
  });
}

const isAddress = (text: string): boolean => /^[\da-f:./]+$/.test(text) && /[.:]|^0$/.test(text);

/** Names of interfaces whose level is that of the Internet. */
function outsideNames(statements: readonly Statement[]): ReadonlySet<string> {
  return new Set(
    statements.flatMap(({ words, children }) => {
      if (lower(words, 0) !== 'interface') return [];
      const name = children.findLast((child) => lower(child.words, 0) === 'nameif')?.words[1]?.text.toLowerCase();
      const level = children.findLast((child) => lower(child.words, 0) === 'security-level')?.words[1]?.text;
      return name !== undefined && level === '0' ? [name] : [];
    }),
  );
}
