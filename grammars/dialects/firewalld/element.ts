import { attributeOf, xmlText } from '../../kit/xml-outline.ts';
import type { Statement } from '../../outline.ts';
import type { Located } from '../../text/span.ts';

/** `service` of `<service name="ssh"/>`. */
export const elementName = ({ words }: Statement): string => words[0]!.text;

/** The value of an attribute, entities undone. */
export function attribute({ words }: Statement, name: string): Located<string> | undefined {
  const word = words.find((one) => attributeOf(one) === name);
  return word && { value: xmlText(word.text), span: word.span };
}

export const childrenNamed = ({ children }: Statement, ...names: readonly string[]): readonly Statement[] =>
  children.filter((child) => names.includes(elementName(child)));
