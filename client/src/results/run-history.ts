import { targetText } from '../probes/target.ts';
import { type KeptRun, readKeptRuns } from './kept-run.ts';

/** Where runs are kept between sessions: the editor's storage of the workspace. */
export interface RunStore {
  get(): unknown;
  set(runs: readonly KeptRun[]): Thenable<void>;
}

export interface RunHistory {
  /** The latest first. */
  readonly all: readonly KeptRun[];
  add(run: KeptRun): void;
  remove(ids: ReadonlySet<string>): void;
}

/** Runs, of one probe of one target and altogether: the oldest go first. */
export const MOST_OF_ONE = 20;
export const MOST_RUNS = 150;

/** What probes have said in this workspace, limited. @param changed called after every difference. */
export function runHistory(store: RunStore, changed: () => void): RunHistory {
  let runs = readKeptRuns(store.get());
  const replace = (next: readonly KeptRun[]): void => {
    runs = next;
    void store.set(next);
    changed();
  };
  return {
    get all() {
      return runs;
    },
    add: (run) => replace(limited([run, ...runs])),
    remove: (ids) => replace(runs.filter(({ id }) => !ids.has(id))),
  };
}

function limited(runs: readonly KeptRun[]): readonly KeptRun[] {
  const counts = new Map<string, number>();
  return runs
    .filter((run) => {
      const question = questionOf(run);
      const count = (counts.get(question) ?? 0) + 1;
      counts.set(question, count);
      return count <= MOST_OF_ONE;
    })
    .slice(0, MOST_RUNS);
}

const questionOf = ({ probe, target }: KeptRun): string => `${probe} ${targetText(target)}`;
