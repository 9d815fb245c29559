import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** The editor's version that the tests are written for. */
const VERSION = '4.139.1';

export interface EditorServer {
  /** `127.0.0.1:PORT` */
  readonly authority: string;
  readonly userData: string;
  /** Its profile is gone with it. */
  stop(): Promise<void>;
}

/** Kept outside the checkout: the editor is large and the same for every clone. */
export function cacheFolder(): string {
  return process.env.NETREVIEW_CACHE ?? join(homedir(), '.cache', 'netreview');
}

/**
 * Installs code-server into the cache unless it is there; takes some minutes the first time.
 * Its native modules are compiled, against the headers of the Node.js that will run it.
 * @throws Error when npm fails.
 */
export async function installCodeServer(log: (line: string) => void): Promise<string> {
  const folder = join(cacheFolder(), 'code-server');
  const done = join(folder, 'installed');
  const entry = join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  if (existsSync(done) && readFileSync(done, 'utf8') === VERSION && existsSync(entry)) return entry;
  log(`installing code-server ${VERSION} (once; some minutes)`);
  const headers = await installHeaders();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await run(
    'npm',
    ['install', `code-server@${VERSION}`, '--no-audit', '--no-fund', '--loglevel=error', '--foreground-scripts=false'],
    folder,
    {
      npm_config_nodedir: headers,
    },
  );
  writeFileSync(done, VERSION);
  return entry;
}

/** The `node` package ships no headers; the package it takes its binary from does. */
async function installHeaders(): Promise<string> {
  const folder = join(cacheFolder(), 'node-headers');
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(folder, 'node_modules', name);
  if (existsSync(join(home, 'include', 'node', 'node.h'))) return home;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await run(
    'npm',
    ['install', `${name}@${process.versions.node}`, '--no-audit', '--no-fund', '--loglevel=error', '--force'],
    folder,
    {},
  );
  return home;
}

/** The folder and its findings are what this editor is opened for. */
const QUIET: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
};

export interface StartOptions {
  /** code-server asks for trust unless this is false. */
  readonly workspaceTrust: boolean;
  readonly locale?: string;
  /** .vsix files or extension folders to install first. */
  readonly extensions?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly port?: number;
  /** Other files of the profile, by name. */
  readonly profile?: Readonly<Record<string, string>>;
}

/** A profile of its own, with extensions installed. */
export interface EditorProfile {
  readonly userData: string;
  /** The server's command; the place to listen at is still to be added. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @throws Error when an extension cannot be installed. */
export async function prepareProfile(entry: string, options: Omit<StartOptions, 'port'>): Promise<EditorProfile> {
  const userData = mkdtempSync(join(tmpdir(), 'netreview-editor-'));
  const extensionsDir = join(userData, 'extensions');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify({ ...QUIET, ...options.settings }));
  for (const [name, text] of Object.entries(options.profile ?? {})) writeFileSync(join(userData, name), text);
  writeFileSync(join(userData, 'config.yaml'), 'auth: none\n');
  const common = [
    '--user-data-dir',
    userData,
    '--extensions-dir',
    extensionsDir,
    '--config',
    join(userData, 'config.yaml'),
  ];
  for (const extension of options.extensions ?? []) {
    await run(process.execPath, [entry, ...common, '--install-extension', extension], userData, {});
  }
  return {
    userData,
    command: [
      process.execPath,
      entry,
      ...common,
      '--auth',
      'none',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...(options.locale ? ['--locale', options.locale] : []),
    ],
    env: { ...process.env, VSCODE_PROXY_URI: '' },
  };
}

/** Starts an editor with a profile of its own and waits until it answers. @throws Error when it ends first. */
export async function startCodeServer(entry: string, options: StartOptions): Promise<EditorServer> {
  const { userData, command, env } = await prepareProfile(entry, options);
  const authority = `127.0.0.1:${options.port ?? (await freePort())}`;
  const child = spawn(command[0]!, [...command.slice(1), '--bind-addr', authority], {
    cwd: userData,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const end = async (): Promise<void> => {
    await stop(child);
    // Its children may still write while they end.
    rmSync(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  await listening(child).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  return { authority, userData, stop: end };
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (/HTTP server listening on/.test(output)) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('exit', (code) => reject(new Error(`code-server ended with ${code}:\n${output}`)));
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.on('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  });
}

export function run(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${file} ${args[0]} ended with ${code}:\n${output.slice(-4000)}`)),
    );
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
