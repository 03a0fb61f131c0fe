import { useEffect, useRef } from 'react';
import { useStore } from '../hooks';
import type { LocalMedia } from '../local-media';
import { preferences } from '../preferences';
import { type Action, actionOf, isTyping } from '../shortcuts';

/** Keys of the whole room; a dialog or menu that is open keeps Esc to itself. */
export function useShortcuts(act: (action: Action) => void): void {
  const { singleKeys } = useStore(preferences);
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.repeat || event.defaultPrevented) return;
      const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
      const typing = isTyping(event.target);
      const action = actionOf({ key, ctrlKey, metaKey, shiftKey, altKey, typing }, singleKeys);
      if (!action) return;
      if (action === 'close' && document.querySelector('[role="dialog"], [role="menu"]')) return;
      event.preventDefault();
      latest.current(action);
    };
    window.addEventListener('keydown', down);
    return () => window.removeEventListener('keydown', down);
  }, [singleKeys]);
}

/** The space bar opens a closed microphone for as long as it is held. */
export function usePushToTalk(local: LocalMedia): void {
  const { pushToTalk } = useStore(preferences);
  useEffect(() => {
    if (!pushToTalk) return;
    let talking = false;
    const stop = () => {
      if (talking) void local.turn('microphone', false);
      talking = false;
    };
    const down = (event: KeyboardEvent) => {
      // A button under the focus is pressed by the space bar; that is its right.
      const busy = isTyping(event.target) || event.target instanceof HTMLButtonElement;
      if (event.code !== 'Space' || event.repeat || busy || local.isOn('microphone')) return;
      event.preventDefault();
      talking = true;
      void local.turn('microphone', true);
    };
    const up = (event: KeyboardEvent) => {
      if (event.code === 'Space') stop();
    };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', stop);
    return () => {
      stop();
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', stop);
    };
  }, [pushToTalk, local]);
}
