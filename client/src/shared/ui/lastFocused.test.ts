import { beforeEach, describe, expect, it } from 'vitest';
import { lastFocused } from './lastFocused';

const byId = (id: string) => document.getElementById(id) as HTMLElement;

describe('where the focus was last', () => {
  beforeEach(() => {
    document.body.innerHTML = `
      <button id="plain"></button>
      <button id="more"></button>
      <div role="menu" aria-labelledby="more"><button id="item"></button></div>
      <div role="dialog" aria-labelledby="title">
        <h2 id="title">Sửa</h2>
        <button id="inside"></button>
      </div>`;
  });

  it('is the element itself', () => {
    byId('plain').focus();
    expect(lastFocused()).toBe(byId('plain'));
  });

  it('is the button of the menu for what stands in one, though the menu is gone', () => {
    byId('item').focus();
    byId('item').parentElement?.remove();
    expect(lastFocused()).toBe(byId('more'));
  });

  it('is the element itself in a dialog, which a heading names', () => {
    byId('inside').focus();
    expect(lastFocused()).toBe(byId('inside'));
  });
});
