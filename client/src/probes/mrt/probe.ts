import { defineProbe } from '../probe.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, readFile } from './observe.ts';

export const mrt = defineProbe({
  id: 'mrt',
  title: { en: 'History of a prefix in an MRT file', 'zh-cn': 'MRT 文件中某前缀的历史' },
  takesRoutes: true,
  readsFilesOnly: true,
  takesWindow: true,
  plan: () => [{ en: 'nothing: a file is read', 'zh-cn': '不发送任何报文:只读取文件' }],
  observe,
  grounds,
  judge,
  readFile,
});
