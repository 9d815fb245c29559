import type { Credentials } from './probe.ts';

/** What of a login nobody may read in what a run said: passwords, communities, keys. */
export const secretsOf = (credentials: Credentials | undefined): readonly string[] =>
  credentials
    ? [credentials.password, credentials.privacyPassword ?? '', credentials.privateKey ?? ''].filter(Boolean)
    : [];
