import { Modal, type ModalProps } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { lastFocused } from './lastFocused';

/**
 * A dialog that gives the focus back to what opened it. Where that stood in a menu, which is gone by
 * then, it goes to the button of the menu; where it is gone itself, to the page.
 */
export function Dialog(props: ModalProps) {
  const { opened } = props;
  const opener = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (!opened) return;
    opener.current = lastFocused();
    return () => {
      // After the dialog has let go of the focus, unless it went elsewhere of its own.
      window.setTimeout(() => {
        const now = document.activeElement;
        if (now && now !== document.body && !now.closest('[data-closing-dialog]')) return;
        const back = opener.current?.isConnected
          ? opener.current
          : document.querySelector<HTMLElement>('main[tabindex]');
        back?.focus({ preventScroll: true });
      });
    };
  }, [opened]);
  return (
    <Modal {...props} returnFocus={false} {...(opened ? {} : { 'data-closing-dialog': true })} />
  );
}
