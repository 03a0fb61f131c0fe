import type { KeyboardEvent } from 'react';

const levelOf = (item: HTMLElement) => Number(item.getAttribute('aria-level'));

/** The tree's keys of the ARIA Authoring Practices, over the items that are shown now. */
export function onTreeKey(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const current = (event.target as HTMLElement).closest<HTMLElement>('[role="treeitem"]');
  if (!current) return;
  const at = items.indexOf(current);
  const expanded = current.getAttribute('aria-expanded');
  const toggle = () => current.querySelector<HTMLElement>('[data-toggle]')?.click();
  const moves: Record<string, () => HTMLElement | undefined> = {
    ArrowDown: () => items[at + 1],
    ArrowUp: () => items[at - 1],
    Home: () => items[0],
    End: () => items.at(-1),
    ArrowRight: () => {
      if (expanded === 'true') return items[at + 1];
      if (expanded === 'false') toggle();
      return undefined;
    },
    ArrowLeft: () => {
      if (expanded === 'true') {
        toggle();
        return undefined;
      }
      return items.slice(0, at).findLast((item) => levelOf(item) < levelOf(current));
    },
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  move()?.focus();
}
