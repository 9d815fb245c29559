import { COMMANDS } from '../../kit/iptables-commands.ts';
import type { Outline, Statement, SyntaxProblem, Trivia, Word } from '../../outline.ts';
import type { Span } from '../../text/span.ts';
import { optionOf } from './commands.ts';
import { ruleLine } from './grammar/rule-line.ts';

/**
 * What iptables-restore refuses for sure, and with it the whole text. Only whole texts are judged: a line that is no command at all
 * makes it a template, whose result is not seen here.
 */
export function refusals(outline: Outline): SyntaxProblem[] {
  if (outline.statements.some(isStrange)) return [];
  return [...tableProblems(outline), ...outline.statements.flatMap(lineProblem)].sort(
    (a, b) => a.span.start - b.span.start,
  );
}

/** A rule with what follows a `#` cut off, as it was meant; undefined where nothing is cut. */
export function withoutComment(words: readonly Word[]): readonly Word[] | undefined {
  const at = words.findIndex(({ text }, index) => index > 0 && text.startsWith('#'));
  return at > 0 ? words.slice(0, at) : undefined;
}

const isStrange = ({ words: [first] }: Statement): boolean =>
  !/^(?:\*[a-z]+|:.*|COMMIT|-.*|\[\d+:\d+\])$/.test(first!.text);

/** The grammar is asked about lines only that look like one of the faults: there are few. */
function lineProblem({ words }: Statement): SyntaxProblem[] {
  if (!/^(?:\[|-)/.test(words[0]!.text) || !words.slice(0, 2).some(({ text }) => COMMANDS.has(text))) return [];
  const port = portProblem(words);
  const kept = withoutComment(words);
  const quoted = words.find(({ text }) => /^'/.test(text) && !/^'[^']*'$/.test(text));
  if (port.length === 0 && !kept && !quoted) return [];
  if (ruleLine(words)) return port;
  if (quoted) return [problem('single-quotes', quoted.span, SINGLE_QUOTES)];
  if (!kept || !ruleLine(kept)) return [];
  const span = { start: words[kept.length]!.span.start, end: words.at(-1)!.span.end };
  return [problem('comment-after-rule', span, COMMENT)];
}

/** `--dport` is an option of protocols that have ports. */
function portProblem(words: readonly Word[]): SyntaxProblem[] {
  let port: Word | undefined;
  for (const word of words) {
    const name = optionOf(word.text.replace(/=.*/s, ''))?.name;
    if (/^-p./.test(word.text)) return [];
    if (name === undefined) continue;
    if (name === 'protocol' || name === 'proto') return [];
    if (/^(?:source-port|destination-port)$/.test(name)) port ??= word;
  }
  return port ? [problem('port-without-protocol', port.span, portText(port.text))] : [];
}

/** Every table ends with COMMIT, and inside one a comment starts at the margin. */
function tableProblems({ text, statements, trivia }: Outline): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const tables: { start: Span; end: number }[] = [];
  let open: Statement | undefined;
  for (const statement of statements) {
    const word = statement.words[0]!.text;
    if (word === 'COMMIT') {
      if (open) tables.push({ start: open.span, end: statement.span.start });
      open = undefined;
    } else if (word.startsWith('*')) {
      if (open) problems.push(problem('commit-missing', open.span, COMMIT));
      open = statement;
    }
  }
  if (open) problems.push(problem('commit-missing', open.span, COMMIT));
  return [...problems, ...indentedComments(text, trivia, tables)];
}

function indentedComments(
  text: string,
  trivia: readonly Trivia[],
  tables: readonly { start: Span; end: number }[],
): SyntaxProblem[] {
  let at = 0;
  return trivia.flatMap(({ span }) => {
    while (at < tables.length && tables[at]!.end < span.start) at += 1;
    const inside = at < tables.length && tables[at]!.start.start < span.start;
    return inside && /[ \t]/.test(text[span.start - 1] ?? '') ? [problem('indented-comment', span, INDENTED)] : [];
  });
}

const problem = (code: string, span: Span, text: SyntaxProblem['text']): SyntaxProblem => ({ code, span, text });

const COMMIT: SyntaxProblem['text'] = {
  en: 'This table has no COMMIT: iptables-restore refuses the file and loads nothing of it. End the table with a line COMMIT.',
  'zh-cn': '该表没有 COMMIT:iptables-restore 会拒绝整个文件,什么也不会加载。请在表的末尾加上一行 COMMIT。',
};

const COMMENT: SyntaxProblem['text'] = {
  en: 'iptables-restore takes a comment behind a rule for arguments and refuses the file. Put it on a line of its own, or use -m comment --comment "...".',
  'zh-cn':
    'iptables-restore 会把规则后面的注释当作参数并拒绝整个文件。请另起一行书写,或使用 -m comment --comment "..."。',
};

const INDENTED: SyntaxProblem['text'] = {
  en: 'Inside a table a comment has to start in the first column; iptables-restore takes this one for a rule and refuses the file.',
  'zh-cn': '在表内,注释必须从第一列开始;iptables-restore 会把这一行当作规则并拒绝整个文件。',
};

const SINGLE_QUOTES: SyntaxProblem['text'] = {
  en: 'iptables-restore knows double quotes only: this text falls apart at its blanks, and the file is refused. Write "..." instead.',
  'zh-cn': 'iptables-restore 只认双引号:该文本会在空格处断开,整个文件会被拒绝。请改用 "..."。',
};

const portText = (option: string): SyntaxProblem['text'] => ({
  en: `${option} needs a protocol with ports on the same line: without -p tcp or -p udp iptables refuses the rule, and iptables-restore the whole file.`,
  'zh-cn': `${option} 需要在同一行指定带端口的协议:没有 -p tcp 或 -p udp,iptables 会拒绝这条规则,iptables-restore 会拒绝整个文件。`,
});
