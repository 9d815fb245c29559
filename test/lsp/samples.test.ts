import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type DocumentSymbol,
  type FoldingRange,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver-protocol/node';
import { COMMAND_SUPPRESS, type SuppressArguments } from '../../client/src/protocol.ts';
import { SEVERITIES, type Severity } from '../../server/src/review/finding.ts';
import { netreview } from '../support/cli.ts';
import { applyTextEdits, edited, type LanguageServer, startServer } from '../support/language-server.ts';

const samples = globSync('samples/*/*').sort();

let server: LanguageServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server.stop());

/** Opens the text, asks, closes: each question meets a document of its own. */
async function opened<T>(path: string, text: string, ask: (uri: string) => Promise<T>): Promise<T> {
  const uri = server.uriOf(path);
  server.open(uri, text);
  try {
    return await ask(uri);
  } finally {
    server.close(uri);
  }
}

const keysOf = (path: string, text: string): Promise<string[]> =>
  opened(path, text, async (uri) => (await server.diagnostics(uri)).map(({ code }) => String(code)).sort());

/** What the command line says of the same files: rule, severity, place and message. */
const reported = new Map<string, string[]>();

beforeAll(async () => {
  const { stdout } = await netreview(['check', 'samples', '--format', 'json', '--fail-on', 'never']);
  for (const { path, findings } of (JSON.parse(stdout) as Report).files)
    reported.set(
      path,
      findings.map(({ rule, severity, range, message }) => line(rule, SEVERITIES.indexOf(severity), range, message)),
    );
});

const line = (rule: string, severity: number, range: object, message: string): string =>
  [rule, severity, JSON.stringify(range), message].join(' ');

interface Report {
  readonly files: readonly {
    readonly path: string;
    readonly findings: readonly {
      readonly rule: string;
      readonly severity: Severity;
      readonly range: object;
      readonly message: string;
    }[];
  }[];
}

test('the editor shows what the command line reports, of devices among each other', async () => {
  const documents = samples.map((path) => ({ path, uri: server.uriOf(path) }));
  for (const { path, uri } of documents) server.open(uri, readFileSync(path, 'utf8'));
  try {
    // Each is known to the others once it was asked for.
    for (const { uri } of documents) await server.diagnostics(uri);
    for (const { path, uri } of documents) {
      const shown = (await server.diagnostics(uri)).map(({ code, severity, range, message }) =>
        line(String(code), severity! - 1, range, String(message).split('\n')[0]!),
      );
      expect(shown, path).toEqual(reported.get(path) ?? []);
    }
  } finally {
    for (const { uri } of documents) server.close(uri);
  }
});

describe.each(samples)('%s', (path) => {
  const text = readFileSync(path, 'utf8');

  test('every finding of a rule can be suppressed on its line or in its file, and is gone then', async () => {
    const { actions, before } = await opened(path, text, async (uri) => {
      const diagnostics = await server.diagnostics(uri);
      const offered = [];
      for (const diagnostic of diagnostics) {
        const own = (await server.actions(uri, [diagnostic])).flatMap(({ command }) =>
          command?.command === COMMAND_SUPPRESS ? [command.arguments?.[0] as SuppressArguments] : [],
        );
        offered.push({ rule: String(diagnostic.code), own });
      }
      return { actions: offered, before: diagnostics.map(({ code }) => String(code)).sort() };
    });
    for (const { rule, own } of actions) {
      expect(own.length, rule).toBeGreaterThanOrEqual(1);
      for (const { position, before: head, after } of own) {
        const newText = `${head} -- a reason${after}`;
        const changed = applyTextEdits(text, [{ range: { start: position, end: position }, newText }]);
        const left = await keysOf(path, changed);
        expect(left.length, `${rule}\n${newText}`).toBeLessThan(before.length);
        expect(
          left.every((one) => before.includes(one)),
          `${newText}${left.join(' ')}`,
        ).toBe(true);
      }
    }
  });

  test('every quick fix leaves a text that is read as before', async () => {
    const fixes = await opened(path, text, async (uri) => {
      const diagnostics = await server.diagnostics(uri);
      const offered = [];
      for (const diagnostic of diagnostics)
        for (const { title, edit } of await server.actions(uri, [diagnostic], ['quickfix']))
          if (edit) offered.push({ title, rule: String(diagnostic.code), text: edited(text, uri, 1, edit) });
      return offered;
    });
    const before = await keysOf(path, text);
    const count = (keys: readonly string[], rule: string): number => keys.filter((key) => key === rule).length;
    for (const fix of fixes) {
      const after = await keysOf(path, fix.text);
      expect(count(after, 'netreview/syntax'), fix.title).toBe(count(before, 'netreview/syntax'));
      expect(count(after, fix.rule), fix.title).toBeLessThan(count(before, fix.rule));
    }
  });

  test('fix all leaves no safe fix behind', async () => {
    const fixed = await opened(path, text, async (uri) => {
      const [action] = await server.actions(uri, [], ['source.fixAll']);
      return action ? edited(text, uri, 1, (await server.resolve(action)).edit) : text;
    });
    await opened(path, fixed, async (uri) => {
      expect(await server.actions(uri, [], ['source.fixAll'])).toEqual([]);
    });
  });

  test('outline and folds lie inside the text and in each other', async () => {
    await opened(path, text, async (uri) => {
      const lines = text.split('\n').length;
      const symbols = await server.connection.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
        textDocument: { uri },
      });
      for (const { range, selectionRange, name } of symbols.flatMap((one) => [one, ...(one.children ?? [])])) {
        expect(name).not.toBe('');
        expect(range.start.line).toBeLessThanOrEqual(selectionRange.start.line);
        expect(range.end.line).toBeGreaterThanOrEqual(selectionRange.end.line);
        expect(range.end.line).toBeLessThan(lines);
      }
      const folds = await server.connection.sendRequest<FoldingRange[]>('textDocument/foldingRange', {
        textDocument: { uri },
      });
      for (const { startLine, endLine } of folds) expect(endLine).toBeGreaterThan(startLine);
    });
  });

  test('every word, also of a text cut short, can be asked about', async () => {
    for (const shown of [text, text.slice(0, text.length * 0.6)]) {
      await opened(path, shown, async (uri) => {
        await server.diagnostics(uri);
        const asked: Promise<unknown>[] = [];
        for (const [line, words] of shown.split('\n').entries()) {
          for (const { index } of words.matchAll(/\S+/g)) {
            const params = { textDocument: { uri }, position: { line, character: index } };
            for (const method of ['hover', 'definition', 'documentHighlight', 'prepareRename'])
              asked.push(server.connection.sendRequest(`textDocument/${method}`, params).catch(unlessRefused));
            asked.push(
              server.connection
                .sendRequest('textDocument/rename', { ...params, newName: 'another-name' })
                .catch(unlessRefused),
            );
          }
        }
        expect(await Promise.all(asked)).not.toHaveLength(0);
      });
    }
  });
});

/** A rename may be refused; nothing may break. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ResponseError) || error.code !== LSPErrorCodes.RequestFailed) throw error;
  return undefined;
}
