import type { TextDocumentsConfiguration } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';

/**
 * How documents follow their editor. A change is one of the next version (LSP 3.17, VersionedTextDocumentIdentifier); where a document is
 * opened anew in the middle of typing, as when its language becomes known, the text it comes with may hold changes that are told once more.
 */
export const versionedDocuments: TextDocumentsConfiguration<TextDocument> = {
  create: TextDocument.create,
  update: (document, changes, version) =>
    version <= document.version ? document : TextDocument.update(document, [...changes], version),
};
