import type { CancellationToken, Range, TextDocumentPositionParams } from 'vscode-languageserver/node';
import type { Span } from '../../../grammars/text/span.ts';
import { type DefinedElsewhere, type Name, nameAt, type Occurrence } from '../review/names.ts';
import type { Prepared } from '../review/prepare.ts';
import { definedElsewhere } from './files-of-name.ts';
import type { Workspace } from './workspace.ts';

export interface NameAtPosition {
  readonly uri: string;
  readonly version: number;
  readonly prepared: Prepared;
  readonly name: Name;
  readonly at: Occurrence;
  readonly elsewhere: DefinedElsewhere;
  rangeOf(span: Span): Range;
}

/** What definition, references, highlights and rename start from. */
export async function nameAtPosition(
  workspace: Workspace,
  { textDocument: { uri }, position }: TextDocumentPositionParams,
  token: CancellationToken,
): Promise<NameAtPosition | undefined> {
  const reading = await workspace.read(uri, token);
  const prepared = reading?.prepared;
  if (!prepared) return undefined;
  const elsewhere = definedElsewhere(workspace, uri, prepared);
  const found = nameAt(prepared, prepared.index.offsetAt(position), elsewhere);
  if (!found) return undefined;
  const { name, at } = found;
  return {
    uri,
    version: reading.version,
    prepared,
    name,
    at,
    elsewhere,
    rangeOf: (span) => prepared.index.rangeOf(name.layer.toOutermost(span)),
  };
}
