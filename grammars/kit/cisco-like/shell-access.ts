import type { ShellAccess } from '../../model/services.ts';
import type { Statement } from '../../outline.ts';
import { walk } from '../../outline.ts';
import { lower, startsWith } from './facts.ts';

/**
 * `line vty 0 4` with `transport input telnet ssh`, or with `no login` where AAA does not ask instead. What a block of the same lines says
 * later counts; what it does not say is the platform's, and depends on the version.
 */
export function accessByLines(statements: readonly Statement[]): readonly ShellAccess[] {
  const aaa = statements.some(({ words }) => startsWith(words, 'aaa new-model'));
  const byLines = new Map<string, Lines>();
  for (const { words, children } of statements) {
    if (!startsWith(words, 'line vty')) continue;
    const key = words.map(({ text }) => text.toLowerCase()).join(' ');
    const lines = byLines.get(key) ?? { listed: false };
    byLines.set(key, lines);
    for (const child of children) readLine(lines, child);
  }
  return [...byLines.values()].flatMap(({ telnet, open, listed, closed }): ShellAccess[] =>
    closed
      ? []
      : [
          ...(telnet ? [{ kind: 'telnet' as const, span: telnet.span, restricted: listed }] : []),
          ...(open && !aaa ? [{ kind: 'no-login' as const, span: open.span, restricted: listed }] : []),
        ],
  );
}

interface Lines {
  telnet?: Statement | undefined;
  open?: Statement | undefined;
  /** An access class. */
  listed: boolean;
  /** Nobody may come at all. */
  closed?: boolean;
}

function readLine(lines: Lines, statement: Statement): void {
  const { words } = statement;
  // transport input telnet ssh
  if (lower(words, 0) === 'transport' && /^inp?u?t?$/.test(lower(words, 1))) {
    const protocols = words.slice(2).map(({ text }) => text.toLowerCase());
    lines.telnet = protocols.some((one) => one === 'telnet' || one === 'all') ? statement : undefined;
    lines.closed = protocols.includes('none');
  } else if (lower(words, 0) === 'access-class' || startsWith(words, 'ipv6 access-class')) lines.listed = true;
  else if (startsWith(words, 'no login') && words.length === 2) lines.open = statement;
  else if (lower(words, 0) === 'login') lines.open = undefined;
}

/** `feature telnet`; an access class of the lines limits it. */
export function accessByFeature(statements: readonly Statement[]): readonly ShellAccess[] {
  const listed = statements.some(
    ({ words, children }) =>
      startsWith(words, 'line vty') && children.some((child) => /access-class$/.test(lower(child.words, 0))),
  );
  const last = statements.findLast(({ words }) => /^(?:no )?feature telnet$/.test(spelt(words)));
  return last && lower(last.words, 0) !== 'no' ? [{ kind: 'telnet', span: last.span, restricted: listed }] : [];
}

/** `management telnet` with `no shutdown` in it, or in one of its VRFs. */
export function accessByManagement(statements: readonly Statement[]): readonly ShellAccess[] {
  return statements.flatMap(({ words, header, children }): ShellAccess[] => {
    if (!startsWith(words, 'management telnet')) return [];
    const inside = [...walk(children)];
    if (!inside.some((child) => spelt(child.words) === 'no shutdown')) return [];
    const restricted = inside.some(({ words: own }) => /^ip(?:v6)? access-group$/.test(spelt(own.slice(0, 2))));
    return [{ kind: 'telnet', span: header, restricted }];
  });
}

/** `telnet vrf default ipv4 server max-servers 10 access-list OPS` */
export function accessByServer(statements: readonly Statement[]): readonly ShellAccess[] {
  return statements.flatMap(({ words, span }): ShellAccess[] =>
    lower(words, 0) === 'telnet' && words.some((_, i) => lower(words, i) === 'server')
      ? [{ kind: 'telnet', span, restricted: words.some((_, i) => lower(words, i) === 'access-list') }]
      : [],
  );
}

const spelt = (words: Statement['words']): string => words.map(({ text }) => text.toLowerCase()).join(' ');
