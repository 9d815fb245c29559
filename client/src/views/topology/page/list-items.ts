/** A button that is an item of a list: what can be gone to by click and by keyboard. */
export function itemOf(text: string, run: (() => void) | undefined): HTMLLIElement {
  const item = document.createElement('li');
  if (run) item.append(buttonOf(text, run));
  else item.textContent = text;
  return item;
}

export function buttonOf(text: string, run: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.textContent = text;
  button.addEventListener('click', run);
  return button;
}
