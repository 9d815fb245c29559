/** One entry of a list that RouterOS prints. */
export interface RouterosEntry {
  readonly index: number;
  /** Letters, as the legend above the list explains them: `X`, `D`, `SACs`. */
  readonly flags: string;
  readonly comment?: string;
  /** As written, without quotes; digits in groups (`7 269`) stay as they are. */
  readonly properties: Readonly<Record<string, string>>;
}

/** `print`, `print detail` and `print terse` of RouterOS: numbered entries of properties, each on one line or several. */
export function readRouterosPrint(text: string): RouterosEntry[] {
  const entries: Open[] = [];
  let open: Open | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (isLogged(line)) continue;
    const head = HEAD.exec(line.slice(0, LONGEST));
    if (head) {
      open = { index: Number(head[1]), flags: head[2]!.replaceAll(' ', ''), lines: [head[3]!] };
      entries.push(open);
    } else if (/^ +\S/.test(line)) open?.lines.push(line.trim().slice(0, LONGEST));
    else open = undefined;
  }
  return entries.map(entryOf);
}

/** The log goes to the terminal as well, into the middle of what it prints. */
export const isLogged = (line: string): boolean => /^\d\d:\d\d:\d\d echo: /.test(line);

interface Open {
  readonly index: number;
  readonly flags: string;
  readonly lines: string[];
}

/** No entry has more on one line. */
const LONGEST = 4_000;

//  1    ;;; defconf: drop invalid
// 0 SAC protocol=tcp src-address=192.0.2.1 src-port=56454 dst-address=192.0.2.2 dst-port=22
const HEAD = /^ {0,6}(\d{1,7}) {1,8}((?:[A-Za-z]{1,9} {1,8}){0,4})(;;;.*|[a-z][a-z\d.-]{0,40}=.*)$/;

//       chain=input action=drop connection-state=invalid
//  orig-packets=7 269 tcp-md5-key="" log-prefix="to the VPN"
const PROPERTY =
  /(?:^|\s)(\.?[a-z][a-z\d.-]{0,40})=("(?:[^"\\]|\\.){0,400}"|\d{1,3}(?: \d{3}){1,6}(?=\s|$)|\S{0,400})/g;

function entryOf({ index, flags, lines }: Open): RouterosEntry {
  const comment = /^;;; ?(.*?)\s*$/.exec(lines[0]!)?.[1];
  const properties = propertiesOf(comment === undefined ? lines : lines.slice(1));
  return { index, flags, ...(comment && { comment }), properties };
}

/** `remote.address=192.0.2.1 .as=65001`: what begins with a dot goes on with the group before it. */
export function propertiesOf(lines: readonly string[]): Readonly<Record<string, string>> {
  const properties: Record<string, string> = {};
  let group = '';
  for (const line of lines) {
    for (const [, name, value] of line.matchAll(PROPERTY)) {
      if (!name!.startsWith('.')) group = name!.replace(/\.[^.]*$/, '');
      properties[name!.startsWith('.') ? group + name! : name!] = value!.replace(/^"(.*)"$/s, '$1');
    }
  }
  return properties;
}
