import type { Bilingual } from '../../../grammars/outline.ts';
import type { WalkStep } from './walk.ts';

/** A step that nobody could be asked for. */
export const skipped = (id: string, title: Bilingual, text: Bilingual): WalkStep => ({
  id,
  title,
  state: 'skipped',
  text,
});

export const UNTRUSTED: Bilingual = {
  en: 'Nothing is sent until you trust this workspace: a file in it may name the target.',
  'zh-cn': '在您信任此工作区之前不发送任何报文:目标可能由其中的文件指定。',
};
export const RUNNING: Bilingual = { en: 'Steps come as they end.', 'zh-cn': '各步骤完成后即显示。' };
