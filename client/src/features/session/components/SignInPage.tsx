import { Box, Divider, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconLock, IconScreenShare, IconUsersGroup } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '@/shared/hooks/useDocumentTitle';
import { ErrorState, LanguageSwitch } from '@/shared/ui';
import { useSession, useSignIn } from '../api/session';
import { DemoAccounts } from './DemoAccounts';
import { SignInForm } from './SignInForm';
import classes from './SignInPage.module.css';

const POINTS = [
  { icon: IconUsersGroup, label: 'aside.meet' },
  { icon: IconScreenShare, label: 'aside.share' },
  { icon: IconLock, label: 'aside.own' },
] as const;

function Aside() {
  const { t } = useTranslation('session');
  return (
    <aside className={classes.aside}>
      <svg
        className={classes.lines}
        viewBox="0 0 400 600"
        preserveAspectRatio="xMidYMid slice"
        aria-hidden
      >
        {Array.from({ length: 9 }, (_, index) => (
          <circle
            key={index}
            cx="400"
            cy="620"
            r={90 + index * 62}
            fill="none"
            stroke="#fff"
            strokeWidth="1.2"
          />
        ))}
      </svg>
      <div className={classes.asideInner}>
        <div className={classes.brand}>
          <img src="/favicon.svg" alt="" width={44} height={44} />
          {t('shared:app.name')}
        </div>
        <div>
          <p className={classes.headline}>{t('aside.headline')}</p>
          <p className={classes.lead}>{t('aside.lead')}</p>
          <ul className={classes.points}>
            {POINTS.map(({ icon: Glyph, label }) => (
              <li key={label}>
                <Glyph size={22} stroke={1.6} aria-hidden />
                {t(label)}
              </li>
            ))}
          </ul>
        </div>
        <span />
      </div>
    </aside>
  );
}

export function SignInPage() {
  const { t } = useTranslation('session');
  useDocumentTitle(t('title'));
  const session = useSession();
  const signIn = useSignIn();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/dang-nhap' });
  const enter = () => void navigate({ href: next ?? '/', replace: true });
  const accounts = session.data?.demo ? session.data.demo_accounts : [];

  return (
    <div className={classes.page}>
      <Aside />
      <main className={classes.form}>
        <Stack gap="xl">
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <div>
              <Title order={1}>{t('title')}</Title>
              <Text c="dimmed">{t('lead')}</Text>
            </div>
            <LanguageSwitch />
          </Group>
          {session.isError && (
            <ErrorState error={session.error} onRetry={() => void session.refetch()} />
          )}
          <SignInForm signIn={signIn} onDone={enter} />
          {session.isPending && <Skeleton height={120} aria-hidden />}
          {accounts.length > 0 && (
            <Box component="section" aria-labelledby="demo-title">
              <Divider mb="lg" />
              <DemoAccounts accounts={accounts} signIn={signIn} onDone={enter} />
            </Box>
          )}
        </Stack>
      </main>
    </div>
  );
}
