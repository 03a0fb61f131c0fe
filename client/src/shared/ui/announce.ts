type Listener = (message: string) => void;
const listeners: Record<'polite' | 'assertive', Set<Listener>> = {
  polite: new Set(),
  assertive: new Set(),
};

/** Says a message to a screen reader without moving the focus. */
export function announce(message: string, urgency: 'polite' | 'assertive' = 'polite'): void {
  for (const listener of listeners[urgency]) listener(message);
}

export function onAnnounce(urgency: 'polite' | 'assertive', listener: Listener): () => void {
  listeners[urgency].add(listener);
  return () => listeners[urgency].delete(listener);
}
