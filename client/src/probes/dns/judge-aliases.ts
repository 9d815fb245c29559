import type { Verdict } from '../probe.ts';
import { verdict } from '../verdict.ts';
import { isCircle } from './aliases.ts';
import type { DnsAnswer } from './observe.ts';

/** Aliases that lead nowhere. @returns undefined: the name is none, or they lead to an address */
export function judgeAliases(
  server: string,
  name: string,
  aliases: readonly string[],
  answers: readonly DnsAnswer[],
): Verdict | undefined {
  const last = aliases.at(-1);
  if (last === undefined) return undefined;
  const way = [name, ...aliases].join(' -> ');
  if (isCircle(name, aliases)) {
    return verdict(
      'error',
      'alias-loop',
      `${server} has aliases that go in a circle: ${way}. Nobody gets an address; let one of them name the host.`,
      `${server} 的别名(CNAME)形成循环:${way}。任何人都得不到地址;请让其中之一指向真实主机。`,
    );
  }
  if (answers.some(({ end }) => end === 'no-name')) {
    return verdict(
      'error',
      'dangling-alias',
      `${server} has ${name} as an alias of ${last}, which does not exist (${way}). Whoever can get that name gets yours too: delete the alias, or point it to what is there.`,
      `${server} 中 ${name} 是 ${last} 的别名(CNAME),而后者不存在(${way})。谁取得该名称,谁就取得您的名称:请删除该别名,或让它指向存在的主机。`,
    );
  }
  if (answers.length === 0 || answers.some(({ end }) => end !== 'no-data')) return undefined;
  return verdict(
    'info',
    'alias-not-followed',
    `${server} has ${name} as an alias of ${last} and gives no address of that (${way}): it answers for its own zones only, or there is none. Ask a resolver.`,
    `${server} 中 ${name} 是 ${last} 的别名(CNAME),但未给出后者的地址(${way}):它只应答自己的区,或后者没有地址。请询问解析器。`,
  );
}
