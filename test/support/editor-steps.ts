import { existsSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { QUICK_INPUT, runCommand, workbenchReady } from './editor-fixture.ts';
import { TRY_MS, tried } from './tried.ts';

/** Chooses an entry of the open quick pick; typing brings it into view. */
export async function pick(page: Page, label: string): Promise<void> {
  const input = page.locator(`${QUICK_INPUT} .quick-input-filter input[type="text"]`).first();
  const row = page.locator(`${QUICK_INPUT} .monaco-list-row`, { hasText: label }).first();
  await input.waitFor();
  // Typed anew where a pick was open still that has given way to this one.
  const shown = async (): Promise<boolean> => {
    await input.fill(label);
    return await became(row, 'visible');
  };
  await expect.poll(shown, { timeout: 4 * TRY_MS }).toBe(true);
  await row.click();
}

/** The open input box that says this: a pick before it has gone, with its list. */
export async function inputBox(page: Page, text = ''): Promise<Locator> {
  const box = page.locator(QUICK_INPUT, { hasText: text, hasNot: page.locator('.monaco-list-row:visible') });
  const input = box.locator('.quick-input-box input[type="text"]').first();
  await input.waitFor();
  return input;
}

/** Types into the open input box, in place of what it holds. */
export async function answer(page: Page, text: string): Promise<void> {
  const input = await inputBox(page);
  await input.fill(text);
  await input.press('Enter');
}

/** Takes back what is shown with Escape; pressed anew where the workbench did not listen yet. */
export async function dismiss(page: Page, shown: Locator): Promise<void> {
  await shown.waitFor();
  const gone = async (): Promise<boolean> => {
    await page.keyboard.press('Escape');
    return await became(shown, 'detached');
  };
  await expect.poll(gone, { timeout: 4 * TRY_MS }).toBe(true);
}

export const dialog = (page: Page): Locator => page.locator('.monaco-dialog-box');

export const notification = (page: Page, text: string): Locator =>
  page.locator('.notification-toast .notification-list-item', { hasText: text }).first();

/** A row of the tree *Netreview: Probe Results*. */
export const resultRow = (page: Page, text: string): Locator =>
  page.locator('.part.panel .monaco-list-row', { hasText: text }).first();

/** Opens a row of a tree; clicked anew where the tree was just being drawn, left alone where it is open. */
export async function expand(page: Page, row: Locator): Promise<void> {
  const open = row.and(page.locator('[aria-expanded="true"]'));
  await row.waitFor();
  await tried(page, async () => {
    if ((await open.count()) === 0) await row.click();
    await open.waitFor({ timeout: TRY_MS });
  });
}

/** A row of the panel *Problems*: by its code or its message. */
export const problemRow = (page: Page, text: string): Locator =>
  page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();

/** The status bar counts at least one error or warning: the review has come back. */
export async function findingsShown(page: Page): Promise<void> {
  await page.locator('[id="status.problems"] a', { hasText: /[1-9]/ }).first().waitFor({ timeout: 60_000 });
}

/** Opens the language status until an entry of it says this: an open one stays as it was drawn. */
export async function statusItem(page: Page, text: RegExp): Promise<void> {
  const entries = page.locator('.hover-language-status');
  const read = async (): Promise<string> => {
    await page.keyboard.press('Escape');
    await entries.first().waitFor({ state: 'detached' });
    await page.locator('[id="status.languageStatus"]').first().click();
    await entries.first().waitFor();
    return (await entries.allTextContents()).join('\n');
  };
  await expect.poll(read, { timeout: 60_000, interval: 500 }).toMatch(text);
}

/** How many errors the status bar counts. */
export async function errorsShown(page: Page): Promise<number> {
  const label = await page.locator('[id="status.problems"] a').first().getAttribute('aria-label');
  return Number(/Errors: (\d+)/.exec(label ?? '')?.[1] ?? 0);
}

/** Puts the cursor on a line of the active editor, 1-based. */
export async function cursorTo(page: Page, line: number): Promise<void> {
  await tried(page, async () => {
    await page.keyboard.press('Control+G');
    const input = page.locator(`${QUICK_INPUT} .quick-input-box input[type="text"]`).first();
    await input.fill(`:${line}:3`, { timeout: TRY_MS });
    await input.press('Enter', { timeout: TRY_MS });
    await page.locator('.quick-input-widget:visible').first().waitFor({ state: 'hidden', timeout: TRY_MS });
  });
}

/** The entry of the actions at the cursor that says this; asked anew where the editor did not have the keyboard or the review not come back. */
export async function actionOffered(page: Page, text: string | RegExp): Promise<Locator> {
  const entry = page.locator('.action-widget:visible .monaco-list-row.action', { hasText: text }).first();
  await tried(page, async () => {
    await page.keyboard.press('Control+.');
    await entry.waitFor({ timeout: TRY_MS });
  });
  return entry;
}

/** The panel over the editors, or beside them again. */
export async function maximisePanel(page: Page, maximised: boolean): Promise<void> {
  const editors = page.locator('.monaco-workbench .part.editor');
  await tried(page, async () => {
    if ((await editors.isVisible()) !== maximised) return;
    await runCommand(page, 'View: Toggle Maximized Panel');
    await editors.waitFor({ state: maximised ? 'hidden' : 'visible', timeout: TRY_MS });
  });
}

/** A name that an open dialog of files asks for. @param proposed part of what it says before */
export async function saveAs(page: Page, proposed: string, path: string): Promise<void> {
  const target = page.locator(`${QUICK_INPUT} .quick-input-box input[type="text"]`).first();
  await expect.poll(() => target.inputValue(), { timeout: TRY_MS }).toContain(proposed);
  await target.fill(path);
  await page.locator(`${QUICK_INPUT} .quick-input-action`, { hasText: 'OK' }).first().click();
  await expect.poll(() => existsSync(path), { timeout: 20_000 }).toBe(true);
}

/** Whether it becomes so while a busy workbench may still be at it. @param within in ms */
export const became = (locator: Locator, state: 'visible' | 'detached', within: number = TRY_MS): Promise<boolean> =>
  locator.waitFor({ state, timeout: within }).then(
    () => true,
    () => false,
  );

/** As a user does it: the editor keeps its open tabs first, which a page that is only loaded anew may have had no time for. */
export async function reloadWindow(page: Page): Promise<void> {
  const [loaded] = await Promise.allSettled([
    page.waitForEvent('load', { timeout: 60_000 }),
    runCommand(page, 'Developer: Reload Window'),
  ]);
  if (loaded.status === 'rejected') throw loaded.reason;
  await workbenchReady(page);
}
