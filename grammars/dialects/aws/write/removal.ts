import { removal, statementAt } from '../../../kit/cloud/removal.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from '../../../text/span.ts';
import type { AwsOutline } from '../source.ts';

/**
 * Takes a rule out: an element of a list, a nested block, or a resource of its own.
 * @returns undefined for the last element (an empty list may mean something else) and for a resource that something refers to
 */
export function removalOfRule(span: Span | undefined, outline: AwsOutline): TextEdit | undefined {
  const statement = span && statementAt(span, outline);
  if (!statement) return undefined;
  const resource = outline.source.resources.find((one) => one.statement === statement);
  if (resource) {
    const name = resource.name.value;
    const mentioned = outline.source.uses.some(
      (use) =>
        use.name.value === name &&
        !(statement.span.start <= use.name.span.start && use.name.span.end <= statement.span.end),
    );
    return mentioned ? undefined : removal(span, outline);
  }
  const key = statement.words[0]!.text;
  const alike = statement.parent?.children.filter(
    (sibling) => outline.source.notation !== 'terraform' || key === '{' || sibling.words[0]!.text === key,
  );
  return (alike?.length ?? 0) > 1 ? removal(span, outline) : undefined;
}
