import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Chooses an entry of the open quick pick; typing brings it into view. */
export async function pick(page: Page, label: string): Promise<void> {
  const input = page.locator('.quick-input-widget .quick-input-filter input[type="text"]:visible').first();
  await input.waitFor();
  await input.fill(label);
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  await row.waitFor();
  await row.click();
}

/** Types into the open input box, in place of what it holds. */
export async function answer(page: Page, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget .quick-input-box input[type="text"]:visible').first();
  await input.waitFor();
  await page
    .locator('.quick-input-widget .quick-input-list .monaco-list-row:visible')
    .first()
    .waitFor({ state: 'hidden' });
  await input.fill(text);
  await page.keyboard.press('Enter');
}

export const dialog = (page: Page): Locator => page.locator('.monaco-dialog-box');

export const notification = (page: Page, text: string): Locator =>
  page.locator('.notification-toast .notification-list-item', { hasText: text }).first();

/** A row of the tree *Netreview: Probe Results*. */
export const resultRow = (page: Page, text: string): Locator =>
  page.locator('.part.panel .monaco-list-row', { hasText: text }).first();

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
  await page.keyboard.press('Control+G');
  const input = page.locator('.quick-input-widget .quick-input-box input[type="text"]:visible').first();
  await input.waitFor();
  await input.fill(`:${line}:3`);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget:visible').first().waitFor({ state: 'hidden' });
}
