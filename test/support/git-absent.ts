import { spawnSync } from 'node:child_process';

/** Why nothing can be compared with HEAD here; empty when it can. */
export const GIT_ABSENT = spawnSync('git', ['--version']).status === 0 ? '' : ' (skipped: no git; Debian package git)';
