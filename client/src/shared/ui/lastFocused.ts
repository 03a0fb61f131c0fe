let last: HTMLElement | null = null;

/** The element itself, or the button of the menu it stands in: a menu goes once it has been used. */
function anchorOf(element: HTMLElement): HTMLElement {
  const menu = element.closest('[role="menu"], [role="dialog"]');
  const owner = document.getElementById(menu?.getAttribute('aria-labelledby') ?? '');
  return owner instanceof HTMLButtonElement ? owner : element;
}

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement) last = anchorOf(target);
});

/** Where the focus was last, remembered by what will still be there when a menu has closed. */
export function lastFocused(): HTMLElement | null {
  return last;
}
