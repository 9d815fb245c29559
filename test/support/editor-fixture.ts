import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { CHROMIUM } from './editor.ts';
import { TRY_MS, tried } from './tried.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Why the editor's suites cannot run here; empty when they can. */
export const EDITOR_ABSENT =
  process.platform === 'win32'
    ? ' (skipped: code-server does not run on Windows)'
    : CHROMIUM === undefined
      ? ' (skipped: no Chromium; Debian package chromium)'
      : '';

/** Of a test that drives the editor's window: on a busy machine its page loses a key now and then. What failed first is named at the end of `npm test`. */
export const SECOND_TRY = { retry: 1 } as const;

/** A copy of the samples that tests may change, committed where git is installed. */
export function copyOfSamples(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'netreview-')), 'samples');
  cpSync(resolve(ROOT, 'samples'), folder, { recursive: true });
  const git = (...args: string[]): boolean =>
    spawnSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.net', ...args], { cwd: folder }).status ===
    0;
  if (git('init', '--quiet') && git('add', '.')) git('commit', '--quiet', '--message', 'Samples');
  return folder;
}

/** Pictures of the README and of the walkthrough, by their screenshot; `NETREVIEW_UPDATE_IMAGES=1` takes them anew. */
const DOCUMENTED: Readonly<Record<string, string>> = {
  'finding-and-fix': 'editor',
  'topology-trace-vscode-light': 'trace',
  'comparison-report': 'comparison',
  topology: 'topology',
  'probe-results-tree': 'probes',
  'diagnosis-broken': 'diagnosis',
};

/** Kept as test output, for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = resolve(ROOT, 'test-output', 'screenshots');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  // Without its transitions: a notification that is fading in cannot be read.
  await page.screenshot({ path, animations: 'disabled' });
  const documented = DOCUMENTED[name];
  if (documented !== undefined && process.env.NETREVIEW_UPDATE_IMAGES === '1')
    await page.screenshot({
      path: resolve(ROOT, 'docs/images', `${documented}.jpg`),
      type: 'jpeg',
      quality: 70,
      animations: 'disabled',
    });
}

/** The open quick input, a pick or a box: not the one before it, which fades while the next is coming. */
export const QUICK_INPUT = '.quick-input-widget:visible:not(.quick-input-widget-closing)';

/** Opens a quick input with a key and types into it, until a row of its list says this. */
async function listed(page: Page, key: string, typed: string, row: string): Promise<{ input: Locator; row: Locator }> {
  await page.keyboard.press(key);
  const input = page.locator(`${QUICK_INPUT} input[type="text"]`).first();
  await input.fill(typed, { timeout: TRY_MS });
  const found = page.locator(`${QUICK_INPUT} .monaco-list-row`, { hasText: row }).first();
  await found.waitFor({ timeout: TRY_MS });
  return { input, row: found };
}

/** Opens a file by name over Quick Open and waits for its editor. */
export async function openFile(page: Page, path: string): Promise<void> {
  const name = path.split('/').at(-1)!;
  await tried(page, async () => {
    // Rows of recent files stand there before the search has ended.
    const { row } = await listed(page, 'Control+P', path, name);
    await row.click({ timeout: TRY_MS });
  });
  await page.locator(`.tab.active[data-resource-name="${name}"], .tab.active:has-text("${name}")`).first().waitFor();
}

/** Runs a command over the palette; opened anew where it was opened before the workbench knew the command: its list does not grow. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await tried(page, async () => {
    const { input } = await listed(page, 'F1', `>${title}`, title);
    // To the palette, not to what took the keyboard from it in between, as a page that loads does.
    await input.press('Enter', { timeout: TRY_MS });
  });
}

/** The workbench has drawn its parts and the explorer; a panel may lie over the editors, as it did before a reload. */
export async function workbenchReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.editor').waitFor({ state: 'attached', timeout: 60_000 });
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
}

export const bundlePresent = (): boolean => existsSync(resolve(ROOT, 'dist/client.cjs'));
