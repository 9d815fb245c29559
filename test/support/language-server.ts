import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CodeAction,
  createProtocolConnection,
  type Diagnostic,
  type FullDocumentDiagnosticReport,
  IPCMessageReader,
  IPCMessageWriter,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { STATUS } from '../../client/src/protocol.ts';
import { applyEdits } from '../../grammars/text/edit.ts';
import { lineIndex } from '../../grammars/text/line-index.ts';

export interface LanguageServer {
  readonly connection: ProtocolConnection;
  readonly folder: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** Of the last `publishDiagnostics`, by URI. */
  readonly published: ReadonlyMap<string, readonly Diagnostic[]>;
  /** Every line the server logged. */
  readonly log: readonly string[];
  uriOf(path: string): string;
  write(path: string, text: string): string;
  open(uri: string, text: string, languageId?: string): void;
  /** Replaces the whole text. */
  change(uri: string, text: string): void;
  close(uri: string): void;
  diagnostics(uri: string): Promise<Diagnostic[]>;
  actions(uri: string, diagnostics: readonly Diagnostic[], only?: string[]): Promise<CodeAction[]>;
  resolve(action: CodeAction): Promise<CodeAction>;
  configure(settings: object): void;
  /** Resolves with the next notification of this kind that passes the test. */
  next<T>(method: string, test?: (params: T) => boolean): Promise<T>;
  textOf(uri: string): string;
  stop(): Promise<void>;
}

const main = resolve(import.meta.dirname, '../../server/src/lsp/main.ts');

/** Runs the real server in a process of its own, over standard input and output. */
export async function startServer(
  options: {
    readonly locale?: string;
    /** False: a window in restricted mode. */
    readonly trusted?: boolean;
    readonly settings?: object;
    readonly files?: Readonly<Record<string, string>>;
    readonly folder?: string;
    /** False: a client that wants whole code actions at once. */
    readonly resolves?: boolean;
    /** A client that shows what findings say above its hovers. */
    readonly showsFindings?: boolean;
    /** Over the channel that VS Code uses; else standard input and output. */
    readonly ipc?: boolean;
  } = {},
): Promise<LanguageServer> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'netreview-lsp-'));
  const write = (path: string, text: string): string => {
    const absolute = join(folder, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
    return pathToFileURL(absolute).toString();
  };
  for (const [path, text] of Object.entries(options.files ?? {})) write(path, text);
  const child: ChildProcess = options.ipc
    ? fork(main, ['--node-ipc'], { stdio: 'pipe', execArgv: [] })
    : spawn(process.execPath, [main, '--stdio'], { stdio: 'pipe' });
  const exited = new Promise<number | null>((done) => child.on('exit', done));
  const connection = options.ipc
    ? createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child))
    : createProtocolConnection(new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!));
  let settings: object = options.settings ?? {};
  const published = new Map<string, readonly Diagnostic[]>();
  const log: string[] = [];
  child.stderr!.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  const waiting = new Set<{ method: string; test: (params: unknown) => boolean; done: (params: unknown) => void }>();
  const heard = (method: string, params: unknown): void => {
    for (const one of waiting) {
      if (one.method !== method || !one.test(params)) continue;
      waiting.delete(one);
      one.done(params);
    }
  };
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => settings));
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/diagnostic/refresh', () => {
    heard('workspace/diagnostic/refresh', undefined);
    return null;
  });
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.set(params.uri, params.diagnostics);
    heard('textDocument/publishDiagnostics', params);
  });
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
    log.push(message);
  });
  connection.onNotification(STATUS, (params: unknown) => heard(STATUS, params));
  connection.listen();
  const { capabilities } = await connection.sendRequest<{ capabilities: Record<string, unknown> }>('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).toString(), name: 'test' }],
    initializationOptions: {
      locale: options.locale ?? 'en',
      trusted: options.trusted ?? true,
      showsFindings: options.showsFindings ?? false,
    },
    capabilities: {
      workspace: {
        configuration: true,
        workspaceFolders: true,
        didChangeConfiguration: { dynamicRegistration: true },
        diagnostics: { refreshSupport: true },
      },
      textDocument: { codeAction: { resolveSupport: { properties: options.resolves === false ? [] : ['edit'] } } },
    },
  });
  const texts = new Map<string, { version: number; text: string }>();
  const server: LanguageServer = {
    connection,
    folder,
    capabilities,
    published,
    log,
    uriOf: (path) => pathToFileURL(join(folder, path)).toString(),
    write,
    open(uri, text, languageId = 'plaintext') {
      texts.set(uri, { version: 1, text });
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    },
    change(uri, text) {
      const version = texts.get(uri)!.version + 1;
      texts.set(uri, { version, text });
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
    },
    close(uri) {
      texts.delete(uri);
      void connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    },
    async diagnostics(uri) {
      const report = await connection.sendRequest<FullDocumentDiagnosticReport>('textDocument/diagnostic', {
        textDocument: { uri },
      });
      return report.items;
    },
    actions: (uri, diagnostics, only) =>
      connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri },
        range: diagnostics[0]?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        context: { diagnostics, ...(only ? { only } : {}) },
      }),
    resolve: (action) => connection.sendRequest<CodeAction>('codeAction/resolve', action),
    configure(next) {
      settings = next;
      void connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    },
    next: <T>(method: string, test: (params: T) => boolean = () => true) =>
      new Promise<T>((done) => {
        waiting.add({ method, test: test as (params: unknown) => boolean, done: done as (params: unknown) => void });
      }),
    textOf: (uri) => texts.get(uri)!.text,
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const status = await exited;
      connection.dispose();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
      if (status !== 0) throw new Error(`the server ended with ${status}`);
    },
  };
  const ready = server.next<PublishDiagnosticsParams>('textDocument/publishDiagnostics');
  await connection.sendNotification('initialized', {});
  await ready;
  return server;
}

/** The text after a workspace edit. @throws Error when the edit is not of this document and version. */
export function edited(text: string, uri: string, version: number, edit: WorkspaceEdit | undefined): string {
  const [change, ...more] = edit?.documentChanges ?? [];
  if (!change || more.length > 0 || !('textDocument' in change)) throw new Error('expected one changed document');
  if (change.textDocument.uri !== uri || change.textDocument.version !== version)
    throw new Error(`an edit of ${change.textDocument.uri} version ${change.textDocument.version}`);
  return applyTextEdits(text, change.edits as TextEdit[]);
}

export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const index = lineIndex(text);
  return applyEdits(
    text,
    edits.map(({ range, newText }) => ({
      span: { start: index.offsetAt(range.start), end: index.offsetAt(range.end) },
      newText,
    })),
  );
}

/** Where a piece of text stands; the n-th time it does. */
export function positionOf(text: string, piece: string, nth = 0): Position {
  let offset = text.indexOf(piece);
  for (let i = 0; i < nth; i += 1) offset = text.indexOf(piece, offset + 1);
  if (offset < 0) throw new Error(`no ${piece}`);
  return lineIndex(text).positionAt(offset);
}

export function textAt(text: string, range: Range): string {
  const index = lineIndex(text);
  return text.slice(index.offsetAt(range.start), index.offsetAt(range.end));
}
