import type { Action, Filter } from '../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';

export interface ActionWords {
  /** `denies` */
  readonly does: Bilingual;
  /** `denied` */
  readonly done: Bilingual;
  /** `this deny` */
  readonly noun: Bilingual;
}

/** How to speak of what a rule does. A list that only selects neither permits nor denies. */
export function actionWords(action: Action, purpose: Filter['purpose']): ActionWords {
  if (purpose === 'classify' && (action.kind === 'permit' || action.kind === 'deny'))
    return action.kind === 'permit' ? SELECTS : EXCLUDES;
  switch (action.kind) {
    case 'permit':
      return purpose === 'nat' ? EXEMPTS : PERMITS;
    case 'deny':
      return action.reject ? REJECTS : DENIES;
    case 'translate':
      return TRANSLATES;
    case 'exempt':
      return EXEMPTS;
    case 'jump':
    case 'goto':
      return words(
        ['sends', 'sent away', 'this jump'],
        [`转给链 ${action.target.value} 处理`, '转走', '本条跳转'],
        ` to chain ${action.target.value}`,
      );
    case 'return':
      return purpose === 'nat' ? EXEMPTS : RETURNS;
    case 'continue':
      return words(['passes on', 'passed on', 'this rule'], ['继续处理', '继续处理', '本条规则']);
  }
}

const words = (en: readonly [string, string, string], zh: readonly [string, string, string], to = ''): ActionWords => ({
  does: { en: en[0] + to, 'zh-cn': zh[0] },
  done: { en: en[1], 'zh-cn': zh[1] },
  noun: { en: en[2], 'zh-cn': zh[2] },
});

const PERMITS = words(['permits', 'permitted', 'this permit'], ['放行', '放行', '本条放行规则']);
const DENIES = words(['denies', 'denied', 'this deny'], ['拒绝', '拒绝', '本条拒绝规则']);
const REJECTS = words(['rejects', 'rejected', 'this reject'], ['拒绝', '拒绝', '本条拒绝规则']);
const SELECTS = words(['selects', 'selected', 'this entry'], ['选中', '选中', '本条目']);
const EXCLUDES = words(['excludes', 'not selected', 'this exclusion'], ['排除', '排除', '本条排除项']);
const TRANSLATES = words(['translates', 'translated', 'this translation'], ['转换', '转换', '本条转换']);
const EXEMPTS = words(['leaves untranslated', 'left untranslated', 'this exemption'], ['豁免', '豁免', '本条豁免']);
const RETURNS = words(
  ['returns', 'returned to the caller', 'this return'],
  ['返回上级链', '返回上级链', '本条返回规则'],
);
