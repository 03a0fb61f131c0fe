import { AppShell, Badge, Box, Group } from '@mantine/core';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession, useSetLanguage } from '@/features/session';
import { JoinByCode, LanguageSwitch } from '@/shared/ui';
import { PagePending } from '../PagePending';
import { Brand } from './Brand';
import classes from './Shell.module.css';
import { Sidebar } from './Sidebar';
import { TabBar } from './TabBar';
import { UserMenu } from './UserMenu';

/** Header, navigation (a sidebar, or tabs at the bottom edge of a phone) and the page. */
export function Shell() {
  const { t } = useTranslation('shared');
  const demo = useSession().data?.demo ?? false;
  const setLanguage = useSetLanguage();
  const atHome = useRouterState({ select: (state) => state.location.pathname === '/' });
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: true } }}
      footer={{ height: { base: 'calc(60px + env(safe-area-inset-bottom))', sm: 0 } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a className={classes.skip} href="#main">
        {t('skip')}
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px={{ base: 'md', md: 'lg' }} justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Brand />
            {demo && (
              <Badge variant="light" color="gold" size="sm" visibleFrom="xs">
                {t('app.demo')}
              </Badge>
            )}
          </Group>
          <Group gap="md" wrap="nowrap">
            {!atHome && (
              <Box visibleFrom="md">
                <JoinByCode compact />
              </Box>
            )}
            <LanguageSwitch onChange={(language) => setLanguage.mutate(language)} />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar
        className={classes.navbar}
        p="sm"
        visibleFrom="sm"
        aria-label={t('nav.label')}
      >
        <Sidebar />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: 'none' }}>
        <div className={classes.content}>
          <Suspense fallback={<PagePending />}>
            <Outlet />
          </Suspense>
        </div>
      </AppShell.Main>
      <AppShell.Footer className={classes.footer} hiddenFrom="sm">
        <TabBar />
      </AppShell.Footer>
    </AppShell>
  );
}
