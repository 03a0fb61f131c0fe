let wanted = false;

/** The next page header that appears takes the focus, so that a screen reader says its title. */
export function wantPageFocus(): void {
  wanted = true;
}

export function takePageFocus(heading: HTMLElement | null): void {
  if (!wanted || !heading) return;
  wanted = false;
  heading.focus({ preventScroll: true });
}
