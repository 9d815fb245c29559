import type { Statement } from '../../../outline.ts';
import type { Span } from '../../../text/span.ts';
import type { Command, Term } from '../grammar/ast.ts';
import { readCommand } from '../grammar/command.ts';

/** A statement of a filter with what stands in its braces, or behind its `then`. */
export type Step = { readonly span: Span; readonly statement: Statement } & (
  | { readonly kind: 'if'; readonly condition: Term; readonly body: readonly Step[]; otherwise?: readonly Step[] }
  | { readonly kind: 'case'; readonly of: Term; readonly branches: readonly Branch[] }
  | { readonly kind: 'for'; readonly variable: string; readonly body: readonly Step[] }
  | { readonly kind: 'accept' | 'reject' }
  | { readonly kind: 'return'; readonly value?: Term }
  | { readonly kind: 'set'; readonly to: Term; readonly value: Term }
  | { readonly kind: 'declare'; readonly name: string; readonly value?: Term }
  | { readonly kind: 'do'; readonly what: Term }
  | { readonly kind: 'nothing' }
  /** Could not be read: it may do anything. */
  | { readonly kind: 'unread' }
);

/** No labels: `else:`. */
export interface Branch {
  readonly labels: readonly Term[];
  readonly body: readonly Step[];
}

const known = new WeakMap<readonly Statement[], readonly Step[]>();

/** What a block's statements do, in order. Sets their coverage. */
export function stepsOf(statements: readonly Statement[]): readonly Step[] {
  const before = known.get(statements);
  if (before) return before;
  const steps: Step[] = [];
  for (const statement of statements) {
    const command = readCommand(statement.words);
    if (command?.kind === 'else') {
      const open = openIf(steps.at(-1));
      if (open) {
        open.otherwise = bodyOf(command.body, statement);
        statement.coverage = 'modelled';
        continue;
      }
    }
    steps.push(stepOf(command, statement));
    statement.coverage = command && command.kind !== 'else' && command.kind !== 'label' ? 'modelled' : 'unknown';
  }
  known.set(statements, steps);
  return steps;
}

type If = Extract<Step, { kind: 'if' }>;

/** `if a then if b then x; else y;` is of the inner one. */
function openIf(step: Step | undefined): If | undefined {
  if (step?.kind !== 'if') return undefined;
  const last = step.otherwise ?? step.body;
  const inner = last.length === 1 && last[0]!.statement === step.statement ? openIf(last[0]) : undefined;
  if (inner) return inner;
  if (!step.otherwise) return step;
  // else if ... else ...
  return step.otherwise.length === 1 ? openIf(step.otherwise[0]) : undefined;
}

const bodyOf = (body: Command | undefined, statement: Statement): readonly Step[] =>
  body ? [stepOf(body, statement)] : stepsOf(statement.children);

function stepOf(command: Command | undefined, statement: Statement): Step {
  if (!command) return { kind: 'unread', span: statement.span, statement };
  const place = { span: command.span, statement };
  switch (command.kind) {
    case 'if':
      return { ...place, kind: 'if', condition: command.condition, body: bodyOf(command.body, statement) };
    case 'case':
      return { ...place, kind: 'case', of: command.of, branches: statement.children.flatMap(branchOf) };
    case 'for':
      return { ...place, kind: 'for', variable: command.variable, body: bodyOf(command.body, statement) };
    case 'error':
      return { ...place, kind: 'reject' };
    case 'accept':
    case 'reject':
      return { ...place, kind: command.kind };
    case 'print':
      return { ...place, kind: 'nothing' };
    case 'return':
      return { ...place, kind: 'return', ...(command.value ? { value: command.value } : {}) };
    case 'declare':
      return {
        ...place,
        kind: 'declare',
        name: command.name,
        ...(command.value ? { value: command.value } : {}),
      };
    case 'assign':
      return { ...place, kind: 'set', to: command.to, value: command.value };
    case 'do':
      return { ...place, kind: 'do', what: command.what };
    default:
      return { ...place, kind: 'unread' };
  }
}

function branchOf(statement: Statement): Branch[] {
  const command = readCommand(statement.words);
  if (command?.kind === 'label') {
    statement.coverage = 'modelled';
    return [{ labels: command.labels, body: bodyOf(command.body, statement) }];
  }
  // More than one statement behind a label stands without braces only by mistake.
  return [{ labels: [], body: [{ kind: 'unread', span: statement.span, statement }] }];
}
