import type { Page } from 'playwright-core';

const TRIES = 4;

/** For one try: a workbench on a busy machine that has not taken a key within this has missed it. */
export const TRY_MS = 10_000;

/** Does anew what the workbench may miss while it is busy, as a key that comes before it listens; Escape leaves what a failed try has opened. */
export async function tried<T>(page: Page, action: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await action();
    } catch (error) {
      if (left === 1) throw error;
      await page.keyboard.press('Escape');
    }
  }
}
