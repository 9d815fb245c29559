import { vocabulary } from '../../../kit/word-tokens.ts';

export const UFW = vocabulary(
  [
    'rule',
    'route',
    'delete',
    'insert',
    'prepend',
    'in',
    'out',
    'on',
    'log',
    'log-all',
    'proto',
    'from',
    'to',
    'port',
    'app',
    'comment',
  ],
  { action: ['allow', 'deny', 'reject', 'limit'] },
);
