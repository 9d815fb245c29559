/** Keeps a page up to date that comes when it comes, may be made anew, and may miss a message. */
export interface PageFeed {
  /** The page says that it listens; it may say so again. Resolves when it has been told, or could not be. */
  ready(): Promise<void>;
  /** What it shows has changed; nothing happens before it listens. */
  changed(): Promise<void>;
  /** The page is gone for good. */
  close(): void;
}

/** Tries after one that failed, until something changes. */
const MOST_TRIES = 6;

/**
 * @param make what the page shall show now; undefined, or a rejection: that is not known now
 * @param post resolves to false where the page was not there to hear it
 * @param later has to call `changed` after a while; it is told how many tries failed so far
 */
export function pageFeed<M>(
  make: () => Promise<M | undefined>,
  post: (message: M) => PromiseLike<boolean>,
  later: (failed: number) => void,
): PageFeed {
  let listens = false;
  let stale = false;
  let failed = 0;
  let running: Promise<void> | undefined;
  const tell = async (): Promise<boolean> => {
    try {
      const message = await make();
      return message !== undefined && listens && (await post(message));
    } catch {
      return false;
    }
  };
  // One after the other, so that the last that is said is the latest; a change meanwhile is told of in the next turn.
  const run = async (): Promise<void> => {
    while (stale && listens) {
      stale = false;
      if (await tell()) failed = 0;
      else if (listens && !stale && failed < MOST_TRIES) {
        failed += 1;
        later(failed);
      }
    }
    running = undefined;
  };
  const changed = (): Promise<void> => {
    if (!listens) return Promise.resolve();
    stale = true;
    running ??= run();
    return running;
  };
  return {
    ready() {
      listens = true;
      failed = 0;
      return changed();
    },
    changed,
    close() {
      listens = false;
    },
  };
}
