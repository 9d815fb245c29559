import type { Detection } from '../../dialect.ts';

/** OpenSSL writes names and attributes between blocks, or the whole certificate in words, indented. */
const REMARK = /^(?:#|subject\b|issuer\b|Bag Attributes|Key Attributes|Certificate:|[ \t])/i;

/** Blocks of certificates, and little else: a configuration may carry certificates too. */
export function detect(text: string, path?: string): Detection {
  if (!text.includes('-----BEGIN ')) return { score: 0, reasons: [] };
  let certificates = 0;
  let others = 0;
  let inside = false;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const begins = /^-----BEGIN ([^-]*)-----/.exec(line);
    if (begins) {
      inside = true;
      if (/^(?:TRUSTED |X509 )?CERTIFICATE$/.test(begins[1]!)) certificates += 1;
    } else if (/^-----END [^-]*-----/.test(line)) inside = false;
    else if (!inside && /\S/.test(line) && !REMARK.test(line)) others += 1;
  }
  const named = path !== undefined && /\.(?:pem|crt|cer|chain|bundle)$/i.test(path);
  // Bundles of authorities have each one's name above it.
  if (certificates === 0 || others > (named ? 3 * certificates : 0)) return { score: 0, reasons: [] };
  return {
    score: named ? 95 : 85,
    reasons: ['blocks of certificates, and little else', ...(named ? ['its name is that of a certificate'] : [])],
  };
}
