/** Probes that may run at the same time. */
export const AT_ONCE = 4;

export interface Places {
  /** @returns what gives the place back, any number of times; undefined: all are taken */
  take(): (() => void) | undefined;
}

/** A number of places. */
export function placesFor(count: number): Places {
  let free = count;
  return {
    take() {
      if (free === 0) return undefined;
      free -= 1;
      let taken = true;
      return () => {
        if (taken) free += 1;
        taken = false;
      };
    },
  };
}
