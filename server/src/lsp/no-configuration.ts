import type { Bilingual } from '../../../grammars/outline.ts';

export const NO_CONFIGURATION: Bilingual = {
  en: 'This file is no configuration that Netreview knows.',
  'zh-cn': '此文件不是 Netreview 能识别的配置。',
};
