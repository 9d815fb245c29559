import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { CHROMIUM } from './editor.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Why the editor's suites cannot run here; empty when they can. */
export const EDITOR_ABSENT =
  process.platform === 'win32'
    ? ' (skipped: code-server does not run on Windows)'
    : CHROMIUM === undefined
      ? ' (skipped: no Chromium; Debian package chromium)'
      : '';

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

/** Kept as test output, for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = resolve(ROOT, 'test-output', 'screenshots');
  mkdirSync(folder, { recursive: true });
  // Without its transitions: a notification that is fading in cannot be read.
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

/** Opens a file by name over Quick Open and waits for its editor. */
export async function openFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+P');
  const input = page.locator('.quick-input-widget input[type="text"]:visible').first();
  await input.waitFor();
  await input.fill(name);
  // Rows of recent files stand there before the search has ended.
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: name.split('/').at(-1)! })
    .first()
    .click();
  await page
    .locator(
      `.tab.active[data-resource-name="${name.split('/').at(-1)}"], .tab.active:has-text("${name.split('/').at(-1)}")`,
    )
    .first()
    .waitFor();
}

/** Runs a command over the palette; opened anew where it was opened before the workbench knew the command: its list does not grow. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const input = page.locator('.quick-input-widget input[type="text"]:visible').first();
  const listed = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  for (let left = PALETTE_TRIES; ; left -= 1) {
    await page.keyboard.press('F1');
    await input.waitFor();
    await input.fill(`>${title}`);
    try {
      await listed.waitFor({ timeout: PALETTE_MS });
      // To the palette, not to what took the keyboard from it in between, as a page that loads does.
      return await input.press('Enter', { timeout: PALETTE_MS });
    } catch (error) {
      if (left === 1) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

const PALETTE_TRIES = 4;
const PALETTE_MS = 15_000;

/** The workbench has drawn its editor part and the explorer. */
export async function workbenchReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
}

export const bundlePresent = (): boolean => existsSync(resolve(ROOT, 'dist/client.cjs'));
