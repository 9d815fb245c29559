import type { Bilingual } from '../../../grammars/outline.ts';

export const NO_CONFIGURATION: Bilingual = {
  en: 'This file is no configuration that Netreview knows.',
  'zh-cn': '此文件不是 Netreview 能识别的配置。',
};

export const NO_NETWORK: Bilingual = {
  en: 'This file is in no folder of the workspace, so there is no network around it.',
  'zh-cn': '该文件不在工作区的任何文件夹中,因此没有可供推演的网络。',
};
