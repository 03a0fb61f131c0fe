import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '@/shared/hooks/useDocumentTitle';
import { LanguageSwitch } from '@/shared/ui/LanguageSwitch';
import classes from './room.module.css';

/** The frame of the pages before and after the room: no menu, since one is on the way in. */
export function PageFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation('shared');
  useDocumentTitle(title);
  return (
    <div className={classes.page}>
      <header className={classes.pageHead}>
        <Anchor component={Link} to="/" fw={700} underline="never">
          {t('app.name')}
        </Anchor>
        <LanguageSwitch />
      </header>
      <main className={classes.pageMain}>{children}</main>
    </div>
  );
}
