import { hostRoot } from '../network/host-root.ts';
import { type Member, nameOf } from '../network/network.ts';
import { isCalled } from '../twin/ask-trace.ts';
import { partOf } from '../twin/cloud-member.ts';

/** The files of one host: the one with its interfaces, and those that lie with it (`sysctl`, `nginx`, lists of rules). */
export interface Host {
  readonly member: Member;
  /** `member` among them. */
  readonly files: readonly Member[];
  /** Its host name; else that of the folder which is its own; else that of its file. */
  readonly name: string;
}

/** Files beside a device are its host's where no second device is in the folder: several devices share a folder, and then nobody tells whose they are. */
export function hostsOf(files: readonly Member[]): (member: Member) => Host {
  const byRoot = new Map<string, Member[]>();
  for (const file of files) {
    const root = hostRoot(file.path);
    const list = byRoot.get(root);
    if (list) list.push(file);
    else byRoot.set(root, [file]);
  }
  return (member) => {
    const part = partOf(member);
    if (part && part.kind !== 'file') return { member, files: [member], name: nameOf(member) };
    const root = hostRoot(member.path);
    const all = byRoot.get(root) ?? [member];
    const alone = all.every((one) => one.path === member.path || one.device.interfaces.length === 0);
    const folder = root.split(/[/\\]/).at(-1);
    // Files of hosts are called alike everywhere: `50-cloud-init.yaml`.
    const alike = /\.ya?ml$/.test(member.path) || root !== folderOf(member.path);
    const named = member.device.hostname === undefined && alone && alike && folder !== undefined && folder !== '';
    return { member, files: alone ? all : [member], name: named ? decoded(folder) : nameOf(member) };
  };
}

const folderOf = (path: string): string => path.replace(/[/\\]?[^/\\]*$/, '');

/** Of a URI. */
function decoded(folder: string): string {
  try {
    return decodeURIComponent(folder);
  } catch {
    return folder;
  }
}

/**
 * The host of this name, file or folder. @param devices those with interfaces
 * @returns the names that there are, where it is none of them or of several
 */
export function hostNamed(devices: readonly Member[], files: readonly Member[], asked: string): Member | string {
  const hostOf = hostsOf(files);
  const wanted = asked.replace(/^\.[/\\]|[/\\]$/g, '');
  const inFile = files.find(({ path }) => path === wanted);
  const found = devices.filter(
    (member) =>
      member.path === wanted ||
      isCalled(member, wanted) ||
      hostOf(member).name.toLowerCase() === wanted.toLowerCase() ||
      hostRoot(member.path) === wanted ||
      (inFile !== undefined && hostOf(member).files.includes(inFile)),
  );
  const [only, second] = found;
  return only && !second ? only : [...new Set(devices.map((member) => hostOf(member).name))].slice(0, 20).join(', ');
}
