import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import { readCertificate } from './certificate.ts';

/** Certificates, in the order in which a server would send them. Keys and all else are passed over; never throws. */
export function toModel(outline: Outline): Device {
  const certificates = outline.statements.flatMap((statement) => {
    if (!/^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----$/.test(statement.header && statement.words[0]!.text))
      return [];
    const block = outline.text.slice(statement.header.end, statement.span.end);
    const found = readCertificate(block.replace(/-----END [^\r\n-]*-----\s*$/, ''), statement.span);
    statement.coverage = found ? 'modelled' : 'unknown';
    return found ?? [];
  });
  return { ...emptyDevice, certificates, fragment: true };
}
