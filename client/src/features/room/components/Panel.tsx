import { CloseButton, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './room.module.css';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** Beside the stage on a wide screen, a sheet from below on a narrow one. */
export function Panel({ title, onClose, children }: Props) {
  const { t } = useTranslation('room');
  const wide = useMediaQuery('(min-width: 900px)', true, { getInitialValueInEffect: false });
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);

  // A panel that opens takes the focus, so that the next key is its own; unless a field in it did.
  useEffect(() => {
    const panel = heading.current?.closest('aside');
    if (!panel?.contains(document.activeElement)) heading.current?.focus();
  }, []);

  if (!wide) {
    return (
      <Drawer
        opened
        onClose={onClose}
        position="bottom"
        size="82dvh"
        title={title}
        radius="lg"
        closeButtonProps={{ 'aria-label': t('panel.close') }}
        styles={{
          content: { display: 'flex', flexDirection: 'column' },
          body: { flex: 1, minHeight: 0, padding: 0 },
          header: { background: 'transparent' },
          title: { fontWeight: 650 },
        }}
      >
        <div className={classes.sheet}>{children}</div>
      </Drawer>
    );
  }
  return (
    <aside className={classes.panel} aria-labelledby={id}>
      <div className={classes.panelHead}>
        <h2 id={id} ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
          {title}
        </h2>
        <CloseButton aria-label={t('panel.close')} onClick={onClose} />
      </div>
      <div className={classes.panelBody}>{children}</div>
    </aside>
  );
}
