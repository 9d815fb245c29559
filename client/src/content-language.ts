import { type Disposable, languages, type TextDocument, workspace } from 'vscode';
import { LANGUAGE_OF_DIALECT, UNCLAIMED_LANGUAGES } from './documents.ts';
import type { Session } from './session.ts';

/**
 * Gives colours by content: a document that no language claims (`.cfg`, `.conf`, no extension) gets its dialect's language
 * once. Who changes the language back keeps it.
 */
export function colourByContent(session: Session): Disposable {
  const done = new Set<string>();
  return session.statuses.onDidChange((status) => {
    const language = status.dialect && LANGUAGE_OF_DIALECT[status.dialect.id];
    const document = language === undefined ? undefined : openDocument(status.uri);
    if (!document || language === undefined || done.has(status.uri)) return;
    if (!UNCLAIMED_LANGUAGES.includes(document.languageId)) return;
    if (!workspace.getConfiguration('netreview', document).get('colourByContent', true)) return;
    done.add(status.uri);
    void languages.setTextDocumentLanguage(document, language);
  });
}

const openDocument = (uri: string): TextDocument | undefined =>
  workspace.textDocuments.find((document) => document.uri.toString() === uri);
