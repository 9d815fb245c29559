/** In place of what nobody may read. */
export const MASK = '***';

/** Shorter ones are words of everyday texts: they are masked where they stand alone. */
const SHORT = 4;

const SECRET_KEY = /pass(?:word|wd|phrase)?$|secret|community|private-?key|token|credential/i;
/** `password=...`, `secret: ...` in what a peer or a program said. */
const ASSIGNED =
  /\b(pass(?:word|wd|phrase)|secret|community|token|api[-_]?key|authorization)(\s*[=:]\s*)(?:"[^"]*"|\S+)/gi;
/** `redis://name:password@host` */
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*):[^\s/@]+@/gi;

/**
 * A copy of plain data without secrets: those that are given, values of keys named like one, and what texts assign to such a name.
 * @param secrets passwords, communities and keys that a run signed in with
 */
export function maskSecrets<T>(value: T, secrets: readonly string[]): T {
  const known = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  return masked(value, known) as T;
}

function masked(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return maskedText(value, secrets);
  if (Array.isArray(value)) return value.map((item) => masked(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      maskedText(key, secrets),
      SECRET_KEY.test(key) && typeof inner === 'string' ? MASK : masked(inner, secrets),
    ]),
  );
}

function maskedText(text: string, secrets: readonly string[]): string {
  let left = text;
  for (const secret of secrets) {
    if (secret.length >= SHORT) left = left.replaceAll(secret, MASK);
    else
      left = left
        .split(/(\s+)/)
        .map((word) => (word === secret ? MASK : word))
        .join('');
  }
  return left.replace(ASSIGNED, `$1$2${MASK}`).replace(USER_INFO, `$1:${MASK}@`);
}
