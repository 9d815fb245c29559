import { l10n, Range, Selection, type TextEditor, TextEditorRevealType, ThemeColor, window, workspace } from 'vscode';
import { FILTERS, type FiltersResult, TEST_PACKET, type TestPacketResult, type WireRange } from '../protocol.ts';
import type { Session } from '../session.ts';

export interface Question {
  readonly filter: string;
  /** `tcp 198.51.100.7:40000 > 192.0.2.10:443` */
  readonly packet: string;
}

type Answer = Extract<TestPacketResult, { ok: true }>;

const LAST_PACKET = 'netreview.lastPacket';
const EXAMPLE = 'tcp 198.51.100.7:40000 > 192.0.2.10:443';

const stepMark = window.createTextEditorDecorationType({
  isWholeLine: true,
  backgroundColor: new ThemeColor('editor.rangeHighlightBackground'),
  overviewRulerColor: new ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
});

/** Which line of a filter decides a packet: reveals it, marks the way there, and says the answer in one sentence. */
export async function testPacket(session: Session, question?: Question): Promise<TestPacketResult | undefined> {
  const editor = window.activeTextEditor;
  if (!editor) return undefined;
  const uri = editor.document.uri.toString();
  const filter = question?.filter ?? (await pickFilter(session, editor, uri));
  if (filter === undefined) return undefined;
  const packet = question?.packet ?? (await askPacket(session, uri, filter));
  if (packet === undefined) return undefined;
  const result = await ask(session, uri, filter, packet);
  if (!result.ok) {
    void window.showErrorMessage(result.problem);
    return result;
  }
  reveal(editor, result);
  void tell(editor, result);
  return result;
}

const ask = (session: Session, uri: string, filter: string, packet: string): Promise<TestPacketResult> =>
  session.client.sendRequest<TestPacketResult>(TEST_PACKET, { uri, filter, packet });

/** The filter under the cursor stands first. */
async function pickFilter(session: Session, editor: TextEditor, uri: string): Promise<string | undefined> {
  const filters = await session.client.sendRequest<FiltersResult>(FILTERS, { uri });
  if (filters.length === 0) {
    void window.showInformationMessage(l10n.t('There is no packet filter in this file.'));
    return undefined;
  }
  const here = editor.selection.active;
  const holdsCursor = ({ range }: { readonly range: WireRange }): boolean => rangeOf(range).contains(here);
  const sorted = [...filters].sort((a, b) => Number(holdsCursor(b)) - Number(holdsCursor(a)));
  const picked = await window.showQuickPick(
    sorted.map(({ name, family, rules }) => ({
      label: name,
      description: l10n.t('{0}, rules: {1}', family, rules),
    })),
    { title: l10n.t('Test Packet'), placeHolder: l10n.t('Which filter does the packet meet?') },
  );
  return picked?.label;
}

async function askPacket(session: Session, uri: string, filter: string): Promise<string | undefined> {
  const packet = await window.showInputBox({
    title: l10n.t('Test Packet: {0}', filter),
    prompt: l10n.t('Protocol, source and destination, as in {0}', EXAMPLE),
    value: session.context.workspaceState.get(LAST_PACKET, EXAMPLE),
    validateInput: async (text) => {
      const result = await ask(session, uri, filter, text);
      return result.ok ? undefined : result.problem;
    },
  });
  if (packet !== undefined) await session.context.workspaceState.update(LAST_PACKET, packet);
  return packet;
}

function reveal(editor: TextEditor, { trace, deciding }: Answer): void {
  editor.setDecorations(
    stepMark,
    trace.map(({ range }) => rangeOf(range)),
  );
  const cleared = workspace.onDidChangeTextDocument(({ document }) => {
    if (document !== editor.document) return;
    editor.setDecorations(stepMark, []);
    cleared.dispose();
  });
  if (!deciding) return;
  const range = rangeOf(deciding);
  editor.selection = new Selection(range.start, range.start);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

async function tell(editor: TextEditor, { sentence, trace }: Answer): Promise<void> {
  const steps = l10n.t('Show the Way');
  const asked = await window.showInformationMessage(sentence, ...(trace.length > 1 ? [steps] : []));
  if (asked !== steps) return;
  const step = await window.showQuickPick(
    trace.map(({ range, text, filter, becomes }) => ({
      label: text,
      description: `${filter}, ${l10n.t('line {0}', range.start.line + 1)}`,
      ...(becomes === undefined ? {} : { detail: l10n.t('becomes {0}', becomes) }),
      range,
    })),
    { title: sentence },
  );
  if (!step) return;
  const shown = await window.showTextDocument(editor.document, editor.viewColumn);
  shown.selection = new Selection(rangeOf(step.range).start, rangeOf(step.range).start);
  shown.revealRange(rangeOf(step.range), TextEditorRevealType.InCenterIfOutsideViewport);
}

const rangeOf = ({ start, end }: WireRange): Range => new Range(start.line, start.character, end.line, end.character);
