/** What one iptables command, or one line of a rules file, asks of a chain; iptables(8), COMMANDS. */
export type Command =
  | 'append'
  | 'insert'
  | 'replace'
  | 'delete'
  | 'policy'
  | 'new-chain'
  | 'flush'
  | 'delete-chain'
  | 'rename-chain'
  | 'zero'
  | 'check'
  | 'list';

/** By the words for them, short and long. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['-A', 'append'],
  ['--append', 'append'],
  ['-I', 'insert'],
  ['--insert', 'insert'],
  ['-R', 'replace'],
  ['--replace', 'replace'],
  ['-D', 'delete'],
  ['--delete', 'delete'],
  ['-P', 'policy'],
  ['--policy', 'policy'],
  ['-N', 'new-chain'],
  ['--new-chain', 'new-chain'],
  ['--new', 'new-chain'],
  ['-F', 'flush'],
  ['--flush', 'flush'],
  ['-X', 'delete-chain'],
  ['--delete-chain', 'delete-chain'],
  ['-E', 'rename-chain'],
  ['--rename-chain', 'rename-chain'],
  ['-Z', 'zero'],
  ['--zero', 'zero'],
  ['-C', 'check'],
  ['--check', 'check'],
  ['-L', 'list'],
  ['--list', 'list'],
  ['-S', 'list'],
  ['--list-rules', 'list'],
]);

/** Chains that the kernel's tables have from the start. */
export const BUILT_IN_CHAINS: readonly string[] = ['INPUT', 'FORWARD', 'OUTPUT', 'PREROUTING', 'POSTROUTING'];
