import type { ReadableSecret } from '../../model/services.ts';
import type { Statement, Word } from '../../outline.ts';
import { lower } from './facts.ts';

/**
 * Passwords of people that whoever reads the text has, where the platform could keep a hash. A peer that logs in by CHAP needs its password
 * readable: users of a device that speaks PPP are left out.
 * @param statements of the top level
 */
export function readableSecrets(statements: readonly Statement[]): readonly ReadableSecret[] {
  const peers = statements.some(({ children }) => children.some(({ words }) => lower(words, 0) === 'ppp'));
  const hashed = statements.some(({ words }) => lower(words, 0) === 'enable' && lower(words, 1) === 'secret');
  return statements.flatMap(({ words }): ReadableSecret[] => {
    const first = lower(words, 0);
    // enable password level 15 7 0822455D0A16
    // With `enable secret` beside it, nobody is asked for it.
    if (first === 'enable' && lower(words, 1) === 'password')
      return hashed ? [] : secretAt(words, lower(words, 2) === 'level' ? 4 : 2, 'enable');
    if (first !== 'username' || peers) return [];
    // username alice privilege 15 password 7 0822455D0A16
    const at = words.findIndex((_, index) => index > 1 && lower(words, index) === 'password');
    return at < 0 ? [] : secretAt(words, at + 1, 'user');
  });
}

/** `0 secret`, `7 0822455D0A16`, `secret`; others are encrypted, or hashes. */
function secretAt(words: readonly Word[], at: number, kind: ReadableSecret['kind']): ReadableSecret[] {
  const typed = /^\d$/.test(lower(words, at)) && words[at + 1] !== undefined;
  const form = typed ? FORMS[lower(words, at)] : 'clear';
  const value = words[typed ? at + 1 : at];
  if (!form || !value || PLACEHOLDER.test(value.text)) return [];
  const end = words[typed ? at : at - 1]!.span.end;
  return [{ kind, form, span: { start: words[0]!.span.start, end } }];
}

const FORMS: Readonly<Record<string, ReadableSecret['form']>> = { '0': 'clear', '7': 'reversible' };

/** Of a template, or taken out before the text was shown. */
const PLACEHOLDER = /^["']?[<{$*%[]|^x{3,}$|removed|redacted|sanitized|scrubbed|hidden/i;
