export type Action =
  'microphone' | 'camera' | 'hand' | 'chat' | 'people' | 'reactions' | 'bar' | 'close' | 'help';

export interface Keys {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  /** The focus is where letters are written. */
  typing: boolean;
}

const WITH_CTRL: Record<string, Action> = { d: 'microphone', e: 'camera' };
const WITH_CTRL_SHIFT: Record<string, Action> = {
  h: 'hand',
  m: 'chat',
  p: 'people',
  e: 'reactions',
};
const SINGLE: Record<string, Action> = {
  m: 'microphone',
  v: 'camera',
  h: 'hand',
  c: 'chat',
  p: 'people',
  r: 'reactions',
};

/** The keys of each action as the help dialog writes them. */
export const SHORTCUTS: readonly { action: Action; keys: string[]; single: string | null }[] = [
  { action: 'microphone', keys: ['Ctrl', 'D'], single: 'M' },
  { action: 'camera', keys: ['Ctrl', 'E'], single: 'V' },
  { action: 'hand', keys: ['Ctrl', 'Shift', 'H'], single: 'H' },
  { action: 'chat', keys: ['Ctrl', 'Shift', 'M'], single: 'C' },
  { action: 'people', keys: ['Ctrl', 'Shift', 'P'], single: 'P' },
  { action: 'reactions', keys: ['Ctrl', 'Shift', 'E'], single: 'R' },
  { action: 'bar', keys: ['F2'], single: null },
  { action: 'close', keys: ['Esc'], single: null },
  { action: 'help', keys: ['?'], single: null },
];

/** The action that a key stroke asks for; null leaves it to the browser. */
export function actionOf(keys: Keys, singleKeys: boolean): Action | null {
  const key = keys.key.toLowerCase();
  if (keys.altKey) return null;
  if (keys.ctrlKey || keys.metaKey) {
    return (keys.shiftKey ? WITH_CTRL_SHIFT[key] : WITH_CTRL[key]) ?? null;
  }
  if (key === 'f2') return 'bar';
  if (key === 'escape') return 'close';
  if (keys.typing) return null;
  if (key === '?') return 'help';
  return singleKeys && !keys.shiftKey ? (SINGLE[key] ?? null) : null;
}

const WRITING = new Set(['TEXTAREA', 'SELECT']);
const NOT_WRITING = new Set(['button', 'checkbox', 'radio', 'range', 'submit']);

/** True where letters would be written into the element. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || WRITING.has(target.tagName)) return true;
  return target instanceof HTMLInputElement && !NOT_WRITING.has(target.type);
}
