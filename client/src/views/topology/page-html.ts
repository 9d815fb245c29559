/** The panel's page: one script, one style, nothing from anywhere else. */
export const pageHtml = ({
  script,
  nonce,
  language,
}: {
  readonly script: string;
  readonly nonce: string;
  readonly language: string;
}): string => `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'">
<style nonce="${nonce}">${STYLE}</style>
<style nonce="${nonce}" id="${LIBRARY_STYLE}">.__________cytoscape_container { position: relative; }</style>
</head>
<body>
<div id="side">
  <input id="search" type="search">
  <button id="export"></button>
  <p id="nothing" role="status"></p>
  <section id="drawn" aria-labelledby="drawn-title" hidden>
    <h2 id="drawn-title"></h2>
    <p id="drawn-summary"></p>
    <button id="clear"></button>
    <div id="ways"></div>
  </section>
  <ul id="list"></ul>
  <h2 id="chosen"></h2>
  <ul id="details" aria-labelledby="chosen"></ul>
</div>
<div id="graph" role="application" tabindex="0"></div>
<div id="said" aria-live="polite"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;

/** The library adds this element itself unless it is there, without the nonce. */
const LIBRARY_STYLE = '__________cytoscape_stylesheet';

const STYLE = `
html, body { height: 100%; }
body { display: flex; margin: 0; padding: 0; color: var(--vscode-foreground); background: var(--vscode-editor-background);
  font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
#side { width: 36%; max-width: 300px; flex: none; display: flex; flex-direction: column; gap: 6px; padding: 8px; box-sizing: border-box; min-height: 0;
  border-right: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border)); }
#graph { flex: 1; min-width: 0; height: 100%; }
#graph:focus, button:focus, input:focus { outline: 2px solid var(--vscode-focusBorder); outline-offset: -2px; }
input { padding: 4px 6px; color: var(--vscode-input-foreground); background: var(--vscode-input-background);
  border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent)); }
#export, #clear { padding: 4px 8px; color: var(--vscode-button-foreground); background: var(--vscode-button-background);
  border: 1px solid var(--vscode-contrastBorder, transparent); cursor: pointer; }
ul, ol { list-style: none; margin: 0; padding: 0; }
#list, #details { overflow-y: auto; flex: 1; min-height: 0; }
#drawn { overflow-y: auto; flex: 2; min-height: 0; padding: 4px; border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border)); }
#drawn[hidden] { display: none; }
#drawn p { margin: 4px 0; }
#drawn h3 { font-size: inherit; margin: 8px 0 2px; }
#drawn li { overflow-wrap: anywhere; }
#drawn ul { margin-left: 14px; font-family: var(--vscode-editor-font-family); }
li button { display: block; width: 100%; text-align: left; padding: 4px 6px; border: 1px solid transparent; cursor: pointer;
  font: inherit; color: inherit; background: none; }
li button:hover { background: var(--vscode-list-hoverBackground); }
li button[aria-current] { background: var(--vscode-list-inactiveSelectionBackground); border-color: var(--vscode-contrastActiveBorder, transparent); }
h2 { font-size: inherit; margin: 4px 0 0; }
p:empty, h2:empty { display: none; }
#said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;
