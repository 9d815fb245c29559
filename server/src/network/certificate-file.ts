import type { Certificate } from '../../../grammars/model/certificate.ts';
import type { Member, Network } from './network.ts';

export interface CertificateFile {
  readonly member: Member;
  /** In the order in which a server sends them; at least one. */
  readonly certificates: readonly Certificate[];
}

/**
 * The file of the workspace that a server's configuration means by this path. The path is one of the host, so the file is the one whose path
 * agrees with it furthest from the end; by its name alone only where no other file has that name. Undefined: it is not here, or which is
 * meant cannot be told.
 */
export function certificateFile(written: string, self: Member, network: Network): CertificateFile | undefined {
  const wanted = partsOf(written);
  const name = wanted.at(-1);
  if (name === undefined || name === '') return undefined;
  const same = certificateFiles(network).flatMap((file) => {
    const parts = partsOf(file.member.path);
    return parts.at(-1) === name ? [{ ...file, agreed: agreement(wanted, parts) }] : [];
  });
  if (same.length < 2) return same[0];
  const most = Math.max(...same.map(({ agreed }) => agreed));
  const best = same.filter(({ agreed }) => agreed === most);
  const found = network.near(self.path, best);
  return most > 1 && found.length === 1 ? found[0] : undefined;
}

export const certificateFiles = ({ members }: Network): CertificateFile[] =>
  [...members].flatMap((member) => {
    const { certificates = [] } = member.device;
    return certificates.length > 0 ? [{ member, certificates }] : [];
  });

const partsOf = (path: string): string[] => path.split(/[/\\]/);

/** How many parts two paths have in common, from the end. */
function agreement(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a.at(-1 - count) === b.at(-1 - count)) count += 1;
  return count;
}
