import { Alert, Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError, problemText } from '@/shared/api';
import { enterAsGuest, lookAtGuestLink } from '../api';
import { preferences, savePreferences } from '../preferences';
import { PageFrame } from './PageFrame';

const NAME_LIMIT = 80;

/** Where a guest link leads: `/khach#TOKEN`. The fragment never reaches a server's log. */
export function GuestEntryPage() {
  const { t } = useTranslation('room');
  const navigate = useNavigate();
  const [token] = useState(() => window.location.hash.slice(1));
  const [name, setName] = useState(() => preferences.get().guestName);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(token === '' ? t('guest.no_token') : null);
  const link = useQuery({
    queryKey: ['room', 'guest', token],
    queryFn: ({ signal }) => lookAtGuestLink(token, signal),
    enabled: token !== '',
    retry: false,
  });
  // Only a link that is known to be wrong is beyond trying again.
  const dead = token === '' || (link.error instanceof ProblemError && link.error.status !== 0);
  const said = failure ?? (link.error ? problemText(link.error) : null);

  const enter = async (event: FormEvent) => {
    event.preventDefault();
    const words = name.trim();
    if (words === '') {
      setFailure(t('guest.name_needed'));
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      const pass = await enterAsGuest(token, words);
      savePreferences({ guestName: words });
      await navigate({ to: '/hop/$code/phong', params: { code: pass.code }, replace: true });
    } catch (error) {
      setFailure(problemText(error));
      setBusy(false);
    }
  };

  return (
    <PageFrame title={t('guest.title')}>
      <Stack maw={440} mx="auto" w="100%">
        <Title order={1} tabIndex={-1} data-page-title>
          {t('guest.title')}
        </Title>
        {link.data && <Text fw={600}>{t('guest.for', { title: link.data.title })}</Text>}
        {said !== null && (
          <Alert color="red" role="alert">
            {said}
          </Alert>
        )}
        <Text c="dimmed">{t(dead ? 'guest.ask' : 'guest.text')}</Text>
        <form onSubmit={(event) => void enter(event)} noValidate>
          <Stack>
            <TextInput
              label={t('guest.name')}
              description={t('guest.name_hint')}
              value={name}
              maxLength={NAME_LIMIT}
              autoComplete="name"
              required
              size="md"
              disabled={dead}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" size="md" loading={busy} disabled={dead}>
              {t('guest.continue')}
            </Button>
          </Stack>
        </form>
      </Stack>
    </PageFrame>
  );
}
