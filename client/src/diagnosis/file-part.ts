import type { Bilingual } from '../../../grammars/outline.ts';
import { DIAGNOSE, type DiagnoseParams, type DiagnoseResult, type WireDiagnosis } from '../protocol.ts';
import type { Session } from '../session.ts';
import { fileSteps } from './chain-steps.ts';
import type { PartPlan, WalkStep } from './walk.ts';

/** What the configurations of the folder tell, asked anew each time: they may have been mended. @returns undefined where they tell nothing */
export async function diagnosisOf(
  { client }: Pick<Session, 'client'>,
  params: DiagnoseParams,
): Promise<WireDiagnosis | string> {
  const result = await client.sendRequest<DiagnoseResult>(DIAGNOSE, params);
  return result.ok ? result.diagnosis : result.problem;
}

/** The half that sends nothing, for which no trust is needed. */
export const filePart = (session: Pick<Session, 'client'>, params: DiagnoseParams): PartPlan => ({
  id: 'files',
  title: { en: 'Configurations: nothing is sent', 'zh-cn': '配置(不发送报文)' },
  take: async (_, tell) => {
    const diagnosis = await diagnosisOf(session, params);
    tell(typeof diagnosis === 'string' ? [untold(diagnosis)] : fileSteps(diagnosis));
    return true;
  },
});

/** In the user's language already. */
const untold = (problem: string): WalkStep => ({
  id: 'files',
  title: CONFIGURATIONS,
  state: 'skipped',
  text: { en: problem, 'zh-cn': problem },
});

const CONFIGURATIONS: Bilingual = { en: 'configurations', 'zh-cn': '配置' };
