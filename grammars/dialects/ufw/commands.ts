import type { Statement, Word } from '../../outline.ts';
import { unquoted } from './outline.ts';

/** What one line of a list of commands is. */
export type Command =
  /** Words behind `ufw` and its options. */
  | { readonly kind: 'rule' | 'default' | 'delete-number' | 'reset'; readonly words: readonly Word[] }
  /** Known, and changes no rule. */
  | { readonly kind: 'other' }
  /** Decides whether, or how often, lines around it are carried out. */
  | { readonly kind: 'control' }
  | { readonly kind: 'setting'; readonly key: string; readonly value: Word }
  | { readonly kind: 'unknown' };

const RULES: ReadonlySet<string> = new Set([
  'allow',
  'deny',
  'reject',
  'limit',
  'route',
  'rule',
  'insert',
  'prepend',
  'delete',
]);
const KNOWN: ReadonlySet<string> = new Set([
  'enable',
  'disable',
  'reload',
  'logging',
  'status',
  'show',
  'app',
  'version',
]);
const CONTROL = /^(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|function|\{|\}|\w+\(\))$|;$/;
/** Before and after rules in scripts. */
const SHELL = /^(?:set|echo|printf|exit|sleep|apt|apt-get|systemctl|service|Added)$/;

export function commandOf({ words }: Statement): Command {
  const remark = words.findIndex(({ text }) => text.startsWith('#'));
  const plain = remark < 0 ? words : words.slice(0, remark);
  const setting = settingOf(plain);
  if (setting) return setting;
  const [first, ...rest] = plain[0]?.text === 'sudo' ? plain.slice(1) : plain;
  if (!first) return { kind: 'other' };
  if (plain.some(({ text }) => CONTROL.test(text))) return { kind: 'control' };
  if (!/^(?:\/usr\/sbin\/)?ufw$/.test(first.text)) return { kind: SHELL.test(first.text) ? 'other' : 'unknown' };
  const own = rest.filter(({ text }) => text !== '--force' && text !== '--dry-run');
  // Other commands may stand behind.
  if (own.some(({ text }) => /^(?:&&|\|\||\||;|>|<|&|2>)/.test(text))) return { kind: 'unknown' };
  const verb = own[0]?.text.toLowerCase() ?? '';
  if (verb === 'default' || verb === 'reset') return { kind: verb, words: own };
  if (verb === 'delete' && own.length === 2 && /^\d+$/.test(own[1]!.text)) return { kind: 'delete-number', words: own };
  if (RULES.has(verb)) return { kind: 'rule', words: own };
  return { kind: KNOWN.has(verb) ? 'other' : 'unknown' };
}

const KEYS: ReadonlySet<string> = new Set([
  'IPV6',
  'DEFAULT_INPUT_POLICY',
  'DEFAULT_OUTPUT_POLICY',
  'DEFAULT_FORWARD_POLICY',
  'DEFAULT_APPLICATION_POLICY',
  'MANAGE_BUILTINS',
  'IPT_SYSCTL',
  'IPT_MODULES',
  'IPT_BACKEND',
  'ENABLED',
  'LOGLEVEL',
]);

/** `IPV6=yes`, `DEFAULT_INPUT_POLICY="DROP"` of /etc/default/ufw and ufw.conf: the value is a word of its own where it is in quotes. */
function settingOf([first, second, more]: readonly Word[]): Command | undefined {
  const found = first && /^([A-Z0-9_]+)=(.*)$/.exec(first.text);
  if (!found || more || !KEYS.has(found[1]!)) return undefined;
  const { start, end } = first.span;
  const inline = { text: found[2]!, span: { start: start + found[1]!.length + 1, end } };
  if (second && (found[2] !== '' || second.span.start !== end)) return undefined;
  return { kind: 'setting', key: found[1]!, value: second ? inside(second) : inline };
}

/** Without its quotes. */
function inside({ text, span }: Word): Word {
  const plain = unquoted(text);
  return plain === text ? { text, span } : { text: plain, span: { start: span.start + 1, end: span.end - 1 } };
}
