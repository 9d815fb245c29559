import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';

/** Sections and names that no other file of sections and `name = value` has. */
const TELLING =
  /^[ \t]*(openssl_conf|ssl_conf|system_default|MinProtocol|MaxProtocol|CipherString|Ciphersuites|oid_section|distinguished_name|req_extensions|x509_extensions|basicConstraints|subjectKeyIdentifier|authorityKeyIdentifier|keyUsage|extendedKeyUsage|subjectAltName|default_ca|default_md|string_mask|crlDistributionPoints|alg_section|\[[ \t]*(?:req|CA_default|v3_(?:ca|req)|usr_cert|openssl_init|system_default_sect|req_distinguished_name|provider_sect|default_sect|ca|alt_names)[ \t]*\])/;
const PATH = /(?:^|[\\/._-])openssl[^\\/]*\.(?:cnf|conf)(?:$|[.])/i;
const MOST = 3_000;
/** Such a line is somewhere in the text. */
const SOMEWHERE = lineStart(new RegExp(TELLING.source, 'm'));

/** Lines are `name = value` in sections, and some names are OpenSSL's. */
export function detect(text: string, path?: string): Detection {
  const named = path !== undefined && PATH.test(path);
  if (!named && !SOMEWHERE.isIn(text)) return { score: 0, reasons: [] };
  const lines = text.split(/\r\n|\n|\r/, MOST).filter((line) => /^[ \t]*[^\s#]/.test(line));
  let settings = 0;
  const telling = new Set<string>();
  for (const line of lines) {
    const found = TELLING.exec(line)?.[1];
    if (found !== undefined) telling.add(found);
    if (/^[ \t]*(?:\[[^\]]*\]|\.(?:include|pragma)\b|[\w.:-]+(?:[ \t]+[\w-]+)*[ \t]*=)/.test(line)) settings += 1;
  }
  if (settings * 5 < lines.length * 4 || lines.length === 0 || (telling.size < 2 && !named))
    return { score: 0, reasons: [] };
  return {
    score: Math.min(95, 45 + telling.size * 8 + (named ? 25 : 0)),
    reasons: [
      ...(telling.size > 0 ? [`names of OpenSSL (${[...telling].slice(0, 3).join(', ')})`] : []),
      ...(named ? ['its name is that of OpenSSL’s file'] : []),
    ],
  };
}
