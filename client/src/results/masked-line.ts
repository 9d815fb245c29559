import { MASK, maskSecrets } from './mask-secrets.ts';

/** Words of configurations behind which a secret stands, alone or at the end of a longer one: `requirepass`, `auth_pass`, `tunnel1_preshared_key`. */
const NAMED =
  /((?:pass(?:word|wd|phrase)?|pwd|secret|community|community-string|psk|key|key-string|masterauth|phash|auth|authorization|credentials?|token|md5|sha\d*|aes(?:-\d+)?|plaintext-password|password-value|bearer)["']?)(\s*[:=]\s*|\s+)((?:\d{1,2}\s+|clear\s+|cipher\s+|simple\s+|encrypted\s+|ascii-text\s+|key\s+|secret\s+|write\s+|read\s+|sha\s+|md5\s+|bearer\s+)*)("[^"]*"|'[^']*'|[^\s,}"']+)/gi;
/** `name:password` of one user. */
const PAIR = /(\b(?:user|auth)\s*=?\s*\w+):\S+/gi;

/** A line of a configuration, for a page that is given away: what is a secret by the word before it is masked. */
export const maskedLine = (line: string): string =>
  maskSecrets(line.replace(NAMED, `$1$2$3${MASK}`).replace(PAIR, `$1:${MASK}`), []);
